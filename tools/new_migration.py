"""Write a migration from what the models say now: ``python -m tools.new_migration learning "why"``.

It compares the models with a fresh database brought up to the newest migration.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from learnplan.config import MineConfig
from learnplan.core import migrate, versions
from learnplan.core.db import Database, engine_of
from learnplan.factory import create_mine


def main(database: Database, message: str) -> None:
    """Write the next migration of ``database`` below ``migrations/``."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_mine(
            MineConfig(
                organisation_url=f"sqlite:///{Path(folder) / 'organisation.db'}",
                learning_url=f"sqlite:///{Path(folder) / 'learning.db'}",
                evidence=Path(folder),
                secret_key="only for this",  # noqa: S106 - nothing is signed with it
            )
        )
        with app.app_context():
            migrate.upgrade(database)
            with engine_of(database).begin() as connection:
                settings = migrate.settings(database, connection)
                number = len(list((versions.MIGRATIONS / database / "versions").glob("*.py"))) + 1
                command.revision(settings, message, autogenerate=True, rev_id=f"{number:04}")


if __name__ == "__main__":
    main(Database(sys.argv[1]), sys.argv[2])
