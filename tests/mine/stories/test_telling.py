"""Telling everyone: seen exactly before, on purpose, withdrawn at once, and by nobody else."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, NotFound, Refused
from learnplan.mine.disclosures.queries import journal_for, open_now
from learnplan.mine.disclosures.words import Ending, Kind
from learnplan.mine.stories import policy, publishing, queries, services
from learnplan.mine.stories.models import StoryDraft
from learnplan.mine.stories.stages import Stage
from learnplan.ours.practices.queries.stories import stories
from learnplan.ours.practices.services.stories import withdraw_story
from tests.factories.activities import an_activity
from tests.factories.people import a_manager, a_worker, an_administrator
from tests.factories.plans import a_goal
from tests.factories.reflections import a_reflection, a_story
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]
ARTICLE = re.compile(r"<article\b.*?</article>", re.DOTALL)
SAID = {
    "title": "Ask who else runs it",
    "happened": "Six people ran it *at nine*.",
    "advice": "Look at the clock.",
    "tags": "postgres, month end",
}


def now(actor: Actor, draft: StoryDraft) -> StoryDraft:
    """The story as it is kept now, whatever this test read before."""
    db.session.rollback()
    db.session.expire_all()
    return queries.draft_for(actor, draft.id)


def published(actor: Actor, **said: object) -> StoryDraft:
    """A story that everyone can see."""
    draft = a_story(owner=actor, **said)  # type: ignore[arg-type]  # what the factory takes
    publishing.publish(actor, draft.id, version=draft.version, whom="everyone")
    kept = now(actor, draft)
    db.session.expunge(kept)
    return kept


def page_in_ours(draft: StoryDraft) -> str:
    return f"/org/practices/{draft.story_id}"


def titles_in_ours() -> list[str]:
    db.session.rollback()
    return [each.telling.title for each in stories().stories]


@pytest.mark.parametrize("whose", ["signed", "unsigned"])
def test_what_is_published_is_what_was_looked_at_to_the_byte(visit: Visit, whose: str) -> None:
    ana, marek = a_worker(name="Ana Lima"), a_manager()
    author = visit(ana)

    preview = author.post("/stories/new", **SAID, signed=whose)
    nobody_yet = titles_in_ours()
    author.post(preview.request.path.replace("preview", "publish"), page=preview.request.path)

    (draft,) = queries.drafts_of(ana)
    (looked_at,) = ARTICLE.findall(preview.text)
    assert nobody_yet == []
    assert '<div class="wing" data-wing="ours">' in preview.text.partition("<article")[0]
    assert "Publish to everyone" in words(preview.text)
    for reader in (author, visit(marek), visit(a_worker())):
        assert ARTICLE.findall(reader.get(page_in_ours(draft)).text) == [looked_at]
        assert draft.title in words(reader.get("/org/practices/").text)
    assert ("Ana Lima" in looked_at) is (whose == "signed")
    assert "<em>at nine</em>" in looked_at


@only_on_sqlite  # what the page says of it
@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("title", " ", "Write a title."),
        ("happened", "", "Write what happened."),
        ("advice", "x" * 20_001, "Use at most 20,000 characters here."),
        ("tags", "a,b,c,d,e,f,g,h,i", "Use at most 8 tags."),
        ("tags", "x" * 61, "A tag has from 1 to 60 characters."),
        ("signed", "", "Choose one of these."),
    ],
)
def test_a_wrong_answer_is_said_beside_its_field_and_nothing_is_lost(
    visit: Visit, field: str, typed: str, says: str
) -> None:
    ana = a_worker()

    page = visit(ana).post("/stories/new", **{**SAID, "signed": "signed", field: typed})

    assert page.status_code == 422
    assert says in words(page.text)
    assert ("Six people ran it" in page.text) is (field != "happened")
    assert list(queries.drafts_of(ana)) == []


@only_on_sqlite  # what the page says of it
def test_above_all_a_sentence_that_fits_any_field_says_which_it_is(visit: Visit) -> None:
    page = visit(a_worker()).post("/stories/new", **{**SAID, "advice": "x" * 20_001, "title": ""})

    above = page.text[page.text.index('class="summary"') :]
    above = " ".join(re.findall(r'<a href="#[^"]*">([^<]*)</a>', above[: above.index("</ul>")]))
    assert above == (
        "Write a title. What would you tell the next person? Use at most 20,000 characters here. "
        "Whose is it? Choose one of these."
    )


def test_the_form_sent_twice_makes_one_and_so_does_publishing_twice(visit: Visit) -> None:
    ana = a_worker()
    visitor = visit(ana)
    for _ in range(2):
        visitor.post("/stories/new", once="the same form", signed="unsigned", **SAID)
    (draft,) = queries.drafts_of(ana)

    for _ in range(2):
        publishing.publish(ana, draft.id, version=draft.version, whom="everyone")

    assert titles_in_ours() == [draft.title]


def test_what_changed_since_it_was_looked_at_is_not_published(visit: Visit) -> None:
    ana = a_worker()
    draft = a_story(owner=ana)
    visitor, preview = visit(ana), f"/stories/{draft.id}/preview"
    looked_at = visitor.get(preview)
    visitor.post(f"/stories/{draft.id}/edit", signed="signed", **{**SAID, "title": "Changed"})

    page = visitor.post(f"/stories/{draft.id}/publish", page=preview, version="1")

    assert "Changed" not in looked_at.text
    assert page.status_code == 409
    assert "It was changed since you looked at it" in words(page.text)
    assert "Changed" in ARTICLE.findall(page.text)[0]
    assert titles_in_ours() == []


def test_withdrawn_it_is_nowhere_at_once_unsigned_or_not(visit: Visit) -> None:
    ana = a_worker()
    visitor, reader = visit(ana), visit(a_worker())

    for signed in (True, False):
        draft = published(ana, signed=signed)
        assert reader.get(page_in_ours(draft)).status_code == 200
        visitor.post(f"/stories/{draft.id}/withdraw", page=f"/stories/{draft.id}")

        assert reader.get(page_in_ours(draft)).status_code == 404
        assert titles_in_ours() == []
        assert now(ana, draft).stage is Stage.WITHDRAWN
    nothing = visitor.post(f"/stories/{draft.id}/withdraw", page=f"/stories/{draft.id}")
    assert nothing.status_code == 409


def test_a_change_is_its_authors_alone_until_it_is_told_anew(visit: Visit) -> None:
    ana = a_worker()
    with clock.stopped(datetime(2026, 5, 12, tzinfo=UTC)):
        draft = published(ana)
    visitor, reader = visit(ana), visit(a_worker())
    with clock.stopped(datetime(2026, 6, 2, tzinfo=UTC)):
        visitor.post(f"/stories/{draft.id}/edit", signed="signed", **{**SAID, "title": "Better"})
        before = reader.get(page_in_ours(draft)).text
        preview = visitor.get(f"/stories/{draft.id}/preview")
        visitor.post(f"/stories/{draft.id}/publish", page=f"/stories/{draft.id}/preview")

    after = reader.get(page_in_ours(draft)).text
    assert "Better" not in before
    assert ARTICLE.findall(after) == ARTICLE.findall(preview.text)
    for said in ("Better", "May 2026", "Told anew in June 2026"):
        assert said in words(after)


def test_whether_a_name_is_on_it_cannot_be_changed_where_people_have_read_it(visit: Visit) -> None:
    ana = a_worker()
    draft = published(ana, signed=True)

    page = visit(ana).post(f"/stories/{draft.id}/edit", signed="unsigned", **SAID)

    assert page.status_code == 422
    assert "Withdraw it first" in words(page.text)
    publishing.withdraw(ana, draft.id)
    again = now(ana, draft)
    with transaction(Database.LEARNING):
        services.rewrite_story(
            ana, queries.draft_for(ana, draft.id), version=again.version, title="New",
            happened="New", advice="", tags=(), signed=False,
        )  # fmt: skip
    publishing.publish(ana, draft.id, version=now(ana, draft).version, whom="everyone")
    assert now(ana, draft).story_id != draft.story_id


def test_each_crossing_is_a_line_in_its_authors_journal(visit: Visit) -> None:
    ana = a_worker()
    draft = published(ana, title="Twice told")
    version = draft.version
    opened = [each.crossing.what for each in open_now(ana)]
    with transaction(Database.LEARNING):
        services.rewrite_story(
            ana, queries.draft_for(ana, draft.id), version=version, title="Told twice",
            happened="x", advice="", tags=(), signed=True,
        )  # fmt: skip
    publishing.publish(ana, draft.id, version=version + 1, whom="everyone")
    publishing.withdraw(ana, draft.id)

    db.session.rollback()
    lines = [(line.kind, line.what, line.ending) for line in reversed(journal_for(ana).lines)]
    assert opened == ["Twice told"]
    assert [line for line in lines if line[0] is not Kind.SIGN_IN] == [
        (Kind.PUBLICATION, "Twice told", Ending.TOLD_ANEW),
        (Kind.PUBLICATION, "Told twice", Ending.TAKEN_BACK),
        (Kind.WITHDRAWAL, "Told twice", None),
    ]
    assert open_now(ana) == []
    page = words(visit(ana).get("/disclosures/?show=stories").text)
    assert "You published “Told twice” to everyone. With your name on it." in page
    assert "You withdrew “Told twice”." in page


def test_nobody_else_finds_it_publishes_it_or_withdraws_it_whatever_their_role(
    visit: Visit,
) -> None:
    ana = a_worker()
    draft, out = a_story(owner=ana, title="CANARY"), published(ana, signed=False)

    for stranger in (a_worker(), a_manager(), an_administrator()):
        visitor = visit(stranger)
        for each in (draft, out):
            for page in (
                visitor.get(f"/stories/{each.id}"),
                visitor.get(f"/stories/{each.id}/preview"),
                visitor.get(f"/stories/{each.id}/edit"),
                visitor.post(f"/stories/{each.id}/publish", page="/stories/new", version="1"),
                visitor.post(f"/stories/{each.id}/withdraw", page="/stories/new"),
                visitor.post(f"/stories/{each.story_id}/withdraw", page="/stories/new"),
                visitor.post(f"/stories/{each.id}/delete", page="/stories/new"),
                visitor.post(f"/stories/{each.id}/restore", page="/stories/new"),
            ):
                assert page.status_code == 404
                assert "CANARY" not in page.text
        with pytest.raises(NotFound):
            publishing.withdraw(stranger, out.id)
    assert titles_in_ours() == [out.title]


@pytest.mark.usefixtures("app")
def test_without_its_key_no_code_of_ours_lets_a_story_go() -> None:
    out = published(a_worker(), signed=False)
    assert out.story_id is not None

    with pytest.raises(Refused), transaction(Database.ORGANISATION):
        withdraw_story(out.story_id, key="guessed")

    assert titles_in_ours() == [out.title]


def test_it_is_deleted_only_when_nobody_else_can_see_it(visit: Visit) -> None:
    ana = a_worker()
    draft = published(ana)
    visitor, page = visit(ana), f"/stories/{draft.id}"
    refused = visitor.post(f"{page}/delete", page=page)
    publishing.withdraw(ana, draft.id)

    visitor.post(f"{page}/delete", page=page)

    assert refused.status_code == 403
    assert visitor.get(page).status_code == 404
    visitor.post(f"{page}/restore", page="/stories/")
    assert visitor.get(page).status_code == 200


@pytest.mark.usefixtures("app")
def test_policy_and_query_agree() -> None:
    ana, ben = a_worker(), a_worker()
    kept, gone = a_story(owner=ana), a_story(owner=ana)
    with transaction(Database.LEARNING):
        services.delete_story(ana, queries.draft_for(ana, gone.id))
    rows = db.session.query(StoryDraft)

    for actor in (ana, ben):
        for can, said in (
            (policy.can_edit, policy.editable_by),
            (policy.can_restore, policy.restorable_by),
        ):
            found = {row.id for row in rows.filter(said(actor))}
            assert found == {row.id for row in rows if can(actor, row)}
    assert {kept.id, gone.id} == {row.id for row in rows}


@only_on_sqlite  # what a form begins with
def test_it_begins_with_words_of_ones_own_record(visit: Visit) -> None:
    ana = a_worker()
    visitor = visit(ana)
    activity = an_activity(owner=ana, what="Watched Ben", note="Six times.", thoughts="At nine.")
    goal = a_goal(owner=ana, title="Read plans", why="I only restart it.")
    reflection = a_reflection(owner=ana, title="Mondays", text="The question is slow.")

    for begun, said in (
        (f"activity:{activity.id}", ("Watched Ben", "Six times.", "At nine.")),
        (f"goal:{goal.id}", ("Read plans", "I only restart it.")),
        (f"reflection:{reflection.id}", ("Mondays", "The question is slow.")),
    ):
        page = visitor.get(f"/stories/new?from={begun}")
        assert all(word in page.text for word in said)
        assert "Take out what is not for everyone" in words(page.text)
    for nothing in (f"goal:{uuid4()}", "goal:x", "circle:x"):
        assert visitor.get(f"/stories/new?from={nothing}").status_code == 404


def test_of_two_windows_the_later_sees_both_texts(visit: Visit) -> None:
    ana = a_worker()
    draft = a_story(owner=ana)
    address, visitor = f"/stories/{draft.id}/edit", visit(ana)
    visitor.post(address, signed="signed", **{**SAID, "happened": "From the first window"})

    page = visitor.post(
        address, signed="unsigned", version="1", **{**SAID, "happened": "From the second window"}
    )

    assert page.status_code == 409
    for text in ("From the first window", "From the second window", "Signed with my name"):
        assert text in page.text
    assert now(ana, draft).happened == "From the first window"


@pytest.mark.usefixtures("app")
def test_what_nobody_else_can_see_cannot_be_withdrawn() -> None:
    ana = a_worker()
    draft = a_story(owner=ana)

    with pytest.raises(Conflict, match="Nobody but you"):
        publishing.withdraw(ana, draft.id)


@pytest.mark.usefixtures("app")
def test_its_month_is_its_authors_own() -> None:
    apia = a_worker(zone="Pacific/Apia")

    with clock.stopped(datetime(2026, 5, 31, 23, tzinfo=UTC)):
        published(apia)

    db.session.rollback()
    (told,) = stories().stories
    assert told.telling.told_in == date(2026, 6, 1)
    assert isinstance(told.id, UUID)
