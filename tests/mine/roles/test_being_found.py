"""Being found as somebody who knows something: offered on purpose, previewed, told, withdrawn."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Invalid, NotFound, Refused
from learnplan.mine.roles import offering
from learnplan.ours.brokerage import offering as ours
from learnplan.ours.brokerage.queries import experts
from tests.factories.brokerage import a_map
from tests.factories.people import a_manager, a_worker, leave
from tests.mine.wording import words
from tests.visitors import Visitor

Come = Callable[[Actor | None], Visitor]
NEW = "/roles/known/new"


def an_offer(actor: Actor, about: str = "Postgres indexes", **said: str) -> UUID:
    """Let ``actor`` be found by something."""
    expert_id = uuid4()
    offered = offering.offered_now(actor, about=about, note=said.pop("note", ""), **said)
    offering.publish(actor, expert_id, offered, whom="everyone at Northwind")
    return expert_id


def found(line: str) -> list[str]:
    """Who is found by a line, by name."""
    return [each.name for each in experts.experts(line, on=clock.today("UTC"))]


def test_nobody_is_found_before_they_have_looked_and_said_so(app: Flask) -> None:
    ana, ben = a_worker(name="Ana Lima"), a_worker(name="Ben")
    visitor, reader = Visitor(app, ana), Visitor(app, ben)
    search = "/org/search?q=indexes"

    looked = visitor.post(NEW, about="Postgres indexes", note="Bring the query.")

    for said in ("Postgres indexes", "Bring the query.", "Ana Lima", ana.email):
        assert said in looked.text
    assert "Postgres indexes" not in reader.get(search).text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', looked.text))
    for _ in range(2):  # the button pressed twice
        told = visitor.client.post(NEW, data={**fields, "act": "publish"}, follow_redirects=True)
        assert "Everyone at Northwind can find you by it" in told.text
    public = words(reader.get(search).text)
    assert "People to ask" in public
    assert public.count("Postgres indexes") == 1
    assert "You let yourself be found as somebody who knows" in visitor.get("/disclosures/").text
    away = f"/roles/known/{fields['once']}/withdraw"
    visitor.post(away, "/roles/known/")
    assert "Postgres indexes" not in reader.get(search).text
    assert reader.get(f"/org/brokerage/people/{fields['once']}").status_code == 404
    assert "You withdrew “Postgres indexes”" in words(visitor.get("/disclosures/").text)


def test_what_was_withdrawn_can_be_offered_again_for_a_day_by_its_own_person(
    app: Flask, visit: Come
) -> None:
    ana = a_worker(name="Ana")
    visitor, hers = visit(ana), an_offer(ana)
    away, again = (f"/roles/known/{hers}/{act}" for act in ("withdraw", "offer-again"))

    gone = visitor.post(away, "/roles/known/")
    assert f'action="{again}"' in gone.text
    db.session.rollback()
    assert found("postgres") == []
    assert "Postgres" not in words(visitor.get("/roles/known/").text)
    assert visitor.get(f"/roles/known/{hers}/edit").status_code == 404
    assert visit(a_worker()).post(again, "/roles/known/").status_code == 404
    back = visitor.post(again, "/roles/known/")
    told = words(visitor.get("/disclosures/").text)

    assert "Published again." in back.text
    db.session.rollback()
    assert found("postgres") == ["Ana"]
    assert told.count("You let yourself be found as somebody who knows") == 2
    assert visitor.post(again, "/roles/known/").status_code == 404
    visitor.post(away, "/roles/known/")
    with clock.stopped(clock.now() + timedelta(days=1, minutes=1)):
        with app.app_context(), transaction(Database.ORGANISATION):
            ours.take_back(ana, uuid4())  # whoever withdraws next sweeps up
        assert visit(ana).post(again, "/roles/known/").status_code == 404
    db.session.rollback()
    assert found("postgres") == []


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(app: Flask) -> None:
    visitor = Visitor(app, a_worker())

    wrong = visitor.post(NEW, about=" ", note="Kept")
    changed = visitor.post(NEW, about="<b>Bold</b>", note="Kept", act="change")

    assert wrong.status_code == 422
    assert "Write what you know." in wrong.text
    assert "Kept" in wrong.text
    assert "&lt;b&gt;Bold&lt;/b&gt;" in changed.text
    with pytest.raises(Invalid):
        offering.offered_now(a_worker(), about="x" * 121, note="")


def test_nobody_offers_or_withdraws_for_somebody_else(app: Flask, visit: Come) -> None:  # noqa: ARG001 - it is the database
    ana = a_worker(name="Ana")
    hers = an_offer(ana)

    for other in (a_worker(), a_manager(), a_worker(roles=(Role.STEWARD, Role.ADMINISTRATOR))):
        visitor = visit(other)
        assert visitor.get(f"/roles/known/{hers}/edit").status_code == 404
        assert visitor.post(f"/roles/known/{hers}/withdraw", "/roles/known/").status_code == 404
        taken = visitor.post(NEW, about="Mine now", once=str(hers), act="publish")
        assert taken.status_code == 404
        with pytest.raises(Refused), transaction(Database.ORGANISATION):
            ours.take_back(other, hers)
    db.session.rollback()
    assert found("postgres") == ["Ana"]


def test_it_is_changed_in_place_and_so_many_are_enough(app: Flask) -> None:
    ana = a_worker(name="Ana")
    hers = an_offer(ana)
    visitor = Visitor(app, ana)

    visitor.post(f"/roles/known/{hers}/edit", about="Vacuum", note="", act="publish")
    db.session.rollback()
    for at in range(offering.MOST_OFFERS - 1):
        an_offer(ana, about=f"More {at}")

    assert (found("postgres"), found("VACUUM ana")) == ([], ["Ana"])
    with pytest.raises(Refused):
        an_offer(ana, about="One too many")


def test_whoever_misses_a_competency_reads_who_offered_it(app: Flask) -> None:
    role = a_map()
    competency = role.levels[0].needs[0].competency
    ben = a_worker(name="Ben Helps")
    an_offer(ben, about="Ledgers by hand", competency_key=competency.key)
    visitor = Visitor(app, a_worker())
    address = f"/roles/{role.role.id}"

    marked = visitor.post(f"{address}/marks", address, marks_mark_0="not yet")

    assert "Offered to be asked: Ben Helps" in words(marked.text)
    public = visitor.get(f"/org/brokerage/competencies/{competency.id}").text
    assert "Ledgers by hand" in public
    led = visitor.get(f"{NEW}?competency={competency.id}").text
    assert f'value="{competency.name}"' in led
    assert visitor.get(f"{NEW}?competency={uuid4()}").status_code == 404


def test_whoever_left_or_erased_their_record_is_not_found(app: Flask) -> None:  # noqa: ARG001 - it is the database
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    an_offer(ana)
    an_offer(ben)

    offering.withdraw_all(ben.id)

    assert found("") == ["Ana"]
    with pytest.raises(NotFound):
        offering.withdraw(a_worker(), uuid4())
    leave(ana, last_day=clock.today("UTC") - timedelta(days=1))
    assert found("") == []
