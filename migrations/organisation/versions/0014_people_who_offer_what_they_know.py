"""people who offer what they know."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "expert",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.Column("offered_in", sa.Date(), nullable=False),
        sa.Column("competency_key", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("about <> ''", name=op.f("ck_expert_about_is_written")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert")),
    )
    with op.batch_alter_table("expert", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_expert_competency_key"), ["competency_key"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_expert_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("expert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expert_person_id"))
        batch_op.drop_index(batch_op.f("ix_expert_competency_key"))

    op.drop_table("expert")
