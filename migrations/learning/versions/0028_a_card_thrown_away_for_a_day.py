"""Let a card that a circle threw away be brought back for a day."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("circle_card", sa.Column("thrown_away_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.execute("DELETE FROM circle_card WHERE thrown_away_at IS NOT NULL")
    op.drop_column("circle_card", "thrown_away_at")
