"""What readers write and what is attested."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attestation_link",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("item_kind", sa.String(40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("word_hash", sa.String(length=64), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("endorsement_ids", sa.JSON(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_attestation_link_title_is_written")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation_link")),
        sa.UniqueConstraint("owner_id", "once", name=op.f("uq_attestation_link_owner_id_once")),
        sa.UniqueConstraint("word_hash", name=op.f("uq_attestation_link_word_hash")),
    )
    with op.batch_alter_table("attestation_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attestation_link_item_kind_item_id"),
            ["item_kind", "item_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_attestation_link_owner_id_made_at"),
            ["owner_id", "made_at"],
            unique=False,
        )

    op.create_table(
        "item_comment",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("item_kind", sa.String(40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_endorsement", sa.Boolean(), nullable=False),
        sa.Column("may_be_shown", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_item_comment_text_is_written")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_comment")),
        sa.UniqueConstraint("author_id", "once", name=op.f("uq_item_comment_author_id_once")),
    )
    with op.batch_alter_table("item_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_item_comment_author_id_written_at"),
            ["author_id", "written_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_item_comment_item_kind_item_id_written_at"),
            ["item_kind", "item_id", "written_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_item_comment_owner_id_opened_at"),
            ["owner_id", "opened_at"],
            unique=False,
        )

    op.create_table(
        "attestation_opening",
        sa.Column("attestation_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attestation_id"],
            ["attestation_link.id"],
            name=op.f("fk_attestation_opening_attestation_id_attestation_link"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation_opening")),
        sa.UniqueConstraint(
            "attestation_id", "day", name=op.f("uq_attestation_opening_attestation_id_day")
        ),
    )


def downgrade() -> None:
    op.drop_table("attestation_opening")
    with op.batch_alter_table("item_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_comment_owner_id_opened_at"))
        batch_op.drop_index(batch_op.f("ix_item_comment_item_kind_item_id_written_at"))
        batch_op.drop_index(batch_op.f("ix_item_comment_author_id_written_at"))

    op.drop_table("item_comment")
    with op.batch_alter_table("attestation_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attestation_link_owner_id_made_at"))
        batch_op.drop_index(batch_op.f("ix_attestation_link_item_kind_item_id"))

    op.drop_table("attestation_link")
