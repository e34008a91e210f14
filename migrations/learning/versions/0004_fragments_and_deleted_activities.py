"""Indexes for fragments and for deleted activities."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_activity_deleted",
        "activity",
        ["owner_id", "deleted_at"],
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index(
        "ix_activity_fragments",
        "activity",
        ["owner_id"],
        sqlite_where=sa.text("fragment = 1"),
        postgresql_where=sa.text("fragment"),
    )


def downgrade() -> None:
    op.drop_index("ix_activity_fragments", "activity")
    op.drop_index("ix_activity_deleted", "activity")
