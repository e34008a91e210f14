"""What goes out with every answer, and what people are told when something goes wrong."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from learnplan.config import MineConfig
from learnplan.core.actor import Role
from learnplan.core.errors import Conflict, Refused
from learnplan.factory import create_app
from learnplan.web.doors import open_to, open_to_anybody
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.installations import opened
from tests.kinds import only_on_sqlite
from tests.visitors import Browser, Visitor, hidden_fields

Visit = Callable[..., Visitor]
NOBODYS_ID = "00000000-0000-4000-8000-000000000000"
FROM_A_PAGE_OF_OURS = {"Sec-Fetch-Site": "same-origin"}
FROM_ELSEWHERE = {"Sec-Fetch-Site": "same-site"}
NONCE = re.compile(r"nonce-[\w-]+")


def words_of(answer: TestResponse) -> str:
    """A page without what differs on every page: tokens and nonces."""
    return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", answer.text)


def some_of_everything(app: Flask) -> dict[str, TestResponse]:
    """Every kind of answer: a page, a redirect, a file, and each failure, from both wings."""
    somebody, nobody = Visitor(app, a_worker()), Client(app)
    return {
        "page": somebody.client.get("/account"),
        "redirect": nobody.get("/account"),
        "file": nobody.get("/static/x/css/all.css"),
        "ours": somebody.get("/org/people/"),
        "not found": somebody.client.get("/nowhere"),
        "not found in ours": somebody.client.get("/org/nowhere"),
        "no file": nobody.get("/static/x/nothing.css"),
        "not that way": somebody.client.get("/sign-out"),
        "stale": somebody.client.post("/sign-out"),
        "unreadable": nobody.get("/sign-in?next=%00"),
        "json": somebody.client.get("/org/nowhere.json"),
    }


def test_every_answer_says_what_a_browser_may_do_with_it(app: Flask) -> None:
    for name, answer in some_of_everything(app).items():
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; "), name
        assert "unsafe" not in policy, name
        assert "frame-ancestors 'none'" in policy, name
        assert "base-uri 'none'" in policy, name
        assert "form-action 'self'" in policy, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["Referrer-Policy"] == "strict-origin", name
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", name
        assert "camera=()" in answer.headers["Permissions-Policy"], name
        if name != "file":
            assert answer.headers["Cache-Control"] == "no-store", name


def test_a_nonce_is_never_used_twice(app: Flask) -> None:
    client = Browser(app)

    policies = [client.get("/sign-in").headers["Content-Security-Policy"] for _ in range(3)]

    assert len({found for policy in policies for found in NONCE.findall(policy)}) == 3


def test_only_a_secure_site_demands_a_secure_way_to_it(app: Flask, config: MineConfig) -> None:
    plain = Client(app).get("/sign-in")
    with opened(create_app(replace(config, address="https://learnplan.example"))) as behind_a_proxy:
        secure = Client(behind_a_proxy).get("/sign-in")

    cookie = secure.headers["Set-Cookie"]
    assert plain.headers["Set-Cookie"].startswith("learnplan=")
    assert cookie.startswith("__Host-learnplan=")
    assert {"Secure", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert "Strict-Transport-Security" not in plain.headers
    assert "max-age" in secure.headers["Strict-Transport-Security"]


def test_what_is_not_there_and_what_is_not_yours_look_the_same(visit: Visit) -> None:
    goal = a_goal(owner=a_worker(name="Ana"))
    visitor = visit(a_worker(name="Ben"))

    foreign = visitor.get(f"/plan/goals/{goal.id}")
    unknown = visitor.get(f"/plan/goals/{NOBODYS_ID}")
    nowhere = visitor.get("/no/such/page")

    assert foreign.status_code == unknown.status_code == nowhere.status_code == 404
    assert words_of(foreign) == words_of(unknown)
    assert "There is nothing here" in foreign.text
    assert "on purpose" in nowhere.text
    assert "Open my log" in nowhere.text


def test_a_form_without_its_token_is_refused_in_words_and_changes_nothing(visit: Visit) -> None:
    ana = a_worker(name="Ana")
    visitor = visit(ana)

    for token in ({}, {"csrf_token": "made up"}):
        for address in ("/sign-out", "/account/sign-out-everywhere", "/plan/new"):
            answer = visitor.client.post(address, data={"title": "x", **token})

            assert answer.status_code == 400
            assert "This page was open for too long" in answer.text
    assert visitor.client.get("/account").status_code == 200


@pytest.mark.parametrize("address", ["/journal/new", "/org/voice/new"])
def test_who_is_signed_out_while_writing_gets_the_words_back(visit: Visit, address: str) -> None:
    ana = a_worker(name="Ana")
    here, elsewhere = visit(ana), visit(ana)
    typed = hidden_fields(here.get(address).text, address) | {"text": "An hour of my words."}
    elsewhere.post("/account/sign-out-everywhere", page="/account")

    answer = here.client.post(address, data=typed, headers=FROM_A_PAGE_OF_OURS)
    nothing = here.client.post(address, data=typed | {"text": ""}, headers=FROM_A_PAGE_OF_OURS)

    assert answer.status_code == 401
    assert "You are signed out" in answer.text
    assert "An hour of my words." in answer.text
    assert typed["csrf_token"] not in answer.text
    assert nothing.status_code == 303


def test_words_come_back_from_a_page_that_was_open_too_long(visit: Visit) -> None:
    visitor = visit(a_worker())
    typed = {"text": "An hour of my words.", "current": "my own password", "csrf_token": "old one"}

    own = visitor.client.post("/journal/new", data=typed, headers=FROM_A_PAGE_OF_OURS)
    foreign = visitor.client.post("/journal/new", data=typed, headers=FROM_ELSEWHERE)
    silent = visitor.client.post("/journal/new", data=typed)

    assert "An hour of my words." in own.text
    assert "my own password" not in own.text
    for answer in (foreign, silent):
        assert answer.status_code == 400
        assert "An hour of my words." not in answer.text


def test_a_token_of_somebody_else_is_none(visit: Visit) -> None:
    theirs = visit(a_worker(name="Ben")).get("/account").text
    token = theirs.partition('name="csrf_token" value="')[2].partition('"')[0]
    visitor = visit(a_worker(name="Ana"))
    visitor.get("/account")

    answer = visitor.client.post("/sign-out", data={"csrf_token": token})

    assert answer.status_code == 400


def test_too_much_is_refused_in_words(app: Flask, visit: Visit) -> None:
    visitor = visit(a_worker())
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = 10_000

    typed = visitor.client.post("/plan/new", data={"title": "x" * 10_000})
    uploaded = visitor.client.post("/import/", data={"files": (BytesIO(b"x" * 10_000), "a.txt")})

    assert typed.status_code == uploaded.status_code == 413
    assert "50 MiB a file" in typed.text
    assert "50 MiB a file" in uploaded.text


def test_an_address_used_the_wrong_way_says_so(visit: Visit) -> None:
    answer = visit(a_worker()).client.get("/sign-out")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert "use the buttons on the page" in answer.text


def test_programs_are_answered_in_json(visit: Visit) -> None:
    visitor = visit(a_worker())

    missing = visitor.client.get("/org/nowhere.json")
    table = visitor.client.get("/nowhere.csv")
    wrong_way = visitor.client.post("/org/nowhere.json")

    assert missing.status_code == table.status_code == 404
    assert missing.content_type == table.content_type == "application/json"
    assert "There is nothing here" not in missing.text
    assert (missing.json or {})["error"].startswith("The address may be mistyped")
    assert wrong_way.status_code in {400, 404, 405}
    assert set(wrong_way.json or {}) == {"error"}


@pytest.fixture
def broken(config: MineConfig) -> Iterator[Flask]:
    """A house with some views that refuse, break, or do not say whom they are open to."""
    app = create_app(config)

    @app.get("/refuses")
    @open_to(Role.WORKER)
    def refuse() -> str:
        raise Refused("Only its owner can share a goal.")

    @app.get("/conflicts")
    @open_to(Role.WORKER)
    def conflict() -> str:
        raise Conflict("This goal is already achieved.")

    @app.get("/breaks")
    @open_to_anybody
    def breaks() -> str:
        raise RuntimeError("a secret of ours")

    @app.get("/silent")
    def silent() -> str:
        return "nobody should read this"

    @app.get("/stewards")
    @open_to(Role.STEWARD)
    def stewards() -> str:
        return "for stewards"

    with opened(app):
        yield app


def test_what_is_refused_says_why(broken: Flask) -> None:
    visitor = Visitor(broken, a_worker())

    refused, conflict = visitor.get("/refuses"), visitor.get("/conflicts")

    assert refused.status_code == 403
    assert "Only its owner can share a goal." in refused.text
    assert conflict.status_code == 409
    assert "This goal is already achieved." in conflict.text


def test_a_view_that_does_not_say_whom_it_is_open_to_is_closed(broken: Flask) -> None:
    for actor in (None, a_worker(roles=(Role.ADMINISTRATOR,))):
        answer = Visitor(broken, actor).get("/silent")

        assert answer.status_code == 403
        assert "nobody should read this" not in answer.text


def test_a_role_opens_only_its_own_doors(broken: Flask) -> None:
    assert Visitor(broken, a_worker(roles=(Role.STEWARD,))).get("/stewards").status_code == 200
    for role in (Role.WORKER, Role.MANAGER, Role.ADMINISTRATOR):
        answer = Visitor(broken, a_worker(roles=(role,))).get("/stewards")
        assert answer.status_code == 403
        assert "for people with another role" in answer.text


def test_what_breaks_on_our_side_says_so_and_nothing_of_how(broken: Flask) -> None:
    broken.config["PROPAGATE_EXCEPTIONS"] = False
    broken.logger.disabled = True

    answer = Client(broken).get("/breaks")

    assert answer.status_code == 500
    assert "Something broke" in answer.text
    assert "a secret of ours" not in answer.text
    assert "Traceback" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_database_that_is_gone_is_our_side_too(bare_config: MineConfig) -> None:
    with opened(create_app(bare_config)) as app:
        app.config["PROPAGATE_EXCEPTIONS"] = False
        app.logger.disabled = True

        answer = Client(app).get("/sign-in")

    assert answer.status_code == 500
    assert "Something broke" in answer.text


def test_what_no_database_can_keep_is_refused_before_it_gets_there(app: Flask) -> None:
    answer = Visitor(app).post("/sign-in", email="ana\0@x.example", password="\0")

    assert answer.status_code == 400


def test_an_empty_house_has_a_door_all_the_same(app: Flask) -> None:
    answer = Client(app).get("/sign-in")

    assert answer.status_code == 200
    assert "Sign in to Learnplan" in answer.text


@only_on_sqlite  # nothing is asked of a database that both kinds would not answer alike
def test_no_page_of_mine_is_left_with_a_browser(visit: Visit) -> None:
    ana = a_worker()
    a_goal(owner=ana)
    visitor = visit(ana)

    for address in ("/", "/log/", "/plan/", "/plan/board", "/journal/", "/account/"):
        answer = visitor.client.get(address, headers={"If-None-Match": "*"})

        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == "no-store", address
        assert "Cookie" in answer.headers["Vary"], address
        assert "ETag" not in answer.headers, address


@only_on_sqlite  # likewise
def test_a_page_that_a_browser_has_is_not_confirmed_to_whoever_signed_out(visit: Visit) -> None:
    visitor = visit(a_worker())
    address = "/org/performance/units.json"
    tag = {"If-None-Match": visitor.client.get(address).headers["ETag"]}
    confirmed = visitor.client.get(address, headers=tag)
    cookie = visitor.client.get_cookie("learnplan")
    assert cookie is not None

    visitor.post("/sign-out", page="/account/")
    visitor.client.set_cookie("learnplan", cookie.value)  # kept by somebody who should not have it
    refused = visitor.client.get(address, headers=tag)

    assert confirmed.status_code == 304
    assert refused.status_code == 401
