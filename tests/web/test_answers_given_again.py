"""What is answered without the wing is what the wing would have answered."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from uuid import UUID

import pytest
from flask import Flask, request, request_started, session
from sqlalchemy import delete, select, update
from werkzeug.test import Client, TestResponse

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.directory.models import Appointment, SignIn, Unit
from learnplan.directory.services import people, signing_in, tree
from learnplan.ours.performance import recording, writing
from learnplan.ours.performance.models import ObservationBatch
from learnplan.web import again
from learnplan.web.again import Again, Answer, Ground, may_be_given_again, rests_on_who_asks
from tests.factories.people import a_manager, a_unit, leave
from tests.factories.performance import an_indicator_called, some_figures
from tests.visitors import Visitor

PACKAGING = "Operations / Packaging"
UNITS = "/org/performance/units.json"
_NONCE = re.compile(r"""nonce[-=]['"]?[\w-]+""")
_numbers = count()


@pytest.fixture
def unit(app: Flask) -> UUID:  # noqa: ARG001 - the installation comes first
    unit_id = a_unit(PACKAGING)
    figures_of("2025-01", "2025-02", "2025-03")
    return unit_id


@pytest.fixture
def marek(unit: UUID) -> Actor:
    return a_manager(of=unit)


def figures_of(*months: str) -> None:
    some_figures(*([PACKAGING, "Waste", month, next(_numbers)] for month in months))


@contextmanager
def heard(app: Flask) -> Iterator[list[str]]:
    """The addresses at which the wing itself was asked meanwhile."""
    asked: list[str] = []

    def note(_wing: Flask, **_more: object) -> None:
        asked.append(request.full_path)

    with request_started.connected_to(note, app.extensions["ours"]):
        yield asked


def all_of(answer: TestResponse) -> tuple[object, ...]:
    """Everything that a browser is told, but for the words that pages made anew have."""
    said = sorted((name, _NONCE.sub("", value)) for name, value in answer.headers.items())
    return answer.status, said, _NONCE.sub("", answer.text)


class Carrier:
    """A browser that is signed in, and sends the same cookie whatever it is answered."""

    def __init__(self, app: Flask, actor: Actor) -> None:
        self._app = app
        cookie = Visitor(app, actor).client.get_cookie("learnplan")
        assert cookie is not None
        self._cookie = f"learnplan={cookie.value}"

    def get(self, address: str, **said: str) -> TestResponse:
        """Open a page."""
        with self._app.app_context():
            browser = Client(self._app, use_cookies=False)
            return browser.get(address, headers={"Cookie": self._cookie, **said})

    def get_anew(self, address: str, **said: str) -> TestResponse:
        """Have the wing answer: nobody has sent this header before, and it looks at none such."""
        return self.get(address, **said, Number=str(next(_numbers)))


def pages_of(unit: UUID) -> list[str]:
    board = f"/org/performance/units/{unit}"
    chart = f"{board}/indicators/{an_indicator_called('Waste')}"
    return [
        board,
        f"{board}.csv",
        f"{chart}.json",
        "/org/performance/units.json",
        f"{board}?page=2",
    ]


def test_what_is_asked_again_is_answered_without_the_wing(
    app: Flask, unit: UUID, marek: Actor
) -> None:
    browser = Carrier(app, marek)

    for page in pages_of(unit):
        with heard(app) as asked:
            first, second, third = (browser.get(page) for _ in range(3))

        assert len(asked) == 1
        assert first.status_code == 200
        assert all_of(first) == all_of(second) == all_of(third) == all_of(browser.get_anew(page))


def test_so_is_that_it_has_not_changed(app: Flask, unit: UUID, marek: Actor) -> None:
    browser, board = Carrier(app, marek), pages_of(unit)[0]
    known = {"If-None-Match": browser.get(board).headers["ETag"]}

    with heard(app) as asked:
        first, second = (browser.get(board, **known) for _ in range(2))

    assert len(asked) == 1
    assert first.status_code == 304
    assert all_of(first) == all_of(second)


Act = Callable[[UUID, Actor], object]


def kept_by_somebody(act: Act) -> Act:
    """Something that is done elsewhere, in a transaction."""

    def done(unit: UUID, marek: Actor) -> None:
        with transaction(Database.ORGANISATION):
            act(unit, marek)

    return done


@kept_by_somebody
def write_a_note(unit: UUID, marek: Actor) -> None:
    writing.write_note(marek, unit, happened_on=date(2025, 2, 1), words="A new line")


@kept_by_somebody
def pin(unit: UUID, marek: Actor) -> None:
    writing.pin(marek, unit, an_indicator_called("Waste"))


@kept_by_somebody
def take_figures_back(_unit: UUID, _marek: Actor) -> None:
    recording.undo(db.session.scalars(select(ObservationBatch)).one())


@kept_by_somebody
def found_a_unit(_unit: UUID, _marek: Actor) -> None:
    people.found_unit(["Operations", "Packaging", "Night shift"])


@kept_by_somebody
def rename_the_house(_unit: UUID, _marek: Actor) -> None:
    db.session.execute(update(Unit).where(Unit.parent_id.is_(None)).values(name="Southwind"))
    tree.stir()


@kept_by_somebody
def sign_out(_unit: UUID, marek: Actor) -> None:
    signing_in.sign_out_everywhere(marek.id)


@kept_by_somebody
def end_the_sign_in(_unit: UUID, marek: Actor) -> None:
    ended = clock.now() - timedelta(seconds=1)
    db.session.execute(update(SignIn).where(SignIn.person_id == marek.id).values(ends_at=ended))


@kept_by_somebody
def manage_no_more(_unit: UUID, marek: Actor) -> None:
    db.session.execute(delete(Appointment).where(Appointment.person_id == marek.id))


def go(_unit: UUID, marek: Actor) -> None:
    leave(marek, last_day=clock.today("UTC") - timedelta(days=1))


def bring_figures_in(_unit: UUID, _marek: Actor) -> None:
    figures_of("2025-04")


def correct_a_figure(_unit: UUID, _marek: Actor) -> None:
    figures_of("2025-02")


ACTS: dict[str, Act] = {
    each.__name__: each for each in (bring_figures_in, correct_a_figure, go)
} | {
    "a note": write_a_note,
    "a pin": pin,
    "figures taken back": take_figures_back,
    "a new unit": found_a_unit,
    "another name of the house": rename_the_house,
    "signing out": sign_out,
    "no manager any more": manage_no_more,
}
LATER = {
    "an hour later": timedelta(hours=1),
    "tomorrow": timedelta(days=1),
    "when the sign-in has ended": signing_in.LASTS + timedelta(seconds=1),
}


def differences(app: Flask, unit: UUID, marek: Actor, act: Act, later: timedelta) -> list[str]:
    """The pages whose answer given again is not the wing's, after an act and some time."""
    browser, pages = Carrier(app, marek), pages_of(unit)
    tags = {page: browser.get(page).headers["ETag"] for page in pages}
    for page in pages:
        browser.get(page, **{"If-None-Match": tags[page]})

    act(unit, marek)
    with ExitStack() as clocks:
        if later:
            clocks.enter_context(clock.stopped(clock.now() + later))
        return [
            page
            for page in pages
            for known in ({}, {"If-None-Match": tags[page]})
            if all_of(browser.get(page, **known)) != all_of(browser.get_anew(page, **known))
        ]


def nothing(_unit: UUID, _marek: Actor) -> None:
    """Nobody does anything."""


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_whatever_was_done_meanwhile_is_seen(
    app: Flask, unit: UUID, marek: Actor, act: Act
) -> None:
    assert not differences(app, unit, marek, act, timedelta())


@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
def test_time_that_has_passed_is_seen(
    app: Flask, unit: UUID, marek: Actor, later: timedelta
) -> None:
    assert not differences(app, unit, marek, nothing, later)


@dataclass(frozen=True)
class Forgotten:
    """A ground that a broken variant does not ask for, and what it then does not see."""

    ground: int
    act: Act
    later: timedelta = timedelta()


@pytest.mark.parametrize(
    "broken",
    [
        Forgotten(0, sign_out),
        Forgotten(0, end_the_sign_in),
        Forgotten(1, bring_figures_in),
        Forgotten(1, found_a_unit),
        Forgotten(2, nothing, LATER["tomorrow"]),
    ],
    ids=["who asks", "when that ends", "the figures", "the units", "the day"],
)
def test_each_ground_is_needed(
    app: Flask, unit: UUID, marek: Actor, monkeypatch: pytest.MonkeyPatch, broken: Forgotten
) -> None:
    """A broken variant for each: with one ground forgotten, the comparison above finds it."""
    stands = Again._stands

    def stands_but_for_one(self: Again, answer: Answer) -> bool:
        grounds = answer.grounds[: broken.ground] + answer.grounds[broken.ground + 1 :]
        return stands(self, answer._replace(grounds=grounds))

    monkeypatch.setattr(Again, "_stands", stands_but_for_one)

    assert differences(app, unit, marek, broken.act, broken.later)


def test_somebody_elses_question_is_another(app: Flask, unit: UUID, marek: Actor) -> None:
    board = pages_of(unit)[0]
    first, second, nobody = (Visitor(app, who).client for who in (marek, a_manager(of=unit), None))
    first.get(board)

    with heard(app) as asked:
        seen, turned_away = second.get(board), nobody.get(board)

    assert len(asked) == 2
    assert seen.status_code == 200
    assert turned_away.status_code == 303


def test_a_window_is_asked_for_each_time(app: Flask, unit: UUID, marek: Actor) -> None:
    """It can be revoked, and knows nobody who would be asked for."""
    visitor, page = Visitor(app, marek), f"/org/performance/units/{unit}/windows"
    opened = visitor.post(page, purpose="Canteen", sites="")
    window = re.search(r"/org/window/[\w-]+", opened.text)
    assert window is not None

    with heard(app) as asked:
        assert [visitor.get(window[0]).status_code for _ in range(2)] == [200, 200]

    assert len(asked) == 2


def a_wing() -> tuple[Flask, Client, dict[str, str]]:
    """A wing with pages that rest on little, a browser before it, and what the ground says now."""
    wing, says = Flask("a wing"), {"who": "Ana", "figures": "1"}
    wing.secret_key = "of a test"

    def ask(name: str) -> Callable[[], str]:
        return lambda: says[name]

    @wing.before_request
    def look() -> None:
        if "nobody" not in request.path:
            rests_on_who_asks(Ground(ask("who"), says["who"]))

    @wing.route("/", methods=["GET", "POST"])
    @wing.get("/nobody")
    def show() -> str:
        may_be_given_again(Ground(ask("figures"), says["figures"]))
        return f"{says} {next(_numbers)}"

    @wing.get("/cookie")
    def remember() -> str:
        session["seen"] = next(_numbers)
        return show()

    @wing.get("/trouble")
    def stumble() -> tuple[str, int]:
        return show(), 500

    @wing.get("/never")
    def show_anew() -> str:
        return str(next(_numbers))

    wing.wsgi_app = Again(wing)  # type: ignore[assignment,method-assign]  # Flask's own way to wrap an app
    return wing, wing.test_client(use_cookies=False), says


def test_only_what_said_so_is_given_again() -> None:
    _, browser, _ = a_wing()

    assert browser.get("/").data == browser.get("/").data
    for page in ("/nobody", "/never", "/cookie", "/trouble"):
        assert browser.get(page).data != browser.get(page).data


def test_a_form_is_another_each_time() -> None:
    _, browser, _ = a_wing()

    assert browser.post("/").data != browser.post("/").data
    assert browser.get("/", data=b"a body").data != browser.get("/", data=b"a body").data
    chunked = {"Transfer-Encoding": "chunked"}
    assert browser.get("/", headers=chunked).data != browser.get("/", headers=chunked).data


@pytest.mark.parametrize(
    "name", ["Accept", "Accept-Encoding", "Cookie", "Host", "Range", "User-Agent"]
)
def test_a_question_with_another_header_is_another(name: str) -> None:
    _, browser, _ = a_wing()

    assert (
        len({browser.get("/", headers={name: said}).data for said in ("a.example", "b.example")})
        == 2
    )


def test_an_answer_on_other_grounds_is_another() -> None:
    _, browser, says = a_wing()

    answers = [browser.get("/").data]
    for name in ("who", "figures"):
        says[name] += "?"
        answers += [browser.get("/").data]

    assert len(set(answers)) == 3


def test_a_ground_that_cannot_be_asked_is_left_to_the_wing() -> None:
    wing, browser, says = a_wing()
    wing.register_error_handler(KeyError, lambda _: ("We are sorry.", 500))
    browser.get("/")

    del says["figures"]

    assert (browser.get("/").status_code, browser.get("/").text) == (500, "We are sorry.")


def test_no_more_is_kept_than_there_is_room_for() -> None:
    _, browser, _ = a_wing()
    first = browser.get("/?0").data

    for number in range(1, again.ANSWERS_KEPT + 1):
        browser.get(f"/?{number}")

    assert browser.get("/?0").data != first
