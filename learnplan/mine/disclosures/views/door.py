"""What the journal hears from the door: the factory connects it."""

import logging
from uuid import UUID

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from learnplan.core.db import Database, transaction
from learnplan.directory.signals import Act
from learnplan.mine.disclosures import services
from learnplan.mine.disclosures.words import Kind
from learnplan.web.pages import say

logger = logging.getLogger(__name__)


def write_down(_mine: Flask, *, person_id: UUID, act: Act, browser: str) -> None:
    """Keep a line about what happened at the door, in the record of whoever it was.

    It has happened and is kept already, in the other database. Where the line cannot be, nobody is
    shut out for it: the person is told, and so is the log.
    """
    try:
        with transaction(Database.LEARNING):
            services.note(person_id, Kind.SIGN_IN, act, remark=browser)
    except SQLAlchemyError:
        logger.exception("What happened at the door could not be written into a record.")
        say(
            f"You {act}, but that could not be written down under “What left my record”. "
            "Whoever looks after Learnplan finds the reason in its log."
        )
