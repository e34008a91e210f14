"""Whose unsigned signals can be read before they are published. No role adds anything."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_

from learnplan.mine.answers.models import UnsignedSignal


def can_see(unit_ids: Collection[UUID], signal: UnsignedSignal) -> bool:
    """Whether people of these units may read a signal, to stand behind it.

    Words of one's own have to be read before anybody can co-sign them. A theme is in the list for
    everybody: that somebody chose it is shown to nobody.
    """
    return signal.theme == "" and signal.unit_id in unit_ids


def seen_in(unit_ids: Collection[UUID]) -> ColumnElement[bool]:
    """``can_see`` said in SQL. A test keeps the two in step."""
    return and_(UnsignedSignal.theme == "", UnsignedSignal.unit_id.in_(unit_ids))
