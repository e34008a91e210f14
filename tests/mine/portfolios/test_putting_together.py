"""A portfolio is its owner's draft: chosen from their own record, in their order and words."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Invalid, NotFound
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.log import services as log
from learnplan.mine.log.queries import activity_for
from learnplan.mine.plan.words import State
from learnplan.mine.portfolios import policy, queries, services
from learnplan.mine.portfolios.document import document_of
from learnplan.mine.portfolios.finding import Asked, offers
from learnplan.mine.portfolios.models import Portfolio
from learnplan.mine.portfolios.parts import MOST_PIECES
from learnplan.mine.sharing.items import ItemKind
from tests.factories.activities import an_activity
from tests.factories.people import a_manager, a_worker
from tests.factories.plans import a_goal
from tests.factories.portfolios import a_portfolio, pieces_now
from tests.factories.reflections import a_reflection
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")
Visit = Callable[[Actor | None], Visitor]


def titles(owner: Actor, portfolio: Portfolio) -> list[str]:
    """What its pieces are called now, in their order."""
    pieces_now(owner, portfolio)
    kept = queries.portfolio_for(owner, portfolio.id)
    return [piece.title for piece in document_of(owner, kept).pieces]


def three_goals(owner: Actor) -> Portfolio:
    items = [a_goal(owner=owner, title=title).as_item for title in ("One", "Two", "Three")]
    return a_portfolio(*items, owner=owner)


def test_one_is_begun_chosen_for_and_shown(visit: Visit) -> None:
    ana = a_worker(name="Ana Lima")
    goal, activity = (
        a_goal(owner=ana, title="Read plans"),
        an_activity(owner=ana, what="Drew a scan"),
    )
    visitor = visit(ana)

    begun = visitor.post("/portfolios/new", heading="For the review", by="Ana Lima")
    chosen = visitor.post(
        begun.request.full_path.rstrip("?"),
        chosen=[f"activity:{activity.id}", f"goal:{goal.id}"],
    )

    assert "Only you can see this page" in words(chosen.text)
    assert "2 pieces put in" in words(chosen.text)
    (listed,) = queries.portfolios_of(ana)
    assert titles(ana, listed.portfolio) == ["Drew a scan", "Read plans"]
    assert "For the review" in words(visitor.get("/portfolios/").text)
    assert "2 pieces" in words(visitor.get("/portfolios/").text)


def test_a_thing_is_put_into_one_from_its_own_page(visit: Visit) -> None:
    ana, ben = a_worker(), a_worker()
    goal = a_goal(owner=ana, title="Read plans", state=State.ACTIVE)
    there = a_portfolio(owner=ana, heading="For the review")
    visitor, word = visit(ana), f"goal:{goal.id}"
    way = f"/portfolios/?item={word}"

    assert f'href="{way}"' in visitor.get(f"/plan/goals/{goal.id}").text
    put = visitor.post(f"/portfolios/{there.id}/choose", way, chosen=word)
    again = visitor.post(f"/portfolios/{there.id}/choose", way, chosen=word)
    begun = visitor.post(f"/portfolios/new?item={word}", heading="Another", by="Ana")

    assert "1 piece put in" in words(put.text)
    assert "It was in it already." in words(again.text)
    assert "in it already" in words(begun.text)
    newest = queries.portfolios_of(ana)[0].portfolio
    assert [titles(ana, one) for one in (there, newest)] == [["Read plans"], ["Read plans"]]
    for wrong in (word, "goal:1", "nonsense"):
        assert visit(ben).get(f"/portfolios/?item={wrong}").status_code == 404


def test_the_form_sent_twice_begins_one(visit: Visit) -> None:
    ana = a_worker()
    visitor = visit(ana)

    for _ in range(2):
        visitor.post("/portfolios/new", heading="For the review", by="Ana", once="the same")

    assert len(queries.portfolios_of(ana)) == 1


@only_on_sqlite  # it is about words on a page
def test_what_is_missing_is_said_and_what_was_typed_stays(visit: Visit) -> None:
    answer = visit(a_worker()).post("/portfolios/new", heading="", by="", introduction="I *do*.")

    assert answer.status_code == 422
    assert "Write a heading." in words(answer.text)
    assert "I *do*." in answer.text


def test_choosing_the_same_again_changes_nothing_and_removed_it_comes_back_as_it_was() -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="Read plans").as_item
    portfolio = a_portfolio(goal, owner=ana)
    (piece,) = pieces_now(ana, portfolio)
    with transaction(Database.LEARNING):
        kept, own = queries.piece_for(ana, portfolio.id, piece.id)
        services.rewrite_piece(
            ana, kept, own, version=1, title="Plans", sentence="Mine.", parts=["why"]
        )
        again = services.choose(ana, kept, [(goal.kind, goal.id)])
        services.remove_piece(ana, kept, own)
    assert (again, list(pieces_now(ana, portfolio))) == (0, [])

    with transaction(Database.LEARNING):
        fresh = services.choose(
            ana, queries.portfolio_for(ana, portfolio.id), [(goal.kind, goal.id)]
        )

    (back,) = pieces_now(ana, portfolio)
    assert (fresh, back.id, back.sentence, back.parts) == (1, piece.id, "Mine.", ["why"])


def test_nothing_of_anybody_elses_can_be_chosen() -> None:
    ana, ben = a_worker(), a_worker()
    shared = a_goal(owner=ben, shared_with=ana)
    portfolio = a_portfolio(owner=ana)

    with pytest.raises(NotFound), transaction(Database.LEARNING):
        services.choose(ana, queries.portfolio_for(ana, portfolio.id), [(ItemKind.GOAL, shared.id)])

    assert list(pieces_now(ana, portfolio)) == []
    assert [each.things for each in offers(ana, Asked())] == [[], []]


def test_a_portfolio_takes_no_more_than_anybody_reads() -> None:
    ana = a_worker()
    portfolio = a_portfolio(owner=ana)
    too_many = [(ItemKind.GOAL, uuid4()) for _ in range(MOST_PIECES + 1)]

    with pytest.raises(Invalid, match=f"takes {MOST_PIECES}"), transaction(Database.LEARNING):
        services.choose(ana, queries.portfolio_for(ana, portfolio.id), too_many)


def test_pieces_are_put_in_order_and_stay_at_an_end(visit: Visit) -> None:
    ana = a_worker()
    portfolio = three_goals(ana)
    visitor, page = visit(ana), f"/portfolios/{portfolio.id}"
    last = pieces_now(ana, portfolio)[2].id

    for _ in range(3):
        visitor.post(f"{page}/pieces/{last}/up", page=page)
    assert titles(ana, portfolio) == ["Three", "One", "Two"]
    visitor.post(f"{page}/pieces/{last}/down", page=page)

    assert titles(ana, portfolio) == ["One", "Three", "Two"]


def test_a_piece_taken_out_comes_back_where_it_was_for_a_day(visit: Visit) -> None:
    ana = a_worker()
    portfolio = three_goals(ana)
    visitor, page = visit(ana), f"/portfolios/{portfolio.id}"
    piece_id = pieces_now(ana, portfolio)[1].id

    gone = visitor.post(f"{page}/pieces/{piece_id}/remove", page=page)

    assert "Taken out. It is in your record as it was." in words(gone.text)
    assert titles(ana, portfolio) == ["One", "Three"]
    visitor.post(f"{page}/pieces/{piece_id}/restore", page=page)
    assert titles(ana, portfolio) == ["One", "Two", "Three"]
    visitor.post(f"{page}/pieces/{piece_id}/remove", page=page)
    with transaction(Database.LEARNING):
        services.purge_deleted(clock.now() + timedelta(seconds=1))
    with pytest.raises(NotFound):
        queries.piece_for(ana, portfolio.id, piece_id, removed=True)


def test_a_deleted_portfolio_comes_back_and_the_record_stays_anyway(visit: Visit) -> None:
    ana = a_worker()
    portfolio = three_goals(ana)
    visitor, page = visit(ana), f"/portfolios/{portfolio.id}"

    gone = visitor.post(f"{page}/delete", page=page)

    assert "Deleted: For the review. Your record is as it was." in words(gone.text)
    assert "You have put none together" in words(gone.text)
    assert visitor.get(page).status_code == 404
    back = visitor.post(f"{page}/restore", page="/portfolios/")
    assert "It is back, as it was." in words(back.text)
    assert titles(ana, portfolio) == ["One", "Two", "Three"]


def test_of_two_windows_the_later_loses_nothing(visit: Visit) -> None:
    ana = a_worker()
    portfolio = three_goals(ana)
    visitor, page = visit(ana), f"/portfolios/{portfolio.id}"
    piece = f"{page}/pieces/{pieces_now(ana, portfolio)[0].id}"
    for address, said in (
        (f"{page}/edit", {"by": "Ana", "heading": "Theirs"}),
        (piece, {"sentence": "Theirs"}),
    ):
        visitor.post(address, **said)

        mine = {name: word.replace("Theirs", "Mine") for name, word in said.items()}
        lost = visitor.post(address, version="1", **mine)

        assert lost.status_code == 409
        assert "Theirs" in words(lost.text)
        assert "Mine" in lost.text
        saved = visitor.post(address, **mine)
        assert "Mine" in words(saved.text)


def test_what_a_service_is_not_given_to_change_it_refuses() -> None:
    ana = a_worker()
    portfolio = three_goals(ana)
    with pytest.raises(Conflict), transaction(Database.LEARNING):
        services.rewrite_portfolio(
            ana,
            queries.portfolio_for(ana, portfolio.id),
            version=7,
            heading="",
            by="",
            reached_at="",
            introduction="",
            with_people=True,
            with_minutes=True,
        )


def test_one_looks_by_words_goal_tag_time_and_kind() -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="Read plans", state=State.ACTIVE)
    an_activity(
        owner=ana, what="Drew a scan", tags=("postgres",), goal_ids=(goal.id,), on=date(2026, 5, 4)
    )
    an_activity(owner=ana, what="Lunch in Czech", on=date(2026, 1, 4))
    a_reflection(owner=ana, text="Six people at nine.", on=date(2026, 5, 5))

    def found(**asked: object) -> list[str]:
        return [
            thing.title
            for offer in offers(ana, Asked(**asked))  # type: ignore[arg-type]  # its fields
            for thing in offer.things
        ]

    everything = tuple(ItemKind)
    assert found() == ["Read plans", "Drew a scan", "Lunch in Czech"]
    assert found(kinds=everything, words="nine") == ["Six people at nine."]
    assert found(kinds=everything, words="plans") == ["Read plans"]
    assert found(kinds=everything, tag="postgres") == ["Drew a scan"]
    assert found(kinds=everything, goal_id=goal.id) == ["Read plans", "Drew a scan"]
    assert found(kinds=everything, until=date(2026, 4, 1)) == ["Lunch in Czech"]
    assert found(kinds=(ItemKind.REFLECTION,), since=date(2026, 5, 5)) == ["Six people at nine."]
    assert found(kinds=(ItemKind.REFLECTION,), until=date(2026, 5, 4)) == []


@only_on_sqlite  # it is about words on a page
def test_the_page_for_choosing_says_what_there_is_and_what_is_not_ones_own(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="Read plans")
    a_reflection(owner=ana, title="Six at nine")
    portfolio = a_portfolio(goal.as_item, owner=ana)
    visitor, page = visit(ana), f"/portfolios/{portfolio.id}/choose"

    shown = visitor.get(page)
    reflections = visitor.get(f"{page}?kind=reflection")
    nothing = visitor.get(f"{page}?words=zebra")
    unticked = visitor.post(page)

    assert "What a circle keeps together, and what others shared with you" in words(shown.text)
    assert "in it already" in words(shown.text)
    assert "Six at nine" not in words(shown.text)
    assert "Six at nine" in words(reflections.text)
    assert "Nothing of yours is like that" in words(nothing.text)
    assert unticked.status_code == 422
    assert "Tick what is to be in it." in words(unticked.text)
    ben = a_worker()
    empty = visit(ben).get(f"/portfolios/{a_portfolio(owner=ben).id}/choose")
    assert "Your record is empty so far" in words(empty.text)


def test_what_is_deleted_is_not_in_it_and_is_again_once_it_is_back() -> None:
    ana = a_worker()
    goal, activity = (
        a_goal(owner=ana, title="Read plans"),
        an_activity(owner=ana, what="Drew a scan"),
    )
    portfolio = a_portfolio(goal.as_item, activity.as_item, owner=ana)

    with transaction(Database.LEARNING):
        log.delete_activity(ana, activity_for(ana, activity.id))

    assert titles(ana, portfolio) == ["Read plans"]
    assert document_of(ana, queries.portfolio_for(ana, portfolio.id)).gone == 1
    with clock.stopped(datetime.now(UTC) + timedelta(days=2)), transaction(Database.LEARNING):
        log.purge_deleted(clock.now() - KEPT_FOR_UNDO)
    assert len(pieces_now(ana, portfolio)) == 1


def test_policy_and_query_agree() -> None:
    ana, ben = a_worker(), a_worker()
    kept, deleted = a_portfolio(owner=ana), a_portfolio(owner=ana)
    with transaction(Database.LEARNING):
        services.delete_portfolio(ana, queries.portfolio_for(ana, deleted.id))

    one = {
        kept.id: queries.portfolio_for(ana, kept.id),
        deleted.id: queries.deleted_portfolio_for(ana, deleted.id),
    }

    for actor in (ana, ben, a_manager(), a_worker(roles=tuple(Role))):
        for portfolio in (kept, deleted):
            for can, fetch in (
                (policy.can_edit, queries.portfolio_for),
                (policy.can_restore, queries.deleted_portfolio_for),
            ):
                try:
                    theirs = fetch(actor, portfolio.id)
                except NotFound:
                    assert not can(actor, one[portfolio.id])
                else:
                    assert can(actor, theirs)
