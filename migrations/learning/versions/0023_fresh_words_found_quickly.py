"""Let PostgreSQL put fresh words where they are looked up sooner.

Until it does, whoever searches reads all of them, everybody's, one after the other.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX searchable_words SET (gin_pending_list_limit = 256)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX searchable_words RESET (gin_pending_list_limit)")
