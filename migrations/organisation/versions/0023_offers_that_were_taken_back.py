"""Offers to be found that were taken back, and can be brought back for a day."""

import sqlalchemy as sa
from alembic import op

from learnplan.core.db import Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("expert", sa.Column("taken_back_at", Moment(), nullable=True))
    op.create_index(op.f("ix_expert_taken_back_at"), "expert", ["taken_back_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_expert_taken_back_at"), table_name="expert")
    with op.batch_alter_table("expert") as batch_op:
        batch_op.drop_column("taken_back_at")
