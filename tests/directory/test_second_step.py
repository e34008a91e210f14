"""The second step after the password: codes of an authenticator, and recovery codes."""

from base64 import b32encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.directory.models import Authenticator, RecoveryCode
from learnplan.directory.services import authenticators, recovery_codes, signing_in
from learnplan.directory.services.second_steps import HALF_LASTS
from learnplan.directory.services.signing_in import TRIES
from tests.factories.accounts import (
    PASSWORD,
    an_authenticator,
    code_of,
    codes_on,
    with_password,
)
from tests.factories.people import a_worker
from tests.mine.wording import words
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
WRONG = "That is not a code of the moment"
STEP = "/sign-in/second-step"


def is_in(visitor: Visitor) -> bool:
    return visitor.client.get("/account").status_code == 200


def half_way(visitor: Visitor, actor: Actor) -> TestResponse:
    return visitor.post("/sign-in", email=actor.email, password=PASSWORD)


@pytest.fixture
def ana(app: Flask) -> Actor:
    del app
    return with_password(a_worker(name="Ana"))


def test_with_an_authenticator_a_password_opens_nothing_without_a_code(
    visit: Visit, ana: Actor
) -> None:
    app, _ = an_authenticator(visit(ana))
    visitor = visit()

    asked = half_way(visitor, ana)
    assert asked.request.path == STEP
    assert not is_in(visitor)
    assert "ask whoever runs Learnplan here for a sign-in link" in words(asked.text)
    wrong = visitor.post(STEP, code="000000" if code_of(app) != "000000" else "111111")
    assert WRONG in wrong.text
    assert wrong.status_code == 422
    with clock.stopped(clock.now() + timedelta(seconds=60)):
        right = visitor.post(STEP, code=f" {code_of(app)[:3]} {code_of(app)[3:]} ")

    assert right.request.path == "/"
    assert "You signed in with your password and a code." in words(
        visitor.get("/disclosures/?show=sign-ins").text
    )


def test_the_codes_are_those_of_the_rfc() -> None:
    # RFC 6238, appendix B, the last six digits of the first rows for SHA-1.
    app = pyotp.TOTP(b32encode(b"12345678901234567890").decode())
    for moment, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        with clock.stopped(datetime.fromtimestamp(moment, UTC)):
            assert code_of(app) == code


def test_a_code_is_good_once_and_so_is_every_earlier_one(visit: Visit, ana: Actor) -> None:
    with clock.stopped(NOON):
        app, _ = an_authenticator(visit(ana))
    later = NOON + timedelta(minutes=5)
    with clock.stopped(later):
        first, second, third = visit(), visit(), visit()
        for visitor in (first, second, third):
            half_way(visitor, ana)

        used = first.post(STEP, code=code_of(app))
        again = second.post(STEP, code=code_of(app))
        earlier = third.post(STEP, code=code_of(app, steps=-1))

    assert used.request.path == "/"
    assert WRONG in again.text
    assert WRONG in earlier.text


@pytest.mark.parametrize(
    ("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_phone_may_be_half_a_minute_off(
    visit: Visit, ana: Actor, steps: int, *, good: bool
) -> None:
    with clock.stopped(NOON):
        app, _ = an_authenticator(visit(ana))
    visitor = visit()

    with clock.stopped(NOON + timedelta(hours=1)):
        half_way(visitor, ana)
        visitor.post(STEP, code=code_of(app, steps=steps))
        assert is_in(visitor) is good


def test_guesses_are_counted_across_browsers_and_the_right_code_begins_anew(
    visit: Visit, ana: Actor
) -> None:
    with clock.stopped(NOON):
        app, _ = an_authenticator(visit(ana))
    with clock.stopped(NOON + timedelta(hours=1)):
        browsers = [visit(), visit()]
        for browser in browsers:
            half_way(browser, ana)
        for n in range(TRIES):
            browsers[n % 2].post(STEP, code=f"{n:06}")
        closed = browsers[0].post(STEP, code=code_of(app))
    with clock.stopped(NOON + timedelta(hours=2)):
        half_way(browsers[0], ana)
        later = browsers[0].post(STEP, code=code_of(app))

    assert closed.status_code == 429
    assert "Too many wrong codes" in closed.text
    assert later.request.path == "/"


def test_one_code_sent_twice_at_once_lets_one_in(app: Flask, visit: Visit, ana: Actor) -> None:
    with clock.stopped(NOON):
        device, _ = an_authenticator(visit(ana))
    code, key = code_of(device), app.config["SECRET_KEY"]
    db.session.rollback()

    def try_once(_: int) -> bool:
        with app.app_context(), transaction(Database.ORGANISATION):
            return authenticators.use_code(ana.id, code, key=key)

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(try_once, range(4))) == 1


def test_half_a_sign_in_ends_after_ten_minutes_and_opens_nothing(visit: Visit, ana: Actor) -> None:
    with clock.stopped(NOON):
        app, _ = an_authenticator(visit(ana))
        visitor = visit()
        half_way(visitor, ana)
        for address in ("/", "/account", "/plan/", "/org/people/"):
            assert visitor.client.get(address).status_code == 303

    with clock.stopped(NOON + HALF_LASTS):
        late = visitor.post(STEP, page="/sign-in", code=code_of(app))

    assert "That took too long" in late.text
    assert not is_in(visitor)


