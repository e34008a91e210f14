"""Finding one's own words among many people's, from the question to what a page shows of it."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from uuid import UUID, uuid4

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.search.asking import asked
from learnplan.mine.search.queries import find
from learnplan.mine.search.services import Findable, hand_in
from learnplan.mine.sharing.items import ItemKind
from tools.bench import house

EVERYWHERE, ONCE = "common", "needle"
QUESTIONS = {
    "a rare word": ONCE,
    "a word in all of them": EVERYWHERE,
    "how a common word begins": EVERYWHERE[:3],
}
FIRST_DAY, DAYS = date(2020, 1, 1), 2_000
VOCABULARY, WORDS_OF_AN_ENTRY = 5_000, 12
AT_ONCE = 5_000


def milliseconds(
    folder: Path, *, own: int, others: int, tries: int, learning_url: str | None = None
) -> dict[str, float]:
    """How long each of the ``QUESTIONS`` takes somebody with so many entries among ``others``.

    With a ``learning_url`` of a server, what one waits counts: the server works elsewhere.
    """
    timed = process_time if learning_url is None else perf_counter
    ana = Actor(id=uuid4(), name="Ana", email="ana@bench.example", time_zone="UTC")
    with house.empty(folder / uuid4().hex, learning_url).app_context():
        _fill([ana.id], own)
        _fill([uuid4() for _ in range(10)], others)
        took = {name: _took(ana, line, tries, timed) for name, line in QUESTIONS.items()}
        db.session.remove()
    return took


def _took(actor: Actor, line: str, tries: int, timed: Callable[[], float]) -> float:
    times = []
    for _ in range(tries):
        began = timed()
        found = find(actor, asked(line))
        times.append(timed() - began)
        if not found.hits:
            raise ValueError(f"Nothing has “{line}” in it.")
        db.session.rollback()
    return median(times) * 1000


def _fill(owners: Sequence[UUID], entries: int) -> None:
    """Let each of ``owners`` have an even part of so many entries."""
    chance = random.Random(4)  # noqa: S311 - the same words every time
    for owner in owners:
        mine = list(_entries(entries // len(owners), chance))
        for start in range(0, len(mine), AT_ONCE):
            with transaction(Database.LEARNING):
                hand_in(owner, mine[start : start + AT_ONCE])


def _entries(count: int, chance: random.Random) -> Iterator[Findable]:
    """Entries in which few words are frequent and most are rare, as in what people write."""
    for number in range(count):
        words = [
            f"word{min(int(chance.paretovariate(0.6)), VOCABULARY)}"
            for _ in range(WORDS_OF_AN_ENTRY)
        ]
        yield Findable(
            kind=ItemKind.ACTIVITY,
            item_id=uuid4(),
            day=FIRST_DAY + timedelta(days=chance.randrange(DAYS)),
            title=f"{EVERYWHERE} {ONCE if number == count // 2 else ''}",
            texts=(" ".join(words),),
        )
