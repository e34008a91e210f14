"""What goals and shares remember."""

from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

share = sa.table(
    "share",
    sa.column("id", sa.Uuid()),
    sa.column("until", sa.Date()),
    sa.column("ends_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.add_column("goal", sa.Column("left_state", sa.String(40), nullable=True))
    op.add_column("goal", sa.Column("left_remark", sa.String(length=300), nullable=True))
    op.add_column("goal", sa.Column("left_since", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_goal_owner_id_state_set_at", "goal")
    op.create_index("ix_goal_deleted_at", "goal", ["deleted_at"], unique=False)
    op.create_index(
        "ix_goal_owner_id_state_since", "goal", ["owner_id", "state_since"], unique=False
    )
    op.add_column("goal_step", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))

    op.add_column("share", sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(share.c.id, share.c.until).where(share.c.until.is_not(None))
    )
    for row in rows.all():
        end = datetime.combine(row.until + timedelta(days=1), time.min, UTC)
        connection.execute(share.update().where(share.c.id == row.id).values(ends_at=end))
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_share_last_day_and_its_end"), "(until IS NULL) = (ends_at IS NULL)"
        )


def downgrade() -> None:
    # Columns are dropped in place: SQLite's other way, a copy of the table, would take the
    # rows that hang on it along.
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_share_last_day_and_its_end"), type_="check")
    op.drop_column("share", "ends_at")
    op.drop_column("goal_step", "removed_at")
    op.drop_index("ix_goal_owner_id_state_since", "goal")
    op.drop_index("ix_goal_deleted_at", "goal")
    op.create_index(
        "ix_goal_owner_id_state_set_at", "goal", ["owner_id", "state", "set_at"], unique=False
    )
    op.drop_column("goal", "left_since")
    op.drop_column("goal", "left_remark")
    op.drop_column("goal", "left_state")
