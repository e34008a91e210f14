"""Evidence on the pages people use: attaching, changing, letting it go along, and sending it."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, db, transaction
from learnplan.mine.disclosures.queries import journal_for
from learnplan.mine.evidence import policy, queries, services
from learnplan.mine.evidence.models import Evidence
from learnplan.mine.evidence.queries import everything_of
from learnplan.mine.journal.services import write_reflection
from learnplan.mine.plan.queries import deleted_goal_for, own_goal_for
from learnplan.mine.plan.services import goals
from learnplan.mine.sharing.items import Item, ItemKind
from learnplan.mine.sharing.services import share_item, stop_sharing
from tests.factories.activities import an_activity
from tests.factories.evidence import PDF, a_document, a_file, a_picture
from tests.factories.people import a_manager, a_worker
from tests.factories.plans import a_goal
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
Upload = tuple[BytesIO, str]


@pytest.fixture
def ana(app: Flask) -> Actor:  # noqa: ARG001 - somebody who works in it
    return a_worker(name="Ana Lima")


@pytest.fixture
def goal(ana: Actor) -> Item:
    return a_goal(owner=ana).as_item


def page_of(item: Item) -> str:
    places = {ItemKind.GOAL: "/plan/goals", ItemKind.ACTIVITY: "/log"}
    return f"{places.get(item.kind, '/journal')}/{item.id}"


def attach(visitor: Visitor, item: Item, *files: Upload) -> str:
    address = f"/evidence/{item.kind}/{item.id}/files"
    return visitor.post(address, page_of(item), **{"file-files": list(files)}).text


def a_name(data: bytes, name: str) -> Upload:
    return BytesIO(data), name


def share(owner: Actor, item: Item, reader: Actor) -> None:
    with transaction(Database.LEARNING):
        share_item(owner, item, reader_id=reader.id)


def test_several_files_are_attached_at_once(visit: Visit, ana: Actor, goal: Item) -> None:
    page = attach(visit(ana), goal, a_name(PDF, "Plan.pdf"), a_name(a_picture(), "Photo.png"))

    assert "2 files attached. Only you can see it." in page
    assert "such as the place" in page
    assert re.search(r"Plan\.pdf</a>", page)
    assert f"/evidence/{everything_of(ana.id)[1].id}/picture" in page
    assert "You use" in page


def test_of_several_files_all_are_attached_or_none(visit: Visit, ana: Actor, goal: Item) -> None:
    page = attach(visit(ana), goal, a_name(PDF, "Plan.pdf"), a_name(b"MZ\x00\x01", "tool.exe"))

    alone = attach(visit(ana), goal, a_name(b"MZ\x00\x01", "tool.exe"))

    assert "tool.exe: This is not a kind of file that is kept here." in page
    assert "None of the files is attached: choose the others again." in page
    assert "choose the others again" not in alone
    assert everything_of(ana.id) == []


@only_on_sqlite  # nothing is asked of the database
def test_no_file_and_no_words_are_refused_beside_the_field(
    visit: Visit, ana: Actor, goal: Item
) -> None:
    visitor, about = visit(ana), f"/evidence/goal/{goal.id}"

    nothing = visitor.post(f"{about}/files", page_of(goal))
    script = visitor.post(
        f"{about}/links",
        page_of(goal),
        **{"link-address": "javascript:alert(1)", "link-title": "Read me"},
    )
    silence = visitor.post(f"{about}/quotations", page_of(goal), **{"quotation-said_by": "Priya"})

    assert [each.status_code for each in (nothing, script, silence)] == [422] * 3
    assert "Choose a file." in nothing.text
    assert "begins with https:// or http://" in script.text
    assert 'value="Read me"' in script.text
    assert "Write what was said." in silence.text
    assert 'value="Priya"' in silence.text


def test_a_link_and_a_quotation_beside_an_entry(visit: Visit, ana: Actor) -> None:
    entry = an_activity(owner=ana).as_item
    visitor, about = visit(ana), f"/evidence/activity/{entry.id}"

    visitor.post(
        f"{about}/links",
        page_of(entry),
        **{"link-address": "https://example.org/locks", "link-title": "On locks"},
    )
    page = visitor.post(
        f"{about}/quotations",
        page_of(entry),
        **{"quotation-quotation": "Measure <b>first</b>.", "quotation-said_by": "Priya"},
    ).text

    assert 'href="https://example.org/locks"' in page
    assert "Measure &lt;b&gt;first&lt;/b&gt;." in page
    assert "– Priya" in page


def test_a_file_beside_a_reflection_is_sent_to_its_owner(visit: Visit, ana: Actor) -> None:
    with transaction(Database.LEARNING):
        reflection = write_reflection(ana, text="What I made of it.").as_item

    attach(visit(ana), reflection, a_name(PDF, "Plan.pdf"))

    address = f"/evidence/{everything_of(ana.id)[0].id}/file"
    assert visit(ana).get(address).data == PDF
    assert visit(a_worker()).get(address).status_code == 404


def test_a_form_sent_twice_attaches_once(visit: Visit, ana: Actor, goal: Item) -> None:
    visitor, about = visit(ana), f"/evidence/goal/{goal.id}/links"
    said = {"link-address": "https://example.org/", "link-once": "word"}

    visitor.post(about, page_of(goal), **said)
    visitor.post(about, page_of(goal), **said)

    assert len(everything_of(ana.id)) == 1


def test_of_two_windows_the_later_sees_both_texts(visit: Visit, ana: Actor, goal: Item) -> None:
    evidence = a_file(ana, goal)
    address = f"/evidence/{evidence.id}/edit"
    visitor = visit(ana)

    visitor.post(address, title="From the first window", version="1")
    late = visitor.post(address, title="From the second window", version="1")

    assert late.status_code == 409
    assert "From the first window" in late.text
    assert "From the second window" in late.text
    assert everything_of(ana.id)[0].title == "From the first window"


def test_order_removal_and_undo(visit: Visit, ana: Actor, goal: Item) -> None:
    first, second = a_file(ana, goal, name="a.txt"), a_file(ana, goal, b"b", name="b.txt")
    visitor, here = visit(ana), page_of(goal)

    visitor.post(f"/evidence/{second.id}/up", here)
    moved = [each.file_name for each in queries.evidence_of(ana, goal.kind, goal.id)]
    removed = visitor.post(f"/evidence/{first.id}/remove", here)
    visitor.post(f"/evidence/{first.id}/restore", here)
    db.session.rollback()

    assert moved == ["b.txt", "a.txt"]
    assert f"/evidence/{first.id}/restore" in removed.text
    assert [each.file_name for each in queries.evidence_of(ana, goal.kind, goal.id)] == moved


def test_evidence_stays_with_its_owner_until_it_goes_along(
    visit: Visit, ana: Actor, goal: Item
) -> None:
    dana = a_worker(name="Dana Whitfield")
    share(ana, goal, dana)
    evidence = a_file(ana, goal, name="secret.txt")
    file = f"/evidence/{evidence.id}/file"

    before = visit(dana).get(page_of(goal)).text, visit(dana).get(file).status_code
    visit(ana).post(f"/evidence/{evidence.id}/goes", page_of(goal), goes="along")
    along = visit(ana).get(page_of(goal)).text
    shown = visit(dana).get(page_of(goal)).text
    taken = visit(dana).get(file)
    visit(ana).post(f"/evidence/{evidence.id}/goes", page_of(goal))
    after = visit(dana).get(page_of(goal)).text, visit(dana).get(file).status_code

    assert "Goes along with this goal: Dana Whitfield sees it now" in along
    assert "secret.txt" in shown
    assert taken.data == b"What I saw on Monday."
    for page, status in (before, after):
        assert "secret.txt" not in page
        assert status == 404


def test_its_owner_is_told_once_a_day_who_took_a_file(visit: Visit, ana: Actor, goal: Item) -> None:
    dana = a_worker(name="Dana Whitfield")
    share(ana, goal, dana)
    evidence = a_file(ana, goal, name="plan.txt", goes_along=True)

    for visitor in (visit(dana), visit(dana), visit(ana)):
        visitor.get(f"/evidence/{evidence.id}/file")

    lines = [line for line in journal_for(ana).lines if line.what == "plan.txt"]
    assert [(line.kind, line.whom) for line in lines] == [("look", "Dana Whitfield")]


def test_what_is_over_is_closed_to_its_reader(visit: Visit, ana: Actor, goal: Item) -> None:
    dana = a_worker()
    evidence = a_file(ana, goal, a_picture(), name="photo.png", goes_along=True)
    addresses = [f"/evidence/{evidence.id}/{what}" for what in ("file", "picture")]

    def seen() -> list[int]:
        db.session.rollback()
        return [visit(dana).get(address).status_code for address in addresses]

    share(ana, goal, dana)
    shared = seen()
    with transaction(Database.LEARNING):
        goals.delete_goal(ana, own_goal_for(ana, goal.id))
    deleted = seen(), visit(ana).get(addresses[0]).status_code
    with transaction(Database.LEARNING):
        goals.restore_goal(ana, deleted_goal_for(ana, goal.id))
    back = seen()
    with transaction(Database.LEARNING):
        services.remove_evidence(ana, queries.evidence_for(ana, evidence.id))
    removed = seen()
    with transaction(Database.LEARNING):
        services.restore_evidence(ana, queries.removed_evidence_for(ana, evidence.id))
        stop_sharing(ana, goal, reader_id=dana.id)

    assert (shared, back) == ([200, 200], [200, 200])
    assert (deleted, removed, seen()) == (([404, 404], 404), [404, 404], [404, 404])


def test_to_everybody_else_it_does_not_exist(visit: Visit, ana: Actor, goal: Item) -> None:
    evidence = a_file(ana, goal, a_picture(), name="photo.png", goes_along=True)
    share(ana, goal, a_worker())
    nobody_s = "00000000-0000-4000-8000-000000000000"

    for actor in (a_worker(), a_manager(), a_worker(roles=(Role.ADMINISTRATOR, Role.STEWARD))):
        visitor = visit(actor)
        for what in ("file", "picture", "edit"):
            foreign, missing = (
                visitor.get(f"/evidence/{one}/{what}") for one in (evidence.id, nobody_s)
            )
            assert foreign.status_code == 404
            assert _same(foreign.text) == _same(missing.text)
        for what in ("goes", "up", "down", "remove", "restore", "edit"):
            answer = visitor.post(f"/evidence/{evidence.id}/{what}", "/", goes="along", title="x")
            assert answer.status_code == 404
        for what in ("files", "links", "quotations"):
            answer = visitor.post(f"/evidence/goal/{goal.id}/{what}", "/")
            assert answer.status_code == 404
    db.session.rollback()
    assert queries.evidence_of(ana, goal.kind, goal.id)[0].title == "photo.png"


def _same(page: str) -> str:
    """A page without what is new each time."""
    page = re.sub(r'name="(csrf_token|once)" value="[^"]*"', "", page)
    return re.sub(r'nonce="[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}', "", page)


@only_on_sqlite  # what is sent does not come from the database
@pytest.mark.parametrize(
    ("data", "name"),
    [
        (PDF + b"<script>alert(1)</script>", 'a"\r\nX-Evil: 1.pdf'),
        (b"hello <script>alert(1)</script>", "\u202etxt.html"),
        (a_document(), "x" * 300 + ".docx"),
        (a_picture("GIF"), "../../photo.gif"),
    ],
)
def test_whatever_it_is_a_browser_saves_it_and_runs_nothing(
    visit: Visit, ana: Actor, goal: Item, data: bytes, name: str
) -> None:
    evidence = a_file(ana, goal, data, name=name)

    answer = visit(ana).get(f"/evidence/{evidence.id}/file")

    said = answer.headers
    assert said["Content-Disposition"].startswith("attachment; filename=")
    assert said["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Cross-Origin-Resource-Policy"] == "same-origin"
    assert said["Cache-Control"] == "no-store"
    assert "X-Evil" not in said
    assert answer.content_type.partition(";")[0] not in ("text/html", "image/svg+xml")


def test_over_the_quota_it_is_said_and_what_was_there_stays(
    app: Flask, visit: Visit, ana: Actor, goal: Item
) -> None:
    app.config["SHELF"] = replace(app.config["SHELF"], quota=2**18)
    a_file(ana, goal, b"a" * 2**17)

    page = attach(visit(ana), goal, a_name(b"b" * 2**18, "large.txt"))

    assert "There is no room for it" in page
    assert len(everything_of(ana.id)) == 1


def test_policy_and_query_agree(ana: Actor, goal: Item) -> None:
    dana, ben = a_worker(), a_worker()
    other = an_activity(owner=ana).as_item
    share(ana, goal, dana)
    for item in (goal, other, a_goal(owner=ben).as_item):
        owner = ben if item.owner_id == ben.id else ana
        a_file(owner, item, b"1", goes_along=True)
        a_file(owner, item, b"2")
        gone = a_file(owner, item, b"3", goes_along=True)
        with transaction(Database.LEARNING):
            services.remove_evidence(owner, queries.evidence_for(owner, gone.id))
    every = db.session.query(Evidence).all()

    for actor in (ana, dana, ben, a_manager()):
        opened = {(goal.kind, goal.id)} if actor is dana else set()
        readable = {each.id for each in every if policy.can_read(actor, each, opened=opened)}
        found = db.session.query(Evidence.id).where(policy.readable_by(actor))
        assert {evidence_id for (evidence_id,) in found} == readable

        for one, twin in (
            (policy.can_edit, policy.editable_by),
            (policy.can_restore, policy.restorable_by),
        ):
            found = db.session.query(Evidence.id).where(twin(actor))
            assert {row.id for row in found} == {each.id for each in every if one(actor, each)}


def test_what_was_said_is_found_by_its_owner(visit: Visit, ana: Actor, goal: Item) -> None:
    with transaction(Database.LEARNING):
        kept = services.attach_quotation(ana, goal, quotation="Measure the gearbox", said_by="Li")

    found = visit(ana).get("/log/?q=gearbox").text
    with transaction(Database.LEARNING):
        services.remove_evidence(ana, queries.evidence_for(ana, kept.id))

    assert clock.now() > kept.added_at
    assert "gearbox" in found
