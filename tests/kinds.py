"""Which tests run on which kind of database.

A test is run on SQLite and on PostgreSQL. One that has many cases is run on PostgreSQL with the
first alone: that every statement works there is known from one, and what the cases differ in is
hardly ever up to the database. ``pytest --every-case`` runs them all.

A test that is about one kind alone says so with a mark, and a comment beside it says why.
"""

import pytest

EVERY_CASE = "--every-case"
LONG = {
    *("test_crashing", "test_examples", "test_migrations", "test_ours_looks_alike", "test_pages"),
    *("test_rights_of_ours", "test_starting", "test_stored_markup", "test_two_people_on_sqlite"),
}
"""Files with a test that takes a processor eight seconds or more, without a browser."""
only_on_sqlite = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
only_on_postgresql = pytest.mark.parametrize(
    "installation", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let somebody ask for every case on both kinds."""
    parser.addoption(EVERY_CASE, action="store_true", help="run every case on PostgreSQL too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what need not be run on PostgreSQL; what takes longest comes first.

    So no worker of a parallel run is left with a browser or a long test at the end, while the
    others are done. Of two workers one begins with the first eighth of all, where the browser is,
    the other with the second.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
    if not config.getoption(EVERY_CASE):
        _spare_other_cases(config, items)
    long = [item for item in items if _is_long(item)]
    others = [item for item in items if not _is_long(item)]
    first = len(items) // 8
    items[:] = [*others[:first], *long, *others[first:]]


def _is_long(item: pytest.Item) -> bool:
    """Whether this is better not begun last."""
    return item.path.stem in LONG and not item.get_closest_marker("browser")


def _spare_other_cases(config: pytest.Config, items: list[pytest.Item]) -> None:
    functions = [item for item in items if isinstance(item, pytest.Function)]
    on_sqlite = {item.function for item in functions if not item.get_closest_marker("postgres")}
    again = [
        item
        for item in functions
        if item.function in on_sqlite and item.get_closest_marker("postgres")
    ]
    first = {item.function: item for item in sorted(again, key=_place, reverse=True)}
    spared = {item for item in again if item is not first[item.function]}
    config.hook.pytest_deselected(items=list(spared))
    items[:] = [item for item in items if item not in spared]


def _place(item: pytest.Function) -> list[tuple[str, int]]:
    """Where a case stands among those of its test: some are counted on from kind to kind."""
    return sorted(item.callspec.indices.items())
