"""Roles that somebody looks at in private."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "competency_mark",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("competency_key", sa.String(length=64), nullable=False),
        sa.Column("competency", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("competency <> ''", name=op.f("ck_competency_mark_competency_is_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competency_mark")),
        sa.UniqueConstraint(
            "owner_id", "competency_key", name=op.f("uq_competency_mark_owner_id_competency_key")
        ),
    )
    op.create_table(
        "option_word_draft",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("option_key", sa.String(length=64), nullable=False),
        sa.Column("option", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=True),
        sa.Column("word_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("told_in", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_option_word_draft_words_are_written")),
        sa.CheckConstraint(
            "(word_id IS NULL) = (key IS NULL)",
            name=op.f("ck_option_word_draft_no_way_without_its_key"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_option_word_draft")),
        sa.UniqueConstraint(
            "owner_id", "option_key", name=op.f("uq_option_word_draft_owner_id_option_key")
        ),
        sa.UniqueConstraint("word_id", name=op.f("uq_option_word_draft_word_id")),
    )
    with op.batch_alter_table("option_word_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_option_word_draft_stage"), ["stage"], unique=False)

    op.create_table(
        "role_listed",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("role_key", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=300), nullable=False),
        sa.Column("level_key", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=300), nullable=False),
        sa.Column("horizon", sa.String(40), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("role <> ''", name=op.f("ck_role_listed_role_is_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_listed")),
        sa.UniqueConstraint("owner_id", "role_key", name=op.f("uq_role_listed_owner_id_role_key")),
    )
    with op.batch_alter_table("role_listed", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_role_listed_taken_off_at"), ["taken_off_at"], unique=False
        )

    op.create_table(
        "option_taken",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("option_key", sa.String(length=64), nullable=False),
        sa.Column("option", sa.Text(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("option <> ''", name=op.f("ck_option_taken_option_is_named")),
        sa.ForeignKeyConstraint(
            ["goal_id"], ["goal.id"], name=op.f("fk_option_taken_goal_id_goal"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["goal_step.id"],
            name=op.f("fk_option_taken_step_id_goal_step"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_option_taken")),
    )
    with op.batch_alter_table("option_taken", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_option_taken_goal_id"), ["goal_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_option_taken_owner_id_option_key"),
            ["owner_id", "option_key"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_option_taken_step_id"), ["step_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("option_taken", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_option_taken_step_id"))
        batch_op.drop_index(batch_op.f("ix_option_taken_owner_id_option_key"))
        batch_op.drop_index(batch_op.f("ix_option_taken_goal_id"))

    op.drop_table("option_taken")
    with op.batch_alter_table("role_listed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_listed_taken_off_at"))

    op.drop_table("role_listed")
    with op.batch_alter_table("option_word_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_option_word_draft_stage"))

    op.drop_table("option_word_draft")
    op.drop_table("competency_mark")
