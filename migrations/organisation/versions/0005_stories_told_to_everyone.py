"""Stories told to everyone. On SQLite, in the order of their ids and not of their coming."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "story",
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("happened", sa.Text(), nullable=False),
        sa.Column("told_in", sa.Date(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("tags", sa.String(length=488), nullable=False),
        sa.Column("signed", sa.String(length=200), nullable=False),
        sa.Column("told_anew_in", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("happened <> ''", name=op.f("ck_story_what_happened_is_written")),
        sa.CheckConstraint("title <> ''", name=op.f("ck_story_title_is_written")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_story_told_in_id"), ["told_in", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_story_told_in_id"))

    op.drop_table("story")
