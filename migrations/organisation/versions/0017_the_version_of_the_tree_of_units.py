"""The version of the tree of units, so that a board need not count them to know it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tree_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tree_version")),
        comment="One row: it grows with every change of a unit, or of who reports together.",
    )
    op.execute("INSERT INTO tree_version (id, version) VALUES (1, 1)")
    op.execute("DELETE FROM figures_version WHERE id = 2")  # it grew when units went


def downgrade() -> None:
    op.drop_table("tree_version")
