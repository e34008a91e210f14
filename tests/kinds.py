"""For a test that is about one kind of database alone; a comment beside it says why."""

import pytest

only_on_sqlite = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
only_on_postgresql = pytest.mark.parametrize(
    "installation", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
