"""Trying something, saying what was sensed, and saying what came of it. Nobody has to agree."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.core.once import made_before
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.ours.practices import policy
from learnplan.ours.practices.models.probes import Probe, ProbeLine, ProbeName
from learnplan.ours.practices.models.procedures import Procedure
from learnplan.ours.practices.queries import probes as queries
from learnplan.ours.practices.queries.teams import teams_of
from learnplan.ours.practices.services import signing
from learnplan.ours.practices.services.versions import first_version
from learnplan.ours.practices.words import OFFERS, Ending, Mark, Signal

LONGEST = timedelta(days=366)
NOT_OF_IT = "Whoever posted it, and whoever put their name to it, does this."
NOT_A_MANAGER = "Managers offer support. Whoever senses something notes it."
NOT_THEIRS_TO_END = "Whoever posted it, or is of its team and put their name to it, ends it."
HAS_ENDED = "This probe has ended, and stays as it was."


def post_probe(
    actor: Actor,
    *,
    title: str,
    what: str,
    amplify: str,
    dampen: str,
    until_on: date,
    unit_id: UUID | None = None,
    once: str | None = None,
) -> Probe:
    """Say what one tries, or one's team. It runs from now on, and nobody has to agree.

    Raises:
        Invalid: its day has come, or is far off; or the team is not theirs.
    """
    there = made_before(Probe, once)
    if there is not None:
        return there
    today = clock.today(actor.time_zone)
    _require_within_reach(until_on, today)
    _require_team(actor, unit_id)
    probe = Probe(
        title=title,
        what=what,
        amplify=amplify,
        dampen=dampen,
        starts_on=today,
        until_on=until_on,
        unit_id=unit_id,
        author_id=actor.id,
        author=actor.name,
        once=once,
    )
    db.session.add(probe)
    db.session.flush()
    return probe


def rewrite_probe(
    actor: Actor,
    probe: Probe,
    *,
    title: str,
    what: str,
    amplify: str,
    dampen: str,
    until_on: date,
    version: int | None,
) -> None:
    """Say anew what one tries, while it runs.

    Raises:
        Refused: somebody else posted it.
        Conflict: it has ended, or was changed since ``version``.
        Invalid: its day has come, or is far off.
    """
    require(policy.wrote(actor, probe), signing.NOT_THE_AUTHOR)
    _require_running(probe)
    if probe.version != version:
        raise Conflict("This was changed in another window while you were writing.")
    if until_on != probe.until_on:
        _require_within_reach(until_on, clock.today(actor.time_zone))
    probe.title, probe.what, probe.until_on = title, what, until_on
    probe.amplify, probe.dampen = amplify, dampen
    probe.version += 1
    db.session.flush()


def put_name_to(actor: Actor, probe: Probe) -> None:
    """Put one's own name to somebody's probe. Doing so twice changes nothing.

    Raises:
        Conflict: it has ended.
    """
    _require_running(probe)
    if not policy.is_of(actor, probe, queries.signed_by(probe)):
        db.session.add(ProbeName(probe_id=probe.id, person_id=actor.id, name=actor.name))
        db.session.flush()


def take_name_off(actor: Actor, probe: Probe) -> None:
    """Take one's own name off a probe that runs.

    Raises:
        Conflict: it has ended, and carries the names of those who found it.
    """
    _require_running(probe)
    db.session.execute(
        delete(ProbeName).where(ProbeName.probe_id == probe.id, ProbeName.person_id == actor.id)
    )


def add_line(
    actor: Actor,
    probe: Probe,
    *,
    mark: Mark,
    words: str,
    happened_on: date | None = None,
    signal: Signal | None = None,
    once: str | None = None,
) -> None:
    """Note what was sensed (anybody), how its people respond, or what a manager offers.

    Raises:
        Refused: it is not theirs to write.
        Conflict: the probe has ended.
        Invalid: the day has not come.
    """
    if mark in OFFERS:
        require(policy.can_offer(actor), NOT_A_MANAGER)
    elif mark is Mark.RESPONSE:
        require(policy.can_respond(actor, probe, queries.signed_by(probe)), NOT_OF_IT)
    _require_running(probe)
    today = clock.today(actor.time_zone)
    if (happened_on or today) > today:
        raise Invalid("Choose a day that has come.", field="happened_on")
    if made_before(ProbeLine, once) is None:
        db.session.add(
            ProbeLine(
                probe_id=probe.id,
                mark=mark,
                happened_on=happened_on or today,
                words=words,
                signal=signal if mark is Mark.SENSED else None,
                author_id=actor.id,
                author=actor.name,
                once=once,
            )
        )
        db.session.flush()


def let_go(actor: Actor, probe: Probe, *, learned: str) -> None:
    """End a probe with what was learned. It can be taken up again for a day.

    Raises:
        Refused: it is not theirs to end.
        Conflict: it has ended.
    """
    _require_may_end(actor, probe)
    probe.end(Ending.LET_GO, by=actor.name, learned=learned)
    db.session.flush()


def take_up_again(actor: Actor, probe: Probe) -> None:
    """Let a probe run again that was let go today or yesterday.

    Raises:
        Refused: it is not theirs to end.
        Conflict: it was not let go, or too long ago.
    """
    _require_may_end(actor, probe)
    if probe.ended_at is not None and probe.ended_at < clock.now() - KEPT_FOR_UNDO:
        raise Conflict("It was let go more than a day ago. Post another that begins where it was.")
    probe.go_on()
    db.session.flush()


def adapt_probe(
    actor: Actor,
    probe: Probe,
    *,
    learned: str,
    title: str,
    what: str,
    amplify: str,
    dampen: str,
    until_on: date,
    once: str | None = None,
) -> Probe:
    """End a probe with what was learned, and post another that grew from it. Returns that.

    Raises:
        Refused: it is not theirs to end.
        Conflict: it has ended.
        Invalid: the new one's day has come, or is far off.
    """
    there = made_before(Probe, once)
    if there is not None:
        return there
    _require_may_end(actor, probe)
    probe.end(Ending.ADAPTED, by=actor.name, learned=learned)
    others = queries.names_on(probe)
    grown = post_probe(
        actor,
        title=title,
        what=what,
        amplify=amplify,
        dampen=dampen,
        until_on=until_on,
        once=once,
    )
    grown.grew_from_id, grown.unit_id = probe.id, probe.unit_id
    for each in others:
        if each.person_id != actor.id:
            name = ProbeName(probe_id=grown.id, person_id=each.person_id, name=each.name)
            db.session.add(name)
    db.session.flush()
    return grown


def adopt_probe(
    actor: Actor,
    probe: Probe,
    *,
    learned: str,
    title: str,
    text: str,
    aid: str,
    unit_id: UUID | None = None,
    once: str | None = None,
) -> Procedure:
    """Make what was found a procedure of the unit that found it, with the names of its people.

    Nobody has to agree: it binds those who found it. Elsewhere it takes a proposal.

    Raises:
        Refused: it is not theirs to end.
        Conflict: it has ended.
        Invalid: the unit is not theirs.
    """
    there = made_before(Procedure, once)
    if there is not None:
        return there
    _require_may_end(actor, probe)
    unit_id = probe.unit_id or unit_id
    if unit_id is None:
        raise Invalid("Choose whose procedure it is.", field="unit_id")
    if unit_id != probe.unit_id:
        _require_team(actor, unit_id)
    probe.end(Ending.ADOPTED, by=actor.name, learned=learned)
    return first_version(
        actor,
        unit_id=unit_id,
        title=title,
        text=text,
        aid=aid,
        changed=f"Found by trying: “{probe.title}”.",
        found_by=[each.name for each in queries.names_on(probe)],
        probe=probe,
        once=once,
    )


def take_probe_away(actor: Actor, probe: Probe) -> None:
    """Take a probe of one's own off every page. It can be brought back for a day.

    Raises:
        Refused: somebody else posted it.
        Conflict: something came of it.
    """
    if probe.ending in {Ending.ADOPTED, Ending.ADAPTED} or queries.proposed_from(probe):
        raise Conflict("Something came of this probe, so it stays.")
    signing.take_away(actor, probe)


def _require_running(probe: Probe) -> None:
    if not probe.runs:
        raise Conflict(HAS_ENDED)


def _require_may_end(actor: Actor, probe: Probe) -> None:
    teams = [unit.id for unit in teams_of(actor)]
    signed = queries.signed_by(probe)
    require(policy.can_end(actor, probe, signed=signed, teams=teams), NOT_THEIRS_TO_END)


def _require_within_reach(until_on: date, today: date) -> None:
    if until_on <= today:
        raise Invalid("Choose a day that is still to come.", field="until_on")
    if until_on > today + LONGEST:
        raise Invalid("A probe is small. Choose a day within a year.", field="until_on")


def _require_team(actor: Actor, unit_id: UUID | None) -> None:
    if unit_id is not None and unit_id not in {unit.id for unit in teams_of(actor)}:
        raise Invalid("Choose a unit you work in or manage.", field="unit_id")
