"""Asks and offers have no names; whoever writes to one learns a name, or nothing at all."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, engine_of, transaction
from learnplan.core.errors import Conflict, NotFound, Refused
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.directory.models import Membership
from learnplan.mine.circles.queries import notices as queries
from learnplan.mine.circles.queries.matching import today
from learnplan.mine.circles.services import notices
from learnplan.mine.circles.words import Side
from learnplan.mine.disclosures.queries import journal_for
from learnplan.mine.disclosures.words import Kind
from learnplan.mine.portability.record.letting_go import everything_of
from learnplan.mine.portability.record.rooms import by_name
from learnplan.mine.portability.record.saying import Record, one_moment
from tests.factories.finding import a_notice, answer, days_ago, write
from tests.factories.people import a_unit, a_worker, leave
from tests.visitors import Visitor, without_tokens

pytestmark = pytest.mark.usefixtures("app")
Visit = Callable[..., Visitor]
PAGE = "/circles/notices"


def written_by(author: Actor) -> list[queries.ReplyView]:
    db.session.rollback()
    return queries.replies_by(author)


def waiting_for(owner: Actor) -> list[queries.ReplyView]:
    db.session.rollback()
    return queries.replies_to(owner)


def taken_along(author: Actor) -> list[dict[str, Any]]:
    with one_moment() as connection:
        drawer = by_name()["written_to_asks_and_offers"]
        return list(Record(connection, author.id).plain(drawer))


def take_back(author: Actor) -> None:
    with transaction(Database.LEARNING):
        (mine,) = queries.replies_by(author)
        notices.take_back_reply(author, queries.own_reply_for(author, mine.id))


def test_a_line_is_seen_by_everybody_from_the_next_day_and_has_no_name(visit: Visit) -> None:
    ana, eve = a_worker(name="Ana Offers"), a_worker()
    visitor, other = visit(ana), visit(eve)

    mine = visitor.post(f"{PAGE}/new", side="offer", text="how to read EXPLAIN").text
    on_that_day = other.get(PAGE).text
    a_notice(ana, "how to write an incident note")
    later = other.get(PAGE).text

    assert "Others see it from tomorrow" in mine
    assert "how to read EXPLAIN" not in on_that_day
    assert "I can show how to write an incident note" in later
    assert "Ana" not in without_tokens(later)


def test_a_name_appears_on_both_sides_once_it_is_accepted_and_both_are_told() -> None:
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    reply = write(ben, a_notice(ana), "Would you show me?")
    before = [each.name for each in (*waiting_for(ana), *written_by(ben))]

    answer(ana, reply, accept=True)

    assert before == ["", ""]
    assert [each.name for each in waiting_for(ana)] == ["Ben"]
    assert [each.name for each in written_by(ben)] == ["Ana"]
    for one, other in ((ana, "Ben"), (ben, "Ana")):
        (line,) = [each for each in journal_for(one).lines if each.kind is Kind.MATCH]
        assert (line.what, line.whom) == ("I can show EXPLAIN", other)


def test_a_decline_cannot_be_told_from_silence(visit: Visit) -> None:
    ana, ben = a_worker(), a_worker()
    notice = a_notice(ana)
    reply = write(ben, notice)
    visitor = visit(ben)

    def all_that_ben_sees() -> list[str]:
        addresses = (PAGE, f"{PAGE}/{notice}", "/disclosures/")
        return [without_tokens(visitor.get(address).text) for address in addresses]

    before = all_that_ben_sees()
    answer(ana, reply, accept=False)

    assert all_that_ben_sees() == before
    assert waiting_for(ana) == []


def test_one_takes_along_what_one_wrote_and_not_that_it_was_declined() -> None:
    ana, ben = a_worker(), a_worker()
    reply = write(ben, a_notice(ana), "Show me?")
    before = taken_along(ben)

    answer(ana, reply, accept=False)

    assert [row["note"] for row in before] == ["Show me?"]
    assert taken_along(ben) == before


def test_whoever_is_erased_leaves_no_line_and_no_word() -> None:
    ana, ben = a_worker(), a_worker()
    write(ben, a_notice(ana))
    a_notice(ben, "How to weld")

    with transaction(Database.LEARNING):
        here = db.session.connection(bind_arguments={"bind": engine_of(Database.LEARNING)})
        everything_of(here, ben.id)

    assert (waiting_for(ana), queries.notices(ana).rows) == ([], ())


@pytest.mark.parametrize("is_declined", [True, False])
def test_writing_anew_is_no_way_around_a_decline_and_none_to_find_out(is_declined: bool) -> None:  # noqa: FBT001 - a case
    ana, ben = a_worker(), a_worker()
    notice = a_notice(ana)
    reply = write(ben, notice)
    if is_declined:
        answer(ana, reply, accept=False)

    take_back(ben)
    gone = written_by(ben)
    again = write(ben, notice, "Please?")

    assert gone == []
    assert again == reply
    assert [each.note for each in written_by(ben)] == ["Please?"]
    assert [each.note for each in waiting_for(ana)] == ([] if is_declined else ["Please?"])


def test_what_is_taken_back_is_gone_at_once_for_its_reader() -> None:
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    reply = write(ben, a_notice(ana))
    answer(ana, reply, accept=True)

    take_back(ben)

    assert (waiting_for(ana), written_by(ben)) == ([], [])


def test_what_is_taken_back_can_be_put_back_for_a_day(visit: Visit) -> None:
    ana, ben = a_worker(), a_worker()
    notice = a_notice(ana)
    reply, visitor = write(ben, notice, "Show me?"), visit(ben)

    gone = visitor.post(f"{PAGE}/replies/{reply}/take-back", PAGE)

    assert f"{PAGE}/replies/{reply}/put-back" in gone.text
    assert (waiting_for(ana), written_by(ben)) == ([], [])
    assert "Show me?" not in visitor.get(f"{PAGE}/{notice}").text
    visitor.post(f"{PAGE}/replies/{reply}/put-back", PAGE)
    assert [each.note for each in waiting_for(ana)] == ["Show me?"]
    take_back(ben)
    with days_ago(-2), transaction(Database.LEARNING):
        notices.purge_taken_back(clock.now() - KEPT_FOR_UNDO)
    assert visitor.post(f"{PAGE}/replies/{reply}/put-back", PAGE).status_code == 404


def test_putting_back_is_no_way_around_a_decline() -> None:
    ana, ben = a_worker(), a_worker()
    reply = write(ben, a_notice(ana))
    answer(ana, reply, accept=False)
    take_back(ben)

    with transaction(Database.LEARNING):
        notices.put_back_reply(ben, queries.own_reply_for(ben, reply, taken_back=True))

    assert waiting_for(ana) == []
    assert len(written_by(ben)) == 1


def test_lines_of_whoever_left_leave_the_list_with_the_month(visit: Visit) -> None:
    """On the day itself, the line that goes would tell whose it was."""
    ana, ben, eve = a_worker(), a_worker(), a_worker()
    first = today().replace(day=1)
    notice = a_notice(ana, ago=40)
    a_notice(eve, "Czech", ago=40)

    def leaves(on: date) -> list[str]:
        leave(ana, last_day=on)
        db.session.rollback()
        return sorted(each.text for each in queries.notices(ben).rows)

    began, ended, elsewhere = first - timedelta(days=90), first - timedelta(days=1), a_unit("Sales")
    with transaction(Database.ORGANISATION):  # before where she is now
        db.session.add(
            Membership(person_id=eve.id, unit_id=elsewhere, starts_on=began, ends_on=ended)
        )

    assert leaves(first) == ["Czech", "EXPLAIN"]
    assert leaves(first - timedelta(days=1)) == ["Czech"]
    assert visit(ben).get(f"{PAGE}/{notice}").status_code == 404
    assert "Off the list since you left" in visit(ana).get(PAGE).text


def test_what_was_answered_is_answered() -> None:
    ana, ben = a_worker(), a_worker()
    notice = a_notice(ana)
    reply = write(ben, notice)
    answer(ana, reply, accept=True)

    with pytest.raises(Conflict, match="accepted this already"):
        answer(ana, reply, accept=False)
    with pytest.raises(Conflict, match="They accepted"):
        write(ben, notice, "Something else")


def test_a_line_that_is_taken_down_can_be_put_back_for_a_day(visit: Visit) -> None:
    ana, ben = a_worker(), a_worker()
    notice = a_notice(ana)
    write(ben, notice)
    visitor = visit(ana)

    visitor.post(f"{PAGE}/{notice}/take-down", PAGE)
    db.session.rollback()
    down = [each.text for each in queries.notices(ben).rows], waiting_for(ana)
    with pytest.raises(NotFound):
        queries.notice_for(ben, notice)
    visitor.post(f"{PAGE}/{notice}/put-up-again", PAGE)
    db.session.rollback()
    up = [each.text for each in queries.notices(ben).rows], len(waiting_for(ana))
    visitor.post(f"{PAGE}/{notice}/take-down", PAGE)
    with days_ago(-2), transaction(Database.LEARNING):
        notices.purge_taken_down(clock.now() - KEPT_FOR_UNDO)

    assert down == ([], [])
    assert up == (["EXPLAIN"], 1)
    assert written_by(ben) == []


def test_a_line_leaves_the_list_after_half_a_year(visit: Visit) -> None:
    ana, ben = a_worker(), a_worker()
    a_notice(ana, ago=181)

    assert queries.notices(ben).rows == ()
    assert "Off the list after half a year" in visit(ana).get(PAGE).text


def test_a_form_sent_twice_puts_up_one_line_and_twenty_are_enough() -> None:
    ana = a_worker()

    for number in range(19):
        a_notice(ana, f"Thing {number}")
    for _ in range(2):
        with transaction(Database.LEARNING):
            notices.post_notice(ana, side=Side.ASK, text="Czech", once="a word")

    with pytest.raises(Refused, match="At most 20"):
        a_notice(ana, "One more")


def test_long_lists_come_in_pages(visit: Visit) -> None:
    ana, ben = a_worker(), a_worker()
    for number in range(20):
        a_notice(ana, f"ana-{number}.", ago=number + 1)
        a_notice(ben, f"ben-{number}.", side=Side.ASK, ago=number + 1)
    visitor = visit(a_worker())

    first = visitor.get(PAGE).text
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older is not None
    second = visitor.get(unescape(older[1])).text
    asks = visitor.get(f"{PAGE}?side=ask").text

    for number in range(20):
        assert (f"ana-{number}." in first) != (f"ana-{number}." in second)
        assert f"ben-{number}." in asks
    assert "ana-" not in asks
    assert visitor.get(f"{PAGE}?after=-1&side=x").status_code == 200


def test_the_whole_way_by_the_doors(visit: Visit) -> None:
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    notice = a_notice(ana)
    asking, answering = visit(ben), visit(ana)

    wrong = asking.post(f"{PAGE}/{notice}", note="")
    sent = asking.post(f"{PAGE}/{notice}", note="<b>Show me?</b>").text
    read = answering.get(PAGE).text
    reply = written_by(ben)[0].id
    met = answering.post(f"{PAGE}/replies/{reply}/answer", PAGE, said="accept").text

    assert wrong.status_code == 422
    assert "Sent without your name" in sent
    assert "&lt;b&gt;Show me?&lt;/b&gt;" in read
    assert "Ben" not in without_tokens(read)
    assert "Ben" in met
    assert "over the line “I can show EXPLAIN”" in asking.get("/disclosures/").text


def test_what_is_not_theirs_answers_like_what_there_is_not(visit: Visit) -> None:
    ana, ben = a_worker(), a_worker()
    notice, today = a_notice(ana), a_notice(ana, "Later", ago=0)
    reply = write(ben, notice)
    eve = visit(a_worker())
    calls = [
        *((f"{notice}/take-down", {}), (f"{notice}/put-up-again", {}), (f"{today}", {"note": "x"})),
        *((f"{uuid4()}", {"note": "x"}), (f"replies/{reply}/take-back", {})),
        *((f"replies/{reply}/answer", {"said": "accept"}), (f"replies/{uuid4()}/take-back", {})),
    ]

    codes = {eve.post(f"{PAGE}/{rest}", "/circles/new", **said).status_code for rest, said in calls}
    own = visit(ana).post(f"{PAGE}/{notice}", "/circles/new", note="To myself").status_code

    assert (codes, own) == ({404}, 404)
    assert [each.name for each in waiting_for(ana)] == [""]


def test_whoever_is_blocked_is_read_no_more_and_cannot_tell(visit: Visit) -> None:
    ana, ben, chidi = a_worker(), a_worker(), a_worker()
    first, second = a_notice(ana, "EXPLAIN"), a_notice(ana, "how to ask")
    reply = write(ben, first, "You again")
    unread = [(each.note, each.name) for each in written_by(ben)]

    visit(ana).post(f"{PAGE}/replies/{reply}/answer", PAGE, said="block")
    write(ben, first, "Still me")
    write(ben, second, "And here")
    write(chidi, second, "Show me?")

    assert [each.note for each in waiting_for(ana)] == ["Show me?"]
    assert unread == [("You again", "")]
    told = [(each.note, each.name) for each in written_by(ben)]
    assert sorted(told) == [("And here", ""), ("Still me", "")]
    assert "You read nothing more from whoever wrote 1 note to you." in visit(ana).get(PAGE).text
    visit(ana).post(f"{PAGE}/unblock", PAGE)
    write(ben, a_notice(ana, "a third"), "Hello")
    assert [each.note for each in waiting_for(ana)] == ["Hello", "Show me?"]


def test_a_line_can_be_hidden_for_oneself_alone(visit: Visit) -> None:
    ana, ben = a_worker(), a_worker()
    line = a_notice(ana, "something rude")
    visitor = visit(ben)

    visitor.post(f"{PAGE}/{line}/hide", PAGE)

    shown = visitor.get(PAGE).text
    assert "something rude" not in shown
    assert "1 line of others you hid." in shown
    assert "something rude" in visit(a_worker()).get(PAGE).text
    visitor.post(f"{PAGE}/show-again", PAGE)
    assert "something rude" in visitor.get(PAGE).text
