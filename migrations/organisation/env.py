"""Migrations of the organisation database."""

import learnplan.factory  # noqa: F401 - names every room, so that every table is known
from learnplan.core.db import Database
from learnplan.core.migrate import run

run(Database.ORGANISATION)
