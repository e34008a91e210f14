"""What an ordinary dashboard shows in a month: how many of each group said yes."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import product
from operator import attrgetter

from tools.disclosure.algebra import Reduced, Row, with_row
from tools.disclosure.organisation import Month, Person

FEWEST = 5
"""People; a smaller group is hidden."""

Shown = Mapping[str, Row]
"""The counts on show, by the name of their group: the same group has the same name next month."""

_Trait = Callable[[Person], object]


def _everybody(_person: Person) -> str:
    return "everybody"


_LEVELS: tuple[_Trait, ...] = (_everybody, attrgetter("unit"), attrgetter("team"))
_LOCATION_FILTER: tuple[_Trait, ...] = (_everybody, attrgetter("location"))
_TENURE_FILTER: tuple[_Trait, ...] = (_everybody, attrgetter("tenure"))


def ordinary(month: Month) -> dict[str, Row]:
    """Every group of at least five, exactly: organisation, units and teams, with both filters."""
    shown = {}
    for number, traits in enumerate(product(_LEVELS, _LOCATION_FILTER, _TENURE_FILTER)):
        groups: dict[str, list[int]] = defaultdict(list)
        for place, person in enumerate(month):
            name = " ".join(str(trait(person)) for trait in traits)
            groups[f"{number}: {name}"].append(place)
        for name, people in sorted(groups.items()):
            if len(people) >= FEWEST:
                shown[name] = count(month, people)
    return shown


def careful(month: Month) -> dict[str, Row]:
    """The same, with more hidden: what, with the rest, would tell of fewer than five people.

    Also hidden is where everybody would be given away, because all or none of them said yes. That
    is more than secondary suppression usually does: it looks at the answers. Large groups go first.
    """
    shown: dict[str, Row] = {}
    known: Reduced = {}
    for name, row in sorted(
        ordinary(month).items(), key=lambda named: len(named[1].weights), reverse=True
    ):
        changed = with_row(known, row)
        if all(_harmless(each) for each in (row, *changed.values())):
            shown[name] = row
            known = {**known, **changed}
    return shown


def count(month: Month, people: list[int]) -> Row:
    """How many of ``people`` say yes."""
    return Row(dict.fromkeys(people, 1), sum(month[person].yes for person in people))


def _harmless(row: Row) -> bool:
    return len(row.weights) >= FEWEST and not row.gives_away()
