"""Stories as their authors keep them, with the key to what everyone sees."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "story_draft",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("happened", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("tags", sa.String(length=488), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=True),
        sa.Column("story_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("told_in", sa.Date(), nullable=True),
        sa.Column("told_anew_in", sa.Date(), nullable=True),
        sa.Column("told_version", sa.Integer(), nullable=True),
        sa.Column("told_signed", sa.Boolean(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_story_draft_title_is_written")),
        sa.CheckConstraint(
            "(story_id IS NULL) = (key IS NULL)", name=op.f("ck_story_draft_no_way_without_its_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_draft")),
        sa.UniqueConstraint("owner_id", "once", name=op.f("uq_story_draft_owner_id_once")),
        sa.UniqueConstraint("story_id", name=op.f("uq_story_draft_story_id")),
    )
    with op.batch_alter_table("story_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_story_draft_deleted_at"), ["deleted_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_story_draft_owner_id_changed_at"),
            ["owner_id", "changed_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_story_draft_stage"), ["stage"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("story_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_story_draft_stage"))
        batch_op.drop_index(batch_op.f("ix_story_draft_owner_id_changed_at"))
        batch_op.drop_index(batch_op.f("ix_story_draft_deleted_at"))

    op.drop_table("story_draft")
