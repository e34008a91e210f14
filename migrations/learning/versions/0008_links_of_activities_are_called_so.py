"""Links of activities are called so."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _put_over("evidence", "activity_link")


def downgrade() -> None:
    _put_over("activity_link", "evidence")


def _put_over(old: str, new: str) -> None:
    """Put the rows into a table of the new name, so that keys and indexes are called by it too."""
    op.create_table(
        new,
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f(f"fk_{new}_activity_id_activity"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{new}")),
    )
    columns = "activity_id, address, title, position, id"
    op.execute(f"INSERT INTO {new} ({columns}) SELECT {columns} FROM {old}")
    op.drop_table(old)
    op.create_index(
        op.f(f"ix_{new}_activity_id_position"), new, ["activity_id", "position"], unique=False
    )
