"""What people ask, and what management answers and promises. Rows in the order of their ids."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voice_thread",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("need", sa.String(40), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("responded_on", sa.Date(), nullable=True),
        sa.Column("revisited_on", sa.Date(), nullable=True),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("promised_for", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("part_of_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_voice_thread_title_is_written")),
        sa.CheckConstraint(
            "(author_id IS NULL) = (seal IS NOT NULL)",
            name=op.f("ck_voice_thread_signed_or_sealed"),
        ),
        sa.CheckConstraint(
            "author_id IS NOT NULL OR (written_at IS NULL AND once IS NULL)",
            name=op.f("ck_voice_thread_no_moment_unsigned"),
        ),
        sa.ForeignKeyConstraint(
            ["part_of_id"],
            ["voice_thread.id"],
            name=op.f("fk_voice_thread_part_of_id_voice_thread"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_thread")),
        sa.UniqueConstraint("once", name=op.f("uq_voice_thread_once")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("voice_thread", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_voice_thread_moved_on_id"), ["moved_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_voice_thread_part_of_id"), ["part_of_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_voice_thread_removed_at"), ["removed_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_voice_thread_unit_id_kind"), ["unit_id", "kind"], unique=False
        )

    op.create_table(
        "voice_saying",
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("by_opener", sa.Boolean(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "words <> '' OR part = 'acknowledgement'",
            name=op.f("ck_voice_saying_something_is_said"),
        ),
        sa.CheckConstraint(
            "(author_id IS NULL) = (seal IS NOT NULL)",
            name=op.f("ck_voice_saying_signed_or_sealed"),
        ),
        sa.CheckConstraint(
            "author_id IS NOT NULL OR (written_at IS NULL AND once IS NULL)",
            name=op.f("ck_voice_saying_no_moment_unsigned"),
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["voice_thread.id"],
            name=op.f("fk_voice_saying_thread_id_voice_thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_saying")),
        sa.UniqueConstraint("once", name=op.f("uq_voice_saying_once")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("voice_saying", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_voice_saying_removed_at"), ["removed_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_voice_saying_thread_id_said_on"), ["thread_id", "said_on"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("voice_saying", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_voice_saying_thread_id_said_on"))
        batch_op.drop_index(batch_op.f("ix_voice_saying_removed_at"))

    op.drop_table("voice_saying")
    with op.batch_alter_table("voice_thread", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_voice_thread_unit_id_kind"))
        batch_op.drop_index(batch_op.f("ix_voice_thread_removed_at"))
        batch_op.drop_index(batch_op.f("ix_voice_thread_part_of_id"))
        batch_op.drop_index(batch_op.f("ix_voice_thread_moved_on_id"))

    op.drop_table("voice_thread")
