"""Proposing that a procedure say something else, trying it, and deciding in time."""

from datetime import date, timedelta
from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.core.once import made_before
from learnplan.ours.practices import policy
from learnplan.ours.practices.aids import require_short
from learnplan.ours.practices.models.probes import Probe
from learnplan.ours.practices.models.procedures import Procedure, Proposal, ProposalLine
from learnplan.ours.practices.queries.probes import names_on, signed_by
from learnplan.ours.practices.queries.procedures import version_of
from learnplan.ours.practices.services import signing
from learnplan.ours.practices.services.probes import NOT_OF_IT
from learnplan.ours.practices.services.procedures import require_keeper
from learnplan.ours.practices.services.versions import next_version
from learnplan.ours.practices.words import OPEN, Aside, Kind, State

TIME_TO_DECIDE = timedelta(weeks=4)
AFTER_A_TRIAL = timedelta(weeks=1)
LONGEST_TRIAL = timedelta(days=366)
CHANGED_MEANWHILE = "The proposal was changed while you were reading it. Read it again."
HAS_MOVED = (
    "The procedure has changed since this was written. Whoever proposed it brings it up to date, "
    "or you adapt it: as it stands, it would undo what came meanwhile."
)


def propose(
    actor: Actor,
    procedure: Procedure,
    *,
    kind: Kind,
    base: int | None,
    title: str,
    text: str,
    aid: str,
    why: str,
    probe: Probe | None = None,
    once: str | None = None,
) -> Proposal:
    """Propose another text for a procedure. Everyone sees by when it is decided.

    ``base`` is the version that they read when they wrote it. What was found in a ``probe`` is
    proposed by its people, and carries their names if it is adopted. The probe runs on.

    Raises:
        Refused: it was found in a probe that they are not in.
        Conflict: the procedure is not in use.
        Invalid: nothing would be different.
    """
    there = made_before(Proposal, once)
    if there is not None:
        return there
    if procedure.retired_at is not None:
        raise Conflict("This procedure is not in use any more.")
    if probe is not None:
        require(policy.is_of(actor, probe, signed_by(probe)), NOT_OF_IT)
    _require_different(procedure, base, title, text, aid)
    day = clock.today(actor.time_zone) + TIME_TO_DECIDE
    proposal = Proposal(
        procedure_id=procedure.id,
        kind=kind,
        base=base or procedure.version,
        title=title,
        text=text,
        aid=aid,
        why=why,
        probe_id=probe.id if probe else None,
        first_decide_by=day,
        decide_by=day,
        author_id=actor.id,
        author=actor.name,
        once=once,
    )
    db.session.add(proposal)
    db.session.flush()
    return proposal


def rewrite_proposal(
    actor: Actor,
    proposal: Proposal,
    *,
    version: int | None,
    base: int | None,
    kind: Kind,
    title: str,
    text: str,
    aid: str,
    why: str,
) -> None:
    """Propose something else, or the same on what the procedure has become: on ``base``.

    The day of the decision stays.

    Raises:
        Refused: somebody else proposed it.
        Conflict: it is decided, or was changed since ``version``.
        Invalid: nothing would be different.
    """
    require(policy.wrote(actor, proposal), signing.NOT_THE_AUTHOR)
    _require_open(proposal)
    if proposal.version != version:
        raise Conflict("This was changed in another window while you were writing.")
    procedure = db.session.get_one(Procedure, proposal.procedure_id)
    _require_different(procedure, base, title, text, aid)
    proposal.kind, proposal.base = kind, base or procedure.version
    proposal.title, proposal.text, proposal.aid, proposal.why = title, text, aid, why
    proposal.version += 1
    db.session.flush()


def withdraw(actor: Actor, proposal: Proposal) -> None:
    """Take back what one proposed. It can be proposed again for a day.

    Raises:
        Refused: somebody else proposed it.
        Conflict: it is decided.
    """
    _require_open(proposal)
    signing.take_away(actor, proposal)


def put_on_trial(actor: Actor, proposal: Proposal, *, unit_id: UUID, until_on: date) -> None:
    """Let a unit work by it until a day. It is decided within a week of that, at the latest.

    Raises:
        Refused: they do not keep the procedure.
        Conflict: it is on trial, or decided.
        Invalid: the day has come, or is far off.
    """
    procedure = db.session.get_one(Procedure, proposal.procedure_id)
    require_keeper(actor, procedure)
    today = clock.today(actor.time_zone)
    if until_on <= today:
        raise Invalid("Choose a day that is still to come.", field="until_on")
    if until_on > today + LONGEST_TRIAL:
        raise Invalid("Choose a day within a year.", field="until_on")
    proposal.move(State.ON_TRIAL)
    proposal.trial_unit_id, proposal.trial_since = unit_id, today
    proposal.trial_until = until_on
    proposal.decide_by = max(proposal.decide_by, until_on + AFTER_A_TRIAL)
    db.session.flush()