def test_the_second_step_gives_a_new_session(visit: Visit, ana: Actor) -> None:
    with clock.stopped(NOON):
        app, _ = an_authenticator(visit(ana))
    with clock.stopped(NOON + timedelta(hours=1)):
        visitor = visit()
        half_way(visitor, ana)
        half = visitor.client.get_cookie("learnplan")
        assert half is not None
        visitor.post(STEP, code=code_of(app))
        thief = visit()
        thief.client.set_cookie("learnplan", half.value)

        assert is_in(visitor)
        assert not is_in(thief)
        assert "That took too long" in thief.post(STEP, page="/sign-in", code="123456").text


def test_a_stranger_learns_nothing_of_second_steps(visit: Visit, ana: Actor) -> None:
    an_authenticator(visit(ana))

    wrong = visit().post("/sign-in", email=ana.email, password="not the right password")
    nobody = visit().post("/sign-in", email="x@y.example", password="not the right password")

    assert wrong.status_code == nobody.status_code == 422
    assert wrong.text.count("second step") == nobody.text.count("second step")


def test_ten_recovery_codes_are_shown_once_and_each_works_once(visit: Visit, ana: Actor) -> None:
    with clock.stopped(NOON):
        at_home = visit(ana)
        _, codes = an_authenticator(at_home)
    first, second = visit(), visit()

    half_way(first, ana)
    came_in = first.post(STEP, code=codes[0].upper().replace("-", " "))
    half_way(second, ana)
    again = second.post(STEP, code=codes[0])

    assert len(set(codes)) == 10
    assert "You used a recovery code. It is worth nothing now; 9 codes left." in came_in.text
    assert WRONG in again.text
    assert "9 of 10 left" in first.get("/account/recovery-codes").text
    assert not any(code in first.get("/account/recovery-codes").text for code in codes)
    assert "You signed in with your password and a recovery code." in words(
        first.get("/disclosures/?show=sign-ins").text
    )


def test_fresh_codes_end_the_earlier_ones_and_can_be_kept_as_a_file(
    visit: Visit, ana: Actor
) -> None:
    at_home = visit(ana)
    _, earlier = an_authenticator(at_home)

    shown = at_home.post("/account/recovery-codes")
    fresh = codes_on(shown.text)
    visitor = visit()
    half_way(visitor, ana)

    assert WRONG in visitor.post(STEP, code=earlier[0]).text
    assert visitor.post(STEP, code=fresh[0]).request.path == "/"
    assert 'download="learnplan-recovery-codes.txt"' in shown.text
    assert shown.headers["Cache-Control"] == "no-store"


def test_without_a_second_step_there_are_no_recovery_codes(visit: Visit, ana: Actor) -> None:
    refused = visit(ana).post("/account/recovery-codes")

    assert refused.status_code == 409
    assert "Set one up first" in refused.text


def test_what_is_stored_opens_no_door(app: Flask, visit: Visit, ana: Actor) -> None:
    device, codes = an_authenticator(visit(ana))
    eve = a_worker(name="Eve")
    db.session.rollback()

    sealed = db.session.scalars(select(Authenticator.sealed_secret)).one()
    hashes = set(db.session.scalars(select(RecoveryCode.code_hash)))

    assert device.secret not in sealed
    assert not hashes & set(codes)
    with transaction(Database.ORGANISATION):
        other_key = authenticators.use_code(ana.id, code_of(device, steps=1), key="another key")
        copied = Authenticator(person_id=eve.id, sealed_secret=sealed, confirmed_at=clock.now())
        db.session.add(copied)
        db.session.flush()
        stolen = authenticators.use_code(
            copied.person_id, code_of(device, steps=1), key=app.config["SECRET_KEY"]
        )
    assert not other_key
    assert not stolen


def test_nothing_is_asked_until_a_code_confirmed_the_app(visit: Visit, ana: Actor) -> None:
    at_home = visit(ana)
    shown = at_home.post("/account/authenticator")

    wrong = at_home.post("/account/authenticator/new", code="12345")

    assert 'src="data:image/svg+xml' in shown.text
    assert "not the code of the moment" in wrong.text
    assert wrong.status_code == 422
    assert visit().post("/sign-in", email=ana.email, password=PASSWORD).request.path == "/"


def test_removing_it_takes_a_proof_with_both_steps(visit: Visit, ana: Actor) -> None:
    with clock.stopped(NOON):
        at_home = visit(ana)
        app, _ = an_authenticator(at_home)
    with clock.stopped(NOON + timedelta(hours=1)):
        asked = at_home.post("/account/authenticator/remove", page="/account/authenticator")
        assert asked.request.path == "/account/prove"
        half = at_home.post(asked.request.full_path, current=PASSWORD, code="")
        assert WRONG in half.text
        at_home.post(asked.request.full_path, current=PASSWORD, code=code_of(app))
        done = at_home.post("/account/authenticator/remove", page="/account/authenticator")

        assert "The authenticator is removed." in done.text
        assert visit().post("/sign-in", email=ana.email, password=PASSWORD).request.path == "/"


def test_a_link_lets_in_who_lost_the_device_and_the_journal_says_so(
    visit: Visit, ana: Actor
) -> None:
    an_authenticator(visit(ana))
    with transaction(Database.ORGANISATION):
        word = signing_in.make_link(ana.email)
    visitor = visit()

    answer = visitor.get(f"/sign-in/link/{word}")
    removed = visitor.post("/account/authenticator/remove", page="/account/authenticator")

    assert answer.status_code == 200
    assert "The authenticator is removed." in removed.text
    assert "You signed in with a one-time link." in words(
        visitor.get("/disclosures/?show=sign-ins").text
    )


def test_recovery_codes_cannot_be_guessed_nor_misread() -> None:
    bits = recovery_codes.GROUPS * recovery_codes.IN_A_GROUP * 4.95

    assert bits > 79
    assert not set("01oil") & set(recovery_codes.LETTERS)
