"""Every learning table is named by its room: it comes along on leaving, or says why not."""

from learnplan.core.db import LearningModel
from learnplan.mine.portability.record import rooms


def test_every_table_is_in_a_drawer_or_put_aside_with_a_reason() -> None:
    named = [one.table.name for one in rooms.tables()]

    assert sorted(named) == sorted(LearningModel.metadata.tables)
    assert all(aside.why.endswith(".") for aside in rooms.asides())


def test_what_a_row_refers_to_stands_before_it() -> None:
    seen: set[str] = set()
    for drawer in rooms.drawers():
        wanted = {*drawer.refers.values(), *(rooms.ITEMS.values() if drawer.items else ())}
        assert wanted <= seen, drawer.name
        seen.add(drawer.name)


def test_every_id_of_a_row_is_followed_or_left_out() -> None:
    for drawer in rooms.drawers():
        followed = {"id", *drawer.refers, *(item for _, item in drawer.items)}
        ids = {name for name in drawer.columns if name.endswith("_id")}
        assert ids <= followed, drawer.name


def test_what_is_left_out_can_be() -> None:
    for drawer in rooms.returning():
        for name in drawer.left_out:
            assert drawer.table.c[name].nullable, f"{drawer.name}.{name}"


def test_whose_a_row_is_can_be_told() -> None:
    """A part goes with its whole by the database's own hand; all else says whose it is."""
    for drawer in rooms.drawers():
        if not drawer.part_of:
            assert set(drawer.whose) <= set(drawer.table.c.keys()), drawer.name
            continue
        (key,) = drawer.table.c[drawer.part_of].foreign_keys
        assert key.ondelete == "CASCADE", drawer.name
    for aside in rooms.asides():
        assert set(aside.whose) <= set(aside.table.c.keys()), aside.table.name


def test_rows_that_name_a_person_say_whose_they_are() -> None:
    for one in rooms.tables():
        if "owner_id" in one.table.c and not getattr(one, "part_of", ""):
            assert "owner_id" in one.whose or one.table.name == "erasure", one.table.name
