"""Two databases, one after the other: killed at any step, the author can see it and finish it."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.disclosures.queries import journal_for, open_now
from learnplan.mine.disclosures.words import Kind
from learnplan.mine.stories import publishing, queries, services
from learnplan.mine.stories.models import StoryDraft
from learnplan.mine.stories.stages import Stage
from learnplan.ours.practices.models.told import Story
from learnplan.ours.practices.services.stories import tell_story
from tests.factories.people import a_worker
from tests.factories.reflections import a_story
from tests.killing import killed_everywhere
from tests.mine.wording import words
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]


@pytest.fixture
def ana(app: Flask) -> Actor:
    assert app
    return a_worker(name="Ana Lima")


def of(model: type[Any]) -> Sequence[Any]:
    """Every row of a table, as it is now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(model)).all()


def stage() -> Stage | None:
    (draft,) = of(StoryDraft)
    assert isinstance(draft, StoryDraft)
    return draft.stage


def lines(actor: Actor) -> list[Kind]:
    db.session.rollback()
    return [line.kind for line in reversed(journal_for(actor).lines)]


def publish(actor: Actor, draft_id: UUID) -> None:
    publishing.publish(actor, draft_id, version=1, whom="everyone")


def test_publishing_that_is_killed_anywhere_shows_one_story_and_never_without_a_line(
    ana: Actor,
) -> None:
    draft = a_story(owner=ana, signed=False)

    def look() -> None:
        shown, so_far = of(Story), stage()
        assert len(shown) <= 1
        assert so_far in {None, Stage.PUBLISHING}
        if shown:  # what everyone can see, its author knows of and can take back
            assert so_far is Stage.PUBLISHING
            assert len(open_now(ana)) == 1

    kills = killed_everywhere(
        lambda: publish(ana, draft.id),
        lambda: stage() is Stage.PUBLISHED and len(of(Story)) == 1,
        look=look,
        reached=stage,
    )

    assert kills > 10
    assert lines(ana) == [Kind.PUBLICATION]


def test_withdrawing_that_is_killed_anywhere_is_finished_by_whoever_comes_next(
    ana: Actor,
) -> None:
    draft = a_story(owner=ana, signed=False)
    publish(ana, draft.id)

    def look() -> None:
        if stage() is Stage.WITHDRAWN:
            assert of(Story) == []

    kills = killed_everywhere(
        lambda: publishing.withdraw(ana, draft.id),
        lambda: stage() is Stage.WITHDRAWN and of(Story) == [],
        look=look,
        reached=stage,
    )

    assert kills > 6
    assert lines(ana) == [Kind.PUBLICATION, Kind.WITHDRAWAL]


def test_what_broke_off_is_on_its_page_with_both_ways_on(ana: Actor, visit: Visit) -> None:
    draft = a_story(owner=ana)
    with transaction(Database.LEARNING):
        kept = queries.draft_for(ana, draft.id)
        services.begin_publishing(ana, kept, version=1, whom="everyone")
    visitor, page = visit(ana), f"/stories/{draft.id}"

    shown = visitor.get(page)

    assert "Publishing was broken off" in words(shown.text)
    assert "Only you can see this page" not in words(shown.text)
    visitor.post(f"{page}/publish", page=f"{page}/preview")
    assert (stage(), len(of(Story))) == (Stage.PUBLISHED, 1)
    with transaction(Database.LEARNING):
        services.begin_withdrawing(ana, queries.draft_for(ana, draft.id))
    assert "Withdrawing was broken off" in words(visitor.get(page).text)
    assert visitor.post(f"{page}/publish", page=f"{page}/preview").status_code == 409
    visitor.post(f"{page}/withdraw", page=page)
    assert (stage(), of(Story)) == (Stage.WITHDRAWN, [])


def test_the_server_finishes_a_withdrawal_by_itself_but_never_a_publication(ana: Actor) -> None:
    draft = a_story(owner=ana)
    with transaction(Database.LEARNING):
        services.begin_publishing(ana, queries.draft_for(ana, draft.id), version=1, whom="everyone")
    publishing.finish_withdrawals()
    assert (stage(), of(Story)) == (Stage.PUBLISHING, [])
    publish(ana, draft.id)
    with transaction(Database.LEARNING):
        services.begin_withdrawing(ana, queries.draft_for(ana, draft.id))

    publishing.finish_withdrawals()

    assert (stage(), of(Story)) == (Stage.WITHDRAWN, [])


def test_a_publication_that_comes_after_its_withdrawal_does_not_stay(ana: Actor) -> None:
    draft = a_story(owner=ana)
    with transaction(Database.LEARNING):
        going = services.begin_publishing(
            ana, queries.draft_for(ana, draft.id), version=1, whom="everyone"
        )
    publishing.withdraw(ana, draft.id)  # from another window
    with transaction(Database.ORGANISATION):
        tell_story(going.story_id, going.telling, key=going.key)
    with transaction(Database.LEARNING):
        is_told = services.settle_publishing(going)

    assert not is_told
    publishing.finish_withdrawals()  # as publish does at once, had it not been killed here
    assert of(Story) == []
