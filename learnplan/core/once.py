"""Once: a form that is sent twice, from the Back button or by two clicks, makes one thing."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select

from learnplan.core.db import db

Made = TypeVar("Made")


def made_before(table: type[Made], once: str | None, *among: ColumnElement[bool]) -> Made | None:
    """What the form that carries the word ``once`` made when it was sent before, if it was.

    Asked in the transaction that would make it: there is one writer at a time, so nobody does so
    in between.

    Args:
        table: with a column ``once``.
        once: the form's word; what is made without a form has none.
        among: whose things are looked through, where the word has to be good only among them.
    """
    if not once:
        return None
    model: Any = table
    return db.session.scalar(select(table).where(model.once == once, *among))
