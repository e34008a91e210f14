"""A probe runs once it is posted; managers offer, nobody approves; what came of it stays."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, NotFound, Refused
from learnplan.ours.practices.queries import probes as queries
from learnplan.ours.practices.queries.procedures import latest_of, procedure_for
from learnplan.ours.practices.services import probes, signing
from learnplan.ours.practices.words import Ending, Mark, Signal
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.practices import a_probe, on_probe
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor, hidden_fields

Visit = Callable[[Actor | None], Visitor]
LINE = "Operations / Packaging / Line 2"
PAGE = "/org/practices/probes"


@pytest.fixture
def chidi(app: Flask) -> Actor:  # noqa: ARG001 - the installation comes first
    return a_worker(name="Chidi Eze", unit=a_unit(LINE))


def again(actor: Actor) -> dict[str, object]:
    """What another probe says that grows from one."""
    return {
        "title": "Two kits",
        "what": "Two.",
        "amplify": "More.",
        "dampen": "Less.",
        "until_on": clock.today(actor.time_zone) + timedelta(days=9),
    }


PRACTICE = {"title": "Kits", "text": "1. Two kits.", "aid": "", "learned": "Two are enough."}


def test_it_runs_from_the_moment_it_is_posted_and_what_is_sensed_stays_with_it(
    chidi: Actor, visit: Visit
) -> None:
    by_chidi, by_marek = visit(chidi), visit(a_manager())
    until = str(clock.today("UTC") + timedelta(days=20))

    fields = {"title": "Kits", "what": "One trolley.", "amplify": "Nobody walks", "dampen": "Chaos"}
    page = by_chidi.post(f"{PAGE}/new", until_on=until, **fields)
    probe = page.request.path
    by_marek.post(f"{probe}/put-name", probe)
    by_marek.post(f"{probe}/sensed", probe, sensed_words="Nobody walked.", sensed_signal="amplify")
    by_chidi.post(f"{probe}/response", probe, response_words="A second trolley.")
    offered = {"offer_mark": "resource", "offer_words": "The workshop, on Friday."}
    by_marek.post(f"{probe}/offer", probe, **offered)

    assert "It runs from now on, and nobody has to agree." in page.text
    said = words(visit(a_worker()).get(probe).text)
    for each in ("Nobody walked.", "says: more of it", "A second trolley.", "The workshop"):
        assert each in said
    assert "gives time, money or space" in said
    assert "Marek Manager" in said
    assert "approve" not in said.lower()


@only_on_sqlite  # who may do what is not up to the database
def test_who_may_do_what(chidi: Actor) -> None:
    team = a_unit(LINE)
    mei, stranger, marek = a_worker(unit=team), a_worker(unit=a_unit("Finance")), a_manager()
    probe = a_probe(chidi, unit=team)
    signed = a_worker(unit=a_unit("Finance"))
    for each in (mei, signed):
        on_probe(probes.put_name_to, each, probe)
    people = {"chidi": chidi, "mei": mei, "signed": signed, "stranger": stranger, "marek": marek}

    def may(act: Callable[[Actor], object]) -> set[str]:
        found = set()
        for name, actor in people.items():
            try:
                act(actor)
            except Refused:
                continue
            found.add(name)
        return found

    def line(mark: Mark) -> Callable[[Actor], object]:
        return lambda actor: on_probe(probes.add_line, actor, probe, mark=mark, words="So.")

    def rewrite(actor: Actor) -> None:
        version = queries.probe_for(probe).version
        on_probe(probes.rewrite_probe, actor, probe, version=version, **again(actor))

    def end(actor: Actor) -> None:
        on_probe(probes.let_go, actor, probe, learned="It.")
        on_probe(probes.take_up_again, actor, probe)

    assert may(line(Mark.SENSED)) == set(people)
    assert may(line(Mark.RESPONSE)) == {"chidi", "mei", "signed"}
    assert may(line(Mark.SUPPORT)) == may(line(Mark.AMPLIFY)) == {"marek"}
    assert may(rewrite) == {"chidi"}
    assert may(end) == {"chidi", "mei"}
    for actor in (mei, marek):
        with pytest.raises(Refused):
            on_probe(probes.take_probe_away, actor, probe)


@only_on_sqlite  # it guards itself, wherever it is kept
@pytest.mark.parametrize("ending", list(Ending))
def test_what_has_ended_stays_as_it_was(chidi: Actor, ending: Ending) -> None:
    probe = a_probe(chidi, unit=a_unit(LINE))
    ends: dict[Ending, Callable[[], object]] = {
        Ending.LET_GO: lambda: on_probe(probes.let_go, chidi, probe, learned="No."),
        Ending.ADAPTED: lambda: on_probe(
            probes.adapt_probe, chidi, probe, learned="Fewer.", **again(chidi)
        ),
        Ending.ADOPTED: lambda: on_probe(probes.adopt_probe, chidi, probe, **PRACTICE),
    }
    ends[ending]()

    for again_ending in ends.values():
        with pytest.raises(Conflict):
            again_ending()
    for act, said in (
        (probes.add_line, {"mark": Mark.SENSED, "words": "Late."}),
        (probes.put_name_to, {}),
        (probes.take_name_off, {}),
    ):
        with pytest.raises(Conflict):
            on_probe(act, chidi, probe, **said)
    assert queries.probe_for(probe).ending is ending
    if ending is not Ending.LET_GO:
        for act in (probes.take_up_again, probes.take_probe_away):
            with pytest.raises(Conflict):
                on_probe(act, chidi, probe)


@pytest.mark.usefixtures("app")
def test_an_adopted_probe_becomes_its_teams_procedure_with_the_names_of_who_found_it(
    chidi: Actor,
) -> None:
    team = a_unit(LINE)
    probe = a_probe(chidi, unit=team)
    mei = a_worker(name="Mei Tanaka", unit=team)
    on_probe(probes.put_name_to, mei, probe)

    procedure_id = on_probe(probes.adopt_probe, mei, probe, **PRACTICE).id

    db.session.rollback()
    procedure = procedure_for(procedure_id)
    assert procedure.unit_id == team
    assert latest_of(procedure).found_by == "Chidi Eze\nMei Tanaka"
    assert queries.probe_page(probe).became == procedure_id


@only_on_sqlite  # what the services refuse
def test_nobody_binds_a_unit_that_is_not_theirs(chidi: Actor) -> None:
    elsewhere, probe = a_unit("Finance"), a_probe(chidi)

    with pytest.raises(Invalid, match="work in or manage"):
        a_probe(chidi, unit=elsewhere)
    with pytest.raises(Invalid, match="work in or manage"):
        on_probe(probes.adopt_probe, chidi, probe, unit_id=elsewhere, **PRACTICE)
    with pytest.raises(Invalid, match="whose procedure"):
        on_probe(probes.adopt_probe, chidi, probe, **PRACTICE)
    assert queries.probe_for(probe).runs


@pytest.mark.usefixtures("app")
def test_another_grows_from_it_with_the_same_people(chidi: Actor) -> None:
    probe = a_probe(chidi, unit=a_unit(LINE))
    on_probe(probes.put_name_to, a_worker(name="Mei Tanaka", unit=a_unit(LINE)), probe)

    grown = on_probe(probes.adapt_probe, chidi, probe, learned="Fewer.", **again(chidi)).id

    page = queries.probe_page(grown)
    assert page.names == ("Chidi Eze", "Mei Tanaka")
    assert page.grew_from is not None
    assert page.grew_from.learned == "Fewer."
    assert [each.id for each in queries.probe_page(probe).grew_into] == [grown]


@only_on_sqlite  # the clock is ours
def test_what_was_let_go_is_taken_up_again_for_a_day(chidi: Actor) -> None:
    probe = a_probe(chidi)
    on_probe(probes.let_go, chidi, probe, learned="No.")

    with clock.stopped(clock.now() + timedelta(days=2)), pytest.raises(Conflict, match="a day ago"):
        on_probe(probes.take_up_again, chidi, probe)
    on_probe(probes.take_up_again, chidi, probe)

    assert queries.probe_for(probe).runs


def test_taken_away_it_can_be_brought_back_and_goes_for_good_after_a_day(
    chidi: Actor, visit: Visit
) -> None:
    by_chidi, probe = visit(chidi), a_probe(chidi)
    address = f"{PAGE}/{probe}"

    taking = f"/org/practices/probe/{probe}"
    gone = by_chidi.post(f"{taking}/take-away", address)
    assert by_chidi.get(address).status_code == 404
    undo = f"{taking}/bring-back"
    by_chidi.client.post(undo, data=hidden_fields(gone.text, undo))
    assert by_chidi.get(address).status_code == 200
    on_probe(signing.take_away, chidi, probe)
    with clock.stopped(clock.now() + timedelta(days=2)):
        on_probe(signing.take_away, chidi, a_probe(chidi))

    db.session.rollback()
    for removed in (True, False):
        with pytest.raises(NotFound):
            queries.probe_for(probe, removed=removed)


@only_on_sqlite  # forms and their errors
def test_what_is_wrong_is_said_beside_its_field_and_two_windows_lose_nothing(
    chidi: Actor, visit: Visit
) -> None:
    by_chidi, probe = visit(chidi), a_probe(chidi)
    edit = f"{PAGE}/{probe}/edit"

    yesterday = str(clock.today("UTC") - timedelta(days=1))
    wrong = by_chidi.post(f"{PAGE}/new", title="Kits <b>", until_on=yesterday)
    old = by_chidi.get(edit)
    on_probe(probes.rewrite_probe, chidi, probe, version=1, **again(chidi))
    typed = {"title": "Mine", "what": "Mine.", "amplify": "x", "dampen": "y", "version": "1"}
    until = str(clock.today("UTC") + timedelta(days=9))
    lost = by_chidi.post(edit, until_on=until, **typed)

    assert wrong.status_code == 422
    assert "Write how you go about it." in wrong.text
    assert "Kits &lt;b&gt;" in wrong.text
    assert old.status_code == 200
    assert lost.status_code == 409
    assert "Two kits" in lost.text
    assert 'value="Mine"' in lost.text


@only_on_sqlite  # it is about a form
def test_a_form_sent_twice_posts_once(chidi: Actor, visit: Visit) -> None:
    by_chidi = visit(chidi)
    until = str(clock.today("UTC") + timedelta(days=9))
    fields = {"what": "So.", "amplify": "x", "dampen": "y", "until_on": until, "once": "a-word"}

    addresses = [
        by_chidi.post(f"{PAGE}/new", title="Once", **fields).request.path for _ in range(2)
    ]

    assert addresses[0] == addresses[1]
    assert len(queries.probes().rows) == 1


def test_signals_are_of_what_was_sensed_alone(chidi: Actor) -> None:
    probe: UUID = a_probe(chidi)

    on_probe(probes.add_line, chidi, probe, mark=Mark.RESPONSE, words="So.", signal=Signal.DAMPEN)

    (line,) = queries.probe_page(probe).lines
    assert line.signal is None
