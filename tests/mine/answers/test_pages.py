"""The pages are well made in every state they can be in."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.gate import periods
from learnplan.mine.answers.themes import Theme
from tests.factories.pulses import (
    PERIOD,
    PUBLISHED_AT,
    SAFE,
    TIME,
    TODAY,
    a_declared_period,
    toml,
)
from tests.factories.signals import OWN_WORDS, a_crew, raised_by
from tests.house.test_pages import faults_of
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

PAGE, LIST, NEW = f"/pulse/{PERIOD}", "/pulse/signals", "/pulse/signals/new"


def every_page(ana: Visitor, late: Visitor, crew: list[Actor]) -> Iterator[str]:
    """What is shown as a period goes on, to somebody who is counted and somebody who is not."""

    def shown() -> Iterator[str]:
        for each in (ana, late):
            for address in ("/pulse/", PAGE, LIST, NEW, "/"):
                yield each.get(address).text

    yield from shown()
    a_declared_period(toml(TIME, SAFE))
    yield from shown()
    periods.open_answers(PERIOD, today=TODAY)
    raised_by(crew[:2], words=OWN_WORDS)
    raised_by(crew[:1], theme=Theme.PAY)
    yield from shown()
    yield ana.post(PAGE, **{f"q-{TIME}": "1"}).text
    yield ana.post(PAGE, **{f"q-{TIME}": "7"}).text
    for name in ("unsigned", "signed"):
        yield ana.post(NEW, theme=Theme.PAY, words="", name=name).text
        yield ana.post(NEW, theme="", words=OWN_WORDS, name=name).text
    yield ana.post(NEW, theme="", words="", name="").text
    periods.seal(PERIOD)
    yield from shown()
    with clock.stopped(PUBLISHED_AT):
        periods.publish(PERIOD, by="Ada")
    yield from shown()
    with clock.stopped(PUBLISHED_AT + timedelta(days=1)):
        periods.purge(zone="UTC")
    yield from shown()


@only_on_sqlite  # HTML is HTML
def test_every_page_is_well_made_in_every_state(visit: Callable[[Actor], Visitor]) -> None:
    crew = a_crew("Ops / Blue", 16)
    (late,) = a_crew("Ops / Blue", 1, since=TODAY)

    faults = [list(faults_of(page)) for page in every_page(visit(crew[0]), visit(late), crew)]

    assert len(faults) > 60
    assert [each for each in faults if each] == []
