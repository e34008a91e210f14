"""What circles say to everyone: cards to pass on, and communities' pages."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "circle_card",
        sa.Column("learnt", sa.Text(), nullable=False),
        sa.Column("helped", sa.Text(), nullable=False),
        sa.Column("differently", sa.Text(), nullable=False),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=True),
        sa.Column("stage", sa.String(40), nullable=True),
        sa.Column("public_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("told_name", sa.String(length=200), nullable=False),
        sa.Column("told_in", sa.Date(), nullable=True),
        sa.Column("told_seal", sa.String(length=64), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["circle.id"],
            name=op.f("fk_circle_card_circle_id_circle"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_card")),
        sa.UniqueConstraint("circle_id", name=op.f("uq_circle_card_circle_id")),
    )
    with op.batch_alter_table("circle_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_circle_card_stage"), ["stage"], unique=False)

    op.create_table(
        "circle_community_page",
        sa.Column("practice", sa.Text(), nullable=False),
        sa.Column("joining", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("told_open", sa.Boolean(), nullable=False),
        sa.Column("told_anew_in", sa.Date(), nullable=True),
        sa.Column("circle_id", sa.Uuid(), nullable=True),
        sa.Column("stage", sa.String(40), nullable=True),
        sa.Column("public_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("told_name", sa.String(length=200), nullable=False),
        sa.Column("told_in", sa.Date(), nullable=True),
        sa.Column("told_seal", sa.String(length=64), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "practice <> ''", name=op.f("ck_circle_community_page_practice_is_written")
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["circle.id"],
            name=op.f("fk_circle_community_page_circle_id_circle"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_community_page")),
        sa.UniqueConstraint("circle_id", name=op.f("uq_circle_community_page_circle_id")),
    )
    with op.batch_alter_table("circle_community_page", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_circle_community_page_stage"), ["stage"], unique=False)

    op.create_table(
        "circle_card_voice",
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("agreed_to", sa.String(length=64), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("told_as", sa.String(length=200), nullable=False),
        sa.Column("wants_it_back", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"],
            ["circle_card.id"],
            name=op.f("fk_circle_card_voice_card_id_circle_card"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_card_voice")),
        sa.UniqueConstraint(
            "card_id", "person_id", name=op.f("uq_circle_card_voice_card_id_person_id")
        ),
    )
    with op.batch_alter_table("circle_card_voice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_circle_card_voice_person_id"), ["person_id"], unique=False
        )

    with op.batch_alter_table("circle_proposal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("text_seal", sa.String(length=64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("circle_proposal", schema=None) as batch_op:
        batch_op.drop_column("text_seal")

    with op.batch_alter_table("circle_card_voice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circle_card_voice_person_id"))

    op.drop_table("circle_card_voice")
    with op.batch_alter_table("circle_community_page", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circle_community_page_stage"))

    op.drop_table("circle_community_page")
    with op.batch_alter_table("circle_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circle_card_stage"))

    op.drop_table("circle_card")
