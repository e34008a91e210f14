"""What each way of learning writes down beside a goal, and how starter plans are liked."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_setting",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("prompts", sa.String(40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_setting")),
        sa.UniqueConstraint("owner_id", name=op.f("uq_plan_setting_owner_id")),
    )
    op.create_table(
        "goal_person_asked",
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("colleague_id", sa.Uuid(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_goal_person_asked_name_is_written")),
        sa.ForeignKeyConstraint(
            ["goal_id"],
            ["goal.id"],
            name=op.f("fk_goal_person_asked_goal_id_goal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_person_asked")),
        sa.UniqueConstraint("goal_id", "once", name=op.f("uq_goal_person_asked_goal_id_once")),
    )
    op.create_table(
        "goal_practice",
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept_where", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["goal_id"], ["goal.id"], name=op.f("fk_goal_practice_goal_id_goal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_practice")),
        sa.UniqueConstraint("goal_id", name=op.f("uq_goal_practice_goal_id")),
    )
    op.create_table(
        "goal_round",
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("probe", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("probe <> ''", name=op.f("ck_goal_round_probe_is_written")),
        sa.ForeignKeyConstraint(
            ["goal_id"], ["goal.id"], name=op.f("fk_goal_round_goal_id_goal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_round")),
        sa.UniqueConstraint("goal_id", "once", name=op.f("uq_goal_round_goal_id_once")),
    )
    op.create_table(
        "goal_signal",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noticed_on", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_goal_signal_text_is_written")),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["goal_round.id"],
            name=op.f("fk_goal_signal_round_id_goal_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_signal")),
        sa.UniqueConstraint("round_id", "once", name=op.f("uq_goal_signal_round_id_once")),
    )
    op.add_column("goal", sa.Column("starter", sa.String(length=60), nullable=True))


def downgrade() -> None:
    op.drop_column("goal", "starter")
    op.drop_table("goal_signal")
    op.drop_table("goal_round")
    op.drop_table("goal_practice")
    op.drop_table("goal_person_asked")
    op.drop_table("plan_setting")
