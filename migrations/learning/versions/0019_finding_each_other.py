"""Finding each other: goals that are matched, and asks and offers."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "match_asking",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_asking")),
    )
    with op.batch_alter_table("match_asking", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_match_asking_owner_id_asked_on"), ["owner_id", "asked_on"], unique=False
        )

    op.create_table(
        "notice",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(40), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_notice_text_is_written")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("owner_id", "once", name=op.f("uq_notice_owner_id_once")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_notice_posted_on_id"), ["posted_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_notice_taken_down_at"), ["taken_down_at"], unique=False
        )

    op.create_table(
        "match_request",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("not_now_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["goal_id"], ["goal.id"], name=op.f("fk_match_request_goal_id_goal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_request")),
        sa.UniqueConstraint("goal_id", name=op.f("uq_match_request_goal_id")),
    )
    with op.batch_alter_table("match_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_request_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "notice_reply",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notice.id"],
            name=op.f("fk_notice_reply_notice_id_notice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_reply")),
        sa.UniqueConstraint(
            "notice_id", "author_id", name=op.f("uq_notice_reply_notice_id_author_id")
        ),
    )
    with op.batch_alter_table("notice_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_reply_author_id"), ["author_id"], unique=False)

    op.create_table(
        "match_word",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["match_request.id"],
            name=op.f("fk_match_word_request_id_match_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_word")),
        sa.UniqueConstraint("request_id", "word", name=op.f("uq_match_word_request_id_word")),
    )
    with op.batch_alter_table("match_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_word_word"), ["word"], unique=False)

    op.create_table(
        "match_yes",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["match_request.id"],
            name=op.f("fk_match_yes_other_id_match_request"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["match_request.id"],
            name=op.f("fk_match_yes_request_id_match_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_yes")),
        sa.UniqueConstraint(
            "request_id", "other_id", name=op.f("uq_match_yes_request_id_other_id")
        ),
    )
    with op.batch_alter_table("match_yes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_yes_other_id"), ["other_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("match_yes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_yes_other_id"))

    op.drop_table("match_yes")
    with op.batch_alter_table("match_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_word_word"))

    op.drop_table("match_word")
    with op.batch_alter_table("notice_reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_reply_author_id"))

    op.drop_table("notice_reply")
    with op.batch_alter_table("match_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_request_owner_id"))

    op.drop_table("match_request")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_taken_down_at"))
        batch_op.drop_index(batch_op.f("ix_notice_posted_on_id"))

    op.drop_table("notice")
    with op.batch_alter_table("match_asking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_asking_owner_id_asked_on"))

    op.drop_table("match_asking")
