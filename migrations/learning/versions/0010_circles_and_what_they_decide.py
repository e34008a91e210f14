"""Circles and what they decide."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "circle",
        sa.Column("founder_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("agreement_version", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("rhythm", sa.String(40), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("weeks", sa.Integer(), nullable=True),
        sa.Column("founded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_circle_name_is_written")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle")),
        sa.UniqueConstraint("founder_id", "once", name=op.f("uq_circle_founder_id_once")),
    )
    with op.batch_alter_table("circle", schema=None) as batch_op:
        batch_op.create_index(
            "ix_circle_open",
            ["founded_at", "id"],
            unique=False,
            sqlite_where=sa.text("is_open = 1"),
            postgresql_where=sa.text("is_open"),
        )

    op.create_table(
        "circle_invitation",
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["circle.id"],
            name=op.f("fk_circle_invitation_circle_id_circle"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_invitation")),
        sa.UniqueConstraint(
            "circle_id", "person_id", name=op.f("uq_circle_invitation_circle_id_person_id")
        ),
    )
    with op.batch_alter_table("circle_invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_circle_invitation_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "circle_member",
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("accepted_version", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["circle.id"],
            name=op.f("fk_circle_member_circle_id_circle"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_member")),
        sa.UniqueConstraint(
            "circle_id", "person_id", name=op.f("uq_circle_member_circle_id_person_id")
        ),
    )
    with op.batch_alter_table("circle_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_circle_member_person_id_circle_id"),
            ["person_id", "circle_id"],
            unique=False,
        )

    op.create_table(
        "circle_proposal",
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("matter", sa.String(40), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(matter = 'remove somebody') = (about_id IS NOT NULL)",
            name=op.f("ck_circle_proposal_about_whom"),
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["circle.id"],
            name=op.f("fk_circle_proposal_circle_id_circle"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_proposal")),
        sa.UniqueConstraint(
            "circle_id",
            "matter",
            "about_id",
            name=op.f("uq_circle_proposal_circle_id_matter_about_id"),
        ),
    )
    with op.batch_alter_table("circle_proposal", schema=None) as batch_op:
        batch_op.create_index(
            "ux_circle_proposal_matter",
            ["circle_id", "matter"],
            unique=True,
            sqlite_where=sa.text("about_id IS NULL"),
            postgresql_where=sa.text("about_id IS NULL"),
        )

    op.create_table(
        "circle_vote",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["circle_proposal.id"],
            name=op.f("fk_circle_vote_proposal_id_circle_proposal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_vote")),
        sa.UniqueConstraint(
            "proposal_id", "person_id", name=op.f("uq_circle_vote_proposal_id_person_id")
        ),
    )
    with op.batch_alter_table("circle_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_circle_vote_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("circle_vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circle_vote_person_id"))

    op.drop_table("circle_vote")
    with op.batch_alter_table("circle_proposal", schema=None) as batch_op:
        batch_op.drop_index(
            "ux_circle_proposal_matter",
            sqlite_where=sa.text("about_id IS NULL"),
            postgresql_where=sa.text("about_id IS NULL"),
        )

    op.drop_table("circle_proposal")
    with op.batch_alter_table("circle_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circle_member_person_id_circle_id"))

    op.drop_table("circle_member")
    with op.batch_alter_table("circle_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circle_invitation_person_id"))

    op.drop_table("circle_invitation")
    with op.batch_alter_table("circle", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_circle_open",
            sqlite_where=sa.text("is_open = 1"),
            postgresql_where=sa.text("is_open"),
        )

    op.drop_table("circle")
