"""One achievement, shown to an outsider by a link: just what was chosen, and until it ends."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, engine_of, transaction
from learnplan.core.errors import Conflict, Invalid
from learnplan.mine.attestations import policy, queries, services
from learnplan.mine.attestations.achievements import achievement_for
from learnplan.mine.attestations.models import Attestation, Opening
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.services import goals
from learnplan.mine.plan.words import State
from learnplan.mine.portability.record.letting_go import everything_of
from learnplan.mine.sharing import comments
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.services import stop_sharing
from tests.factories.activities import an_activity
from tests.factories.people import a_manager, a_worker
from tests.factories.plans import a_goal
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[[Actor | None], Visitor]
NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)
JOURNAL = "/disclosures/"


def an_achieved_goal(owner: Actor, reader: Actor | None = None) -> Goal:
    return a_goal(
        owner=owner,
        title="Read a plan",
        why="PRIVATE-WHY",
        how_i_will_know="I can *say* it.",
        state=State.ACHIEVED,
        shared_with=reader,
    )


def attest(owner: Actor, goal: Goal, **chosen: object) -> str:
    """The word of a link that shows all there is of a goal for a month, unless said."""
    said: dict[str, object] = {
        "until": clock.today("UTC") + timedelta(days=30),
        "facts": ["achieved", "know"],
        "statement": "Mine.",
        **chosen,
    }
    with transaction(Database.LEARNING):
        achievement = achievement_for(owner, ItemKind.GOAL, goal.id)
        return services.attest(owner, achievement, **said)  # type: ignore[arg-type]  # as said above


def endorse(reader: Actor, goal: Goal, text: str, *, outside: bool) -> None:
    with transaction(Database.LEARNING):
        comments.write_comment(
            reader, goal.as_item, text=text, is_endorsement=True, may_be_shown=outside
        )


def openings() -> list[tuple[int, int]]:
    db.session.rollback()
    rows = db.session.execute(db.select(Opening.day, Opening.times).order_by(Opening.day))
    return [(day.day, times) for day, times in rows]


def article(html: str) -> str:
    return html[html.index("<article") : html.index("</article>")]


@only_on_sqlite  # it is about a form; what it keeps is tried on both below
def test_it_is_seen_first_made_then_shown_once_and_the_outsider_sees_the_same(
    visit: Visit,
) -> None:
    with clock.stopped(NOON):
        ana, dana = a_worker(name="Ana Backend"), a_worker(name="Dana")
        goal = an_achieved_goal(ana, dana)
        endorse(dana, goal, "Saw it", outside=True)
        endorse(dana, goal, "NOT-OUTSIDE", outside=False)
        [endorsement] = comments.endorsements_on(ana, goal.as_item)
        browser, address = visit(ana), f"/attest/goal/{goal.id}"
        chosen = {"facts": "achieved", "statement": "I *did*.", "until": "2026-06-30"}
        chosen["endorsements"] = str(endorsement.id)

        offered = browser.get(address).text
        preview = browser.post(address, **chosen)
        made = browser.post(address, **chosen, step="make")
        again = browser.get(address)

        link = re.search(r"http://localhost:\d+(/proof/[\w-]{43})", made.text)
        assert link is not None
        outside = visit(None).get(link[1])
        assert "NOT-OUTSIDE" not in offered
        assert "/proof/" not in preview.text + again.text
        assert article(outside.text) == article(preview.text)
        for expected in (
            *("Read a plan", "Attested by Ana Backend, Northwind", "I did .", "12 May 2026"),
            *("Saw it", "Dana, 12 May 2026", "30 Jun 2026", "chose what is shown here"),
        ):
            assert expected in words(outside.text)
        assert "PRIVATE" not in outside.text
        assert "I can" not in outside.text
        assert re.findall(r'<a [^>]*href="(?!#main)[^"]*"', outside.text) == []
        assert "<form" not in outside.text
        assert outside.headers["Referrer-Policy"] == "no-referrer"
        assert outside.headers["Cache-Control"] == "no-store"
        assert "noindex" in outside.headers["X-Robots-Tag"]
        assert "Set-Cookie" not in outside.headers


def test_only_the_hash_of_the_links_word_is_kept() -> None:
    ana = a_worker()

    word = attest(ana, an_achieved_goal(ana))

    row = db.session.scalars(db.select(Attestation)).one()
    assert word not in " ".join(str(getattr(row, each.name)) for each in row.__table__.columns)
    assert queries.attestation_behind(word).id == row.id


def test_a_wrong_word_and_every_kind_of_end_are_the_same_page(visit: Visit) -> None:
    with clock.stopped(NOON):
        ana = a_worker()
        ended = attest(ana, an_achieved_goal(ana), until=NOON.date())
    with clock.stopped(NOON + timedelta(days=1)):
        stopped, replaced, deleted = (attest(ana, an_achieved_goal(ana)) for _ in range(3))
        goal_id = queries.attestation_behind(deleted).item_id
        with transaction(Database.LEARNING):
            services.stop(ana, queries.attestation_behind(stopped))
            fresh = services.replace_link(ana, queries.attestation_behind(replaced))
            goals.delete_goal(ana, plan.own_goal_for(ana, goal_id))
        outsider = visit(None)

        answers = [
            outsider.client.get(f"/proof/{word}")
            for word in (ended, stopped, replaced, deleted, "x" * 43, "%F0%9F", "a b")
        ]

        assert {answer.status_code for answer in answers} == {404}
        assert len({re.sub(r'nonce="[^"]*"', "", answer.text) for answer in answers}) == 1
        assert outsider.client.get(f"/proof/{fresh}").status_code == 200
        with transaction(Database.LEARNING):
            goals.restore_goal(ana, plan.deleted_goal_for(ana, goal_id))
        assert outsider.client.get(f"/proof/{deleted}").status_code == 200


def test_openings_are_counted_a_row_a_day_and_told_to_the_owner_whose_own_do_not_count(
    visit: Visit,
) -> None:
    with clock.stopped(NOON):
        ana = a_worker()
        word = attest(ana, an_achieved_goal(ana))
        owner, outsider = visit(ana), visit(None)
        owner.get(f"/proof/{word}")
        outsider.client.head(f"/proof/{word}")
        assert openings() == []
        for _ in range(3):
            outsider.get(f"/proof/{word}")
    with clock.stopped(NOON + timedelta(days=1)):
        outsider.get(f"/proof/{word}")

        told = words(owner.get(JOURNAL).text)
        listed = words(owner.get("/attestations/").text)

    assert openings() == [(12, 3), (13, 1)]
    assert "Opened 4 times" in told
    assert told.count("Somebody with the link looked at “Read a plan”.") == 2
    assert "Opened 4 times, on 13 May, 12 May" in listed


def test_a_machine_that_opens_it_all_day_fills_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ana = a_worker()
    word = attest(ana, an_achieved_goal(ana))
    monkeypatch.setattr(services, "MOST_COUNTED", 2)

    for _ in range(5):
        with transaction(Database.LEARNING):
            services.count_opening(queries.attestation_behind(word), day=NOON.date())

    assert openings() == [(12, 2)]


def test_it_is_a_snapshot_but_who_endorsed_it_can_take_that_away() -> None:
    ana, dana = a_worker(), a_worker()
    goal = an_achieved_goal(ana, dana)
    endorse(dana, goal, "Saw it", outside=True)
    [endorsement] = comments.endorsements_on(ana, goal.as_item)
    word = attest(ana, goal, endorsements=[endorsement.id])
    with transaction(Database.LEARNING):
        plan.own_goal_for(ana, goal.id).how_i_will_know = "LATER"
        stop_sharing(ana, goal.as_item, reader_id=dana.id)
    before = queries.shown_of(queries.attestation_behind(word))

    with transaction(Database.LEARNING):
        comments.take_away(dana, comments.comment_for(dana, endorsement.id))

    assert [words for _, words in before.facts][-1] == "I can *say* it."
    assert [each.text for each in before.endorsements] == ["Saw it"]
    assert queries.shown_of(queries.attestation_behind(word)).endorsements == []


def test_only_what_is_achieved_and_ones_own_can_be_attested(visit: Visit) -> None:
    ana = a_worker()
    active, done = a_goal(owner=ana, state=State.ACTIVE), an_achieved_goal(ana)
    activity = an_activity(owner=ana, minutes=45, thoughts="PRIVATE", note="Read")
    word = attest(ana, done)
    attestation_id = queries.attestation_behind(word).id

    with pytest.raises(Conflict, match="not achieved yet"):
        achievement_for(ana, ItemKind.GOAL, active.id)
    facts = achievement_for(ana, ItemKind.ACTIVITY, activity.id).facts
    assert [fact.key for fact in facts] == ["day", "minutes", "note"]
    for other in (a_worker(), a_manager()):
        browser = visit(other)
        assert browser.get(f"/attest/goal/{done.id}").status_code == 404
        for act in ("stop", "replace"):
            address = f"/attestations/{attestation_id}/{act}"
            assert browser.post(address, "/plan/new").status_code == 404


@pytest.mark.parametrize(("days", "sentence"), [(-1, "That day is over"), (367, "within a year")])
def test_it_lasts_from_today_to_a_year(days: int, sentence: str) -> None:
    ana = a_worker()
    goal = an_achieved_goal(ana)

    with pytest.raises(Invalid, match=sentence):
        attest(ana, goal, until=clock.today("UTC") + timedelta(days=days))


def test_the_same_form_makes_one(app: Flask) -> None:  # noqa: ARG001 - it is opened for it
    ana = a_worker()
    goal = an_achieved_goal(ana)
    attest(ana, goal, once="word")

    with pytest.raises(Conflict, match="made already"):
        attest(ana, goal, once="word")

    assert len(queries.attestations_of(ana)) == 1


def test_stopping_is_told_in_the_journal_and_making_one_counts_as_left_this_week(
    visit: Visit,
) -> None:
    ana = a_worker()
    attest(ana, an_achieved_goal(ana))
    browser = visit(ana)
    left = words(browser.get("/").text)
    [mine] = queries.attestations_of(ana)

    browser.post(f"/attestations/{mine.id}/stop", "/attestations/")

    said = words(browser.get(f"{JOURNAL}?show=shares").text)
    assert "What left your record this week: 1 thing" in left
    assert "You attested “Read a plan” to whoever has its link" in said
    assert "Ended: taken back" in said
    assert "Ended" in words(browser.get("/attestations/").text)


def test_attestations_go_for_good_with_their_item_and_with_the_record() -> None:
    ana = a_worker()
    with clock.stopped(NOON):
        gone = an_achieved_goal(ana)
        attest(ana, gone)
        with transaction(Database.LEARNING):
            goals.delete_goal(ana, plan.own_goal_for(ana, gone.id))
    word = attest(ana, an_achieved_goal(ana))
    with transaction(Database.LEARNING):
        services.count_opening(queries.attestation_behind(word), day=NOON.date())
        goals.purge_deleted(clock.now())
    assert [each.item_id == gone.id for each in queries.attestations_of(ana)] == [False]

    with engine_of(Database.LEARNING).begin() as connection:
        everything_of(connection, ana.id)
    db.session.rollback()

    assert queries.attestations_of(ana) == []
    assert openings() == []


def test_policy_and_query_agree_on_what_holds() -> None:
    with clock.stopped(NOON):
        ana = a_worker()
        for days in (0, 1, 30):
            attest(ana, an_achieved_goal(ana), until=NOON.date() + timedelta(days=days))
        stopped = attest(ana, an_achieved_goal(ana))
        with transaction(Database.LEARNING):
            services.stop(ana, queries.attestation_behind(stopped))

    for days, holding in ((0, 3), (1, 2), (2, 1), (31, 0)):
        with clock.stopped(NOON + timedelta(days=days)):
            kept = db.session.scalars(db.select(Attestation)).all()
            found = set(db.session.scalars(db.select(Attestation.id).where(policy.still_holds())))
            assert found == {each.id for each in kept if policy.holds(each)}
            assert len(found) == holding
