"""What a circle keeps together."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "circle_check_in",
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_circle_check_in_text_is_written")),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["circle.id"],
            name=op.f("fk_circle_check_in_circle_id_circle"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_check_in")),
        sa.UniqueConstraint("circle_id", "once", name=op.f("uq_circle_check_in_circle_id_once")),
    )
    with op.batch_alter_table("circle_check_in", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_circle_check_in_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_circle_check_in_circle_id_told_at_id"),
            ["circle_id", "told_at", "id"],
            unique=False,
        )

    op.create_table(
        "circle_look_back",
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reflection_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_circle_look_back_text_is_written")),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["circle.id"],
            name=op.f("fk_circle_look_back_circle_id_circle"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_look_back")),
        sa.UniqueConstraint(
            "circle_id", "author_id", name=op.f("uq_circle_look_back_circle_id_author_id")
        ),
    )
    with op.batch_alter_table("circle_look_back", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_circle_look_back_author_id"), ["author_id"], unique=False
        )

    op.create_table(
        "circle_note",
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["circle.id"],
            name=op.f("fk_circle_note_circle_id_circle"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_note")),
        sa.UniqueConstraint("circle_id", "once", name=op.f("uq_circle_note_circle_id_once")),
    )
    with op.batch_alter_table("circle_note", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_circle_note_circle_id_changed_at_id"),
            ["circle_id", "changed_at", "id"],
            unique=False,
        )

    op.create_table(
        "circle_thing",
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_circle_thing_title_is_written")),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["circle.id"],
            name=op.f("fk_circle_thing_circle_id_circle"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_thing")),
    )
    with op.batch_alter_table("circle_thing", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_circle_thing_added_by_id"), ["added_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_circle_thing_circle_id_added_at_id"),
            ["circle_id", "added_at", "id"],
            unique=False,
        )

    op.create_table(
        "circle_note_version",
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_circle_note_version_title_is_written")),
        sa.ForeignKeyConstraint(
            ["note_id"],
            ["circle_note.id"],
            name=op.f("fk_circle_note_version_note_id_circle_note"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_note_version")),
        sa.UniqueConstraint(
            "note_id", "number", name=op.f("uq_circle_note_version_note_id_number")
        ),
    )
    with op.batch_alter_table("circle_note_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_circle_note_version_author_id"), ["author_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("circle_note_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circle_note_version_author_id"))

    op.drop_table("circle_note_version")
    with op.batch_alter_table("circle_thing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circle_thing_circle_id_added_at_id"))
        batch_op.drop_index(batch_op.f("ix_circle_thing_added_by_id"))

    op.drop_table("circle_thing")
    with op.batch_alter_table("circle_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circle_note_circle_id_changed_at_id"))

    op.drop_table("circle_note")
    with op.batch_alter_table("circle_look_back", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circle_look_back_author_id"))

    op.drop_table("circle_look_back")
    with op.batch_alter_table("circle_check_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circle_check_in_circle_id_told_at_id"))
        batch_op.drop_index(batch_op.f("ix_circle_check_in_author_id"))

    op.drop_table("circle_check_in")
