"""What one of Northwind puts together of her record, to take along.

The file in records/portfolios is read by nobody but this module.
"""

from typing import Any
from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.demo.journals import item_said
from learnplan.demo.records import Calendar, read_record
from learnplan.directory.queries import actor_for_email
from learnplan.mine.evidence.queries import evidence_of
from learnplan.mine.portfolios import queries, services
from learnplan.mine.portfolios.document import attestations_about

WHO = "ana@northwind.example"


def put_together(*, zone: str) -> None:
    """Put the portfolios together, piece by piece. The records that they are of are there."""
    actor, calendar = actor_for_email(WHO, zone=zone), Calendar.until_now(zone)
    for said in read_record("portfolios", "ana")["portfolio"]:
        with clock.stopped(calendar.moment(said["ago"])):
            portfolio = services.start_portfolio(
                actor,
                heading=said["heading"],
                by=actor.name,
                reached_at=said["reached_at"],
                introduction=said["introduction"].strip(),
            )
            for piece in said["piece"]:
                _put_in(actor, portfolio.id, piece)


def _put_in(actor: Actor, portfolio_id: UUID, said: dict[str, Any]) -> None:
    portfolio = queries.portfolio_for(actor, portfolio_id)
    item = item_said(actor, said["of"])
    services.choose(actor, portfolio, [(item.kind, item.id)])
    piece = queries.pieces_of(portfolio)[-1]
    along = said.get("beside", False)
    evidence = evidence_of(actor, item.kind, item.id) if along else []
    attested = attestations_about(actor, piece) if along else []
    services.rewrite_piece(
        actor,
        portfolio,
        piece,
        version=piece.version,
        title=said.get("title", ""),
        sentence=said["sentence"].strip(),
        parts=said["show"],
        evidence=[str(each.id) for each in evidence],
        attestations=[str(each.id) for each in attested],
    )
