"""What Learnplan writes, to whom, and how they make it stop."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.directory import posting
from learnplan.directory.accounts import address_of
from learnplan.directory.queries import actor_for_email
from learnplan.ours.pulse.queries import ledger
from tests.factories.accounts import PASSWORD, a_passkey, with_password
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.factories.pulses import a_published_period, a_team
from tests.mail.conftest import Posted
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
EVENING = datetime(2026, 6, 15, 20, tzinfo=UTC)
SECRET = "Leave for a better place"


def subjects(posted: Posted) -> list[str]:
    posting.send_due(posted.post)
    return [letter["Subject"].removeprefix("Learnplan: ") for letter in posted.box.letters]


def come_in(visitor: Visitor, email: str) -> None:
    assert visitor.post("/sign-in", email=email, password=PASSWORD).request.path == "/"


def test_a_sign_in_on_a_new_browser_is_told_and_on_a_known_one_not(
    posted: Posted, visit: Visit
) -> None:
    ana = with_password(a_worker())
    known, new = visit(), visit()

    come_in(known, ana.email)
    known.post("/sign-out", page="/account")
    come_in(known, ana.email)
    assert subjects(posted) == []
    come_in(new, ana.email)

    assert subjects(posted) == ["A sign-in on a new browser"]
    cookie = new.client.get_cookie("learnplan-known")
    assert cookie is not None
    assert cookie.http_only


def test_after_signing_out_everywhere_no_browser_is_known(posted: Posted, visit: Visit) -> None:
    ana = with_password(a_worker())
    one, other = visit(), visit()
    come_in(one, ana.email)
    one.post("/account/sign-out-everywhere", page="/account")
    come_in(other, ana.email)
    come_in(one, ana.email)

    assert subjects(posted) == ["A sign-in on a new browser"]


def test_every_change_to_how_one_comes_in_is_told(posted: Posted, visit: Visit) -> None:
    ana = visit(a_worker())

    ana.post("/account/password", password=PASSWORD)
    a_passkey(ana)

    assert subjects(posted) == ["A change to how you come in"] * 2


def test_shares_are_told_to_who_wants_it_once_the_next_morning_and_without_a_word_of_them(
    posted: Posted, visit: Visit
) -> None:
    ana, ben, quiet = a_worker(name="Ana Lima"), a_worker(zone="UTC"), a_worker()
    visit(ben).post("/account/mail", account="y", shared="y")
    with clock.stopped(EVENING):
        for title in (SECRET, "Another"):
            a_goal(owner=ana, title=title, shared_with=ben)
        a_goal(owner=ana, title="A third", shared_with=quiet)
        assert subjects(posted) == []
    with clock.stopped(EVENING + timedelta(hours=12)):
        assert subjects(posted) == ["Something was shared with you"]

    (letter,) = posted.box.letters
    assert letter["To"].addresses[0].addr_spec == ben.email
    assert "/shared/" in letter.get_content()
    for word in (SECRET, "Ana", "Lima"):
        assert word not in letter.as_string()


def test_whoever_switches_a_kind_off_is_not_sent_what_waits_already(
    posted: Posted, visit: Visit
) -> None:
    ana = visit(a_worker())
    ana.post("/account/password", password=PASSWORD)

    saved = ana.post("/account/mail", ledger="y")

    assert "Saved." in saved.text
    assert posting.send_due(posted.post) == {"dropped": 1}


@pytest.mark.usefixtures("app")
def test_the_head_of_the_ledger_goes_to_everybody_when_a_period_is_published(
    posted: Posted, visit: Visit
) -> None:
    quiet, *others = a_team("Ops / Blue", 8)
    no_thanks = str(address_of(quiet))
    visit(actor_for_email(no_thanks)).post("/account/mail", account="y")

    a_published_period(others)

    assert set(subjects(posted)) == {"The public ledger, Fourth quarter of 2026"}
    last = ledger()[-1]
    everybody = {to for (to,) in posted.box.recipients}
    assert len(everybody) > 5
    assert no_thanks not in everybody
    for letter in posted.box.letters:
        assert last.hash in letter.get_content()
        assert f"row {last.number}" in letter.get_content()


def the_way_out(posted: Posted) -> str:
    said = re.fullmatch(r"<(.+)>", str(posted.box.letters[-1]["List-Unsubscribe"]))
    assert said is not None
    return urlsplit(said[1]).path


def test_a_mail_is_switched_off_from_itself_without_signing_in(
    posted: Posted, visit: Visit
) -> None:
    ana = visit(a_worker())
    ana.post("/account/password", password=PASSWORD)
    posting.send_due(posted.post)
    off, stranger = the_way_out(posted), visit()

    looked = stranger.get(off)
    ana.post("/account/password", current=PASSWORD, password="another four good words")
    assert posting.send_due(posted.post) == {"sent": 1}
    done = stranger.post(off)
    ana.post("/account/password", current="another four good words", password=PASSWORD)

    assert "Be sent no more of this?" in looked.text
    assert "No more of this mail" in done.text
    assert ana.actor is not None
    assert ana.actor.email not in looked.text + done.text
    assert posting.send_due(posted.post) == {}
    assert stranger.client.get("/account").status_code == 303


def test_a_mailer_switches_off_on_its_owners_behalf_with_one_post(
    app: Flask, posted: Posted, visit: Visit
) -> None:
    ana = visit(a_worker())
    ana.post("/account/password", password=PASSWORD)
    secure = posting.Post(
        server=posted.post.server, address="https://learn.example", key=posted.post.key
    )
    posting.send_due(secure)
    assert posted.box.letters[-1]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    answer = visit().client.post(the_way_out(posted), data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert app.config["MAIL"] is not None
    assert "checked" not in ana.get("/account/mail").text.partition('name="account"')[2][:40]


def test_a_made_up_way_out_leads_nowhere(posted: Posted, visit: Visit) -> None:
    ana = visit(a_worker())
    ana.post("/account/password", password=PASSWORD)
    posting.send_due(posted.post)
    off = the_way_out(posted)

    for forged in (off[:-1], off + "x", "/mail/off/x", "/mail/off/WzEsMl0.x", off.swapcase()):
        assert visit().get(forged).status_code == 404
        assert visit().client.post(forged).status_code == 404


def test_the_demonstrations_one_click_remembers_no_browser(
    northwind: Flask, posted: Posted
) -> None:
    visitor = Visitor(northwind)

    visitor.post("/sign-in/as", page="/sign-in", email="ana@northwind.example")

    assert visitor.client.get_cookie("learnplan-known") is None
    assert subjects(posted) == []
