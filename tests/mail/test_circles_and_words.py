"""Mail about circles and about what others write: that it is so, to whom, once, and no more."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.directory import posting
from learnplan.directory.services.accounts import choose_time_zone
from learnplan.mine.circles.jobs import remind
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.models.meetings import Meeting
from learnplan.mine.circles.queries import circles, meetings
from learnplan.mine.circles.services import meetings as setting
from learnplan.mine.circles.services import membership
from learnplan.mine.circles.words import Reply
from learnplan.mine.sharing import comments
from learnplan.mine.sharing.services import share_item
from tests.factories.circles import a_circle, a_meeting, come_into, go_from
from tests.factories.finding import a_notice, answer, ask, say_yes, write
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.mail.conftest import Posted
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
DAY, HALF_PAST_THREE = date(2030, 7, 2), time(15, 30)
THE_DAY_BEFORE = datetime(2030, 7, 1, 18, tzinfo=UTC)
SECRET = "Leave for a better place"


def sent(posted: Posted) -> list[tuple[str, str]]:
    """Who was sent what, after everything that is due."""
    posting.send_due(posted.post)
    subjects = [each["Subject"].removeprefix("Learnplan: ") for each in posted.box.letters]
    return sorted(zip((to for (to,) in posted.box.recipients), subjects, strict=True))


def a_meeting_of(*people: Actor) -> tuple[Circle, Meeting]:
    circle = a_circle(*people, name=SECRET)
    return circle, a_meeting(circle, people[0], day=DAY, at=HALF_PAST_THREE, agenda=SECRET)


def change(actor: Actor, circle: Circle, meeting: Meeting, act: Callable[..., None]) -> None:
    with transaction(Database.LEARNING):
        there = meetings.meeting_for(actor, circle.id, meeting.id)
        act(actor, circles.circle_for(actor, circle.id), there)


def test_what_somebody_writes_and_where_they_are_asked_to_is_told_in_the_morning_once(
    posted: Posted, visit: Visit
) -> None:
    ana, ben, dana = a_worker(zone="UTC"), a_worker(name="Ben Lima"), a_worker(zone="UTC")
    for one in (ana, dana):
        visit(one).post("/account/mail", shared="y")
    with clock.stopped(THE_DAY_BEFORE):
        goal = a_goal(owner=ana, title=SECRET, shared_with=ben)
        for text in ("PRIVATE-WORDS", "more"):
            with transaction(Database.LEARNING):
                comments.write_comment(ben, goal.as_item, text=text)
        circle = a_circle(ben, name=SECRET)
        for _ in range(2):
            with transaction(Database.LEARNING):
                there = circles.circle_for(ben, circle.id)
                membership.invite(ben, there, person_id=dana.id)
        assert sent(posted) == []
    with clock.stopped(THE_DAY_BEFORE + timedelta(hours=14)):
        told = sent(posted)

    assert told == sorted(
        [(ana.email, "Somebody wrote to you"), (dana.email, "A circle asks you to come")]
    )
    for letter in posted.box.letters:
        for word in (SECRET, "PRIVATE", "Ben", "Lima"):
            assert word not in letter.as_string()


def test_what_comes_of_looking_for_each_other_is_told_and_silence_stays_silent(
    posted: Posted, visit: Visit
) -> None:
    ana, ben, dana, eve = (
        a_worker(name=name, zone="UTC") for name in ("Ana", "Ben", "Dana", "Eve")
    )
    for one in (ana, ben, dana, eve):
        visit(one).post("/account/mail", shared="y")
    with clock.stopped(THE_DAY_BEFORE):
        line = a_notice(ana, SECRET)
        refused = write(eve, line)
        answer(ana, refused, accept=False)
        posting.send_due(posted.post)
    with clock.stopped(THE_DAY_BEFORE + timedelta(hours=14)):
        sent(posted)
        posted.box.letters.clear()
        posted.box.recipients.clear()
        write(eve, line, "PRIVATE-WORDS")
        answer(ana, write(ben, line, "PRIVATE-WORDS"), accept=True)
        goal, other = ask(dana), ask(ben)
        say_yes(dana, goal)
        say_yes(ben, other)
    with clock.stopped(THE_DAY_BEFORE + timedelta(hours=38)):
        told = sent(posted)

    assert told == sorted(
        [
            (ana.email, "Somebody wrote to you"),
            (ben.email, "Somebody said yes to you"),
            (dana.email, "Somebody said yes to you"),
        ]
    )
    for letter in posted.box.letters:
        for word in (SECRET, "PRIVATE", "Ana", "Ben", "Dana"):
            assert word not in letter.as_string()


def test_whoever_was_declined_and_writes_again_sets_off_no_mail(
    posted: Posted, visit: Visit
) -> None:
    ana, eve = a_worker(zone="UTC"), a_worker()
    line = a_notice(ana, SECRET)
    answer(ana, write(eve, line), accept=False)
    visit(ana).post("/account/mail", shared="y")

    write(eve, line, "Once more")

    with clock.stopped(clock.now() + timedelta(days=2)):
        assert sent(posted) == []


def test_members_are_reminded_once_by_their_own_clock_but_not_who_does_not_come(
    posted: Posted, visit: Visit
) -> None:
    ana, ben, dana = a_worker(zone="Europe/Lisbon"), a_worker(zone="Asia/Kolkata"), a_worker()
    quiet, stranger = a_worker(), a_worker()
    circle, meeting = a_meeting_of(ana, ben, dana, quiet)
    visit(quiet).post("/account/mail", account="y")
    with transaction(Database.ORGANISATION):
        for one in (ana, ben):
            choose_time_zone(one.id, one.time_zone)
    change(dana, circle, meeting, partial(setting.answer, reply=Reply.NOT_THIS_TIME))

    with clock.stopped(THE_DAY_BEFORE - timedelta(days=1)):
        assert remind("UTC") == 0
    with clock.stopped(THE_DAY_BEFORE):
        assert [remind("UTC"), remind("UTC")] == [1, 0]
        told = sent(posted)

    assert told == sorted((one.email, "A circle of yours meets") for one in (ana, ben))
    said = {str(each["To"]): each.get_content() for each in posted.box.letters}
    lisbon = next(text for to, text in said.items() if ana.email in to)
    kolkata = next(text for to, text in said.items() if ben.email in to)
    assert "A circle of yours meets on Tuesday 2 July, 15:30 (Europe/Lisbon)." in lisbon
    assert "A circle of yours meets on Tuesday 2 July, 20:00 (Asia/Kolkata)." in kolkata
    assert f"/circles/{circle.id}/meetings/{meeting.id}" in lisbon
    assert SECRET not in "".join(said.values())
    address = f"/circles/{circle.id}/meetings/{meeting.id}"
    assert visit(stranger).client.get(address).status_code == 404


def test_whoever_comes_in_after_the_others_were_reminded_is_reminded_too(posted: Posted) -> None:
    ana, late = a_worker(zone="UTC"), a_worker(zone="UTC")
    circle, _ = a_meeting_of(ana)

    with clock.stopped(THE_DAY_BEFORE):
        come_into(circle, late, asked_by=ana)
        assert remind("UTC") == 1
        sent(posted)
        later = a_worker(zone="UTC")
        come_into(circle, later, asked_by=ana)
        assert remind("UTC") == 0
        told = sent(posted)

    subject = "A circle of yours meets"
    assert [to for to, said in told if said == subject].count(later.email) == 1


def test_a_meeting_called_off_over_or_of_a_circle_without_mail_reminds_nobody(
    app: Flask, posted: Posted
) -> None:
    ana = a_worker(zone="UTC")
    circle, meeting = a_meeting_of(ana)
    app.config["MAIL"], server = None, app.config["MAIL"]
    with clock.stopped(THE_DAY_BEFORE):
        assert remind("UTC") == 0
    app.config["MAIL"] = server
    with clock.stopped(THE_DAY_BEFORE + timedelta(days=1)):
        assert remind("UTC") == 0
    with clock.stopped(THE_DAY_BEFORE):
        change(ana, circle, meeting, setting.call_off)
        assert remind("UTC") == 0
        assert sent(posted) == []


def test_a_reminder_outlives_a_server_that_is_not_there_and_is_sent_once(posted: Posted) -> None:
    ana = a_worker(zone="UTC")
    a_meeting_of(ana)
    posted.box.dies = True
    with clock.stopped(THE_DAY_BEFORE):
        remind("UTC")
        assert posting.send_due(posted.post) == {}
    posted.box.dies = False
    posted.box.letters.clear()
    posted.box.recipients.clear()

    with clock.stopped(THE_DAY_BEFORE + timedelta(hours=1)):
        assert remind("UTC") == 0
        assert sent(posted) == [(ana.email, "A circle of yours meets")]
        assert posting.send_due(posted.post) == {}


def test_two_processes_at_once_remind_once(app: Flask, posted: Posted) -> None:
    people = [a_worker(zone="UTC") for _ in range(3)]
    a_meeting_of(*people)
    together = threading.Barrier(3)
    db.session.rollback()

    def upkeep(_: int) -> int:
        together.wait(10)
        with app.app_context(), clock.stopped(THE_DAY_BEFORE):  # each thread has its own clock
            done = remind("UTC")
            posting.send_due(posted.post)
            return done

    with ThreadPoolExecutor(3) as threads:
        reminded = list(threads.map(upkeep, range(3)))
    with clock.stopped(THE_DAY_BEFORE):
        told = sent(posted)

    assert sorted(reminded) == [0, 0, 1]
    assert [to for to, _ in told] == sorted(one.email for one in people)


def test_what_is_shared_with_a_circle_is_told_to_the_others_once_and_never_what(
    posted: Posted, visit: Visit
) -> None:
    ana, ben, dana = a_worker(zone="UTC"), a_worker(zone="UTC"), a_worker(zone="UTC")
    quiet, stranger = a_worker(zone="UTC"), a_worker(zone="UTC")
    for one in (ana, ben, dana, stranger):
        visit(one).post("/account/mail", shared="y")
    circle = a_circle(ana, ben, dana, quiet, name=SECRET)
    with clock.stopped(THE_DAY_BEFORE):
        posting.send_due(posted.post)  # that they were asked to come
        posted.box.letters.clear()
        posted.box.recipients.clear()
        for _ in range(2):
            goal = a_goal(owner=ana, title=SECRET)
            with transaction(Database.LEARNING):
                share_item(ana, goal.as_item, reader_id=circle.id)
        assert sent(posted) == []
    with clock.stopped(THE_DAY_BEFORE + timedelta(hours=14)):
        told = sent(posted)

    assert told == sorted((one.email, "Something was shared with you") for one in (ben, dana))
    assert SECRET not in "".join(each.as_string() for each in posted.box.letters)


def test_a_reminder_that_waits_does_not_go_out_once_the_meeting_is_called_off_or_moved(
    posted: Posted,
) -> None:
    ana, ben = a_worker(zone="UTC"), a_worker(zone="UTC")
    circle, meeting = a_meeting_of(ana, ben)
    posted.box.dies = True  # so that reminders wait
    with clock.stopped(THE_DAY_BEFORE):
        remind("UTC")
        posting.send_due(posted.post)
        change(ana, circle, meeting, setting.call_off)
    posted.box.dies = False
    posted.box.letters.clear()
    posted.box.recipients.clear()

    with clock.stopped(THE_DAY_BEFORE + timedelta(hours=1)):
        assert (remind("UTC"), sent(posted)) == (0, [])
        change(ana, circle, meeting, setting.hold_after_all)
        assert remind("UTC") == 1
        moved = partial(
            setting.rewrite_meeting, version=3, day=DAY, at=time(17), minutes=60, agenda="",
            place="", link="", facilitator_id=None,
        )  # fmt: skip
        change(ben, circle, meeting, moved)
        assert (remind("UTC"), len(sent(posted))) == (1, 2)

    said = {each.get_content() for each in posted.box.letters}
    assert all("17:00" in text and "15:30" not in text for text in said)


def test_who_does_not_come_or_leaves_is_not_reminded_by_what_waited(posted: Posted) -> None:
    ana, ben, dana = (a_worker(zone="UTC") for _ in range(3))
    circle, meeting = a_meeting_of(ana, ben, dana)
    with clock.stopped(THE_DAY_BEFORE):
        assert remind("UTC") == 1
        change(ben, circle, meeting, partial(setting.answer, reply=Reply.NOT_THIS_TIME))
        go_from(circle, dana)

        assert sent(posted) == [(ana.email, "A circle of yours meets")]
