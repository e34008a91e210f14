"""Boards elsewhere, and steps and targets that can be changed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_window",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.String(length=80), nullable=False),
        sa.Column("sites", sa.String(length=500), nullable=False),
        sa.Column("word_hash", sa.String(length=64), nullable=False),
        sa.Column("ending", sa.String(length=8), nullable=False),
        sa.Column("made_by", sa.String(length=300), nullable=False),
        sa.Column("once", sa.String(length=40), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("purpose <> ''", name=op.f("ck_board_window_purpose_is_written")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_board_window_unit_id_unit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_window")),
        sa.UniqueConstraint("once", name=op.f("uq_board_window_once")),
        sa.UniqueConstraint("word_hash", name=op.f("uq_board_window_word_hash")),
    )
    with op.batch_alter_table("board_window", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_board_window_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "digest",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("rhythm", sa.String(40), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_digest_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_digest_unit_id_unit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("person_id", "unit_id", name=op.f("uq_digest_person_id_unit_id")),
    )
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_digest_next_at"), ["next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_digest_unit_id"), ["unit_id"], unique=False)

    with op.batch_alter_table("limits_step", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.drop_column("version")

    with op.batch_alter_table("limits_step", schema=None) as batch_op:
        batch_op.drop_column("version")

    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_digest_unit_id"))
        batch_op.drop_index(batch_op.f("ix_digest_next_at"))

    op.drop_table("digest")
    with op.batch_alter_table("board_window", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_board_window_unit_id"))

    op.drop_table("board_window")
