"""Portfolios that somebody puts together."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "portfolio",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("reached_at", sa.String(length=200), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("with_people", sa.Boolean(), nullable=False),
        sa.Column("with_minutes", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("heading <> ''", name=op.f("ck_portfolio_heading_is_written")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio")),
        sa.UniqueConstraint("owner_id", "once", name=op.f("uq_portfolio_owner_id_once")),
    )
    with op.batch_alter_table("portfolio", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_portfolio_deleted_at"), ["deleted_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_portfolio_owner_id_changed_at"), ["owner_id", "changed_at"], unique=False
        )

    op.create_table(
        "portfolio_piece",
        sa.Column("portfolio_id", sa.Uuid(), nullable=False),
        sa.Column("item_kind", sa.String(40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("attestations", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["portfolio_id"],
            ["portfolio.id"],
            name=op.f("fk_portfolio_piece_portfolio_id_portfolio"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio_piece")),
        sa.UniqueConstraint(
            "portfolio_id",
            "item_kind",
            "item_id",
            name=op.f("uq_portfolio_piece_portfolio_id_item_kind_item_id"),
        ),
    )
    with op.batch_alter_table("portfolio_piece", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_portfolio_piece_item_kind_item_id"),
            ["item_kind", "item_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_portfolio_piece_removed_at"), ["removed_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("portfolio_piece", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_portfolio_piece_removed_at"))
        batch_op.drop_index(batch_op.f("ix_portfolio_piece_item_kind_item_id"))

    op.drop_table("portfolio_piece")
    with op.batch_alter_table("portfolio", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_portfolio_owner_id_changed_at"))
        batch_op.drop_index(batch_op.f("ix_portfolio_deleted_at"))

    op.drop_table("portfolio")
