"""Years of figures, brought in by the door that every organisation's figures come by."""

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator
from importlib import resources
from itertools import zip_longest
from typing import Any

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.ours.feeds.services import make_token
from learnplan.ours.performance import queries
from learnplan.ours.performance.control_chart import ChartKind
from learnplan.ours.performance.importing import import_file
from learnplan.ours.performance.mapping import LONG_COLUMNS, AddsUp, Mapping, Settings
from learnplan.ours.performance.periods import Period, PeriodKind
from learnplan.ours.performance.senders import Sender
from learnplan.ours.performance.services import settle_indicator

FILE = "northwind-figures.csv"
PUSHED = frozenset({"Damaged on arrival", "Deliveries on time"})
COLUMNS = ("unit", "indicator", "period", *LONG_COLUMNS)


def bring_in(sender: Actor) -> None:
    """Import what figures.toml says, up to the last month that is over, and say what it means."""
    written = resources.files("learnplan.demo").joinpath("figures.toml").read_text("utf-8")
    said = {each["name"]: each for each in tomllib.loads(written)["indicator"]}
    today = clock.today(sender.time_zone)
    last = Period(PeriodKind.MONTH, today.replace(day=1)).previous()
    table = io.StringIO()
    csv.writer(table).writerows([COLUMNS, *_rows(said.values(), last)])
    data, mapping = table.getvalue().encode(), _map(said)
    by = Sender(sender.name, person_id=sender.id)
    import_file(FILE, data, mapping=mapping, by=by, dry_run=False)
    for indicator in queries.indicators().values():
        settle_indicator(
            sender,
            indicator.id,
            name=indicator.name,
            measure=indicator.measure,
            direction=indicator.direction,
            adds_up=indicator.adds_up,
            decimals=indicator.decimals,
            chart_kind=ChartKind(said[indicator.name].get("chart_kind", "individuals")),
            seasonal=said[indicator.name].get("seasonal", False),
            how_measured=said[indicator.name]["how_measured"],
            not_shown=said[indicator.name]["not_shown"],
        )


def let_push(maker: Actor) -> None:
    """Make a token for the warehouse's program. Its word is thrown away: it pushes nothing."""
    chosen = [each.id for each in queries.indicators().values() if each.name in PUSHED]
    make_token(maker, name="Warehouse system, nightly", indicators=chosen, attests=True)


def _rows(indicators: Iterable[dict[str, Any]], last: Period) -> Iterator[tuple[Any, ...]]:
    """The lines of the file: one for each figure, in the order of ``COLUMNS``."""
    for each in indicators:
        for unit, said in each["units"].items():
            lists = [said.get(name, ()) for name in ("values", "numerators", "denominators")]
            months = _months(last, max(map(len, lists)), late=each.get("months_late", 0))
            for month, *figures in zip_longest(months, *lists, fillvalue=""):
                yield (
                    *(unit, each["name"], month.code, *figures),
                    *(each.get("target", ""), each["direction"], "", month.end),
                )


def _months(last: Period, count: int, *, late: int) -> list[Period]:
    """So many months, the earliest first, up to so many before the ``last``."""
    months = [last]
    while len(months) < count + late:
        months.insert(0, months[0].previous())
    return months[:count]


def _map(said: dict[str, dict[str, Any]]) -> Mapping:
    """How the file is to be read, with what its columns cannot say of each indicator."""
    return Mapping(
        unit=("unit",),
        indicator="indicator",
        period="period",
        columns={name: name for name in LONG_COLUMNS},
        indicators={
            name: Settings(
                measure=each["measure"],
                decimals=each["decimals"],
                adds_up=AddsUp(each["adds_up"]),
                scale=each.get("scale"),
            )
            for name, each in said.items()
        },
    )
