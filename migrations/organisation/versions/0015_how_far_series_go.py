"""How far each series goes, so that boards of many units need not read what all of them have."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_start", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("last_start", sa.Date(), nullable=True))
        for name in ("figures", "imported"):
            column = sa.Column(name, sa.Integer(), server_default="0", nullable=False)
            batch_op.add_column(column)
    op.execute(
        """
        UPDATE series SET first_start = extent.first_start, last_start = extent.last_start,
            figures = extent.figures, imported = extent.imported
        FROM (
            SELECT series_id, min(period_start) AS first_start, max(period_start) AS last_start,
                count(*) AS figures, count(batch) AS imported
            FROM observation GROUP BY series_id
        ) AS extent
        WHERE series.id = extent.series_id
        """
    )


def downgrade() -> None:
    with op.batch_alter_table("series", schema=None) as batch_op:
        for name in ("imported", "figures", "last_start", "first_start"):
            batch_op.drop_column(name)
    op.execute("DELETE FROM figures_version WHERE id = 2")
