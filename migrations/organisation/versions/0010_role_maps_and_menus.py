"""Role maps, menus, and what people say of an option."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brokerage_import",
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sent_by", sa.String(length=200), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brokerage_import")),
    )
    with op.batch_alter_table("brokerage_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_brokerage_import_sent_at_id"), ["sent_at", "id"], unique=False
        )

    op.create_table(
        "framework",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_framework_name_is_written")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework")),
        sa.UniqueConstraint("key", name=op.f("uq_framework_key")),
    )
    with op.batch_alter_table("framework", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_framework_root"), ["root"], unique=False)

    op.create_table(
        "menu",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_menu_name_is_written")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu")),
        sa.UniqueConstraint("key", name=op.f("uq_menu_key")),
    )
    with op.batch_alter_table("menu", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_menu_root"), ["root"], unique=False)

    op.create_table(
        "option_word",
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("option_key", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("told_in", sa.Date(), nullable=False),
        sa.Column("signed", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_option_word_words_are_written")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_option_word")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("option_word", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_option_word_option_key_told_in_id"),
            ["option_key", "told_in", "id"],
            unique=False,
        )

    op.create_table(
        "competency",
        sa.Column("framework_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("theme", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("needed_by", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_competency_name_is_written")),
        sa.ForeignKeyConstraint(
            ["framework_id"],
            ["framework.id"],
            name=op.f("fk_competency_framework_id_framework"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competency")),
        sa.UniqueConstraint("key", name=op.f("uq_competency_key")),
    )
    with op.batch_alter_table("competency", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_competency_framework_id"), ["framework_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_competency_root"), ["root"], unique=False)

    op.create_table(
        "job_role",
        sa.Column("framework_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("family", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_job_role_name_is_written")),
        sa.ForeignKeyConstraint(
            ["framework_id"],
            ["framework.id"],
            name=op.f("fk_job_role_framework_id_framework"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_role")),
        sa.UniqueConstraint("key", name=op.f("uq_job_role_key")),
    )
    with op.batch_alter_table("job_role", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_job_role_framework_id"), ["framework_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_job_role_root"), ["root"], unique=False)

    op.create_table(
        "learning_option",
        sa.Column("menu_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("provider", sa.String(length=300), nullable=False),
        sa.Column("link", sa.String(length=2000), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("cost", sa.String(length=120), nullable=False),
        sa.Column("price", sa.Double(), nullable=True),
        sa.Column("length", sa.String(length=120), nullable=False),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("need", sa.String(40), nullable=True),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("topics_plain", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_learning_option_title_is_written")),
        sa.ForeignKeyConstraint(
            ["menu_id"],
            ["menu.id"],
            name=op.f("fk_learning_option_menu_id_menu"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_option")),
        sa.UniqueConstraint("key", name=op.f("uq_learning_option_key")),
    )
    with op.batch_alter_table("learning_option", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learning_option_menu_id"), ["menu_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_learning_option_root"), ["root"], unique=False)

    op.create_table(
        "competency_level",
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("looks_like", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_competency_level_name_is_written")),
        sa.ForeignKeyConstraint(
            ["competency_id"],
            ["competency.id"],
            name=op.f("fk_competency_level_competency_id_competency"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competency_level")),
        sa.UniqueConstraint("key", name=op.f("uq_competency_level_key")),
    )
    with op.batch_alter_table("competency_level", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_competency_level_competency_id"), ["competency_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_competency_level_root"), ["root"], unique=False)

    op.create_table(
        "role_level",
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_role_level_name_is_written")),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["job_role.id"],
            name=op.f("fk_role_level_role_id_job_role"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_level")),
        sa.UniqueConstraint("key", name=op.f("uq_role_level_key")),
    )
    with op.batch_alter_table("role_level", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_level_role_id"), ["role_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_level_root"), ["root"], unique=False)

    op.create_table(
        "expectation",
        sa.Column("role_level_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(length=300), nullable=False),
        sa.Column("looks_like", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competency_id"],
            ["competency.id"],
            name=op.f("fk_expectation_competency_id_competency"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_level_id"],
            ["role_level.id"],
            name=op.f("fk_expectation_role_level_id_role_level"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expectation")),
        sa.UniqueConstraint("key", name=op.f("uq_expectation_key")),
    )
    with op.batch_alter_table("expectation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_expectation_competency_id"), ["competency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_expectation_role_level_id"), ["role_level_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_expectation_root"), ["root"], unique=False)

    op.create_table(
        "serving",
        sa.Column("option_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("role_level_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competency_id"],
            ["competency.id"],
            name=op.f("fk_serving_competency_id_competency"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["option_id"],
            ["learning_option.id"],
            name=op.f("fk_serving_option_id_learning_option"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_level_id"],
            ["role_level.id"],
            name=op.f("fk_serving_role_level_id_role_level"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serving")),
        sa.UniqueConstraint("key", name=op.f("uq_serving_key")),
    )
    with op.batch_alter_table("serving", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_serving_competency_id"), ["competency_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_serving_option_id"), ["option_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_serving_role_level_id"), ["role_level_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_serving_root"), ["root"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("serving", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_serving_root"))
        batch_op.drop_index(batch_op.f("ix_serving_role_level_id"))
        batch_op.drop_index(batch_op.f("ix_serving_option_id"))
        batch_op.drop_index(batch_op.f("ix_serving_competency_id"))

    op.drop_table("serving")
    with op.batch_alter_table("expectation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expectation_root"))
        batch_op.drop_index(batch_op.f("ix_expectation_role_level_id"))
        batch_op.drop_index(batch_op.f("ix_expectation_competency_id"))

    op.drop_table("expectation")
    with op.batch_alter_table("role_level", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_level_root"))
        batch_op.drop_index(batch_op.f("ix_role_level_role_id"))

    op.drop_table("role_level")
    with op.batch_alter_table("competency_level", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_competency_level_root"))
        batch_op.drop_index(batch_op.f("ix_competency_level_competency_id"))

    op.drop_table("competency_level")
    with op.batch_alter_table("learning_option", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learning_option_root"))
        batch_op.drop_index(batch_op.f("ix_learning_option_menu_id"))

    op.drop_table("learning_option")
    with op.batch_alter_table("job_role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_role_root"))
        batch_op.drop_index(batch_op.f("ix_job_role_framework_id"))

    op.drop_table("job_role")
    with op.batch_alter_table("competency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_competency_root"))
        batch_op.drop_index(batch_op.f("ix_competency_framework_id"))

    op.drop_table("competency")
    with op.batch_alter_table("option_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_option_word_option_key_told_in_id"))

    op.drop_table("option_word")
    with op.batch_alter_table("menu", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_menu_root"))

    op.drop_table("menu")
    with op.batch_alter_table("framework", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_framework_root"))

    op.drop_table("framework")
    with op.batch_alter_table("brokerage_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_brokerage_import_sent_at_id"))

    op.drop_table("brokerage_import")
