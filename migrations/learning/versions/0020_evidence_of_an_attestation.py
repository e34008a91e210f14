"""The evidence that goes with an attestation."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attestation_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("evidence", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("attestation_link", schema=None) as batch_op:
        batch_op.alter_column("evidence", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("attestation_link", schema=None) as batch_op:
        batch_op.drop_column("evidence")
