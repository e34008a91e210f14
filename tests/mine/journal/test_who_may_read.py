"""A reflection is its owner's; sharing opens its words to one person; no role opens anything."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, db, transaction
from learnplan.mine.journal import policy, queries, services
from learnplan.mine.journal.models import Reflection
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import readable_ids, shared_with
from learnplan.mine.sharing.services import share_item
from tests.factories.people import a_manager, a_worker
from tests.factories.reflections import a_reflection
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[[Actor | None], Visitor]
NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)


def share(reflection: Reflection, owner: Actor, reader: Actor, until: date | None = None) -> None:
    with transaction(Database.LEARNING):
        share_item(owner, reflection.as_item, reader_id=reader.id, until=until)


@only_on_sqlite  # it is about pages; what they ask is tried on both below
def test_a_reader_sees_the_question_and_the_words_and_can_change_nothing(visit: Visit) -> None:
    ana, dana = a_worker(name="Ana"), a_worker(name="Dana")
    reflection = a_reflection(
        owner=ana, title="Slow", prompt="What surprised you?", text="The *question* is slow."
    )
    share(reflection, ana, dana)
    page, reader = f"/journal/{reflection.id}", visit(dana)

    said = words(reader.get(page).text)

    for expected in ("Ana shared this reflection with you", "What surprised you?", "is slow."):
        assert expected in said
    assert reader.get(f"{page}/edit").status_code == 404
    assert reader.post(f"{page}/delete", "/log/new").status_code == 404
    assert visit(a_manager()).get(page).status_code == 404
    assert "Dana can see this reflection" in words(visit(ana).get(page).text)
    assert "Dana can see what you save here" in words(visit(ana).get(f"{page}/edit").text)


def test_a_deleted_reflection_is_gone_for_its_readers_and_back_when_undone() -> None:
    ana, dana = a_worker(), a_worker()
    reflection = a_reflection(owner=ana)
    share(reflection, ana, dana)

    with transaction(Database.LEARNING):
        services.delete_reflection(ana, queries.reflection_for(ana, reflection.id))
    while_deleted = shared_with(dana)
    with transaction(Database.LEARNING):
        services.restore_reflection(ana, queries.deleted_reflection_for(ana, reflection.id))

    assert while_deleted == []
    assert [each.item.id for each in shared_with(dana)] == [reflection.id]


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_policy_and_query_agree_on_who_may_read(data: st.DataObject) -> None:
    with clock.stopped(NOON):
        crew = [a_worker(), a_worker(roles=tuple(Role))]
        made = [a_reflection(owner=data.draw(st.sampled_from(crew))) for _ in range(3)]
        for reflection in made:
            owner, other = sorted(crew, key=lambda actor: actor.id != reflection.owner_id)
            if data.draw(st.booleans()):
                until = data.draw(st.sampled_from([None, date(2026, 5, 12), date(2026, 5, 20)]))
                share(reflection, owner, other, until)
            if data.draw(st.booleans()):
                with transaction(Database.LEARNING):
                    services.delete_reflection(owner, queries.reflection_for(owner, reflection.id))

    with clock.stopped(datetime(2026, 5, data.draw(st.integers(12, 21)), 12, tzinfo=UTC)):
        ids = [reflection.id for reflection in made]
        kept = list(db.session.scalars(db.select(Reflection).where(Reflection.id.in_(ids))))
        for actor in crew:
            opened = set(db.session.scalars(readable_ids(actor, ItemKind.REFLECTION)))
            said = {each.id for each in kept if policy.can_read(actor, each, opened=opened)}
            assert {each.item.id for each in queries.reflections_listed(actor, ids)} == said
        db.session.rollback()