def adopt(actor: Actor, proposal: Proposal, *, version: int | None, reason: str = "") -> None:
    """Let the procedure say what is proposed, with the name of whoever proposed it.

    Raises:
        Refused: they do not keep the procedure.
        Conflict: it is decided, was changed since ``version``, or the procedure was.
    """
    procedure = db.session.get_one(Procedure, proposal.procedure_id)
    require_keeper(actor, procedure)
    _require_open(proposal)
    if proposal.version != version:
        raise Conflict(CHANGED_MEANWHILE)
    if proposal.base != procedure.version:
        raise Conflict(HAS_MOVED)
    _decide(actor, proposal, State.ADOPTED, reason)
    _take_over(
        actor,
        procedure,
        proposal,
        title=proposal.title,
        text=proposal.text,
        aid=proposal.aid,
    )


def adapt(
    actor: Actor,
    proposal: Proposal,
    *,
    version: int | None,
    base: int | None,
    title: str,
    text: str,
    aid: str,
    reason: str,
) -> None:
    """Let the procedure say something near what is proposed, and say why not just that.

    ``base`` is the version of the procedure that they read.

    Raises:
        Refused: they do not keep the procedure.
        Conflict: it is decided, was changed since ``version``, or the procedure since ``base``.
        Invalid: nothing would be different, or there is no reason.
    """
    procedure = db.session.get_one(Procedure, proposal.procedure_id)
    require_keeper(actor, procedure)
    _require_open(proposal)
    if proposal.version != version:
        raise Conflict(CHANGED_MEANWHILE)
    if procedure.version != base:
        raise Conflict("Somebody else wrote a version while you were writing.")
    _require_different(procedure, base, title, text, aid)
    _decide(actor, proposal, State.ADAPTED, reason)
    _take_over(actor, procedure, proposal, title=title, text=text, aid=aid)


def decline(actor: Actor, proposal: Proposal, *, reason: str) -> None:
    """Say why the procedure stays as it is.

    Raises:
        Refused: they do not keep the procedure.
        Conflict: it is decided.
        Invalid: there is no reason.
    """
    require_keeper(actor, db.session.get_one(Procedure, proposal.procedure_id))
    _require_open(proposal)
    _decide(actor, proposal, State.DECLINED, reason)
    db.session.flush()


def add_line(
    actor: Actor, proposal: Proposal, *, aside: Aside, words: str, once: str | None = None
) -> None:
    """Comment on a proposal, or say what was noticed on its trial.

    Raises:
        Conflict: it is not on trial, and so nothing was noticed.
    """
    if aside is Aside.NOTICED and proposal.state is not State.ON_TRIAL:
        raise Conflict("It is not on trial.")
    if made_before(ProposalLine, once) is None:
        line = ProposalLine(
            proposal_id=proposal.id,
            aside=aside,
            words=words,
            author_id=actor.id,
            author=actor.name,
            once=once,
        )
        db.session.add(line)
        db.session.flush()


def _decide(actor: Actor, proposal: Proposal, to: State, reason: str) -> None:
    if to is not State.ADOPTED and not reason:
        raise Invalid("Write the reason. Whoever proposed it reads it.", field="reason")
    proposal.move(to)
    proposal.decided_by, proposal.reason = actor.name, reason
    proposal.decided_on = clock.today(actor.time_zone)


def _take_over(
    actor: Actor, procedure: Procedure, proposal: Proposal, *, title: str, text: str, aid: str
) -> None:
    probe = db.session.get(Probe, proposal.probe_id) if proposal.probe_id else None
    found_by = [each.name for each in names_on(probe)] if probe else []
    next_version(
        actor,
        procedure,
        title=title,
        text=text,
        aid=aid,
        changed=proposal.why,
        found_by=found_by or [proposal.author],
        proposal=proposal,
        probe=probe,
    )
    proposal.became = procedure.version
    db.session.flush()


def _require_open(proposal: Proposal) -> None:
    if proposal.state not in OPEN:
        raise Conflict(f"This proposal is {proposal.state} already.")


def _require_different(
    procedure: Procedure, base: int | None, title: str, text: str, aid: str
) -> None:
    """That a text says something else than the version it was written on.

    Raises:
        NotFound: there is no such version.
        Invalid: it says the same, or its job aid is too long for a page.
    """
    require_short(aid)
    said = version_of(procedure, base or procedure.version)
    if (title, text, aid) == (said.title, said.text, said.aid):
        raise Invalid("Nothing is different from what the procedure says.", field="text")
