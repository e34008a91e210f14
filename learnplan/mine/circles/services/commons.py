"""What members keep together: each writes, and each can take their own words along."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid
from learnplan.core.once import made_before
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.models.commons import (
    CheckIn,
    CircleNote,
    CircleThing,
    LookBack,
    NoteVersion,
)
from learnplan.mine.circles.queries import commons as queries
from learnplan.mine.circles.queries.circles import membership_for
from learnplan.mine.circles.services.circles import require_not_closed
from learnplan.mine.journal.services import write_reflection

LOOK_BACK_PROMPT = "What did the circle set out to learn, and what did we find?"


def write_note(
    actor: Actor, circle: Circle, *, title: str, text: str, once: str | None = None
) -> CircleNote:
    """Begin a note that the members of a circle write together.

    Raises:
        NotFound: ``actor`` is not in it.
        Conflict: it is closed.
    """
    _require_writing(actor, circle)
    there = made_before(CircleNote, once, CircleNote.circle_id == circle.id)
    if there is not None:
        return there
    note = CircleNote(circle_id=circle.id, once=once)
    db.session.add(note)
    db.session.flush()
    _add_version(actor, note, number=1, title=title, text=text)
    return note


def rewrite_note(
    actor: Actor, circle: Circle, note: CircleNote, *, version: int | None, title: str, text: str
) -> None:
    """Let a note say something else, if it still says what ``actor`` read. All it said is kept.

    Raises:
        NotFound: they are not in the circle.
        Conflict: it is closed, or the note was changed since ``version``.
    """
    _require_writing(actor, circle)
    db.session.refresh(note, with_for_update=True)  # two people may save at the same moment
    if note.version != version:
        raise Conflict("Somebody else wrote in this note while you were writing.")
    note.version += 1
    note.changed_at = clock.now()
    _add_version(actor, note, number=note.version, title=title, text=text)


def remove_note(actor: Actor, circle: Circle, note: CircleNote) -> None:
    """Take a note off the circle's page. Any member can bring it back for a day.

    Raises:
        NotFound: ``actor`` is not in the circle.
    """
    membership_for(actor, circle)
    note.removed_at = clock.now()
    db.session.flush()
    purge_removed(clock.now() - KEPT_FOR_UNDO)


def restore_note(actor: Actor, circle: Circle, note: CircleNote) -> None:
    """Bring a removed note back, with all it ever said.

    Raises:
        NotFound: ``actor`` is not in the circle.
    """
    membership_for(actor, circle)
    note.removed_at = None
    db.session.flush()


def add_thing(actor: Actor, circle: Circle, *, title: str, address: str) -> CircleThing:
    """Name something the members can use.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Conflict: it is closed.
    """
    _require_writing(actor, circle)
    thing = CircleThing(circle_id=circle.id, added_by_id=actor.id, title=title, address=address)
    db.session.add(thing)
    db.session.flush()
    return thing


def remove_thing(actor: Actor, circle: Circle, thing: CircleThing) -> None:
    """Take something off the list. Any member can bring it back for a day.

    Raises:
        NotFound: ``actor`` is not in the circle.
    """
    membership_for(actor, circle)
    thing.removed_at = clock.now()
    db.session.flush()
    purge_removed(clock.now() - KEPT_FOR_UNDO)


def restore_thing(actor: Actor, circle: Circle, thing: CircleThing) -> None:
    """Bring something back onto the list.

    Raises:
        NotFound: ``actor`` is not in the circle.
    """
    membership_for(actor, circle)
    thing.removed_at = None
    db.session.flush()


def check_in(actor: Actor, circle: Circle, *, text: str, once: str | None = None) -> None:
    """Tell the others one thing one tried.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Conflict: it is closed.
        Invalid: there is nothing in it.
    """
    _require_writing(actor, circle)
    if not text:
        raise Invalid("Write one thing you tried.", field="text")
    if made_before(CheckIn, once, CheckIn.circle_id == circle.id) is not None:
        return
    told = CheckIn(circle_id=circle.id, author_id=actor.id, text=text, once=once)
    db.session.add(told)
    db.session.flush()


def take_back_check_in(actor: Actor, circle: Circle, told: CheckIn) -> None:
    """Take back what one told. It can be told again for a day.

    Raises:
        NotFound: ``actor`` is not in the circle.
    """
    membership_for(actor, circle)
    told.removed_at = clock.now()
    db.session.flush()
    purge_removed(clock.now() - KEPT_FOR_UNDO)


def tell_again(actor: Actor, circle: Circle, told: CheckIn) -> None:
    """Tell again what was taken back.

    Raises:
        NotFound: ``actor`` is not in the circle.
    """
    membership_for(actor, circle)
    told.removed_at = None
    db.session.flush()


def look_back(actor: Actor, circle: Circle, *, text: str, version: int | None = None) -> LookBack:
    """Say what one found, or say it anew. Also where the circle is closed: that is when one does.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Invalid: there is nothing in it.
        Conflict: it was said anew in another window meanwhile.
    """
    membership_for(actor, circle)
    if not text:
        raise Invalid("Write what you found.", field="text")
    said = queries.own_look_back(actor, circle)
    if said is None:
        said = LookBack(circle_id=circle.id, author_id=actor.id, text=text)
        db.session.add(said)
    elif version != said.version:
        raise Conflict("You said this anew in another window while you were writing.")
    else:
        said.text, said.version = text, said.version + 1
        said.taken_down_at = None  # these are other words
    db.session.flush()
    return said


def take_back_look(actor: Actor, circle: Circle) -> None:
    """Take back what one said at the end; what was kept in one's journal stays there.

    Raises:
        NotFound: ``actor`` is not in the circle.
    """
    membership_for(actor, circle)
    db.session.execute(
        delete(LookBack).where(LookBack.circle_id == circle.id, LookBack.author_id == actor.id)
    )


def keep_in_journal(actor: Actor, circle: Circle) -> UUID:
    """Keep what one said at the end in one's own journal, once; returns the reflection's id.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Conflict: they said nothing yet.
    """
    membership_for(actor, circle)
    said = queries.own_look_back(actor, circle)
    if said is None:
        raise Conflict("Say what you found first.")
    if said.reflection_id is None:
        kept = write_reflection(actor, text=said.text, title=circle.name, prompt=LOOK_BACK_PROMPT)
        said.reflection_id = kept.id
        db.session.flush()
    return said.reflection_id


def take_words_along(person_id: UUID, *, circle_id: UUID | None = None) -> None:
    """Delete what somebody wrote in a circle, or in all; what others wrote stays theirs.

    A note says again what the others had made of it; one that nobody else wrote in goes.
    """
    circles = (
        select(Circle.id) if circle_id is None else select(Circle.id).where(Circle.id == circle_id)
    )
    notes = select(CircleNote.id).where(CircleNote.circle_id.in_(circles))
    db.session.execute(
        delete(NoteVersion).where(
            NoteVersion.author_id == person_id, NoteVersion.note_id.in_(notes)
        )
    )
    said = select(NoteVersion.note_id)
    db.session.execute(
        delete(CircleNote).where(CircleNote.circle_id.in_(circles), CircleNote.id.not_in(said))
    )
    for model, author in (
        (CheckIn, CheckIn.author_id),
        (CircleThing, CircleThing.added_by_id),
        (LookBack, LookBack.author_id),
    ):
        db.session.execute(delete(model).where(author == person_id, model.circle_id.in_(circles)))


def _require_writing(actor: Actor, circle: Circle) -> None:
    membership_for(actor, circle)
    require_not_closed(circle)


def _add_version(actor: Actor, note: CircleNote, *, number: int, title: str, text: str) -> None:
    db.session.add(
        NoteVersion(note_id=note.id, number=number, author_id=actor.id, title=title, text=text)
    )
    db.session.flush()


def purge_removed(before: datetime) -> None:
    """Let go for good of what was removed from circles before a moment."""
    for table in (CircleNote, CircleThing, CheckIn):
        db.session.execute(delete(table).where(table.removed_at < before))
