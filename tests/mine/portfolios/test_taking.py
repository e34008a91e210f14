"""What is taken is what was looked at; no more of anybody is in it than its owner ticked."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import html5lib
import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, db, transaction
from learnplan.mine.attestations import services as attesting
from learnplan.mine.attestations.achievements import achievement_for
from learnplan.mine.attestations.queries import attestations_of
from learnplan.mine.disclosures.queries import journal_for
from learnplan.mine.disclosures.words import Kind
from learnplan.mine.evidence import services as evidence
from learnplan.mine.evidence.queries import evidence_of
from learnplan.mine.log.kinds import Kind as ActivityKind
from learnplan.mine.plan.queries import own_goal_for
from learnplan.mine.plan.services import goals
from learnplan.mine.plan.words import State
from learnplan.mine.portfolios.models import Portfolio
from learnplan.mine.portfolios.parts import Part
from learnplan.mine.sharing.comments import endorsements_on, write_comment
from tests.factories.activities import an_activity
from tests.factories.evidence import a_file, a_picture
from tests.factories.people import a_manager, a_worker
from tests.factories.plans import a_goal
from tests.factories.portfolios import a_portfolio, pieces_now, show_of_it
from tests.factories.reflections import a_reflection
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor, hidden_fields

Visit = Callable[[Actor | None], Visitor]
FORMS = ("html", "md", "json")
ALL = [part.key for part in Part]


def taken(visitor: Visitor, portfolio: Portfolio) -> dict[str, str]:
    """A portfolio in each form, as its buttons give it."""
    page = f"/portfolios/{portfolio.id}"
    shown = visitor.get(f"{page}/preview").text
    found = {}
    for form in FORMS:
        address = f"{page}/take.{form}"
        answer = visitor.client.post(address, data=hidden_fields(shown, address))
        assert answer.status_code == 200, form
        assert "attachment" in answer.headers["Content-Disposition"]
        found[form] = answer.text
    return found


def beside(owner: Actor, kind: str, item_id: object) -> list[str]:
    return [str(each.id) for each in evidence_of(owner, kind, item_id)]  # type: ignore[arg-type]


def test_the_page_that_is_taken_is_the_one_that_was_looked_at(visit: Visit) -> None:
    ana = a_worker(name="Ana Lima")
    goal = a_goal(
        owner=ana,
        title="Read plans",
        why="I say “trust me”.",
        state=State.ACTIVE,
        steps_to_take=("Read the manual",),
    )
    portfolio = a_portfolio(
        goal.as_item, owner=ana, introduction="I find out **why**.", reached_at="ana@mail.example"
    )
    show_of_it(ana, portfolio, parts=ALL, title="Reading plans", sentence="Not *done* yet.")
    visitor = visit(ana)

    preview = visitor.get(f"/portfolios/{portfolio.id}/preview").text
    files = taken(visitor, portfolio)

    article = re.compile(r"<article.*?</article>", re.DOTALL)
    (seen,), (file,) = article.findall(preview), article.findall(files["html"])
    one_lower = re.sub(r"(</?h)(\d)", lambda tag: f"{tag[1]}{int(tag[2]) + 1}", file)
    body = re.compile(r"<div class=\"(?:introduction )?prose\">.*?</div>", re.DOTALL)
    assert body.findall(seen) == body.findall(file)
    assert words_in(seen) == words_in(one_lower)
    for said in ("I find out", "Reading plans", "Not", "trust me", "ana@mail.example"):
        assert all(said in text for text in (words_in(seen), *files.values())), said
    assert "Read the manual" not in files["html"]  # it is not done
    assert json.loads(files["json"])["projects"][0]["name"] == "Reading plans"


def words_in(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_until_somebody_ticks_more_a_piece_shows_its_line_and_its_day(visit: Visit) -> None:
    ana = a_worker(name="Ana Lima")
    activity = an_activity(
        owner=ana,
        what="Drew a scan",
        on=date(2026, 5, 4),
        kind=ActivityKind.TEACHING_OTHERS,
        minutes=45,
        note="NOTED",
        thoughts="THOUGHT",
        with_whom="Edna",
        tags=("SECRETLY",),
        links=("https://intranet.example/",),
    )
    goal = a_goal(owner=ana, title="Read plans", why="WHY", how_i_will_know="KNOWING")
    a_file(ana, goal.as_item, name="hidden.txt")
    portfolio = a_portfolio(activity.as_item, goal.as_item, owner=ana)

    files = taken(visit(ana), portfolio)

    for form, text in files.items():
        assert "Drew a scan" in text, form
        for said in (
            "NOTED",
            "THOUGHT",
            "Edna",
            "SECRETLY",
            "intranet",
            "45 min",
            "WHY",
            "KNOWING",
        ):
            assert said not in text, (form, said)
        assert "hidden.txt" not in text, form
    assert "4 May 2026" in files["html"]
    assert json.loads(files["json"])["projects"][0]["endDate"] == "2026-05-04"


def test_people_and_minutes_are_named_only_where_their_boxes_are_ticked(visit: Visit) -> None:
    ana = a_worker(name="Ana Lima")
    activity = an_activity(owner=ana, what="Drew a scan", minutes=45, with_whom="Edna")
    with transaction(Database.LEARNING):
        evidence.attach_quotation(
            ana, activity.as_item, quotation="A pick list.", said_by="Chidi Obi"
        )
    without = a_portfolio(activity.as_item, owner=ana)
    with_all = a_portfolio(activity.as_item, owner=ana, with_people=True, with_minutes=True)
    for portfolio in (without, with_all):
        show_of_it(ana, portfolio, parts=ALL, evidence=beside(ana, "activity", activity.id))
    visitor = visit(ana)

    plain, named = taken(visitor, without), taken(visitor, with_all)

    for form in FORMS:
        assert "A pick list." in plain[form]
        for word in ("Edna", "Chidi", "45 min"):
            assert word not in plain[form]
            assert word in named[form]
    assert json.loads(named["json"])["references"] == [
        {"name": "Chidi Obi", "reference": "A pick list."}
    ]


def test_a_picture_is_in_the_page_and_the_page_asks_nobody_for_anything(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana)
    a_file(ana, goal.as_item, a_picture(), name="monday.png")
    a_file(ana, goal.as_item, name="notes.txt")
    with transaction(Database.LEARNING):
        evidence.attach_link(
            ana, goal.as_item, address="https://www.postgresql.org/docs/", title="The manual"
        )
    portfolio = a_portfolio(goal.as_item, owner=ana)
    show_of_it(ana, portfolio, parts=[], evidence=beside(ana, "goal", goal.id))

    file = taken(visit(ana), portfolio)["html"]

    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(file)
    assert parser.errors == []
    (picture,) = tree.iter("img")
    assert picture.get("src", "").startswith("data:image/png;base64,")
    assert "notes.txt (Text, 1 KiB): I send it when asked." in words_in(file)
    assert [each.get("href") for each in tree.iter("a")] == ["https://www.postgresql.org/docs/"]
    assert not [*tree.iter("script"), *tree.iter("link")]
    assert "url(" not in file
    assert file.count("<h1") == 1


def test_an_attestation_says_what_its_owner_said_and_keeps_others_words_behind_its_link(
    visit: Visit,
) -> None:
    ana, ben = a_worker(name="Ana Lima"), a_worker(name="Ben Okafor")
    goal = a_goal(owner=ana, title="Incident notes", state=State.ACTIVE, shared_with=ben)
    with transaction(Database.LEARNING):
        goals.move_goal(ana, own_goal_for(ana, goal.id), State.ACHIEVED)
        write_comment(ben, goal.as_item, text="I SAW IT", is_endorsement=True, may_be_shown=True)
        attesting.attest(
            ana,
            achievement_for(ana, goal.as_item.kind, goal.id),
            until=clock.today(ana.time_zone) + timedelta(days=30),
            statement="They are read.",
            facts=["achieved"],
            endorsements=[each.id for each in endorsements_on(ana, goal.as_item)],
        )
    (attestation,) = attestations_of(ana)
    portfolio = a_portfolio(goal.as_item, owner=ana)
    show_of_it(ana, portfolio, parts=["state"], attestations=[str(attestation.id)])
    visitor = visit(ana)

    files = taken(visitor, portfolio)

    for form, text in files.items():
        assert "They are read." in text, form
        assert "I SAW IT" not in text, form
        assert "Ben" not in text, form
    visitor.post(f"/attestations/{attestation.id}/stop", page="/attestations/")
    assert all("They are read." not in text for text in taken(visitor, portfolio).values())


def test_each_taking_is_told_to_its_owner_and_looking_is_not(visit: Visit) -> None:
    ana = a_worker()
    portfolio = a_portfolio(a_goal(owner=ana).as_item, owner=ana, heading="For the review")
    visitor = visit(ana)
    visitor.get(f"/portfolios/{portfolio.id}/preview")
    db.session.rollback()
    assert [line for line in journal_for(ana).lines if line.kind is Kind.EXPORT] == []

    taken(visitor, portfolio)

    told = words(visitor.get("/disclosures/?show=exports").text)
    for form in ("a page", "Markdown", "JSON"):
        assert f"You took the portfolio “For the review” with you. As {form}, 1 piece." in told


def test_what_says_something_else_by_now_is_shown_once_more(visit: Visit) -> None:
    ana = a_worker()
    activity = an_activity(owner=ana, what="Drew a scan")
    portfolio = a_portfolio(activity.as_item, owner=ana)
    visitor, address = visit(ana), f"/portfolios/{portfolio.id}/take.html"
    fields = hidden_fields(visitor.get(f"/portfolios/{portfolio.id}/preview").text, address)
    visitor.post(
        f"/log/{activity.id}/edit", what="Drew two", happened_on="4 May 2026", kind="other"
    )

    answer = visitor.client.post(address, data=fields)

    assert answer.status_code == 409
    assert "It says something else since you looked at it." in words(answer.text)
    assert "Drew two" in words(answer.text)
    assert "attachment" not in answer.headers.get("Content-Disposition", "")
    assert visitor.client.post(address.replace("html", "pdf"), data=fields).status_code == 404


@only_on_sqlite  # it is about words on a page
def test_whoever_may_be_named_in_ones_own_words_is_pointed_out_before(visit: Visit) -> None:
    a_worker(name="Ben Okafor")
    a_worker(name="Will Power")
    ana = a_worker(name="Ana Lima")
    activity = an_activity(owner=ana, what="Watched Ben at his reports")
    portfolio = a_portfolio(activity.as_item, owner=ana, introduction="I will, as Ana.")
    visitor, page = visit(ana), f"/portfolios/{portfolio.id}"

    before = words(visitor.get(f"{page}/preview").text)

    assert "These words may be names of people who work here: Ben." in before
    show_of_it(ana, portfolio, parts=[], title="Watched how reports are made")
    assert "may be names" not in words(visitor.get(f"{page}/preview").text)


@only_on_sqlite  # it is about markup
@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_whatever_is_written_stays_words_in_the_file(visit: Visit, hostile: str) -> None:
    ana = a_worker(name="Ana Lima")
    goal = a_goal(owner=ana, title=hostile, why=hostile)
    portfolio = a_portfolio(
        goal.as_item, owner=ana, heading=hostile, introduction=hostile, by=hostile
    )
    show_of_it(ana, portfolio, parts=ALL, sentence=hostile)

    tree = html5lib.parse(taken(visit(ana), portfolio)["html"], namespaceHTMLElements=False)

    assert not [*tree.iter("script"), *tree.iter("img")]


def test_nobody_else_can_look_or_take(visit: Visit) -> None:
    portfolio = a_portfolio(owner=a_worker())

    for other in (a_manager(), a_worker(roles=tuple(Role))):
        visitor = visit(other)
        assert visitor.get(f"/portfolios/{portfolio.id}/preview").status_code == 404
        address = f"/portfolios/{portfolio.id}/take.html"
        assert visitor.post(address, page="/portfolios/new").status_code == 404


def test_reflections_come_in_with_their_words_once_they_were_chosen(visit: Visit) -> None:
    ana = a_worker()
    reflection = a_reflection(owner=ana, title="Six at nine", prompt="What surprised you?")
    portfolio = a_portfolio(reflection.as_item, owner=ana)
    visitor = visit(ana)

    assert "What surprised you?" not in taken(visitor, portfolio)["md"]
    show_of_it(ana, portfolio, parts=ALL)

    (piece,) = pieces_now(ana, portfolio)
    assert "question" in piece.parts
    assert "What surprised you?" in taken(visitor, portfolio)["md"]
    assert "The question is slow." in taken(visitor, portfolio)["md"]
