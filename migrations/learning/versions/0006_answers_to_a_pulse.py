"""Answers to a pulse and unsigned signals, with triggers that close them."""

import sqlalchemy as sa
from alembic import op

from learnplan.core.refusals import forget_refusals, refuse, refuse_emptying

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_period",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("plan_hash", sa.String(length=64), nullable=False),
        sa.Column("blocks_hash", sa.String(length=64), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(key IS NOT NULL) = (state IN ('open', 'sealed'))",
            name=op.f("ck_answer_period_key_until_published"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_period")),
        sa.UniqueConstraint("period", name=op.f("uq_answer_period_period")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_answer_period_plan_id")),
    )
    op.create_table(
        "pulse_answer",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "value BETWEEN 0 AND 3", name=op.f("ck_pulse_answer_one_person_moves_little")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["answer_period.plan_id"],
            name=op.f("fk_pulse_answer_plan_id_answer_period"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_answer")),
        sa.UniqueConstraint(
            "owner_id",
            "plan_id",
            "question",
            name=op.f("uq_pulse_answer_owner_id_plan_id_question"),
        ),
    )
    with op.batch_alter_table("pulse_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pulse_answer_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "unsigned_signal",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.String(length=60), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["answer_period.plan_id"],
            name=op.f("fk_unsigned_signal_plan_id_answer_period"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsigned_signal")),
    )
    op.create_table(
        "unsigned_signal_signature",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signal_id"],
            ["unsigned_signal.id"],
            name=op.f("fk_unsigned_signal_signature_signal_id_unsigned_signal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsigned_signal_signature")),
        sa.UniqueConstraint(
            "owner_id", "signal_id", name=op.f("uq_unsigned_signal_signature_owner_id_signal_id")
        ),
    )
    with op.batch_alter_table("unsigned_signal_signature", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_unsigned_signal_signature_signal_id"), ["signal_id"], unique=False
        )
    op.create_index(
        "uq_unsigned_signal_theme",
        "unsigned_signal",
        ["plan_id", "unit_id", "theme"],
        unique=True,
        sqlite_where=sa.text("theme <> ''"),
        postgresql_where=sa.text("theme <> ''"),
    )
    refuse(
        "answer_period",
        ["INSERT"],
        """NEW.state <> 'open' OR EXISTS (
            SELECT 1 FROM answer_period
            WHERE id = NEW.id OR plan_id = NEW.plan_id OR period = NEW.period
        )""",
        "A period opens once.",
    )
    refuse(
        "answer_period",
        ["UPDATE"],
        """NEW.id <> OLD.id OR NEW.plan_id <> OLD.plan_id OR NEW.period <> OLD.period
        OR NEW.plan_hash <> OLD.plan_hash OR NEW.blocks_hash <> OLD.blocks_hash
        OR (NEW.key IS NOT NULL AND (OLD.key IS NULL OR NEW.key <> OLD.key))
        OR NOT (
            NEW.state = OLD.state
            OR (OLD.state = 'open' AND NEW.state = 'sealed')
            OR (OLD.state = 'sealed' AND NEW.state = 'published')
            OR (OLD.state = 'published' AND NEW.state = 'purged')
        )""",
        "A period only goes forward, with the plan and the key it opened with.",
    )
    refuse("answer_period", ["DELETE"], "true", "A period that opened stays known.")
    refuse_emptying("answer_period", "A period that opened stays known.")
    for table in ("pulse_answer", "unsigned_signal"):
        refuse(table, ["INSERT"], _not_open("NEW.plan_id"), "Answers are closed.")
        refuse(
            table,
            ["UPDATE"],
            f"NEW.plan_id <> OLD.plan_id OR {_not_open('OLD.plan_id')}",
            "Answers are closed.",
        )
    signal = "(SELECT plan_id FROM unsigned_signal WHERE id = NEW.signal_id)"
    refuse(
        "unsigned_signal_signature", ["INSERT", "UPDATE"], _not_open(signal), "Answers are closed."
    )


def _not_open(plan_id: str) -> str:
    return f"(SELECT state FROM answer_period WHERE plan_id = {plan_id}) <> 'open'"


def downgrade() -> None:
    op.drop_table("unsigned_signal_signature")
    op.drop_table("unsigned_signal")
    op.drop_table("pulse_answer")
    op.drop_table("answer_period")
    forget_refusals("answer_period", ["INSERT", "UPDATE", "DELETE", "TRUNCATE"])
    for table in ("pulse_answer", "unsigned_signal", "unsigned_signal_signature"):
        forget_refusals(table, ["INSERT", "UPDATE"])
