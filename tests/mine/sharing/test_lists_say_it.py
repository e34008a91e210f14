"""The lists of the log and the journal say which of one's own others can see."""

from collections.abc import Callable

from learnplan.core.db import Database, transaction
from learnplan.mine.sharing.queries import readers_by_item
from learnplan.mine.sharing.services import share_item, stop_sharing
from tests.factories.activities import an_activity
from tests.factories.people import a_worker
from tests.factories.reflections import a_reflection
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor


@only_on_sqlite  # it is about what lists say
def test_an_entry_that_is_shared_says_with_whom_in_its_list_and_no_other_does(
    visit: Callable[..., Visitor],
) -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    browser = visit(ana)
    for make, address in ((an_activity, "/log/"), (a_reflection, "/journal/")):
        shared, private = make(owner=ana), make(owner=ana)
        with transaction(Database.LEARNING):
            share_item(ana, shared.as_item, reader_id=dana.id)
        assert words(browser.get(address).text).count("Shared with Dana") == 1
        assert readers_by_item(ana, shared.as_item.kind, [private.id]) == {}
        with transaction(Database.LEARNING):
            stop_sharing(ana, shared.as_item, reader_id=dana.id)
        assert "Shared with Dana" not in browser.get(address).text
