"""Lines that are hidden or taken down, notes that are blocked, and turns that are offered."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

LINES = ("circle_check_in", "circle_look_back", "circle_note_version", "circle_thing")
NO_LINE = sa.text("line_id IS NULL")
ABOUT_WHOM = "(matter IN ('remove somebody', 'take a line down')) = (about_id IS NOT NULL)"
ABOUT_WHOM_BEFORE = "(matter = 'remove somebody') = (about_id IS NOT NULL)"
ABOUT_WHAT = "(matter = 'take a line down') = (line_id IS NOT NULL)"


def upgrade() -> None:
    op.create_table(
        "notice_block",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_block")),
    )
    with op.batch_alter_table("notice_block", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_block_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_notice_block_owner_id_author_id"),
            ["owner_id", "author_id"],
            unique=False,
        )

    op.create_table(
        "hidden_line",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["circle.id"],
            name=op.f("fk_hidden_line_circle_id_circle"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hidden_line")),
        sa.UniqueConstraint("person_id", "line_id", name=op.f("uq_hidden_line_person_id_line_id")),
    )
    with op.batch_alter_table("hidden_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hidden_line_circle_id"), ["circle_id"], unique=False)

    for table in LINES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True)
            )

    with op.batch_alter_table("circle_proposal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("line", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("line_id", sa.Uuid(), nullable=True))
    with op.batch_alter_table("circle_proposal", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_circle_proposal_about_whom"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("uq_circle_proposal_circle_id_matter_about_id"), type_="unique"
        )
        batch_op.create_check_constraint(op.f("ck_circle_proposal_about_whom"), ABOUT_WHOM)
        batch_op.create_check_constraint(op.f("ck_circle_proposal_about_what"), ABOUT_WHAT)
        batch_op.create_unique_constraint(
            batch_op.f("uq_circle_proposal_circle_id_line_id"), ["circle_id", "line_id"]
        )
        batch_op.create_index(
            "ux_circle_proposal_about",
            ["circle_id", "matter", "about_id"],
            unique=True,
            sqlite_where=NO_LINE,
            postgresql_where=NO_LINE,
        )

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("turn_is_offered", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.alter_column("turn_is_offered", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_column("turn_is_offered")

    op.execute("DELETE FROM circle_proposal WHERE line_id IS NOT NULL")
    with op.batch_alter_table("circle_proposal", schema=None) as batch_op:
        batch_op.drop_index("ux_circle_proposal_about")
        batch_op.drop_constraint(batch_op.f("uq_circle_proposal_circle_id_line_id"), type_="unique")
        batch_op.drop_constraint(op.f("ck_circle_proposal_about_what"), type_="check")
        batch_op.drop_constraint(op.f("ck_circle_proposal_about_whom"), type_="check")
        batch_op.create_check_constraint(op.f("ck_circle_proposal_about_whom"), ABOUT_WHOM_BEFORE)
        batch_op.create_unique_constraint(
            batch_op.f("uq_circle_proposal_circle_id_matter_about_id"),
            ["circle_id", "matter", "about_id"],
        )
    with op.batch_alter_table("circle_proposal", schema=None) as batch_op:
        batch_op.drop_column("line_id")
        batch_op.drop_column("line")

    for table in LINES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("taken_down_at")

    op.drop_table("hidden_line")
    op.drop_table("notice_block")
