"""Figures by the import they came in by, so that undoing one need not look through all."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None
IMPORTED = sa.text("batch IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        op.f("ix_observation_batch"),
        "observation",
        ["batch"],
        unique=False,
        sqlite_where=IMPORTED,
        postgresql_where=IMPORTED,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_observation_batch"), table_name="observation")
