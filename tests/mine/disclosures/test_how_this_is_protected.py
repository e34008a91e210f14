"""The page that explains the protection is true: of the program, and of this installation."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import make_url

from learnplan.config import MineConfig, whereabouts
from learnplan.core import undo
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.mail import server_from
from learnplan.directory.services import people, rosters, signing_in
from learnplan.factory import create_mine
from learnplan.gate.plans import plan_from
from learnplan.mine.disclosures import policy
from learnplan.mine.disclosures.protection import databases_in_words
from learnplan.mine.disclosures.views.protection import ONE_QUESTION
from learnplan.ours.performance import importing
from learnplan.ours.pulse import likelihood, limits
from tests.factories.people import a_manager, a_worker, an_administrator, leave
from tests.installations import opened, settings
from tests.mine.wording import words
from tests.places import ROOT
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[..., Visitor]
ADDRESS = "/how-this-is-protected"
SET_UP = "How it is set up here"


def postgresql(host: str = "", name: str = "a", port: str = "") -> str:
    return f"postgresql+psycopg://mia:hunter2@{host}{port}/{name}"


FILE, OTHER_FILE = "sqlite:////var/lib/a.db", "sqlite:////var/lib/b.db"


def said_to(visitor: Visitor) -> str:
    return words(visitor.get(ADDRESS).text)


# What it says of the program


def test_it_says_the_sentence(visit: Visit) -> None:
    assert (
        "Even somebody who knows every colleague’s answer guesses yours right at most 73 times "
        "in 100; a coin gets 50."
    ) in said_to(visit())


def test_it_says_what_a_plan_and_a_year_cost_at_most(visit: Visit) -> None:
    said = said_to(visit())

    assert "One question 1 73 in 100" in said
    assert "One question, 2 times a year 2 88 in 100" in said
    assert "All of a quarter, about one thing 2 88 in 100" in said
    assert "All of a year, about one thing 8 99.97 in 100" in said


@pytest.mark.parametrize(
    ("module", "name", "value", "said"),
    [
        (limits, "SMALLEST_BLOCK", 77, "at least 77 people, once"),
        (limits, "SMALLEST_BREAKDOWN_BLOCK", 77, "or 77 where a question"),
        (limits, "LARGEST_ANSWER", 77, "adds at most 77."),
        (limits, "MOST_PER_QUARTER", Fraction(7, 2), "In a quarter it is at most 3.5 for each"),
        (limits, "MOST_PER_YEAR", Fraction(77), "in a year at most 77."),
        (limits, "MOST_ASKED", 77, "asked at most 77 times a year"),
        (limits, "FEWEST_COSIGNERS", 77, "at least 78 people are behind it, you and 77 others"),
        (limits, "SMALLEST_SIGNALLING_UNIT", 77, "in a unit of at least 77."),
        (rosters, "SMALLEST_ROSTER", 77, "at least 77 people are on its roster"),
        (importing, "ATTESTATION", "Many contribute.", "“Many contribute.”"),
        (likelihood, "guessing_bound", lambda _: 0.6, "guesses yours right at most 60 times"),
        (signing_in, "LASTS", timedelta(days=77), "for at most 77 days"),
        (policy, "SIGN_INS_STAY", timedelta(days=77), "for 77 days, whoever"),
        (undo, "KEPT_FOR_UNDO", timedelta(days=77), "brings it back for 77 days"),
    ],
)
def test_every_figure_is_the_programs_own(
    visit: Visit,
    monkeypatch: pytest.MonkeyPatch,
    *,
    module: ModuleType,
    name: str,
    value: object,
    said: str,
) -> None:
    assert said not in said_to(visit())

    monkeypatch.setattr(module, name, value)

    assert said in said_to(visit())


def test_what_it_says_of_noise_is_what_noise_does(visit: Visit) -> None:
    one, two = (
        100 * likelihood.within(distance, epsilon=Fraction(1), most=1, blocks=1)
        for distance in (1, 2)
    )

    assert (f"{one:.0f} are within one person of the truth and {two:.0f} within two") in said_to(
        visit()
    )


def test_a_question_costs_what_it_says_where_the_plan_says_nothing() -> None:
    said = {"period": "2026-Q4", "questions": [{"ready": "safe-to-try"}]}

    plan = plan_from(said, today=date(2026, 11, 24))

    assert [question.epsilon for question in plan.questions] == [ONE_QUESTION]


def test_it_leads_to_the_ways_out_that_there_are(visit: Visit) -> None:
    page = visit(a_worker()).get(ADDRESS).text
    to_do = page[page.index('<h2 id="do">') :]

    assert 'href="/export/"' in to_do
    assert 'href="/erase"' in to_do
    assert "no button yet" not in words(page)


def test_it_says_to_whom_one_can_open_something_and_what_is_told_in_numbers(visit: Visit) -> None:
    said = said_to(visit())

    assert "one thing at a time: to a person, to a circle, to whoever has a link" in said
    assert "is told how many people share it, of those who asked the same" in said
    assert "may come to hold" not in said


def test_it_says_whether_mail_is_sent(app: Flask, visit: Visit) -> None:
    without = said_to(visit(a_worker()))
    app.config["MAIL"] = server_from("smtp://localhost", sender="learnplan@northwind.example")
    with_mail = said_to(visit(a_worker()))

    assert "Learnplan sends none" in without
    assert "Sent from learnplan@northwind.example" in with_mail


def test_every_file_it_names_comes_with_the_program(visit: Visit) -> None:
    named = re.findall(r"<code>((?:docs|learnplan)/[^<]+)</code>", visit().get(ADDRESS).text)

    assert len(named) > 3
    assert [name for name in named if not (ROOT / name).exists()] == []


# What it says of this installation


def test_it_says_where_this_installations_databases_are(visit: Visit, config: MineConfig) -> None:
    said = said_to(visit(a_worker()))

    files = "Both databases are files on one machine: whoever administers it can read both."
    server = "Both databases are on one PostgreSQL server: whoever administers it can read both."
    is_file = config.learning_url.startswith("sqlite")
    assert (files in said, server in said) == (is_file, not is_file)


@pytest.mark.parametrize(
    ("organisation", "learning", "first", "both"),
    [
        (FILE, OTHER_FILE, "Both databases are files on one machine", "administers it can"),
        (
            postgresql("db.example"),
            postgresql("DB.example", "b", ":5432"),
            "Both databases are on one PostgreSQL server",
            "administers it can",
        ),
        (postgresql(), postgresql("localhost", "b"), "Both databases are on one", "it can"),
        (
            postgresql("localhost"),
            postgresql("127.0.0.1", "b", ":5433"),
            "another PostgreSQL server than the organisation’s, on the same machine.",
            "administers that machine can",
        ),
        (
            postgresql("db.example"),
            postgresql("records.example", "b"),
            "another PostgreSQL server than the organisation’s: the two have different addresses.",
            "only the organisation’s server does not find a learning record there",
        ),
        (
            postgresql("db.example"),
            FILE,
            "The organisation’s is on a PostgreSQL server, on another machine.",
            "only the organisation’s server does not find a learning record there",
        ),
        (
            FILE,
            postgresql("records.example"),
            "The organisation’s is a file, on another machine.",
            "Whoever administers the server of the learning database can read it",
        ),
        (
            FILE,
            "postgresql+psycopg:///b?host=/run/postgresql",
            "The organisation’s is a file, on the same machine.",
            "administers that machine can",
        ),
    ],
)
def test_it_says_who_can_read_wherever_the_databases_are(
    organisation: str, learning: str, first: str, both: str
) -> None:
    where = whereabouts(settings(organisation, learning))

    said = databases_in_words(where)

    assert first in said[0]
    assert both in " ".join(said)
    assert where.one_machine == ("can read both." in " ".join(said[:2]))
    assert where.one_machine != ("Whether different people look after the two" in said[-1])


def test_it_says_whether_one_program_serves_both_wings(visit: Visit, config: MineConfig) -> None:
    one, two = "One program serves Mine and Ours", "Mine is served by a program of its own."
    ana = a_worker()

    together = said_to(visit(ana))
    with opened(create_mine(config)) as mine:
        apart = said_to(Visitor(mine, ana))

    assert (one in together, two in together) == (True, False)
    assert (one in apart, two in apart) == (False, True)


def test_it_names_the_administrators_and_nobody_else(visit: Visit) -> None:
    ada, marek, ana = an_administrator(), a_manager(), a_worker()
    gone = a_worker(name="Olga Gone", roles=(Role.ADMINISTRATOR,))
    leave(gone, last_day=date(2025, 1, 31))
    with transaction(Database.ORGANISATION):  # for another unit as well: told once
        people.appoint(ada.id, Role.ADMINISTRATOR, unit_id=people.found_unit(["Sales"]))

    said = said_to(visit(ana))

    assert f"In the directory: {ada.name}. The role runs the pulse" in said
    assert gone.name not in said
    assert marek.name not in said


def test_it_says_that_nobody_is_an_administrator(visit: Visit) -> None:
    assert "Nobody has this role in the directory." in said_to(visit(a_worker()))


def test_it_says_whose_midnight_it_is_and_whether_the_way_is_encrypted(
    app: Flask, visit: Visit
) -> None:
    browser = visit(a_worker())
    assert "by the clock of UTC" in said_to(browser)
    assert "begins with http, without an s" in said_to(browser)

    app.config.update(TIME_ZONE="Europe/Lisbon", SESSION_COOKIE_SECURE=True)

    assert "by the clock of Europe/Lisbon" in said_to(browser)
    assert "begins with https" in said_to(browser)


def test_a_demonstration_says_that_it_is_one(northwind: Flask) -> None:
    said = said_to(Visitor(northwind, a_worker()))

    assert "A demonstration: anybody can come in as anybody." in said
    assert "The exception is a demonstration like this one" in said


def test_no_demonstration_says_that_it_is_one(visit: Visit) -> None:
    assert "emonstration" not in said_to(visit(a_worker()))


# Who may read it


def test_an_outsider_reads_the_rules_and_nothing_of_this_installation(visit: Visit) -> None:
    ada = an_administrator()

    answer = visit().get(ADDRESS)

    said = words(answer.text)
    assert answer.status_code == 200
    assert "What is never counted" in said
    for of_here in (SET_UP, ada.name, "PostgreSQL", "files on one machine", "UTC", "One program"):
        assert of_here not in said


def test_no_secret_is_on_the_page(app: Flask, visit: Visit, config: MineConfig) -> None:
    secret = settings(
        "postgresql+psycopg://mia:hunter2@db.xyzzy.example:6543/plugh",
        "postgresql+psycopg://max:tiger3@records.xyzzy.example:6544/memories",
    )
    parts = {config.secret_key, "6543", "6544", "xyzzy"}
    for url in (config.organisation_url, config.learning_url):
        parts |= {url, str(make_url(url).database), make_url(url).password or url}
    for url in (secret.organisation_url, secret.learning_url):
        found = make_url(url)
        parts |= {str(found.username), str(found.password), str(found.host), str(found.database)}
    browser = visit(a_worker())

    for where in (app.config["WHEREABOUTS"], whereabouts(secret)):
        app.config["WHEREABOUTS"] = where
        shown = browser.get(ADDRESS).text
        assert SET_UP in shown
        assert {part for part in parts if part in shown} == set()


# Finding one's way


@pytest.mark.parametrize("who", [None, a_worker])
def test_its_contents_lead_to_its_chapters(visit: Visit, who: Callable[[], Actor] | None) -> None:
    shown = visit(who() if who else None).get(ADDRESS).text

    contents = shown[
        shown.index('class="contents"') : shown.index("</nav>", shown.index('"contents"'))
    ]
    chapters = re.findall(r'<h2 id="([a-z]+)">', shown)
    assert re.findall(r'href="#([a-z]+)"', contents) == [
        one for one in chapters if one not in {"short", "contents"}
    ]


def test_its_links_reach_pages(visit: Visit) -> None:
    browser = visit(a_worker())
    shown = browser.get(ADDRESS).text
    main = shown[shown.index("<main") : shown.index("</main>")]

    links = set(re.findall(r'href="(/[^"#]*)', main))

    assert len(links) > 5
    assert {link: browser.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/pulse/",
        "/disclosures/",
        "/account",
        "/org/performance/",
        "/org/pulse/",
        "/org/ledger",
    ],
)
def test_both_wings_lead_to_it(visit: Visit, address: str) -> None:
    assert f'href="{ADDRESS}"' in visit(a_worker()).get(address).text


def test_the_door_leads_to_it(visit: Visit) -> None:
    assert f'href="{ADDRESS}"' in visit().get("/sign-in").text
