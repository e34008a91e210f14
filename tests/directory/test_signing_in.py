"""The door: who comes in, who does not, and what an outsider can learn or take."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import Client, TestResponse

from learnplan.config import MineConfig
from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Invalid, NotFound, Refused
from learnplan.directory.models import Person, SignIn, SignInLink
from learnplan.directory.services import people, signing_in
from learnplan.directory.services.signing_in import LINK_LASTS, TRIES, TRIES_WITHIN
from learnplan.factory import create_app
from tests.factories.people import a_worker
from tests.installations import opened
from tests.visitors import Visitor, hidden_fields

PASSWORD = "correct horse battery staple"
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
WRONG = "This address and password do not belong together."

Visit = Callable[..., Visitor]


def with_password(actor: Actor, password: str = PASSWORD) -> Actor:
    with transaction(Database.ORGANISATION):
        signing_in.choose_password(actor.id, password)
    return actor


def a_link(actor: Actor) -> str:
    with transaction(Database.ORGANISATION):
        return f"/sign-in/link/{signing_in.make_link(actor.email)}"


def come_in(visitor: Visitor, email: str, password: str = PASSWORD) -> TestResponse:
    return visitor.post("/sign-in", email=email, password=password)


def is_in(visitor: Visitor) -> bool:
    return visitor.client.get("/account").status_code == 200


def how_many(model: type[SignIn | SignInLink]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(model.id))) or 0


def test_the_right_password_opens_the_door(visit: Visit) -> None:
    ana = with_password(a_worker(name="Ana"))
    visitor = visit()

    answer = come_in(visitor, f"  {ana.email.upper()} ")

    assert answer.status_code == 200
    assert answer.request.path == "/"
    assert is_in(visitor)


def test_a_password_is_the_same_however_the_keyboard_composed_it(visit: Visit) -> None:
    ana = with_password(a_worker(name="Ana"), "caf\u00e9 caf\u00e9 tr\u00e8s bon")
    visitor = visit()

    come_in(visitor, ana.email, "cafe\u0301 cafe\u0301 tre\u0300s bon")

    assert is_in(visitor)


def test_a_stranger_cannot_tell_a_wrong_password_from_an_unknown_address(visit: Visit) -> None:
    ana = with_password(a_worker(name="Ana"))
    without = a_worker(name="Ben")

    answers = [
        come_in(visit(), email, "not the right password")
        for email in (ana.email, without.email, "nobody@northwind.example")
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert all(WRONG in answer.text for answer in answers)
    assert all("not the right password" not in answer.text for answer in answers)


@pytest.mark.parametrize("password", ["", "x" * 1001, "\u0301\u0316" * 100_000])
def test_an_odd_password_is_only_wrong(visit: Visit, password: str) -> None:
    ana = with_password(a_worker(name="Ana"))
    visitor = visit()

    answer = come_in(visitor, ana.email, password)

    assert answer.status_code == 422
    assert not is_in(visitor)


@pytest.mark.parametrize("known", [True, False])
def test_too_many_tries_close_the_door_for_an_address_known_or_not(
    visit: Visit, *, known: bool
) -> None:
    ana = with_password(a_worker(name="Ana"))
    email = ana.email if known else "nobody@northwind.example"
    visitor = visit()

    with clock.stopped(NOON):
        tries = [come_in(visitor, email, f"guess {n}").status_code for n in range(TRIES)]
        closed = come_in(visitor, email)
    with clock.stopped(NOON + TRIES_WITHIN):
        later = come_in(visitor, email)

    assert tries == [422] * TRIES
    assert closed.status_code == 429
    assert "Too many tries with this address. Come back in 16 min" in closed.text
    assert later.status_code == (200 if known else 422)


def test_tries_are_counted_across_processes_and_other_addresses_stay_open(
    app: Flask, config: MineConfig
) -> None:
    ana, ben = with_password(a_worker(name="Ana")), with_password(a_worker(name="Ben"))

    with opened(create_app(config)) as other:
        one_door, other_door = Visitor(app), Visitor(other)
        for n in range(TRIES):
            come_in(one_door if n % 2 else other_door, ana.email, "guess")
        closed = [come_in(door, ana.email).status_code for door in (one_door, other_door)]
        bens = come_in(other_door, ben.email).status_code

    assert closed == [429, 429]
    assert bens == 200


def test_tries_made_at_one_moment_all_count(app: Flask) -> None:
    def try_once(_: int) -> bool:
        with app.app_context():
            try:
                with transaction(Database.ORGANISATION):
                    signing_in.count_try("ana@northwind.example")
            except Refused:
                return False
            return True

    with ThreadPoolExecutor(6) as threads:
        let = list(threads.map(try_once, range(3 * TRIES)))

    assert sum(let) == TRIES


def test_who_knows_the_password_at_last_begins_to_count_anew(visit: Visit) -> None:
    ana = with_password(a_worker(name="Ana"))
    visitor = visit()

    for _ in range(3):
        for n in range(TRIES - 1):
            come_in(visitor, ana.email, f"guess {n}")
        assert come_in(visitor, ana.email).status_code == 200


def test_a_link_lets_in_once(visit: Visit) -> None:
    link = a_link(a_worker(name="Ana"))
    first, second = visit(), visit()

    came_in, used = first.get(link), second.get(link)

    assert came_in.status_code == 200
    assert "Choose a password" in came_in.text
    assert is_in(first)
    assert used.status_code == 404
    assert "This link no longer works" in used.text
    assert not is_in(second)


def test_a_link_asks_before_it_makes_somebody_else_of_me(visit: Visit) -> None:
    fin = a_worker(name="Fin")
    link = a_link(fin)
    ann = visit(a_worker(name="Ann"))

    asked = ann.get(link)
    assert "You are signed in as Ann" in asked.text
    assert "Sign out, Ann" in ann.get("/").text

    assert "You are signed in as Fin" in ann.post(link).text


def test_a_link_used_twice_at_once_lets_one_in(app: Flask) -> None:
    link = a_link(a_worker(name="Ana"))
    db.session.rollback()

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: Client(app).get(link).status_code, range(6)))

    assert sorted(answers) == [303, *[404] * 5]


def test_a_link_ends_after_three_days(visit: Visit) -> None:
    with clock.stopped(NOON):
        link = a_link(a_worker(name="Ana"))
    visitor = visit()

    with clock.stopped(NOON + LINK_LASTS):
        answer = visitor.get(link)

    assert answer.status_code == 404
    assert not is_in(visitor)


def test_a_new_link_ends_the_earlier_one(visit: Visit) -> None:
    ana = a_worker(name="Ana")
    earlier, later = a_link(ana), a_link(ana)

    assert visit().get(earlier).status_code == 404
    assert visit().get(later).status_code == 200


def test_who_needs_a_link_is_sent_to_who_can_make_one(visit: Visit) -> None:
    """No role makes links: the command does, on the machine."""
    door, used = visit().get("/sign-in").text, visit().get("/sign-in/link/made-up").text

    assert "Whoever runs Learnplan here can make you a link that signs you in once." in door
    assert "Whoever runs Learnplan here can make you another." in used
    assert "dministrator" not in door + used


def test_only_looking_at_a_link_does_not_use_it(visit: Visit) -> None:
    link = a_link(a_worker(name="Ana"))

    looked = visit().client.head(link)
    came_in = visit().get(link)

    assert looked.status_code == 200
    assert "Set-Cookie" not in looked.headers
    assert came_in.status_code == 200


def test_a_made_up_link_is_none(visit: Visit) -> None:
    for word in ("x", "%00", "é", "../../account", "x" * 5000):
        assert visit().get(f"/sign-in/link/{word}").status_code in {400, 404}


def test_signing_out_kills_a_copied_cookie(visit: Visit) -> None:
    visitor = visit(a_worker(name="Ana"))
    cookie = visitor.client.get_cookie("learnplan")
    assert cookie is not None
    thief = visit()
    thief.client.set_cookie("learnplan", cookie.value)
    assert is_in(thief)

    answer = visitor.post("/sign-out", page="/account")

    assert "You are signed out." in answer.text
    assert not is_in(visitor)
    assert not is_in(thief)


def test_signing_out_everywhere_ends_every_browser(visit: Visit) -> None:
    ana = a_worker(name="Ana")
    here, there, somebody_else = visit(ana), visit(ana), visit(a_worker(name="Ben"))

    here.post("/account/sign-out-everywhere", page="/account")

    assert not is_in(here)
    assert not is_in(there)
    assert is_in(somebody_else)


def test_a_sign_in_ends_after_thirty_days_whatever_the_cookie_says(visit: Visit) -> None:
    with clock.stopped(NOON):
        visitor = visit(a_worker(name="Ana"))
        assert is_in(visitor)

    with clock.stopped(NOON + signing_in.LASTS):
        assert not is_in(visitor)


def test_coming_in_gives_a_new_session_and_ends_the_browsers_earlier_one(visit: Visit) -> None:
    ana, ben = a_worker(name="Ana"), with_password(a_worker(name="Ben"))
    planted = visit()
    planted.get("/sign-in")
    before = planted.client.get_cookie("learnplan")
    visitor = visit(ana)
    anas = visitor.client.get_cookie("learnplan")

    come_in(visitor, ben.email)
    come_in(planted, ben.email)

    after, bens = planted.client.get_cookie("learnplan"), visitor.client.get_cookie("learnplan")
    assert before
    assert after
    assert anas
    assert bens
    for old, name in ((before, "planted"), (anas, "Ana's")):
        copied = visit()
        copied.client.set_cookie("learnplan", old.value)
        assert not is_in(copied), name


def test_a_forged_cookie_is_nobodys(visit: Visit) -> None:
    for value in ("", "x", "eyJrZXkiOiJ4In0.aaaaaa.bbbbbb", '{"key": "x"}'):
        visitor = visit()
        visitor.client.set_cookie("learnplan", value)

        assert not is_in(visitor)


def test_the_cookie_is_kept_from_scripts_and_other_sites(visit: Visit) -> None:
    visitor = visit()

    said = visitor.client.get(a_link(a_worker(name="Ana"))).headers["Set-Cookie"]

    assert "HttpOnly" in said
    assert "SameSite=Lax" in said
    assert "Path=/" in said


def test_nothing_in_the_database_opens_the_door(visit: Visit) -> None:
    ana = with_password(a_worker(name="Ana"))
    link = a_link(ana)
    visit(ana)
    a_link(ana)
    db.session.rollback()

    stored = [
        *db.session.scalars(select(SignIn.key_hash)),
        *db.session.scalars(select(SignInLink.word_hash)),
        *db.session.scalars(select(Person.password_hash)),
    ]

    assert len(stored) == 3
    assert not any(secret in PASSWORD + link for secret in stored if secret)
    assert all(secret and PASSWORD not in secret for secret in stored)
    assert str(stored[-1]).startswith("$argon2id$")


@pytest.mark.usefixtures("passwords_at_full_cost")
def test_a_password_is_kept_so_that_each_guess_is_dear(visit: Visit) -> None:
    ana = with_password(a_worker())
    right, wrong = visit(), visit()

    come_in(right, ana.email)
    come_in(wrong, ana.email, "not the right password")

    kept = db.session.scalar(select(Person.password_hash).where(Person.id == ana.id))
    assert str(kept).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert (is_in(right), is_in(wrong)) == (True, False)


ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\t//evil.example/",
    " //evil.example/",
    "javascript:alert(1)",
    "http:evil.example",
    "evil.example",
    "/\r\nLocation: https://evil.example/",
    "//[::1",
    "http://[::1",
)


def test_nobody_is_sent_elsewhere_after_coming_in(visit: Visit) -> None:
    ana = a_worker(name="Ana")

    for there in ELSEWHERE:
        answer = visit().client.get(a_link(ana), query_string={"next": there})

        assert answer.status_code == 303, there
        assert answer.headers["Location"] == "/", there


def test_visitors_are_sent_to_the_door_and_on_to_where_they_were_going(visit: Visit) -> None:
    ana = with_password(a_worker(name="Ana"))
    visitor = visit()

    asked = visitor.client.get("/org/people/?a=1&b=é")
    tokens = hidden_fields(visitor.get("/org/people/?a=1&b=é").text, "/sign-in")
    on = visitor.client.post(
        asked.headers["Location"], data={**tokens, "email": ana.email, "password": PASSWORD}
    )

    assert asked.status_code == 303
    assert asked.headers["Location"].startswith("/sign-in?next=%2Forg%2Fpeople%2F")
    assert on.headers["Location"] == "/org/people/?a=1&b=%C3%A9"


@pytest.mark.parametrize("address", ["/account.json", "/x.csv", "/org/people.json"])
def test_unknown_addresses_are_not_there_even_for_programs(visit: Visit, address: str) -> None:
    answer = visit().client.get(address)

    assert answer.status_code == 404
    assert set(answer.json or {}) == {"error"}


def test_programs_are_told_to_sign_in_first(visit: Visit) -> None:
    for name in (".json", ".csv"):
        answer = visit().client.get(f"/org/performance/units/{a_worker().id}{name}")

        assert answer.status_code == 401
        assert answer.json == {"error": "Sign in first."}


def test_forms_from_nobody_lead_to_the_door(visit: Visit) -> None:
    visitor = visit()
    tokens = hidden_fields(visitor.get("/sign-in").text, "/sign-in")

    answer = visitor.client.post("/account/password", data={**tokens, "password": PASSWORD})

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in"


def offering(app: Flask, *emails: str) -> None:
    with app.app_context(), transaction(Database.ORGANISATION):
        people.install(organisation="Northwind", offers=dict.fromkeys(emails, ""))
        for email in (*emails, "hidden@northwind.example"):
            people.add_person(email=email, name=email.partition("@")[0].title())


def test_a_demonstration_lets_anybody_in_as_those_it_offers_only(app: Flask, visit: Visit) -> None:
    offering(app, "ana@northwind.example", "ada@northwind.example")
    visitor, other = visit(), visit()

    shown = visitor.get("/sign-in").text
    came_in = visitor.post("/sign-in/as", page="/sign-in", email="ana@northwind.example")
    hidden = other.post("/sign-in/as", page="/sign-in", email="hidden@northwind.example")

    assert shown.index("ana@northwind.example") < shown.index("ada@northwind.example")
    assert "hidden@northwind.example" not in shown
    assert "This is a demonstration" in shown
    assert "This is a demonstration" in came_in.text
    assert is_in(visitor)
    assert hidden.status_code == 404
    assert not is_in(other)


def test_where_it_is_no_demonstration_nobody_comes_in_as_anybody(visit: Visit) -> None:
    ana = a_worker(name="Ana", roles=(Role.ADMINISTRATOR,))
    visitor = visit()

    shown = visitor.get("/sign-in").text
    forged = visitor.post("/sign-in/as", page="/sign-in", email=ana.email)
    nobody = visitor.post("/sign-in/as", page="/sign-in", email="")

    assert "demonstration" not in shown
    assert ana.email not in shown
    assert forged.status_code == nobody.status_code == 404
    assert not is_in(visitor)


def test_an_account_says_what_the_directory_knows(visit: Visit) -> None:
    ana = a_worker(name="Ana", roles=(Role.STEWARD,))

    text = visit(ana).get("/account").text

    for known in (ana.name, ana.email, "Packaging", "steward, worker"):
        assert known in text


def test_a_first_password_needs_none_before_it_and_ends_other_sign_ins(visit: Visit) -> None:
    ana = a_worker(name="Ana")
    here, there = visit(ana), visit(ana)

    answer = here.post("/account/password", password=PASSWORD)

    assert "Your password is set." in answer.text
    assert is_in(here)
    assert not is_in(there)
    assert come_in(visit(), ana.email).status_code == 200


def test_changing_a_password_needs_the_one_before(visit: Visit) -> None:
    ana = with_password(a_worker(name="Ana"))
    visitor = visit()
    come_in(visitor, ana.email)

    missing = visitor.post("/account/password", password="another four good words")
    wrong = visitor.post("/account/password", current="not it", password="another four good words")
    right = visitor.post("/account/password", current=PASSWORD, password="another four good words")

    assert missing.status_code == wrong.status_code == 422
    assert "This is not your password now." in wrong.text
    assert right.status_code == 200
    assert come_in(visit(), ana.email).status_code == 422
    assert come_in(visit(), ana.email, "another four good words").status_code == 200


def test_guessing_the_password_of_an_open_browser_is_counted_too(visit: Visit) -> None:
    ana = with_password(a_worker(name="Ana"))
    visitor = visit()
    come_in(visitor, ana.email)

    for n in range(TRIES):
        visitor.post("/account/password", current=f"guess {n}", password="another four good words")
    closed = visitor.post("/account/password", current=PASSWORD, password="another four good words")

    assert closed.status_code == 422
    assert "Too many tries" in closed.text


def test_a_link_stands_in_for_a_forgotten_password_for_an_hour(visit: Visit) -> None:
    ana = with_password(a_worker(name="Ana"))
    with clock.stopped(NOON):
        soon, late = visit(ana), visit(ana)
        answer = soon.post("/account/password", password="another four good words")
        again = soon.post("/account/password", password="and now something else")

    with clock.stopped(NOON + timedelta(hours=2)):
        late = visit()
        come_in(late, ana.email, "another four good words")
        by_then = late.post("/account/password", password="and now something else")

    assert "Your password is set." in answer.text
    assert again.status_code == by_then.status_code == 422


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "at least 12"),
        ("x" * 1001, "at most 1000"),
        ("aaaaaaaaaaaaaaaa", "easily guessed"),
        ("learnplanlearnplan", "easily guessed"),
        ("Ana Lima Ana Lima", "easily guessed"),
    ],
)
def test_a_poor_password_is_refused_with_the_reason(visit: Visit, password: str, why: str) -> None:
    answer = visit(a_worker(name="Ana Lima")).post("/account/password", password=password)

    assert answer.status_code == 422
    assert why in answer.text


def test_old_sign_ins_are_swept_when_somebody_comes_in(visit: Visit) -> None:
    ana = a_worker(name="Ana")
    with clock.stopped(NOON - signing_in.LASTS):
        visit(ana)
    with clock.stopped(NOON):
        visit(ana)

    assert how_many(SignIn) == 1
    assert how_many(SignInLink) == 0


@pytest.mark.usefixtures("app")
def test_services_refuse_in_words() -> None:
    ana = a_worker(name="Ana")

    with pytest.raises(NotFound, match=r"Nobody here has the address x@y\.z"):
        signing_in.make_link("x@y.z")
    with pytest.raises(Invalid) as trouble:
        signing_in.choose_password(ana.id, "short")
    assert trouble.value.field == "password"
