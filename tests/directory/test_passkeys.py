"""Passkeys: who comes in with one, and what an attacker gets by a passkey's door."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from learnplan.core import clock
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.directory.services import passkeys, signing_in
from learnplan.directory.services.passkeys import Site, site_of
from tests.devices import Device
from tests.factories.accounts import PASSWORD, a_passkey, asked, send, with_password
from tests.factories.people import a_worker
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
ONE_HOUSE = HealthCheck.function_scoped_fixture
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
NOT_HERE = "This passkey cannot be used here."
SITE = Site(id="localhost", origin="http://localhost:8000", name="Learnplan")
ANSWERS = "/sign-in/passkey/answer"


def page_for_passkey(visitor: Visitor) -> str:
    return str(visitor.post("/sign-in/passkey", page="/sign-in").text)


def come_in(visitor: Visitor, device: Device, **changed: object) -> TestResponse:
    page = page_for_passkey(visitor)
    answer: TestResponse = send(visitor, page, device.use(asked(page), **changed))
    return answer


def is_in(visitor: Visitor) -> bool:
    return visitor.client.get("/account").status_code == 200


def test_a_passkey_alone_opens_the_door_and_the_journal_says_so(visit: Visit) -> None:
    ana = visit(a_worker(name="Ana"))
    device = a_passkey(ana, "blue key")
    other = visit()

    answer = come_in(other, device)

    assert answer.request.path == "/"
    assert "Sign out, Ana" in answer.text
    shown = words(other.get("/account/passkeys").text)
    assert "blue key" in shown
    assert "Last used" in shown
    journal = words(other.get("/disclosures/?show=sign-ins").text)
    assert "You signed in with a passkey." in journal
    assert "You added a passkey." in journal


def test_where_they_were_going_is_where_they_get(visit: Visit) -> None:
    device = a_passkey(visit(a_worker()))
    visitor = visit()
    shown = visitor.get("/sign-in?next=/plan/")

    page = visitor.post("/sign-in/passkey?next=/plan/", page="/sign-in?next=/plan/")
    answer = send(visitor, page.text, device.use(asked(page.text)))

    assert "/sign-in/passkey?next=/plan/" in shown.text
    assert answer.request.path == "/plan/"


def test_several_passkeys_have_names_and_a_removed_one_opens_nothing(visit: Visit) -> None:
    ana = visit(a_worker())
    phone, key = a_passkey(ana, "phone"), a_passkey(ana, "  key \n ")
    shown = ana.get("/account/passkeys").text
    first = shown.partition("/remove")[0].rpartition("/")[2]

    answer = ana.post(f"/account/passkeys/{first}/remove", page="/account/passkeys")

    assert "“phone” opens nothing here any more." in answer.text
    assert NOT_HERE in come_in(visit(), phone).text
    assert come_in(visit(), key).request.path == "/"


@only_on_sqlite  # a name is a word like another
def test_a_passkey_is_renamed_by_its_owner_alone_and_opens_what_it_opened(visit: Visit) -> None:
    ana, ben = visit(a_worker()), visit(a_worker())
    device = a_passkey(ana, "phone")
    there = ana.get("/account/passkeys").text.partition("/rename")[0].rpartition('"')[2] + "/rename"

    before = ana.get(there).text
    answer = ana.post(there, name=" old\tphone ")

    assert 'value="phone"' in before
    assert "old phone" in answer.text
    assert ana.post(there, name="x" * 61).status_code == 422
    assert ben.get(there).status_code == 404
    assert ben.post(there, page="/account/passkeys", name="mine").status_code == 404
    assert come_in(visit(), device).request.path == "/"


def test_an_answer_is_good_once(visit: Visit) -> None:
    device = a_passkey(visit(a_worker()))
    visitor, thief = visit(), visit()
    page = page_for_passkey(visitor)
    answer = device.use(asked(page))
    send(visitor, page, answer)
    assert is_in(visitor)

    own = page_for_passkey(thief)
    for shown in (page, own):
        replayed = send(thief, own if shown is page else shown, answer)
        assert replayed.status_code == 422
    again = send(visitor, page_for_passkey(thief), answer)

    assert not is_in(thief)
    assert again.status_code in {400, 422}


def test_what_was_asked_in_one_browser_is_not_answered_in_another(visit: Visit) -> None:
    device = a_passkey(visit(a_worker()))
    asking, other = visit(), visit()
    page = page_for_passkey(asking)
    own = page_for_passkey(other)

    answer = send(other, own, device.use(asked(page)))

    assert NOT_HERE in answer.text
    assert not is_in(other)


def test_an_answer_comes_within_five_minutes(visit: Visit) -> None:
    device = a_passkey(visit(a_worker()))
    visitor = visit()
    with clock.stopped(NOON):
        page = page_for_passkey(visitor)
    with clock.stopped(NOON + passkeys.ANSWER_WITHIN):
        answer = send(visitor, page, device.use(asked(page)))

    assert answer.status_code == 422
    assert "That took too long" in answer.text
    assert not is_in(visitor)


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:9000"},
        {"origin": "http://localhost:8000/"},
        {"type": "webauthn.create"},
        {"challenge": "AAAA"},
        {"owner": uuid4().bytes},
    ],
    ids=lambda lie: next(iter(lie)),
)
def test_a_lie_about_where_what_or_who_is_refused(visit: Visit, lie: dict[str, object]) -> None:
    device = a_passkey(visit(a_worker()))
    visitor = visit()

    answer = come_in(visitor, device, **lie)

    assert answer.status_code == 422
    assert NOT_HERE in answer.text
    assert not is_in(visitor)


def test_somebody_elses_passkey_is_no_second_step_and_no_proof(visit: Visit) -> None:
    ana, ben = with_password(a_worker(name="Ana")), a_worker(name="Ben")
    at_home = visit(ana)
    a_passkey(at_home)
    bens = a_passkey(visit(ben))
    at_home.post("/account/passkeys/after-password", page="/account/passkeys", asked="yes")
    thief = visit()
    half = thief.post("/sign-in", email=ana.email, password=PASSWORD)
    assert "And now your second step" in half.text

    page = thief.post("/sign-in/second-step/passkey", page="/sign-in/second-step")
    answer = send(thief, page.text, bens.use(asked(page.text)))
    proof = at_home.post("/account/prove/passkey", page="/account/prove")
    proved = send(at_home, proof.text, bens.use(asked(proof.text)))

    assert NOT_HERE in answer.text
    assert NOT_HERE in proved.text
    assert not is_in(thief)


def test_a_passkey_is_a_second_step_after_the_password(visit: Visit) -> None:
    ana = with_password(a_worker(name="Ana"))
    at_home = visit(ana)
    device = a_passkey(at_home, device=Device(verifies=False))
    assert visit().post("/sign-in", email=ana.email, password=PASSWORD).request.path == "/"
    at_home.post("/account/passkeys/after-password", page="/account/passkeys", asked="yes")
    visitor = visit()

    half = visitor.post("/sign-in", email=ana.email, password=PASSWORD)
    assert half.request.path == "/sign-in/second-step"
    assert not is_in(visitor)
    page = visitor.post("/sign-in/second-step/passkey", page="/sign-in/second-step")
    answer = send(visitor, page.text, device.use(asked(page.text)))
    alone = come_in(visit(), device)

    assert answer.request.path == "/"
    assert "did not ask for a PIN, a finger or a face" in alone.text
    journal = words(visitor.get("/disclosures/?show=sign-ins").text)
    assert "You signed in with your password and a passkey." in journal


def test_removing_the_last_passkey_lets_the_password_suffice_again(visit: Visit) -> None:
    ana = with_password(a_worker(name="Ana"))
    at_home = visit(ana)
    a_passkey(at_home)
    at_home.post("/account/passkeys/after-password", page="/account/passkeys", asked="yes")
    shown = at_home.get("/account/passkeys").text
    only = shown.partition("/remove")[0].rpartition("/")[2]

    at_home.post(f"/account/passkeys/{only}/remove", page="/account/passkeys")

    assert visit().post("/sign-in", email=ana.email, password=PASSWORD).request.path == "/"
    assert "You need none so far" in at_home.get("/account/recovery-codes").text


def test_a_count_that_went_back_is_refused_and_told_to_its_owner(visit: Visit) -> None:
    ana = visit(a_worker())
    device = a_passkey(ana)
    come_in(visit(), device)
    copy = Device(key=device.key, id=device.id, owner=device.owner)

    answer = come_in(visit(), copy)

    assert answer.status_code == 422
    assert "used less often than before" in answer.text
    journal = words(ana.get("/disclosures/?show=sign-ins").text)
    assert "You were not let in with a passkey that counted back" in journal


def test_a_device_that_does_not_count_is_let_in_again_and_again(visit: Visit) -> None:
    device = a_passkey(visit(a_worker()), device=Device(counts=False))

    assert [come_in(visit(), device).request.path for _ in range(2)] == ["/", "/"]


def test_adding_takes_a_recent_sign_in_or_proof(visit: Visit) -> None:
    ana = with_password(a_worker(name="Ana"))
    with clock.stopped(NOON):
        visitor = visit(ana)
    with clock.stopped(NOON + signing_in.PROOF_LASTS):
        refused = visitor.post("/account/passkeys", name="phone")
        assert "Show first that it is you" in refused.text
        wrong = visitor.post(refused.request.full_path, current="not it at all")
        assert "This is not your password." in wrong.text
        proved = visitor.post(refused.request.full_path, current=PASSWORD)
        assert proved.request.path == "/account/passkeys"
        a_passkey(visitor)


def test_a_proof_changes_the_key_of_the_sign_in(visit: Visit) -> None:
    visitor = visit(with_password(a_worker()))
    cookie = visitor.client.get_cookie("learnplan")
    assert cookie is not None

    visitor.post("/account/prove", current=PASSWORD)

    thief = visit()
    thief.client.set_cookie("learnplan", cookie.value)
    assert not is_in(thief)
    assert is_in(visitor)


def test_another_persons_passkey_is_not_there_to_be_removed(visit: Visit) -> None:
    ana, ben = visit(a_worker()), visit(a_worker())
    device = a_passkey(ana)
    a_passkey(ben)
    anas = ana.get("/account/passkeys").text.partition("/remove")[0].rpartition("/")[2]

    answer = ben.post(f"/account/passkeys/{anas}/remove", page="/account/passkeys")

    assert answer.status_code == 404
    assert come_in(visit(), device).request.path == "/"


def test_one_passkey_is_not_added_twice(visit: Visit) -> None:
    ana = visit(a_worker())
    device = a_passkey(ana)
    page = ana.post("/account/passkeys", name="again").text

    excluded = asked(page)["excludeCredentials"]
    answer = send(ana, page, device.make(asked(page)))

    assert len(excluded) == 1
    assert "This passkey was added already." in answer.text


@only_on_sqlite  # what cannot be read does not get as far as the database
def test_nonsense_is_refused_in_words(visit: Visit) -> None:
    device = a_passkey(visit(a_worker()))
    visitor = visit()
    good = json.loads(device.use({"rpId": "localhost", "challenge": "AAAA"}))
    for nonsense in (
        *("", "{", "null", "[]", '"x"', "1e999", "[" * 5000, "{}" * 9000, "\ud800"),
        json.dumps({**good, "id": "é" * 50}),
        json.dumps({**good, "response": {**good["response"], "clientDataJSON": "!!!"}}),
        json.dumps({**good, "response": {**good["response"], "userHandle": "!"}}),
        json.dumps({**good, "response": {**good["response"], "authenticatorData": "AA"}}),
        json.dumps({**good, "type": "password"}),
    ):
        page = page_for_passkey(visitor)
        answer = send(visitor, page, nonsense.encode("utf-8", "replace").decode())
        assert answer.status_code == 422, nonsense[:40]
        assert NOT_HERE in answer.text
    unasked = send(visit(), page, "{}")
    assert unasked.status_code in {400, 422}


@only_on_sqlite  # the answers are spoilt before they reach a query
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_spoilt_answer_never_breaks_anything(app: Flask, data: st.DataObject) -> None:
    del app
    ana, device = a_worker(), Device()
    options = {"rp": {"id": "localhost"}, "user": {"id": "AAAA"}, "challenge": "AAAA"}
    answer = json.loads(device.make(options))
    field = data.draw(st.sampled_from(["clientDataJSON", "attestationObject"]))
    spoilt = bytearray(answer["response"][field].encode())
    at = data.draw(st.integers(0, len(spoilt) - 1))
    spoilt[at : at + data.draw(st.integers(1, 8))] = (
        data.draw(st.binary(max_size=12)).hex().encode()
    )
    answer["response"][field] = spoilt.decode("ascii", "replace")

    try:
        with transaction(Database.ORGANISATION):
            passkeys.add(ana, SITE, challenge=bytes(3), answer=json.dumps(answer), name="x")
    except Invalid:
        pass


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("http://localhost:8000", ("localhost", "http://localhost:8000")),
        ("https://Learn.Example.org", ("learn.example.org", "https://learn.example.org")),
        ("https://learn.example.org:443", ("learn.example.org", "https://learn.example.org")),
        ("https://learn.example.org:8443", ("learn.example.org", "https://learn.example.org:8443")),
        ("http://learn.example.org", None),
        ("http://127.0.0.1:8000", None),
        ("https://[::1]", None),
        ("nothing", None),
    ],
)
def test_passkeys_are_for_a_name_and_https(address: str, found: tuple[str, str] | None) -> None:
    site = site_of(address, name="Learnplan")

    assert (site and (site.id, site.origin)) == found


def test_where_there_are_none_the_pages_say_why(app: Flask, visit: Visit) -> None:
    app.config["ADDRESS"] = "http://127.0.0.1:8000"
    ana = visit(a_worker())

    assert "browsers have them only where Learnplan is reached by a name" in words(
        ana.get("/account/passkeys").text
    )
    assert "Use a passkey" not in visit().get("/sign-in").text


def test_old_challenges_are_swept_when_another_is_made(visit: Visit) -> None:
    visitor = visit()
    with clock.stopped(NOON):
        page = page_for_passkey(visitor)
    with clock.stopped(NOON + timedelta(hours=1)):
        page_for_passkey(visit())

    with clock.stopped(NOON):
        assert "sent already" in send(visitor, page, "{}").text
