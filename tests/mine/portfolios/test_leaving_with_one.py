"""A portfolio comes along in an archive, with its order and words; and goes when all goes."""

from flask import Flask

from learnplan.core.db import Database, transaction
from learnplan.mine.evidence import services as evidence
from learnplan.mine.evidence.queries import evidence_of
from learnplan.mine.portability import erasing
from learnplan.mine.portfolios import queries
from learnplan.mine.portfolios.document import document_of
from tests.factories.activities import an_activity
from tests.factories.archives import an_archive_of, brought_back, erase, left_of
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.factories.portfolios import a_portfolio, pieces_now, show_of_it


def test_it_comes_along_to_somebody_who_has_other_ids_for_everything(app: Flask) -> None:
    app.config["BACKGROUND"] = False
    ana, ben = a_worker(name="Ana Lima"), a_worker()
    goal = a_goal(owner=ana, title="Read plans", why="To choose.")
    activity = an_activity(owner=ana, what="Drew a scan")
    with transaction(Database.LEARNING):
        evidence.attach_quotation(ana, goal.as_item, quotation="A pick list.", said_by="Chidi")
    portfolio = a_portfolio(
        activity.as_item, goal.as_item, owner=ana, introduction="I find out why."
    )
    (quotation,) = evidence_of(ana, goal.as_item.kind, goal.id)
    show_of_it(
        ana,
        portfolio,
        1,
        parts=["why"],
        sentence="Mine.",
        title="Plans",
        evidence=[str(quotation.id)],
    )

    brought_back(ben, an_archive_of(ana))  # in whose installation these ids are Ana's

    ((listed),) = queries.portfolios_of(ben)
    theirs = document_of(ben, listed.portfolio)
    own = document_of(ana, queries.portfolio_for(ana, portfolio.id))
    assert listed.portfolio.id != portfolio.id
    assert (theirs.introduction, theirs.by) == ("I find out why.", "Ana Lima")
    assert [piece.title for piece in theirs.pieces] == ["Drew a scan", "Plans"]
    assert [
        (piece.sentence, piece.texts, piece.quotations, piece.facts) for piece in theirs.pieces
    ] == [(piece.sentence, piece.texts, piece.quotations, piece.facts) for piece in own.pieces]
    assert theirs.pieces[1].quotations


def test_a_piece_goes_with_what_it_is_about_once_that_is_gone_for_good(app: Flask) -> None:
    assert app
    ana = a_worker()
    goal, other = a_goal(owner=ana), a_goal(owner=ana)
    portfolio = a_portfolio(goal.as_item, other.as_item, owner=ana)

    with transaction(Database.LEARNING):
        erasing.delete_for_good(ana, goal.as_item)

    assert [piece.item_id for piece in pieces_now(ana, portfolio)] == [other.id]


def test_nothing_of_it_is_left_when_everything_is_erased(app: Flask) -> None:
    app.config["BACKGROUND"] = False
    ana = a_worker()
    a_portfolio(a_goal(owner=ana).as_item, owner=ana)
    assert left_of()["portfolio_piece"] == 1

    erase(ana)

    assert left_of() == {}
