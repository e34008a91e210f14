"""Who brought an import in, so that its file is given to them alone, whatever they are called."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("observation_batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_observation_batch_person_id_person"), "person", ["person_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("observation_batch", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_observation_batch_person_id_person"), type_="foreignkey"
        )
        batch_op.drop_column("person_id")
