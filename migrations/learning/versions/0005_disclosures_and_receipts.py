"""The journal of what left a record, and receipts. What is shared now gets its line."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    crossing = op.create_table(
        "crossing",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=True),
        sa.Column("item_kind", sa.String(length=40), nullable=True),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(40), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ending IS NULL)", name=op.f("ck_crossing_end_and_how")
        ),
        sa.CheckConstraint(
            "(until IS NULL) = (ends_at IS NULL)", name=op.f("ck_crossing_last_day_and_its_end")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crossing")),
        sa.UniqueConstraint(
            "item_kind",
            "item_id",
            "reader_id",
            "seen_on",
            name=op.f("uq_crossing_item_kind_item_id_reader_id_seen_on"),
        ),
    )
    op.create_index("ix_crossing_owner_id_at_id", "crossing", ["owner_id", "at", "id"])
    op.create_table(
        "receipt",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("breakdown", sa.String(length=40), nullable=False),
        sa.Column("block", sa.Text(), nullable=False),
        sa.Column("roster_size", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("epsilon", sa.String(length=40), nullable=False),
        sa.Column("ledger_number", sa.Integer(), nullable=False),
        sa.Column("ledger_hash", sa.String(length=64), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint(
            "owner_id", "ledger_number", name=op.f("uq_receipt_owner_id_ledger_number")
        ),
    )
    _write_down_what_is_shared(crossing)


def downgrade() -> None:
    op.drop_table("receipt")
    op.drop_table("crossing")


def _write_down_what_is_shared(crossing: sa.Table) -> None:
    """A line for each share there is. Readers' names are in the other database: found by id."""
    share = sa.table(
        "share",
        sa.column("owner_id", sa.Uuid()),
        sa.column("item_kind", sa.String()),
        sa.column("item_id", sa.Uuid()),
        sa.column("reader_id", sa.Uuid()),
        sa.column("until", sa.Date()),
        sa.column("ends_at", sa.DateTime(timezone=True)),
        sa.column("shared_at", sa.DateTime(timezone=True)),
    )
    goal = sa.table(
        "goal",
        sa.column("id", sa.Uuid()),
        sa.column("title", sa.String()),
        sa.column("deleted_at", sa.DateTime(timezone=True)),
    )
    found = op.get_bind().execute(
        sa.select(share, goal.c.title, goal.c.deleted_at).join(goal, goal.c.id == share.c.item_id)
    )
    lines = [
        {
            "id": uuid4(),
            "owner_id": one.owner_id,
            "kind": "share",
            "what": one.title,
            "at": one.shared_at,
            "whom": "",
            "remark": "",
            "reader_id": one.reader_id,
            "item_kind": one.item_kind,
            "item_id": one.item_id,
            "until": one.until,
            "ends_at": one.ends_at,
            "ended_at": one.deleted_at,
            "ending": None if one.deleted_at is None else "deleted",
        }
        for one in found
    ]
    if lines:
        op.get_bind().execute(sa.insert(crossing), lines)
