"""Every page is well made: valid, one h1, a title, no id twice; and opening it writes nothing."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from io import BytesIO

import html5lib
import pytest
from flask import Flask, request
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.directory import queries
from learnplan.directory.services import people
from learnplan.mine.sharing.queries import shared_with
from learnplan.mine.sharing.views.room import item_url
from tests.crawling import endpoint_of, walk
from tests.installations import Installation, OnSQLite
from tests.kinds import only_on_sqlite
from tests.places import ROOT
from tests.visitors import UNPROCESSABLE, Visitor, hidden_fields, misplaced

TEMPLATES = ROOT / "templates"
IN_ITS_BLOCK = re.compile(r"{% block wrong %}.*?{% endblock %}")
READING = ("plan.show_goal", "log.show_activity", "journal.show_reflection")
WORKER, ADMINISTRATOR = "ana@northwind.example", "ada@northwind.example"
# Reached by a form or a script, not by a link.
NOT_LINKED = {
    "mine:account.confirm_authenticator",
    "mine:account.rename_passkey",  # linked from each passkey; nobody of the demonstration has one
    "mine:account.show_who_i_am",
    "mine:assets.send",
    "mine:circles.send_feed",
    "mine:attestations.send_file",
    "mine:attestations.show",
    "ours:assets.send",
    "mine:sign_in.come_in_by_link",
    "mine:log.capture",
    "mine:mail.ask_for_less",
    "mine:sign_in.take_second_step",
    "mine:log.understood",
    "mine:erasing.show",
    "mine:evidence.send_thumbnail",
    "mine:exports.take",
    "mine:offline.send_worker",
    "mine:offline.show",
    "mine:sharing.still_shared",
    "ours:front",
    "ours:performance.edit_step",  # linked for who manages a unit, whom nobody here walks as
    "ours:performance.edit_target",
    "ours:performance.send_whole",  # linked once somebody had it made
    "ours:window.look",  # its address is shown once, to who opens one
    "ours:window.send_csv",
    "ours:voice.edit_saying",  # linked from the desk of a thread, for a day
    "ours:voice.edit_thread",  # likewise
}
# The tree of units, for programs; the twins of boards and charts are linked from them.
TWINS = {"ours:performance.send_units"}


@pytest.fixture
def ana(northwind: Flask) -> Visitor:
    """Ana, with the preview of an import waiting for her."""
    northwind.config["BACKGROUND"] = False
    ana = Visitor(northwind, _actor(WORKER))
    preview = ana.post("/import/", files=(BytesIO(b"## 2024-05-03\nRead\n\n## 31 April"), "log.md"))
    assert "Check before it is added" in preview.text
    return ana


@pytest.fixture
def ada(northwind: Flask) -> Visitor:
    """Ada, who administers, and for the length of a walk keeps role maps and menus as well."""
    with transaction(Database.ORGANISATION):
        ada = _actor(ADMINISTRATOR)
        people.appoint(ada.id, Role.STEWARD, unit_id=queries.units()[0].id)
    return Visitor(northwind, _actor(ADMINISTRATOR))


def _actor(email: str) -> Actor:
    return queries.actor_for_email(email)


def faults_of(html: str) -> Iterator[str]:
    """What is wrong with a page, in words."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    for (line, _column), code, _values in parser.errors:
        yield f"line {line}: {code}"
    if html.count("<h1") != 1:
        yield f"{html.count('<h1')} h1"
    if not re.search(r"<title>[^<]{10,}</title>", html):
        yield "no title"
    if '<html lang="' not in html:
        yield "no language"
    ids = re.findall(r'\sid="([^"]*)"', html)
    yield from (f"id {one} twice" for one in sorted({one for one in ids if ids.count(one) > 1}))
    yield from (
        f"nothing has the id {one}"
        for one in sorted(
            set(re.findall(r'(?:for|aria-labelledby|aria-describedby)="(\S+)"', html))
        )
        if one not in ids
    )
    if re.search(r"\sstyle=|\son[a-z]+=\"", html):
        yield "inline style or script"
    if "None" in re.findall(r'="(None)"', html):
        yield 'an attribute says "None"'
    if '<main id="main"' not in html:
        yield "no main"


def ill_made(app: Flask, opened: Mapping[str, TestResponse]) -> Iterator[tuple[str, list[str]]]:
    """What is wrong with pages, two of each kind: to read one as a browser does takes its time."""
    met: Counter[str] = Counter()
    for address, answer in opened.items():
        view = endpoint_of(app, address)
        met[view] += 1
        if answer.mimetype == "text/html" and met[view] <= 2:
            yield address, list(faults_of(answer.text))


