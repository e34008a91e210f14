"""words about options thrown away for a day."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("option_word_draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("thrown_away_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_option_word_draft_thrown_away_at"), ["thrown_away_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("option_word_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_option_word_draft_thrown_away_at"))
        batch_op.drop_column("thrown_away_at")
