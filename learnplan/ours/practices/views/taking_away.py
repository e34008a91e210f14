"""What somebody wrote with their name, taken off every page by them, and brought back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.ours.practices.queries import probes as probe_queries
from learnplan.ours.practices.queries import proposals as proposal_queries
from learnplan.ours.practices.services import probes, proposals, signing
from learnplan.ours.practices.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import say


class Fetch(Protocol):
    """Gets one thing; one that was taken away only where it is asked for."""

    def __call__(self, thing_id: UUID, /, *, removed: bool = False) -> Any:
        """The thing, or NotFound."""


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of thing: how it is fetched and taken away, and which pages are left and there."""

    fetch: Fetch
    take_away: Callable[[Actor, Any], None]
    without: Callable[[Any], str]
    with_it: Callable[[Any], str]


def _probe(probe_id: UUID) -> str:
    return url_for("practices.show_probe", probe_id=probe_id)


def _proposal(proposal_id: UUID) -> str:
    return url_for("practices.show_proposal", proposal_id=proposal_id)


SORTS = {
    "probe": Sort(
        probe_queries.probe_for,
        probes.take_probe_away,
        without=lambda _: url_for("practices.list_probes"),
        with_it=lambda probe: _probe(probe.id),
    ),
    "probe-line": Sort(
        probe_queries.line_for,
        signing.take_away,
        without=lambda line: _probe(line.probe_id),
        with_it=lambda line: _probe(line.probe_id),
    ),
    "proposal": Sort(
        proposal_queries.proposal_for,
        proposals.withdraw,
        without=lambda one: url_for("practices.show_procedure", procedure_id=one.procedure_id),
        with_it=lambda one: _proposal(one.id),
    ),
    "proposal-line": Sort(
        proposal_queries.line_for,
        signing.take_away,
        without=lambda line: _proposal(line.proposal_id),
        with_it=lambda line: _proposal(line.proposal_id),
    ),
}
THINGS = "<any('probe', 'probe-line', 'proposal', 'proposal-line'):sort>/<uuid:thing_id>"


@bp.post(f"/{THINGS}/take-away")
@open_to(Role.WORKER)
def take_away(sort: str, thing_id: UUID) -> ResponseReturnValue:
    """Take what I wrote off every page."""
    kind = SORTS[sort]
    with transaction(Database.ORGANISATION):
        thing = kind.fetch(thing_id)
        kind.take_away(current_actor(), thing)
    say("Taken away.", undo=url_for(".bring_back", sort=sort, thing_id=thing_id))
    return redirect(kind.without(thing), code=303)


@bp.post(f"/{THINGS}/bring-back")
@open_to(Role.WORKER)
def bring_back(sort: str, thing_id: UUID) -> ResponseReturnValue:
    """Put back what I took away."""
    kind = SORTS[sort]
    with transaction(Database.ORGANISATION):
        thing = kind.fetch(thing_id, removed=True)
        signing.bring_back(current_actor(), thing)
    say("It is back.")
    return redirect(kind.with_it(thing), code=303)
