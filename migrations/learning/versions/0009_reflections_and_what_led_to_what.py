"""Reflections, what led to what, and how somebody likes to be asked."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal_asking",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("quiet_until", sa.Date(), nullable=True),
        sa.Column("off", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_asking")),
        sa.UniqueConstraint("owner_id", name=op.f("uq_journal_asking_owner_id")),
    )
    op.create_table(
        "reflection",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("prompt", sa.String(length=300), nullable=False),
        sa.Column("stance", sa.String(40), nullable=True),
        sa.Column("week", sa.Date(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_reflection_text_is_written")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection")),
        sa.UniqueConstraint("owner_id", "once", name=op.f("uq_reflection_owner_id_once")),
    )
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reflection_deleted_at"), ["deleted_at"], unique=False)
        batch_op.create_index(
            "ix_reflection_journal", ["owner_id", "written_on", "kept_at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_reflection_owner_id_week"), ["owner_id", "week"], unique=False
        )

    op.create_table(
        "tie",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("outcome_kind", sa.String(40), nullable=False),
        sa.Column("outcome_id", sa.Uuid(), nullable=False),
        sa.Column("cause_kind", sa.String(40), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("tied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie")),
        sa.UniqueConstraint(
            "outcome_kind",
            "outcome_id",
            "cause_kind",
            "cause_id",
            name=op.f("uq_tie_outcome_kind_outcome_id_cause_kind_cause_id"),
        ),
    )
    with op.batch_alter_table("tie", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_tie_cause_kind_cause_id"), ["cause_kind", "cause_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_tie_owner_id_tied_at"), ["owner_id", "tied_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("tie", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tie_owner_id_tied_at"))
        batch_op.drop_index(batch_op.f("ix_tie_cause_kind_cause_id"))

    op.drop_table("tie")
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reflection_owner_id_week"))
        batch_op.drop_index("ix_reflection_journal")
        batch_op.drop_index(batch_op.f("ix_reflection_deleted_at"))

    op.drop_table("reflection")
    op.drop_table("journal_asking")
