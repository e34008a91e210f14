"""Exports, erasures, and which rows an import added."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("owner_id", name=op.f("uq_erasure_owner_id")),
    )
    op.create_table(
        "record_export",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_export")),
    )
    with op.batch_alter_table("record_export", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_export_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_record_export_owner_id_asked_at"), ["owner_id", "asked_at"], unique=False
        )

    op.create_table(
        "imported_row",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("drawer", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["log_import.id"],
            name=op.f("fk_imported_row_import_id_log_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_row")),
    )
    with op.batch_alter_table("imported_row", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_imported_row_import_id_drawer"), ["import_id", "drawer"], unique=False
        )

    with op.batch_alter_table("log_draft", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("archive", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("log_draft", schema=None) as batch_op:
        batch_op.alter_column("archive", server_default=None)

    with op.batch_alter_table("log_import", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kinds", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("log_import", schema=None) as batch_op:
        batch_op.alter_column("kinds", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("log_import", schema=None) as batch_op:
        batch_op.drop_column("kinds")

    with op.batch_alter_table("log_draft", schema=None) as batch_op:
        batch_op.drop_column("archive")

    with op.batch_alter_table("imported_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imported_row_import_id_drawer"))

    op.drop_table("imported_row")
    with op.batch_alter_table("record_export", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_export_owner_id_asked_at"))
        batch_op.drop_index(batch_op.f("ix_record_export_asked_at"))

    op.drop_table("record_export")
    op.drop_table("erasure")
