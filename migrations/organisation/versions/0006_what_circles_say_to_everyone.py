"""What circles say to everyone. On SQLite, in the order of ids and not of coming."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "community",
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("practice", sa.Text(), nullable=False),
        sa.Column("joining", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("told_in", sa.Date(), nullable=False),
        sa.Column("told_anew_in", sa.Date(), nullable=True),
        sa.Column("circle_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_community_name_is_written")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_community_name_id"), ["name", "id"], unique=False)

    op.create_table(
        "passed_card",
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("circle", sa.String(length=200), nullable=False),
        sa.Column("learnt", sa.Text(), nullable=False),
        sa.Column("helped", sa.Text(), nullable=False),
        sa.Column("differently", sa.Text(), nullable=False),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("told_in", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("circle <> ''", name=op.f("ck_passed_card_circle_is_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passed_card")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("passed_card", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_passed_card_told_in_id"), ["told_in", "id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("passed_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passed_card_told_in_id"))

    op.drop_table("passed_card")
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_community_name_id"))

    op.drop_table("community")
