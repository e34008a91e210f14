"""Figures that come by themselves: tokens, pushes, addresses, and who sent each batch."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_address",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=300), nullable=False),
        sa.Column("attests", sa.Boolean(), nullable=False),
        sa.Column("tag", sa.String(length=500), nullable=False),
        sa.Column("changed", sa.String(length=500), nullable=False),
        sa.Column("trouble", sa.String(length=500), nullable=False),
        sa.Column("once", sa.String(length=40), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("hours > 0", name=op.f("ck_feed_address_some_hours")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_address")),
        sa.UniqueConstraint("once", name=op.f("uq_feed_address_once")),
    )
    with op.batch_alter_table("feed_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_address_due_at"), ["due_at"], unique=False)

    op.create_table(
        "feed_token",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("word_hash", sa.String(length=64), nullable=False),
        sa.Column("ending", sa.String(length=8), nullable=False),
        sa.Column("made_by", sa.String(length=300), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=True),
        sa.Column("attests", sa.Boolean(), nullable=False),
        sa.Column("once", sa.String(length=40), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_feed_token_name_is_written")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_token")),
        sa.UniqueConstraint("once", name=op.f("uq_feed_token_once")),
        sa.UniqueConstraint("word_hash", name=op.f("uq_feed_token_word_hash")),
    )
    op.create_table(
        "feed_push",
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"], ["feed_token.id"], name=op.f("fk_feed_push_token_id_feed_token")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_push")),
        sa.UniqueConstraint("token_id", "key", name=op.f("uq_feed_push_token_id_key")),
    )
    with op.batch_alter_table("feed_push", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_push_at"), ["at"], unique=False)

    op.add_column(
        "observation_batch",
        sa.Column("origin", sa.String(40), server_default="person", nullable=False),
    )
    op.add_column("observation_batch", sa.Column("feed_id", sa.Uuid(), nullable=True))
    with op.batch_alter_table("observation_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observation_batch_feed_id"), ["feed_id"], unique=False)
    op.execute("UPDATE observation_batch SET origin = 'command' WHERE sent_by = 'command line'")


def downgrade() -> None:
    with op.batch_alter_table("observation_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_observation_batch_feed_id"))

    op.drop_column("observation_batch", "feed_id")
    op.drop_column("observation_batch", "origin")
    with op.batch_alter_table("feed_push", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feed_push_at"))

    op.drop_table("feed_push")
    op.drop_table("feed_token")
    with op.batch_alter_table("feed_address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feed_address_due_at"))

    op.drop_table("feed_address")
