"""Series by indicator and how far they go, so that years without figures are found at once."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None
BEFORE, NOW = "ix_series_indicator_id", "ix_series_indicator_id_last_start_first_start"


def upgrade() -> None:
    op.drop_index(op.f(BEFORE), table_name="series")
    op.create_index(op.f(NOW), "series", ["indicator_id", "last_start", "first_start"])


def downgrade() -> None:
    op.drop_index(op.f(NOW), table_name="series")
    op.create_index(op.f(BEFORE), "series", ["indicator_id"])
