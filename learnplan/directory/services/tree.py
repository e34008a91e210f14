"""The version of the tree of units, and of who reports together in it."""

from sqlalchemy import update

from learnplan.core.db import db
from learnplan.directory.models import tree_version


def stir() -> None:
    """Say that the tree changes: what was worked out from it before is of an older version."""
    db.session.execute(update(tree_version).values(version=tree_version.c.version + 1))
