"""A reader writes on what was shared: who reads it, and how it goes away again."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, db, engine_of, transaction
from learnplan.core.errors import NotFound
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.services import goals
from learnplan.mine.portability.record.letting_go import everything_of
from learnplan.mine.sharing import comments, policy, services
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.models import Comment
from learnplan.mine.sharing.queries import readable_ids
from tests.factories.people import a_manager, a_worker
from tests.factories.plans import a_goal
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor, hidden_fields

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[[Actor | None], Visitor]
NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)


def share(owner: Actor, goal: Goal, reader: Actor, until: date | None = None) -> None:
    with transaction(Database.LEARNING):
        services.share_item(owner, goal.as_item, reader_id=reader.id, until=until)


def write(reader: Actor, goal: Goal, text: str = "Well done") -> None:
    with transaction(Database.LEARNING):
        comments.write_comment(reader, goal.as_item, text=text)


def the_comment() -> Comment:
    db.session.rollback()
    comment: Comment = db.session.scalars(db.select(Comment)).one()
    return comment


def page_of(goal: Goal) -> str:
    return f"/plan/goals/{goal.id}"


def send(browser: Visitor, goal: Goal, **typed: str) -> str:
    return browser.post(f"/shared/words/goal/{goal.id}", page_of(goal), **typed).text


def test_the_owner_and_every_reader_read_what_one_of_them_wrote_and_nobody_else(
    visit: Visit,
) -> None:
    ana, dana, ben = a_worker(name="Ana"), a_worker(name="Dana Steward"), a_worker()
    goal = a_goal(owner=ana, shared_with=dana)
    share(ana, goal, ben)

    sent = send(visit(dana), goal, text="I **saw** it", is_endorsement="y")

    assert "Ana and everybody this goal is shared with can read what you send here" in words(sent)
    for somebody in (ana, ben):
        said = words(visit(somebody).get(page_of(goal)).text)
        assert "Dana Steward" in said
        assert "I saw it" in said
        assert "Saw this" in said
    assert visit(a_manager()).get(page_of(goal)).status_code == 404
    assert "You wrote on “Read a blueprint” of Ana." in words(visit(dana).get("/disclosures/").text)


@only_on_sqlite  # it is about a page
def test_it_is_news_to_the_owner_until_they_have_it_before_them(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    goal = a_goal(owner=ana, shared_with=dana)
    write(dana, goal)
    browser = visit(ana)

    before = words(browser.get("/").text)
    opened = browser.post(f"/shared/words/goal/{goal.id}/read", "/")

    assert "Dana wrote on “Read a blueprint”." in before
    assert "Well done" in words(opened.text)
    assert "wrote on" not in words(browser.get("/").text)
    assert "wrote on" not in words(visit(dana).get("/").text)


@only_on_sqlite  # it is about a page
def test_after_the_end_the_words_stay_with_the_owner_and_their_author_can_withdraw_them(
    visit: Visit,
) -> None:
    ana, dana = a_worker(name="Ana"), a_worker()
    goal = a_goal(owner=ana, title="Before", shared_with=dana)
    write(dana, goal)
    with transaction(Database.LEARNING):
        services.stop_sharing(ana, goal.as_item, reader_id=dana.id)
        plan.own_goal_for(ana, goal.id).title = "PRIVATE-NOW"
    author, owner = visit(dana), visit(ana)
    kept = words(owner.get(page_of(goal)).text)
    listed = words(author.get("/shared/mine").text)

    withdrawn = author.post(f"/shared/words/{the_comment().id}/take-away", "/shared/mine")
    gone = words(owner.get(page_of(goal)).text)
    author.post(f"/shared/words/{the_comment().id}/bring-back", "/shared/mine")

    assert "Well done" in kept
    assert "To Ana, on “Before”" in listed
    assert "PRIVATE-NOW" not in listed
    assert "Withdrawn: nobody else can read it now." in words(withdrawn.text)
    assert "Well done" not in gone
    assert "Well done" in words(owner.get(page_of(goal)).text)


@only_on_sqlite  # it is about a page
def test_the_owner_removes_what_they_do_not_want_and_only_they_bring_it_back(
    visit: Visit,
) -> None:
    ana, dana = a_worker(), a_worker()
    goal = a_goal(owner=ana, shared_with=dana)
    write(dana, goal)
    owner, author = visit(ana), visit(dana)
    address = f"/shared/words/{the_comment().id}"

    owner.post(f"{address}/take-away", page_of(goal))
    author.post(f"{address}/bring-back", "/shared/mine")
    while_removed = words(author.get(page_of(goal)).text)
    owner.post(f"{address}/bring-back", page_of(goal))

    assert "Well done" not in while_removed
    assert "Well done" in words(author.get(page_of(goal)).text)


def test_nobody_else_takes_a_comment_away_and_it_goes_for_good_after_a_day(visit: Visit) -> None:
    with clock.stopped(NOON):
        ana, dana, ben = a_worker(), a_worker(), a_worker()
        goal = a_goal(owner=ana, shared_with=dana)
        share(ana, goal, ben)
        write(dana, goal)
        comment_id = the_comment().id
        for other in (ben, a_manager()):
            answer = visit(other).post(f"/shared/words/{comment_id}/take-away", "/shared/mine")
            assert answer.status_code == 404
        with transaction(Database.LEARNING):
            comments.take_away(dana, comments.comment_for(dana, comment_id))

    with clock.stopped(NOON + timedelta(days=1, minutes=1)), transaction(Database.LEARNING):
        comments.purge(clock.now() - KEPT_FOR_UNDO)
        with pytest.raises(NotFound):
            comments.comment_for(dana, comment_id)


@only_on_sqlite  # it is about a page
def test_a_comment_sent_after_the_end_gets_the_same_page_as_anything_gone_and_its_words_back(
    visit: Visit,
) -> None:
    ana, dana = a_worker(), a_worker()
    goal, foreign = a_goal(owner=ana, shared_with=dana), a_goal()
    reader = visit(dana)
    form = {**_hidden(reader.get(page_of(goal)).text), "text": "All that <i>I</i> wrote"}
    with transaction(Database.LEARNING):
        services.stop_sharing(ana, goal.as_item, reader_id=dana.id)

    answers = [
        reader.client.post(f"/shared/words/goal/{each.id}", data=form) for each in (goal, foreign)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert words(answers[0].text) == words(answers[1].text)
    assert "There is nothing here" in words(answers[0].text)
    assert "All that &lt;i&gt;I&lt;/i&gt; wrote" in answers[0].text
    assert words(answers[0].text).count("wrote") == len(["Copy what you wrote", form["text"]])
    assert db.session.scalars(db.select(Comment)).all() == []


def _hidden(html: str) -> dict[str, str]:
    found = html[html.index('action="/shared/words/') :]
    return hidden_fields('<form method="post" ' + found, "")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Write something first."), ("x" * 4_001, "Use at most 4,000 characters here.")],
    ids=["nothing", "too much"],
)
@only_on_sqlite  # it is about a page
def test_what_is_wrong_with_a_comment_is_said_beside_it(
    visit: Visit, typed: str, sentence: str
) -> None:
    ana, dana = a_worker(), a_worker()
    goal = a_goal(owner=ana, shared_with=dana)

    shown = visit(dana).post(f"/shared/words/goal/{goal.id}", page_of(goal), text=typed)

    assert shown.status_code == 422
    assert sentence in words(shown.text)
    assert typed in shown.text


@only_on_sqlite  # it is about a form
def test_a_form_sent_twice_makes_one_comment_and_ones_own_take_none(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker()
    goal = a_goal(owner=ana, shared_with=dana)
    reader, owner = visit(dana), visit(ana)
    form = {**_hidden(reader.get(page_of(goal)).text), "text": "Once"}

    for _ in range(2):
        reader.client.post(f"/shared/words/goal/{goal.id}", data=form)
    own = owner.post(f"/shared/words/goal/{goal.id}", page_of(goal), text="To myself")

    assert the_comment().text == "Once"
    assert own.status_code == 404


def test_words_go_with_the_item_and_with_whoever_erases_their_record() -> None:
    ana, dana, ben = a_worker(), a_worker(), a_worker()
    with clock.stopped(NOON):
        deleted = a_goal(owner=ana, shared_with=dana)
        write(dana, deleted)
        with transaction(Database.LEARNING):
            goals.delete_goal(ana, plan.own_goal_for(ana, deleted.id))
    kept, hers = a_goal(owner=ana, shared_with=dana), a_goal(owner=dana, shared_with=ben)
    write(dana, kept)
    write(ben, hers)
    with transaction(Database.LEARNING):
        goals.purge_deleted(clock.now())

    assert {each.item_id for each in db.session.scalars(db.select(Comment))} == {kept.id, hers.id}
    with engine_of(Database.LEARNING).begin() as connection:
        everything_of(connection, dana.id)
    db.session.rollback()

    assert db.session.scalars(db.select(Comment)).all() == []
    assert list(db.session.scalars(readable_ids(dana, ItemKind.GOAL))) == [kept.id]
    assert list(db.session.scalars(readable_ids(ben, ItemKind.GOAL))) == []


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_policy_and_query_agree_on_who_sees_a_comment(data: st.DataObject) -> None:
    assert_policy_and_query_agree(data, policy.can_see)


def test_a_policy_that_forgot_the_end_would_be_caught() -> None:
    def broken(actor: Actor, comment: Comment, *, opened: set[object]) -> bool:
        return comment.owner_id == actor.id or comment.item_id in opened  # also taken away

    @settings(max_examples=60, phases=[Phase.generate], database=None)
    @given(data=st.data())
    def tried(data: st.DataObject) -> None:
        assert_policy_and_query_agree(data, broken)

    with pytest.raises(AssertionError):
        tried()


def assert_policy_and_query_agree(data: st.DataObject, can_see: Callable[..., bool]) -> None:
    with clock.stopped(NOON):
        crew = [a_worker(), a_worker(), a_worker(roles=tuple(Role))]
        owner = data.draw(st.sampled_from(crew))
        readers = [each for each in crew if each is not owner]
        goal = a_goal(owner=owner)
        for reader in readers:
            until = data.draw(st.sampled_from([None, date(2026, 5, 12)]))
            share(owner, goal, reader, until)
            write(reader, goal)
        said = db.session.scalars(db.select(Comment.id).where(Comment.item_id == goal.id)).all()
        for comment_id in said:
            actor = data.draw(st.sampled_from([None, *crew]))
            comment = db.session.get_one(Comment, comment_id)
            if actor is not None and policy.can_take_away(actor, comment):
                with transaction(Database.LEARNING):
                    comments.take_away(actor, comments.comment_for(actor, comment_id))

    with clock.stopped(NOON + timedelta(days=data.draw(st.integers(0, 1)))):
        kept = list(db.session.scalars(db.select(Comment).where(Comment.id.in_(said))))
        for actor in crew:
            opened = set(db.session.scalars(readable_ids(actor, ItemKind.GOAL)))
            shown = db.session.scalars(
                db.select(Comment.id).where(Comment.id.in_(said), policy.seen_by(actor))
            )
            assert set(shown) == {each.id for each in kept if can_see(actor, each, opened=opened)}
        db.session.rollback()
