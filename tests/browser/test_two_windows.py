"""The same thing edited in two browsers: whoever saves second sees both texts, and loses none."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from learnplan.core.db import db
from learnplan.directory import queries
from learnplan.mine.journal.models import Reflection
from learnplan.mine.log.models import Activity
from learnplan.mine.plan.models import Goal
from tests.browser.conftest import Served, Window

pytestmark = pytest.mark.browser
THINGS = [
    (Goal, "/plan/goals/{}/edit", "why"),
    (Activity, "/log/{}/edit", "note"),
    (Reflection, "/journal/{}/edit", "text"),
]


@pytest.mark.parametrize(("model", "path", "field"), THINGS, ids=["goal", "activity", "reflection"])
def test_of_two_windows_neither_loses_its_text(
    served: Served,
    window: Callable[..., Window],
    model: type[Goal] | type[Activity] | type[Reflection],
    path: str,
    field: str,
) -> None:
    with served.app.app_context():
        ana = queries.actor_for_email("ana@northwind.example")
        stmt = select(model.id).where(model.owner_id == ana.id, model.deleted_at.is_(None))
        address = path.format(db.session.scalars(stmt).first())
        db.session.remove()
    windows = [window(), window(javascript=False)]
    pages: list[Page] = []
    for each in windows:
        each.come_in_as("Ana")
        pages.append(each.go(address))
    first, second = pages

    for page, words in ((first, "From the first window"), (second, "From the second one")):
        page.locator(f"main [name={field}]").fill(words)
        with page.expect_navigation():
            page.locator("main").get_by_role("button", name=re.compile("^Save")).first.click()

    expect(second).to_have_title(re.compile("changed in the meantime"))
    expect(second.locator("main")).to_contain_text("From the first window")
    expect(second.locator(f"main [name={field}]")).to_have_value("From the second one")
    expect(first.locator("main")).to_contain_text("From the first window")
