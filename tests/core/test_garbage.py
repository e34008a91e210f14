"""While many rows are read, nobody looks for garbage among them; afterwards somebody does."""

import gc

import pytest

from learnplan.core.garbage import uncollected


def test_garbage_lies_for_a_while_and_is_looked_for_again() -> None:
    with uncollected():
        assert not gc.isenabled()

    assert gc.isenabled()


def test_trouble_on_the_way_changes_nothing() -> None:
    with pytest.raises(LookupError), uncollected():
        raise LookupError

    assert gc.isenabled()


def test_inside_another_it_ends_with_the_other() -> None:
    with uncollected():
        with uncollected():
            pass
        assert not gc.isenabled()

    assert gc.isenabled()
