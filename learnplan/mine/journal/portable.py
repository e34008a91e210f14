"""What of somebody's journal comes along when they leave, and comes back elsewhere."""

from datetime import date
from uuid import UUID

from learnplan.core import clock
from learnplan.core.drawers import Aside, Drawer, Said
from learnplan.core.errors import Invalid
from learnplan.mine.journal.models import TEXT_LIMIT, TITLE_LIMIT, Asking, Reflection, Tie
from learnplan.mine.journal.services import let_be_found

__all__ = ["ASIDE", "DRAWERS", "REFLECTIONS", "TITLE_LIMIT", "plain"]

REFLECTIONS = "reflections"


def _check_reflection(reflection: Said) -> None:
    """Whatever the journal would not have kept, it does not take from elsewhere."""
    if not reflection["text"].strip():
        raise Invalid("A reflection has no text.")
    if len(reflection["text"]) > TEXT_LIMIT:
        raise Invalid(f"A reflection is longer than {TEXT_LIMIT:,} characters.")


def plain(reflection_id: UUID, *, title: str, text: str, on: date) -> Said:
    """A reflection as its drawer has it, from a journal that was kept elsewhere."""
    return {
        "id": str(reflection_id),
        "text": text,
        "written_on": on.isoformat(),
        "title": title,
        "prompt": "",
        "stance": None,
        "week": None,
        "kept_at": clock.now().isoformat(),
        "version": 1,
    }


DRAWERS = (
    Drawer(
        name=REFLECTIONS,
        found_by=let_be_found,
        model=Reflection,
        left_out=frozenset({"deleted_at", "once"}),
        gone_when=("deleted_at",),
        in_order_of=("written_on", "kept_at"),
        check=_check_reflection,
    ),
    Drawer(
        name="ties",
        model=Tie,
        items=(("outcome_kind", "outcome_id"), ("cause_kind", "cause_id")),
        in_order_of=("tied_at",),
        same_by=("outcome_kind", "outcome_id", "cause_kind", "cause_id"),
    ),
    Drawer(name="journal_asking", model=Asking, same_by=("owner_id",)),
)
ASIDE: tuple[Aside, ...] = ()
