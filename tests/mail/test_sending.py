"""What waits in the outbox is sent: once, whatever server, process or address gets in the way."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from learnplan.core import clock, outbox
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Invalid
from learnplan.core.mail import server_from
from learnplan.core.outbox import AccountMail, MailKind, RecordMail
from learnplan.directory import posting
from learnplan.directory.models import Person
from learnplan.directory.services import letters
from tests.factories.people import a_worker
from tests.mail.conftest import TAKEN, Posted
from tests.mine.wording import words
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
BOTH = pytest.mark.parametrize("database", list(Database))


def a_mail(to: UUID, database: Database = Database.ORGANISATION, subject: str = "News") -> None:
    with transaction(database):
        outbox.put(
            database, [to], MailKind.ACCOUNT, subject=subject, words="Look here.", path="/account"
        )


def waiting(model: type[AccountMail | RecordMail] = AccountMail) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(model.id)).where(model.given_up_at.is_(None))) or 0


@BOTH
def test_a_mail_is_sent_once_and_is_gone_from_the_outbox(
    posted: Posted, database: Database
) -> None:
    ana = a_worker()
    a_mail(ana.id, database)

    first, second = posting.send_due(posted.post), posting.send_due(posted.post)

    (letter,) = posted.box.letters
    assert (first, second) == ({"sent": 1}, {})
    assert posted.box.recipients == [[ana.email]]
    assert letter["Subject"] == "Learnplan: News"
    assert letter["From"].addresses[0].addr_spec == "learnplan@northwind.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "http://localhost:8000/account" in letter.get_content()
    assert waiting(outbox._tables[database]) == 0


def test_a_name_in_a_mail_turns_nothing_that_stands_behind_it(posted: Posted) -> None:
    ana = a_worker()
    with transaction(Database.ORGANISATION):
        outbox.put(
            Database.ORGANISATION,
            [ana.id],
            MailKind.ACCOUNT,
            subject="About “left \u202eright” and more",
            words="Look at “left \u202eright” here.\n\nIn peace.",
            path="/account",
        )

    posting.send_due(posted.post)

    (letter,) = posted.box.letters
    assert "About “\u2068left \u202eright\u2069” and more" in letter["Subject"]
    assert "Look at “\u2068left \u202eright\u2069” here." in letter.get_content()


def test_what_is_not_kept_is_not_told(posted: Posted) -> None:
    ana = a_worker()

    def break_off() -> None:
        with transaction(Database.ORGANISATION):
            letters.tell_of_new_browser(ana.id)
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        break_off()
    posting.send_due(posted.post)

    assert posted.box.letters == []


def test_without_a_server_nothing_is_put_in_and_the_page_says_so(app: Flask, visit: Visit) -> None:
    ana = a_worker()
    assert app.config["MAIL"] is None

    a_mail(ana.id)
    shown = words(visit(ana).get("/account/mail").text)

    assert waiting() == 0
    assert "Learnplan sends no mail here" in shown


def test_a_greylisting_server_gets_it_later_with_the_same_message_id(posted: Posted) -> None:
    ana = a_worker()
    a_mail(ana.id)
    posted.box.to = "451 come back in a few minutes"

    assert posting.send_due(posted.post) == {"put off": 1}
    assert posting.send_due(posted.post) == {}  # not at once
    posted.box.to = TAKEN
    with clock.stopped(clock.now() + posting.FIRST_WAIT):
        assert posting.send_due(posted.post) == {"sent": 1}


def test_a_refused_mail_is_given_up_after_some_tries_and_its_owner_is_told(
    posted: Posted, visit: Visit
) -> None:
    ana = a_worker()
    a_mail(ana.id)
    posted.box.to = "550 no such mailbox\r\nBcc: x"
    done: list[str] = []
    now = clock.now()

    for _ in range(posting.MOST_REFUSALS):
        with clock.stopped(now):
            done += posting.send_due(posted.post)
        now += posting.LONGEST_WAIT

    assert done == ["put off"] * (posting.MOST_REFUSALS - 1) + ["given up"]
    assert waiting() == 0
    assert "550 no such mailbox" in words(visit(ana).get("/account/mail").text)
    with clock.stopped(now + posting.SHOWN_FOR):
        posting.send_due(posted.post)
        assert outbox.given_up_for(ana.id) == []


def test_one_refused_mail_does_not_hold_up_the_others(posted: Posted) -> None:
    ana, ben = a_worker(), a_worker()
    with transaction(Database.ORGANISATION):
        db.session.execute(
            update(Person).where(Person.id == ana.id).values(email="ana\r\nBcc: eve@x.example")
        )
    a_mail(ana.id)
    a_mail(ben.id)

    done = posting.send_due(posted.post)

    assert done == {"put off": 1, "sent": 1}
    assert posted.box.recipients == [[ben.email]]


def test_a_server_that_dies_before_it_answers_gets_it_again_and_a_mailbox_can_tell(
    posted: Posted,
) -> None:
    a_mail(a_worker().id)
    posted.box.dies = True

    assert posting.send_due(posted.post) == {}
    posted.box.dies = False
    with clock.stopped(clock.now() + posting.FIRST_WAIT):
        posting.send_due(posted.post)

    first, second = posted.box.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert waiting() == 0


def test_a_server_that_is_not_there_costs_no_try(posted: Posted) -> None:
    a_mail(a_worker().id)
    posted.stop()

    assert posting.send_due(posted.post) == {}

    db.session.rollback()
    assert db.session.scalars(select(AccountMail.tries)).all() == [0]
    assert db.session.scalars(select(AccountMail.in_hand_until)).all() == [None]


def test_a_week_without_a_server_is_the_end_of_a_mail(posted: Posted) -> None:
    ana = a_worker()
    a_mail(ana.id)
    posted.stop()

    with clock.stopped(clock.now() + posting.LONGEST + timedelta(seconds=1)):
        posting.send_due(posted.post)

    (lost,) = outbox.given_up_for(ana.id)
    assert lost.trouble == posting.NOT_IN_TIME


def test_a_mail_in_the_hands_of_a_dead_process_is_taken_up_by_another(posted: Posted) -> None:
    a_mail(a_worker().id)
    with transaction(Database.ORGANISATION):
        assert outbox.take_next(Database.ORGANISATION) is not None

    assert posting.send_due(posted.post) == {}
    with clock.stopped(clock.now() + outbox.IN_HAND):
        assert posting.send_due(posted.post) == {"sent": 1}


def test_two_processes_at_once_send_each_mail_once(app: Flask, posted: Posted) -> None:
    people = [a_worker() for _ in range(8)]
    for one in people:
        a_mail(one.id)
    together = threading.Barrier(3)

    def send(_: int) -> int:
        together.wait(10)
        with app.app_context():
            return posting.send_due(posted.post)["sent"]

    with ThreadPoolExecutor(3) as threads:
        sent = sum(threads.map(send, range(3)))

    assert sent == len(people)
    assert sorted(to for (to,) in posted.box.recipients) == sorted(one.email for one in people)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://mail.example", "a@x.example"),
        ("smtp://", "a@x.example"),
        ("smtp://h:99999", "a@x.example"),
        ("smtp://h?tls", "a@x.example"),
        ("smtp://h", "nobody"),
        ("smtp://h", "a@x.example\r\nBcc: eve@x.example"),
        ("smtp://h", "a@x.example, b@x.example"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_in_words(url: str, sender: str) -> None:
    with pytest.raises(Invalid, match="LEARNPLAN_"):
        server_from(url, sender=sender)


def test_a_server_is_named_by_an_address() -> None:
    server = server_from("smtp://me%40x:p%2Fw@mail.example:587?starttls", sender="a@x.example")
    plain = server_from("smtps://mail.example", sender="a@x.example")

    assert (server.user, server.password, server.port) == ("me@x", "p/w", 587)
    assert (plain.tls, plain.port) == ("smtps", 465)
    assert "p/w" not in repr(server)
