"""Markup that somebody kept, before a real browser: nothing of it runs, asks or asks for more."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog

from learnplan.core.db import Database, db
from learnplan.directory import queries
from tests.browser.conftest import Served, Window
from tests.crawling import walk
from tests.house.test_stored_markup import poison
from tests.visitors import Visitor

pytestmark = pytest.mark.browser


def test_nothing_that_was_kept_runs(served: Served, window: Callable[..., Window]) -> None:
    """A complaint of the browser's, such as of a script it did not run, fails it as well."""
    served.app.config["BACKGROUND"] = False
    with served.app.app_context():
        ana = Visitor(served.app, queries.actor_for_email("ana@northwind.example"))
        db.session.remove()
        opened = walk(served.app, ana, each=1)
        for database in Database:
            poison(database)
    addresses = [one for one, answer in opened.items() if answer.mimetype == "text/html"]
    cookie = ana.client.get_cookie("learnplan")
    assert cookie is not None
    view = window()
    view.context.add_cookies([{"name": "learnplan", "value": cookie.value, "url": served.address}])
    asked: list[str] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    view.page.on("dialog", note)

    ran = [one for one in addresses if view.go(one).evaluate("window.xss") is not None]

    assert len(addresses) > 30
    assert "xss" in view.go("/log/").content()
    assert (ran, asked) == ([], [])
