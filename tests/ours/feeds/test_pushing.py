"""A program pushes figures by token: all or nothing, once, and never more than it may."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, DomainError
from learnplan.directory.queries import hash_of
from learnplan.ours.feeds import bodies, openapi, queries, services
from learnplan.ours.feeds.models import Token
from learnplan.ours.performance import recording
from learnplan.ours.performance.models import ObservationBatch, observation
from learnplan.ours.performance.senders import Origin
from tests.factories.people import a_unit, a_worker, an_administrator
from tests.factories.performance import an_indicator_called, some_figures
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]
API = "/org/api/v1/observations"
FEEDS = "/org/performance/feeds/"


def a_token(
    *, name: str = "ERP, nightly", indicators: list[UUID] | None = None, attests: bool = True
) -> str:
    ada = an_administrator()
    with transaction(Database.ORGANISATION):
        return services.make_token(ada, name=name, indicators=indicators, attests=attests)


def a_figure(value: object = 4, *, unit: str = "Packaging", **more: object) -> dict[str, object]:
    said = {"unit": unit, "indicator": "Incidents", "period": "2026-03", "value": value, **more}
    return {name: each for name, each in said.items() if each is not None}


def send(app: Flask, word: str, *figures: object, key: str = "", **more: object) -> TestResponse:
    headers = {"Authorization": f"Bearer {word}", **({"Idempotency-Key": key} if key else {})}
    body = {"observations": list(figures), **more}
    return Visitor(app).client.post(API, json=body, headers=headers)


def values() -> list[float]:
    """Every figure that was brought in, in order of size."""
    stmt = select(observation.c.value).where(observation.c.batch.is_not(None))
    found = list(db.session.scalars(stmt.order_by(observation.c.value)))
    db.session.rollback()
    return found


@pytest.fixture(autouse=True)
def packaging(app: Flask) -> UUID:
    assert app
    return a_unit("Packaging")


def test_what_is_pushed_is_kept_traced_and_undone_as_an_import_is(app: Flask) -> None:
    answer = send(app, a_token(), a_figure(4), a_figure(6.5, period="2026-04"))

    assert answer.status_code == 200
    assert answer.json is not None
    assert (answer.json["added"], answer.json["indicators_created"]) == (2, 1)
    assert values() == [4, 6.5]
    with transaction(Database.ORGANISATION):
        batch = db.session.get_one(ObservationBatch, UUID(answer.json["batch"]))
        token = db.session.scalars(select(Token)).one()
        assert (batch.sent_by, batch.origin, batch.feed_id) == (token.name, Origin.TOKEN, token.id)
        recording.undo(batch)
    assert values() == []


def test_one_wrong_row_keeps_all_of_them_out_and_every_fault_is_told(app: Flask) -> None:
    word = a_token()
    wrong = (
        a_figure("4"),
        a_figure(None),
        a_figure(1e16),
        a_figure(period="soon"),
        a_figure(colour="red"),
        {"unit": "Packaging"},
        "4",
        a_figure(True, unit="Packaging\n"),
        a_figure(None, numerator=1, denominator=0, period="2025-01"),
        a_figure(None, numerator=1e14, denominator=1e-300, period="2025-02"),
        a_figure(contributors=2, period="2025-03"),
        {**a_figure(), "value": None},
    )
    tried = send(app, word, a_figure(4, period="2026-05"), *wrong, dry_run=True)
    refused = send(app, word, a_figure(4, period="2026-05"), *wrong)

    assert tried.status_code == 200
    assert refused.status_code == 422
    assert tried.json is not None
    assert refused.json is not None
    assert tried.json["added"] == 1
    assert refused.json["error"] == "Nothing was kept: of 13, 12 figures are wrong."
    assert [each["row"] for each in refused.json["wrong"]] == list(range(2, 14))
    assert tried.json["wrong"] == refused.json["wrong"]
    assert values() == []


@only_on_sqlite  # what is read of a push, before any database is asked
def test_a_number_of_which_nothing_is_left_in_reading_is_refused_and_0_is_0(app: Flask) -> None:
    word = a_token()

    def push(value: str, name: str = "value") -> TestResponse:
        figure = f'{{"unit":"Packaging","indicator":"Incidents","period":"2026-03","{name}":{value}'
        more = ',"value":4' if name != "value" else ""
        return Visitor(app).client.post(
            API,
            data=f'{{"observations":[{figure}{more}}}]}}',
            headers={"Authorization": f"Bearer {word}", "Content-Type": "application/json"},
        )

    for lost in ("1e-400", "-1E-400", f"0.{'0' * 400}1", f"1e-{'9' * 30}"):
        for name in ("value", "target", "numerator"):
            refused = push(lost, name)
            assert refused.status_code == 422, lost
            assert refused.json is not None
            assert refused.json["wrong"] == [
                {
                    "row": 1,
                    "reason": f"“{name}” is closer to 0 than a number here can be, and not 0.",
                }
            ]
    for nothing in ("0e-400", "-0.0", f"0.{'0' * 400}", "0", "1e-17"):
        assert push(nothing).status_code == 200, nothing
    assert values() == [0]


def test_the_same_push_under_the_same_key_is_done_once(app: Flask) -> None:
    word = a_token()
    first = send(app, word, a_figure(4), key="night-1")
    send(app, word, a_figure(5), key="night-2")

    again = send(app, word, a_figure(4), key="night-1")
    other = send(app, word, a_figure(9), key="night-1")
    elsewhere = send(app, a_token(name="Another"), a_figure(6), key="night-1")

    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert other.status_code == 409
    assert elsewhere.status_code == 200
    assert values() == [6]


def test_what_somebody_undid_comes_back_under_another_key_alone(app: Flask) -> None:
    word = a_token()
    pushed = send(app, word, a_figure(4), key="night-1").get_json()
    with transaction(Database.ORGANISATION):
        recording.undo(db.session.get_one(ObservationBatch, UUID(pushed["batch"])))

    again = send(app, word, a_figure(4), key="night-1")
    after = values()
    send(app, word, a_figure(4), key="night-2")

    assert again.headers["Idempotency-Replayed"] == "true"
    assert after == []
    assert values() == [4]


@only_on_sqlite  # arithmetic
def test_a_bare_quotient_is_as_many_in_a_hundred_as_the_indicator_has(app: Flask) -> None:
    some_figures(["Packaging", "Late", "2026-02", None, 2, 50, 5])  # a percentage, as its target is
    late = {"unit": "Packaging", "indicator": "Late", "period": "2026-03"}
    word = a_token()

    told = send(app, word, {**late, "numerator": 3, "denominator": 40}).get_json()
    again = send(app, word, {**late, "value": 7.5, "numerator": 3, "denominator": 40}).get_json()

    assert values() == [4, 7.5]
    assert (told["added"], again["unchanged"]) == (1, 1)
    assert told["remarks"] == again["remarks"] == []


@only_on_sqlite  # what is said of figures, not how they are kept
def test_a_figure_that_cannot_be_added_up_is_remarked_upon(app: Flask) -> None:
    some_figures(["Packaging", "Late", "2026-02", None, 2, 50, 5])
    late = {"unit": "Packaging", "indicator": "Late", "period": "2026-03", "value": 7.5}

    told = send(app, a_token(), late, {**late, "period": "2026-04"}).get_json()

    assert told["added"] == 2
    assert told["remarks"] == [
        "Figures of Late without numerator and denominator, which no unit above gets: 2."
    ]


def test_a_token_pushes_its_own_indicators_alone_and_makes_nothing(app: Flask) -> None:
    some_figures(["Packaging", "Incidents", "2026-03", 4], ["Packaging", "Sales", "2026-03", 7])
    word = a_token(indicators=[an_indicator_called("Incidents")])

    allowed = send(app, word, a_figure(5))
    refused = send(
        app,
        word,
        a_figure(9, indicator="Sales"),
        a_figure(9, indicator="Invented"),
        a_figure(9, unit="Operations / Invented"),
        a_figure(9, period="2026-Q1"),
    )

    assert allowed.status_code == 200
    assert refused.status_code == 422
    assert refused.json is not None
    assert [each["row"] for each in refused.json["wrong"]] == [1, 2, 3, 4]
    assert values() == [5, 7]


def test_without_its_makers_word_figures_stay_with_the_organisation(
    app: Flask, visit: Visit, packaging: UUID
) -> None:
    send(app, a_token(attests=False), a_figure(4))

    board = visit(a_worker()).get(f"/org/performance/units/{packaging}")

    assert "Not shown" in board.text


def test_nothing_but_a_token_that_holds_opens_the_door(app: Flask, visit: Visit) -> None:
    ada = an_administrator()
    word = a_token()
    signed_in = visit(ada).client.post(API, json={"observations": [a_figure()]})
    with transaction(Database.ORGANISATION):
        services.revoke(ada, queries.tokens_for(ada)[0])

    for answer in (signed_in, send(app, word, a_figure()), send(app, "", a_figure())):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json is not None
        assert answer.json["error"].startswith("Send a token")
        assert "Set-Cookie" not in answer.headers
    assert values() == []


@only_on_sqlite  # it is refused before any database is asked
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"observations": {}}',
        b'{"observations": []}',
        b'{"observations": [], "colour": 1}',
        b'{"observations": [NaN]}',
        b'{"observations": [1], "dry_run": "yes"}',
        b'{"observations": [1], "dry_run": true, "dry\\u005frun": false}',
        b'{"observations": [' + b'{"unit": ' * 1000 + b"1" + b"}" * 1000 + b"]}",
        b"[" * 5000,
        b'{"observations": [' + b"1," * 50_001 + b"1]}",
    ],
    ids=lambda body: f"{len(body)} of {body[:20]!r}",
)
def test_what_is_no_push_is_refused_in_words(app: Flask, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {a_token()}"}
    answer = Visitor(app).client.post(
        API, data=body, headers=headers, content_type="application/json"
    )

    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"].endswith(".")


@only_on_sqlite  # it is refused before any database is asked
def test_whoever_writes_a_program_reads_what_is_to_be_put_right(app: Flask) -> None:
    word = a_token()

    def told(body: bytes, kind: str = "application/json", **more: str) -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {word}", **more}
        answer = Visitor(app).client.post(API, data=body, headers=headers, content_type=kind)
        assert answer.json is not None
        return answer.status_code, answer.json["error"]

    figure = b'{"observations": [{"unit": "Caf\xc3\xa9", "value": %s}]}'
    for none in (b"NaN", b"Infinity", b"1e999"):
        code, error = told(figure % none)
        assert code == 400
        assert error.startswith(f"JSON has no number {none.decode()} (line 1, column ")
    assert told(figure % b"1" + b"\xe9")[1].startswith("This is not UTF-8")
    assert told(b" " * (16 * 2**20 + 1)) == (413, "A push is at most 16 MiB. Send it in parts.")
    packed = {"Content-Encoding": "gzip"}
    for answer in (told(b"{}", "text/json"), told(b"{}", **packed)):
        assert answer == (415, "Send it as application/json, not packed.")
    wrong_way = Visitor(app).client.get(API)
    assert wrong_way.status_code == 405
    assert wrong_way.get_json()["error"] == "This address takes OPTIONS, POST, and not GET."


@only_on_sqlite  # what is read of a push, before any database is asked
def test_a_push_may_begin_with_the_mark_that_some_programs_write(app: Flask) -> None:
    headers = {"Authorization": f"Bearer {a_token()}", "Content-Type": "application/json"}
    body = b"\xef\xbb\xbf" + orjson.dumps({"observations": [a_figure(4)]})

    assert Visitor(app).client.post(API, data=body, headers=headers).status_code == 200
    assert values() == [4]


@only_on_sqlite  # words
def test_the_document_takes_names_in_any_letters_and_every_week(app: Flask) -> None:
    document = Visitor(app).client.get("/org/api/v1/openapi.json").get_json()
    observation = document["components"]["schemas"]["Observation"]
    push = document["paths"]["/observations"]["post"]["requestBody"]["content"]["application/json"]

    assert re.search(observation["properties"]["unit"]["pattern"], "Zürich / Λάρισα / 東京")
    assert not re.search(observation["properties"]["unit"]["pattern"], "Packaging\t")
    assert re.search(observation["properties"]["period"]["pattern"], "2026-W53")
    assert send(app, a_token(), a_figure(4, period="2020-W53", indicator="日数")).status_code == 200
    tried = send(app, a_token(), *push["example"]["observations"], dry_run=True)
    assert tried.get_json()["wrong"] == []


def test_no_figure_is_of_a_day_that_is_to_come_where_the_organisation_is(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = a_token()
    monkeypatch.setitem(app.extensions["ours"].config, "TIME_ZONE", "Pacific/Kiritimati")

    with clock.stopped(datetime(2026, 3, 31, 12, tzinfo=UTC)):  # there it is April already
        begun = send(app, word, a_figure(period="2026-04", as_of="2026-04-01"))
        wrong = send(
            app,
            word,
            a_figure(period="2026-05"),
            a_figure(period="2126-W12"),
            a_figure(period="2026-04", as_of="2026-04-02"),
            a_figure(as_of="2026-02-03"),
            a_figure(period="2026"),
        )

    assert begun.status_code == 200
    assert wrong.status_code == 422
    assert wrong.json is not None
    assert [each["row"] for each in wrong.json["wrong"]] == [1, 2, 3, 4]
    assert [each["reason"] for each in wrong.json["wrong"]] == [
        "May 2026 has not begun yet, so there can be no figure of it.",
        "Week 12, 2126 has not begun yet, so there can be no figure of it.",
        "Its day, 2 April 2026, is still to come.",
        "Its day, 3 February 2026, is before Mar 2026 began.",
    ]
    assert values() == [4]


def test_a_name_said_twice_is_refused_at_its_place(app: Flask) -> None:
    figure = b'{"unit": "Packaging", "indicator": "Incidents", "period": "2026-0%d", "value": 4%s}'
    body = b'{"observations": [%s, %s]}' % (figure % (3, b""), figure % (4, b', "value": 5'))
    answer = Visitor(app).client.post(
        API,
        data=body,
        headers={"Authorization": f"Bearer {a_token()}"},
        content_type="application/json",
    )

    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["wrong"] == [{"row": 2, "reason": "“value” is said twice."}]
    assert values() == []


def test_an_administrator_makes_a_token_sees_it_once_and_revokes_it(visit: Visit) -> None:
    some_figures(["Packaging", "Incidents", "2026-03", 4])
    ada = visit(an_administrator())
    new = f"{FEEDS}tokens/new"

    wrong = ada.post(new, name="", reach="these")
    made = ada.post(
        new, name="ERP", reach="these", indicators=str(an_indicator_called("Incidents"))
    )
    listed = ada.get(FEEDS).text

    assert wrong.status_code == 422
    assert "Choose at least one indicator" in wrong.text
    token = db.session.scalars(select(Token)).one()
    db.session.rollback()
    word = made.text.partition("lp_")[2].partition("<")[0]
    assert hash_of(f"lp_{word}") == token.word_hash
    assert "Only Incidents." in listed
    assert word not in listed

    address = f"{FEEDS}tokens/{token.id}/revoke"
    db.session.rollback()
    revoked = ada.post(address, page=FEEDS)
    assert "opens nothing any more" in revoked.text
    assert queries.token_with(f"lp_{word}") is None
    assert "Revoked" in ada.get(FEEDS).text

    undo = address.replace("revoke", "hold-again")
    assert f'action="{undo}"' in revoked.text
    db.session.rollback()
    ada.post(undo, page=new)
    db.session.rollback()
    assert queries.token_with(f"lp_{word}") is not None
    ada.post(address, page=FEEDS)
    db.session.rollback()
    with clock.stopped(clock.now() + timedelta(days=1, minutes=1)), pytest.raises(Conflict):
        services.hold_again(an_administrator(), queries.tokens_for(an_administrator())[0])
    db.session.rollback()


def test_a_form_sent_twice_makes_one_token() -> None:
    ada = an_administrator()
    said: dict[str, Any] = {"name": "ERP", "indicators": None, "attests": False, "once": "a word"}
    with transaction(Database.ORGANISATION):
        services.make_token(ada, **said)

    with pytest.raises(Conflict), transaction(Database.ORGANISATION):
        services.make_token(ada, **said)
    assert db.session.scalar(select(func.count()).select_from(Token)) == 1
    db.session.rollback()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda some: st.lists(some) | st.dictionaries(st.text(), some),
    max_leaves=8,
)


@only_on_sqlite  # nothing of it reaches a database
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(figures=st.lists(JSON | st.fixed_dictionaries(dict.fromkeys(bodies.FIELDS, JSON))))
def test_no_json_breaks_the_reading(figures: list[object]) -> None:
    try:
        sent = bodies.read(orjson.dumps({"observations": figures}, option=orjson.OPT_NON_STR_KEYS))
    except (DomainError, orjson.JSONEncodeError):
        return
    assert sent.observations.rows_read == len(figures)


def test_the_document_is_served_to_anybody_and_says_the_limits(visit: Visit) -> None:
    answer = visit(None).client.get("/org/api/v1/openapi.json")

    assert answer.json == openapi.document("http://localhost:8000")
    schemas = answer.json["components"]["schemas"]
    assert set(schemas["Observation"]["properties"]) == set(bodies.FIELDS)
    assert schemas["Push"]["properties"]["observations"]["maxItems"] == bodies.ROWS_LIMIT
