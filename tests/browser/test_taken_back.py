"""What was shared is taken back while somebody has it open: it goes from their window."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from learnplan.core.db import Database, db, transaction
from learnplan.directory.queries import actor_for_email
from learnplan.mine.sharing.queries import shared_with
from learnplan.mine.sharing.services import stop_sharing
from tests.browser.conftest import Window

pytestmark = pytest.mark.browser

WRITTEN = "What I was about to say"


def test_an_open_page_clears_itself_and_gives_the_words_back_that_were_being_written(
    window: Callable[..., Window],
) -> None:
    ana, dana = (actor_for_email(f"{name}@northwind.example") for name in ("ana", "dana"))
    item = next(each.item for each in shared_with(dana) if each.item.kind == "activity")
    db.session.rollback()
    page = window().come_in_as("Dana")
    page.goto(page.url + f"log/{item.id}")
    page.get_by_label("Write on it").fill(WRITTEN)
    expect(page.get_by_role("heading", level=1)).to_have_text(item.title)

    with transaction(Database.LEARNING):
        stop_sharing(ana, item, reader_id=dana.id)
    page.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(page.get_by_role("heading", level=1)).to_have_text("This is no longer shared with you")
    expect(page.locator("main")).to_contain_text(WRITTEN)
    expect(page.locator("article")).to_have_count(0)
    assert item.title not in page.content()
    page.reload()
    expect(page.locator("main")).to_contain_text("There is nothing here")
