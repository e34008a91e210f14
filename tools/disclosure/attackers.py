"""Who looks at what is shown, what they know besides, and what they can work out.

All of them know the rosters: who is in which team, where, and since when. What they find is the
least that somebody could: a cleverer one may find more, nobody reasonable less.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tools.disclosure.algebra import Row, reduced
from tools.disclosure.dashboards import Shown


def by_subtraction(shown: Shown) -> set[int]:
    """People whose answers follow from subtracting counts, whatever they are."""
    return {person for person, row in reduced(shown.values()).items() if len(row.weights) == 1}


def outsider(shown: Shown) -> dict[int, bool]:
    """The answers that an outsider works out, beyond doubt, from the counts of one month.

    They subtract, look for groups of which all or none said yes, take out whom they know by now,
    and begin again.
    """
    return _worked_out(list(shown.values()), {})[0]


def told(shown: Shown, answers: Mapping[int, bool]) -> dict[int, bool]:
    """What the outsider works out more, who was told these people's ``answers``."""
    known, _ = _worked_out(list(shown.values()), answers)
    return {person: yes for person, yes in known.items() if person not in answers}


def within_reach(shown: Shown, *, colleagues: int) -> set[int]:
    """People whose answers the outsider works out who was told those of the right ``colleagues``.

    For each of them there are so many, or fewer: with those taken out of a row, one person is left.
    """
    known, rows = _worked_out(list(shown.values()), {})
    small = (row.weights for row in rows if len(row.weights) <= colleagues + 1)
    return set(known).union(*small)


def comparing(before: Shown, after: Shown) -> dict[int, bool]:
    """What somebody claims who compares a group with itself in the next period.

    They take it that nobody changed their mind. Then the difference is due to those who came and
    went, and tells of them what a count tells of a group. They keep silent about whoever would
    have said yes by one comparison and no by another. They may be mistaken.
    """
    claims: dict[int, set[bool]] = defaultdict(set)
    for name in before.keys() & after.keys():
        for person, yes in _difference(before[name], after[name]).gives_away().items():
            claims[person].add(yes)
    return {person: said.pop() for person, said in claims.items() if len(said) == 1}


def _worked_out(counts: list[Row], told: Mapping[int, bool]) -> tuple[dict[int, bool], list[Row]]:
    """Whose answers are certain, and what all the rows then say of the others."""
    known: dict[int, bool] = {}
    found: Mapping[int, bool] = told
    while True:
        known |= found
        counts = [left for row in counts if (left := row.without(found)).weights]
        rows = [*counts, *reduced(counts).values()]
        found = _given_away(rows)
        if not found:
            return known, rows


def _given_away(rows: Iterable[Row]) -> dict[int, bool]:
    found: dict[int, bool] = {}
    for row in rows:
        found |= row.gives_away()
    return found


def _difference(before: Row, after: Row) -> Row:
    came = dict.fromkeys(after.weights.keys() - before.weights.keys(), 1)
    went = dict.fromkeys(before.weights.keys() - after.weights.keys(), -1)
    return Row(came | went, after.total - before.total)
