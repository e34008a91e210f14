"""The pulse and its ledger, with triggers that keep what was settled."""

import sqlalchemy as sa
from alembic import op

from learnplan.core.refusals import forget_refusals, refuse, refuse_emptying

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pulse_plan",
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("plan_hash", sa.String(length=64), nullable=False),
        sa.Column("declared_by", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("blocks_hash", sa.String(length=64), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_plan")),
        sa.UniqueConstraint("period", name=op.f("uq_pulse_plan_period")),
        sa.UniqueConstraint("plan_hash", name=op.f("uq_pulse_plan_plan_hash")),
    )
    op.create_table(
        "pulse_attempt",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.String(length=300), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["pulse_plan.id"], name=op.f("fk_pulse_attempt_plan_id_pulse_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_attempt")),
        sa.UniqueConstraint(
            "attempt_id", "outcome", name=op.f("uq_pulse_attempt_attempt_id_outcome")
        ),
    )
    with op.batch_alter_table("pulse_attempt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pulse_attempt_plan_id_at"), ["plan_id", "at"], unique=False
        )

    op.create_table(
        "pulse_block",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("breakdown", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roster_size", sa.Integer(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["pulse_plan.id"], name=op.f("fk_pulse_block_plan_id_pulse_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_block")),
        sa.UniqueConstraint(
            "plan_id",
            "breakdown",
            "position",
            name=op.f("uq_pulse_block_plan_id_breakdown_position"),
        ),
    )
    op.create_table(
        "pulse_entry",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("breakdown", sa.String(40), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("epsilon", sa.String(length=10), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "most BETWEEN 1 AND 3", name=op.f("ck_pulse_entry_one_person_moves_little")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["pulse_plan.id"], name=op.f("fk_pulse_entry_plan_id_pulse_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_entry")),
        sa.UniqueConstraint("plan_id", "position", name=op.f("uq_pulse_entry_plan_id_position")),
        sa.UniqueConstraint("plan_id", "question", name=op.f("uq_pulse_entry_plan_id_question")),
    )
    op.create_table(
        "pulse_signal",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.String(length=60), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(signed_by IS NULL) = (signed_on IS NULL) AND (signed_by IS NULL) = (period <> '')",
            name=op.f("ck_pulse_signal_signed_or_in_a_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["person.id"], name=op.f("fk_pulse_signal_signed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_pulse_signal_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_signal")),
    )
    with op.batch_alter_table("pulse_signal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pulse_signal_period"), ["period"], unique=False)

    op.create_table(
        "pulse_release",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("block_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("plan_hash", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("block", sa.Text(), nullable=False),
        sa.Column("roster_size", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("epsilon", sa.String(length=10), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_id"], ["pulse_block.id"], name=op.f("fk_pulse_release_block_id_pulse_block")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["pulse_plan.id"], name=op.f("fk_pulse_release_plan_id_pulse_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_release")),
        sa.UniqueConstraint("hash", name=op.f("uq_pulse_release_hash")),
        sa.UniqueConstraint("number", name=op.f("uq_pulse_release_number")),
        sa.UniqueConstraint(
            "plan_id",
            "question",
            "block_id",
            name=op.f("uq_pulse_release_plan_id_question_block_id"),
        ),
    )
    with op.batch_alter_table("pulse_release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pulse_release_plan_hash"), ["plan_hash"], unique=False)

    op.create_table(
        "pulse_seat",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("breakdown", sa.String(40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("block_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_id"], ["pulse_block.id"], name=op.f("fk_pulse_seat_block_id_pulse_block")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_pulse_seat_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["pulse_plan.id"], name=op.f("fk_pulse_seat_plan_id_pulse_plan")
        ),
        sa.PrimaryKeyConstraint("plan_id", "breakdown", "person_id", name=op.f("pk_pulse_seat")),
    )
    with op.batch_alter_table("pulse_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pulse_seat_block_id"), ["block_id"], unique=False)

    op.create_table(
        "pulse_unit",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("block_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_id"], ["pulse_block.id"], name=op.f("fk_pulse_unit_block_id_pulse_block")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["pulse_plan.id"], name=op.f("fk_pulse_unit_plan_id_pulse_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_unit")),
        sa.UniqueConstraint("plan_id", "unit_id", name=op.f("uq_pulse_unit_plan_id_unit_id")),
    )
    op.create_table(
        "pulse_note",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("by", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["pulse_release.id"],
            name=op.f("fk_pulse_note_release_id_pulse_release"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_note")),
    )
    with op.batch_alter_table("pulse_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pulse_note_release_id"), ["release_id"], unique=False)

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("location", sa.String(length=200), nullable=False, server_default="")
        )

    _settle()


def _settle() -> None:
    """What a plan, its blocks and its numbers refuse, from which state on."""
    refuse(
        "pulse_plan",
        ["INSERT"],
        """NEW.state <> 'declared' OR EXISTS (
            SELECT 1 FROM pulse_plan
            WHERE id = NEW.id OR period = NEW.period OR plan_hash = NEW.plan_hash
        )""",
        "A period has one plan, and begins by declaring it.",
    )
    refuse(
        "pulse_plan",
        ["UPDATE"],
        """NEW.id <> OLD.id OR NEW.period <> OLD.period
        OR NEW.words <> OLD.words OR NEW.plan_hash <> OLD.plan_hash
        OR (NEW.blocks_hash <> OLD.blocks_hash AND OLD.state <> 'declared')
        OR NOT (
            NEW.state = OLD.state
            OR (OLD.state = 'declared' AND NEW.state = 'open')
            OR (OLD.state = 'open' AND NEW.state = 'sealed')
            OR (OLD.state = 'sealed' AND NEW.state = 'published')
        )""",
        "A declared plan is not edited, and a period only goes forward.",
    )
    refuse(
        "pulse_plan",
        ["DELETE"],
        "OLD.state <> 'declared'",
        "A plan can be withdrawn until it opens.",
    )
    for table in SETTLED:
        for event, row in (("INSERT", "NEW"), ("DELETE", "OLD")):
            refuse(
                table,
                [event],
                f"(SELECT state FROM pulse_plan WHERE id = {row}.plan_id) <> 'declared'",
                "What is asked and who is counted together is settled before answers open.",
            )
        refuse(table, ["UPDATE"], "true", "What is settled is not edited.")
    refuse(
        "pulse_release",
        ["INSERT"],
        f"""(SELECT state FROM pulse_plan WHERE id = NEW.plan_id) <> 'sealed'
        OR NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM pulse_release)
        OR NEW.previous <> COALESCE(
            (SELECT hash FROM pulse_release WHERE number = NEW.number - 1), '{"0" * 64}'
        )
        OR EXISTS (
            SELECT 1 FROM pulse_release
            WHERE id = NEW.id OR hash = NEW.hash OR (
                plan_id = NEW.plan_id AND question = NEW.question AND block_id = NEW.block_id
            )
        )""",
        "A number is published once, at the end of the ledger, when its period is sealed.",
    )
    for table in KEPT:
        refuse(table, ["UPDATE", "DELETE"], "true", "What is written here stays as it is.")
        refuse_emptying(table, "What is written here stays as it is.")


SETTLED = ("pulse_entry", "pulse_block", "pulse_unit", "pulse_seat")
KEPT = ("pulse_release", "pulse_attempt", "pulse_note")


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("location")

    with op.batch_alter_table("pulse_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pulse_note_release_id"))

    op.drop_table("pulse_note")
    op.drop_table("pulse_unit")
    with op.batch_alter_table("pulse_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pulse_seat_block_id"))

    op.drop_table("pulse_seat")
    with op.batch_alter_table("pulse_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pulse_release_plan_hash"))

    op.drop_table("pulse_release")
    with op.batch_alter_table("pulse_signal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pulse_signal_period"))

    op.drop_table("pulse_signal")
    op.drop_table("pulse_entry")
    op.drop_table("pulse_block")
    with op.batch_alter_table("pulse_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pulse_attempt_plan_id_at"))

    op.drop_table("pulse_attempt")
    op.drop_table("pulse_plan")
    for table in ("pulse_plan", *SETTLED):
        forget_refusals(table, ["INSERT", "UPDATE", "DELETE"])
    forget_refusals("pulse_release", ["INSERT"])
    for table in KEPT:
        forget_refusals(table, ["UPDATE", "DELETE", "TRUNCATE"])
