"""One line, Enter, done."""

from datetime import date
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Invalid
from learnplan.mine.log import queries, services
from learnplan.mine.log.capture import Understood
from learnplan.mine.log.forms import ONCE_LIMIT
from learnplan.mine.log.views.room import bp, way_back
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import count, minutes, near_day
from learnplan.web.pages import mine_url, page, say, this_day

MOST_SAID = 5
LONGEST_TITLE = 60


@bp.route("/capture", methods=["GET", "POST"])
@open_to(Role.WORKER)
def capture() -> ResponseReturnValue:
    """Keep a line, and go back to where it was written. Opened like a page, it leads home."""
    if request.method != "POST":
        return redirect(mine_url("/"), 303)
    line, once = request.form.get("line", ""), request.form.get("once", "")[:ONCE_LIMIT]
    actor = _whose_line_it_is()
    try:
        with transaction(Database.LEARNING):
            kept = services.capture(actor, line, once=once or None)
    except Invalid as why:
        return page("mine/log/capture_again.html", line=line, why=str(why), back=way_back()), 422
    back = way_back()
    say(
        confirmation(kept.said),
        undo=url_for(".undo_capture", activity_id=kept.id, back=back),
        link=(url_for(".make_sense", activity_id=kept.id), "Make sense of it")
        if kept.said.is_fragment
        else None,
    )
    return redirect(back, 303)


@bp.post("/capture/waiting")
@open_to(Role.WORKER)
def keep_what_waited() -> ResponseReturnValue:
    """Keep a line that waited on somebody's device, as of the day they wrote it.

    A script sends it, and sends it again until it hears that it is kept: its word keeps it once.
    """
    actor = _whose_line_it_is()
    once = request.form.get("once", "")[:ONCE_LIMIT]
    try:
        with transaction(Database.LEARNING):
            kept = services.capture(
                actor,
                request.form.get("line", ""),
                once=once or None,
                written_on=_day(request.form.get("on", "")),
            )
    except Invalid as why:
        return {"error": str(why)}, 422
    return {"kept": confirmation(kept.said)}


@bp.post("/<uuid:activity_id>/undo")
@open_to(Role.WORKER)
def undo_capture(activity_id: UUID) -> ResponseReturnValue:
    """Take back what was just kept; that can be undone, too."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        services.undo_capture(actor, queries.activity_for(actor, activity_id))
    say("Taken back.", undo=url_for(".undo_delete", activity_id=activity_id))
    return redirect(way_back(), 303)


@bp.get("/understood")
@open_to(Role.WORKER)
def understood() -> ResponseReturnValue:
    """What a line says so far, for the words under it."""
    said = queries.understood(current_actor(), request.args.get("line", ""))
    return page("mine/log/_understood.html", said=said)


def _whose_line_it_is() -> Actor:
    """Who is signed in, if it is their line: two people may share a browser.

    Raises:
        Conflict: somebody else wrote it.
    """
    actor = current_actor()
    if request.form.get("whose", str(actor.id)) != str(actor.id):
        raise Conflict(
            "This line was written by somebody else who uses this browser. It was not kept."
        )
    return actor


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def confirmation(said: Understood) -> str:
    """What was kept, in a sentence: ``Kept: 45 min, #postgres. Only you can see it.``."""
    day = near_day(said.on)
    when = "" if said.on == this_day() else f" for {day.lower() if ' ' not in day else day}"
    facts = [minutes(said.minutes)] if said.minutes else []
    facts += [f"#{tag}" for tag in said.tags[:MOST_SAID]]
    if len(said.tags) > MOST_SAID:
        facts.append(count(len(said.tags) - MOST_SAID, "more tag"))
    if said.links:
        facts.append(count(len(said.links), "link"))
    if said.goal:
        title = said.goal.title
        more = "…" if len(title) > LONGEST_TITLE else ""
        facts.append(f"for “{title[:LONGEST_TITLE]}{more}”")
    kept = f"Kept{when}: {', '.join(facts)}." if facts else f"Kept{when}."
    return " ".join((kept, "Only you can see it.", *said.unknown[:MOST_SAID]))
