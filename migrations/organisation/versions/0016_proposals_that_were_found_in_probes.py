"""Proposals that were found in probes."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("probe_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_proposal_probe_id"), ["probe_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_proposal_probe_id_probe"),
            "probe",
            ["probe_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_proposal_probe_id_probe"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_proposal_probe_id"))
        batch_op.drop_column("probe_id")