@contextmanager
def what_is_written() -> Iterator[list[tuple[str | None, str]]]:
    """What is written from now on: the view that did it, and into which table or how."""
    written: list[tuple[str | None, str]] = []

    def note(*call: object) -> None:
        statement = str(call[2]).lstrip()
        if not statement.upper().startswith(("SELECT", "WITH", "BEGIN", "PRAGMA")):
            written.append((request.endpoint, statement.partition(" (")[0]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield written
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_links_lead_to_every_page_all_are_well_made_and_opening_one_writes_only_a_days_first_look(
    northwind: Flask, ana: Visitor, ada: Visitor, installation: Installation
) -> None:
    """The look is at what somebody shared, which whoever shared it is told."""
    with northwind.test_request_context():
        shared = [item_url(each.item.kind, each.item.id) for each in shared_with(_actor(WORKER))]
    there = {
        f"{wing}:{rule.endpoint}"
        for wing, app in (("mine", northwind), ("ours", northwind.extensions["ours"]))
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    nobody = Visitor(northwind)

    with what_is_written() as walking:
        opened = {  # a pulse is in one of four states
            **walk(northwind, ana, each=4),
            **walk(northwind, ada, each=4),
            **{address: nobody.get(address) for address in ("/sign-in", "/plan/")},
        }
    with what_is_written() as looking:
        for _ in range(2):
            assert [ana.get(address).status_code for address in shared] == [200] * len(shared)

    looks = {(view, "INSERT INTO crossing") for view in READING}
    assert {one for one, answer in opened.items() if answer.status_code != 200} == set()
    if isinstance(installation, OnSQLite):  # HTML is HTML
        assert {one: found for one, found in ill_made(northwind, opened) if found} == {}
    assert there - {endpoint_of(northwind, one) for one in opened} == NOT_LINKED | TWINS
    assert shared
    assert set(walking) <= looks
    assert len([*walking, *looking]) == len(shared)


def _filled_in_wrongly(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The forms where something is typed or chosen: where each goes, filled in wrongly."""
    for start, inside in re.findall(r"<form\b([^>]*)>(.*?)</form>", html, re.DOTALL):
        action = re.search(r'action="([^"]*)"', start)
        names = re.findall(r'<(?:textarea|select|input)\b[^>]*\bname="([^"]+)"', inside)
        hidden = hidden_fields(f"<form{start}>{inside}</form>", action[1] if action else "")
        typed = [name for name in names if name not in hidden]
        if 'method="post"' in start and "novalidate" in start and typed:
            yield unescape(action[1]) if action else "", hidden | dict.fromkeys(typed, "")
            yield unescape(action[1]) if action else "", hidden | dict.fromkeys(typed, "\0" * 9)


@only_on_sqlite  # HTML is HTML
def test_every_form_that_is_sent_back_says_above_the_heading_what_is_wrong(
    northwind: Flask, ana: Visitor, ada: Visitor
) -> None:
    """``tests/visitors.py`` looks at each page that answers 422, here and in every other test."""
    sent_back = set()

    for visitor in (ana, ada):
        for address, answer in walk(northwind, visitor, each=1).items():
            if answer.mimetype == "text/html":
                for action, fields in _filled_in_wrongly(answer.text):
                    again = visitor.client.post(action or address, data=fields)
                    if again.status_code == UNPROCESSABLE:
                        sent_back.add(endpoint_of(northwind, action or address))

    assert len(sent_back) > 60


def test_only_the_layouts_say_where_a_summary_of_errors_stands() -> None:
    by_hand = {
        str(page.relative_to(TEMPLATES))
        for page in TEMPLATES.rglob("*.html")
        if re.search(r'class="summary"|\bsummary\(', IN_ITS_BLOCK.sub("", page.read_text("utf-8")))
    }

    assert by_hand == {"parts/field.html"}


def test_the_checks_bite() -> None:
    planted = '<!DOCTYPE html><html><p id="a"><div id="a" style="x"><h1></h1></p></div>'

    faults = "; ".join(faults_of(planted))

    for fault in ("id a twice", "no title", "no language", "inline style", "no main", "line 1"):
        assert fault in faults
    assert misplaced('<h1>A</h1><div class="summary">')
    assert misplaced('<h1>A</h1><input aria-invalid="true">')
    assert misplaced('<div class="summary"></div><div class="summary"></div><h1>A</h1>')
    assert not misplaced('<div class="summary"></div><h1>A</h1><input aria-invalid="true">')
