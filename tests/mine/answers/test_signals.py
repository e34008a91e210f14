"""Workers raise signals on purpose: with their name, or unsigned with enough others behind them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import NotFound, Refused
from learnplan.gate import periods, signals
from learnplan.mine.answers import policy, queries, services
from learnplan.mine.answers.models import CoSignature, UnsignedSignal
from learnplan.mine.answers.themes import Theme
from learnplan.ours.pulse import models as ours
from learnplan.ours.pulse.limits import FEWEST_COSIGNERS
from tests.factories.people import a_unit, a_worker
from tests.factories.pulses import PERIOD, PUBLISHED_AT, TODAY, an_open_period
from tests.factories.signals import OWN_WORDS, a_crew, raised_by
from tests.mine.wording import words
from tests.naughty import NAUGHTY
from tests.visitors import Visitor, hidden_fields

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[[Actor | None], Visitor]
NEW, LIST = "/pulse/signals/new", "/pulse/signals"
NOWHERE = "00000000-0000-4000-8000-000000000000"


def preview(browser: Visitor, **said: str) -> str:
    """The page that shows what will be seen."""
    return browser.post(NEW, **{"theme": "", "words": "", "name": "unsigned", **said}).text


def confirm(browser: Visitor, shown: str) -> str:
    """The page after whoever saw a preview raises it."""
    data = {**hidden_fields(shown, NEW), "act": "raise"}
    return browser.client.post(NEW, data=data, follow_redirects=True).text


def raise_it(browser: Visitor, **said: str) -> str:
    return confirm(browser, preview(browser, **said))


def publish() -> list[tuple[str, str]]:
    """Seal and publish the period; the unsigned signals that appear."""
    periods.seal(PERIOD)
    with clock.stopped(PUBLISHED_AT):
        periods.publish(PERIOD, by="Ada")
    stmt = sa.select(ours.Signal.theme, ours.Signal.words).where(ours.Signal.period == PERIOD)
    return [(theme, said) for theme, said in db.session.execute(stmt)]


def raised() -> list[tuple[str, str, int]]:
    """The unsigned signals there are, with how many are behind them."""
    db.session.rollback()  # what was read before is stale
    stmt = (
        sa.select(UnsignedSignal.theme, UnsignedSignal.words, sa.func.count(CoSignature.id))
        .outerjoin(CoSignature, CoSignature.signal_id == UnsignedSignal.id)
        .group_by(UnsignedSignal.id)
        .order_by(UnsignedSignal.theme, UnsignedSignal.words)
    )
    return [(theme, said, count) for theme, said, count in db.session.execute(stmt)]


def the_row_around(line: str, html: str) -> str:
    """The words of the row of a list that has ``line`` in it."""
    before, _, after = html.partition(line)
    row = before.rpartition('<li class="row">')[2] + line + after.partition("</li>")[0]
    return words(f"<main>{row}</main>")


def the_signal() -> UnsignedSignal:
    return db.session.scalars(sa.select(UnsignedSignal)).one()


@pytest.mark.attack(23)
def test_a_bait_with_four_confederates_is_never_heard_of() -> None:
    crew = a_crew("Ops / Blue", 16)
    an_open_period()

    raised_by(crew[:5], theme=Theme.TIME)
    raised_by(crew[:5], words=OWN_WORDS)

    assert publish() == []


@pytest.mark.attack(23)
def test_a_gate_that_counts_whoever_raised_it_would_show_the_bait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    crew = a_crew("Ops / Blue", 16)
    an_open_period()
    raised_by(crew[:5], theme=Theme.TIME)

    monkeypatch.setattr(signals, "FEWEST_COSIGNERS", FEWEST_COSIGNERS - 1)

    assert publish() == [(Theme.TIME, "")]


@pytest.mark.attack(23)
def test_with_five_others_behind_it_a_signal_appears() -> None:
    crew = a_crew("Ops / Blue", 16)
    an_open_period()

    raised_by(crew[:6], theme=Theme.TIME)
    raised_by(crew[:6], words=OWN_WORDS)

    assert sorted(publish()) == [("", OWN_WORDS), (Theme.TIME, "")]


def test_nothing_is_raised_before_its_preview_was_seen(visit: Visit) -> None:
    ana, *_ = a_crew("Ops / Blue", 16)
    an_open_period()
    browser = visit(ana)

    shown = preview(browser, words=OWN_WORDS)

    said = words(shown)
    assert raised() == []
    assert "Everyone at Northwind will see exactly this, or nothing" in said
    assert OWN_WORDS in said
    assert "if at least 6 of the 16 people who were in Blue on 1 October 2026" in said
    assert "whoever manages them included, can read your words in Mine" in said
    assert "whoever administers the learning database can read who is behind it" in said

    after = confirm(browser, shown)
    assert "You are behind it. Nobody can see that" in words(after)
    assert raised() == [("", OWN_WORDS, 1)]


def test_a_theme_that_others_chose_in_the_same_unit_is_the_same_signal(visit: Visit) -> None:
    ana, ben, *_ = crew = a_crew("Ops / Blue", 16)
    other, *_ = a_crew("Ops / Green", 16)
    an_open_period()

    for each in (ana, ben, ana, other):
        raise_it(visit(each), theme=Theme.HARASSMENT)

    assert sorted(raised()) == [(Theme.HARASSMENT, "", 1), (Theme.HARASSMENT, "", 2)]
    pages = [words(visit(each).get(LIST).text) for each in (ana, crew[2])]
    assert "Themes you are behind" in pages[0]
    assert Theme.HARASSMENT not in pages[1]


def test_the_same_words_in_the_same_unit_are_the_same_signal(visit: Visit) -> None:
    ana, ben, *_ = a_crew("Ops / Blue", 16)
    an_open_period()

    raise_it(visit(ana), words=OWN_WORDS)
    raise_it(visit(ben), words=f"  {OWN_WORDS.replace(' ', '   ')}\r\n")

    assert raised() == [("", OWN_WORDS, 2)]


def test_own_words_are_listed_to_the_unit_without_author_count_or_time(visit: Visit) -> None:
    crew = a_crew("Ops / Blue", 16)
    an_open_period()
    raised_by(crew[:1], words="zebra crossing is unsafe")
    raised_by(crew[1:5], words="A chair is broken")

    shown = words(visit(crew[7]).get(LIST).text)

    assert shown.index("A chair is broken") < shown.index("zebra crossing")
    assert "You are behind it" not in shown
    assert not any(each.name in shown for each in crew if each is not crew[7])
    raised_by(crew[8:12], words="zebra crossing is unsafe")
    assert words(visit(crew[7]).get(LIST).text) == shown


def test_one_can_co_sign_and_take_it_back_and_undo_either(visit: Visit) -> None:
    ana, ben, *_ = a_crew("Ops / Blue", 16)
    an_open_period()
    raised_by([ana], words=OWN_WORDS)
    signal_id = the_signal().id
    browser = visit(ben)

    signed = browser.post(f"{LIST}/{signal_id}/co-sign", page=LIST)
    assert "You are behind it" in words(signed.text)
    assert f'action="/pulse/signals/{signal_id}/take-back"' in signed.text
    browser.client.post(f"{LIST}/{signal_id}/co-sign", data=hidden_fields(signed.text, "/sign-out"))
    assert raised() == [("", OWN_WORDS, 2)]

    taken_back = browser.post(f"{LIST}/{signal_id}/take-back", page=LIST)
    assert "You are not behind it any more" in words(taken_back.text)
    assert raised() == [("", OWN_WORDS, 1)]


def test_taking_back_does_not_tell_whether_others_are_behind_it(visit: Visit) -> None:
    ana, ben, cleo, *_ = a_crew("Ops / Blue", 16)
    an_open_period()
    raised_by([ana], words="only Ana")
    raised_by([ana, ben], words="Ana and Ben")
    browser = visit(ana)

    for signal in db.session.scalars(sa.select(UnsignedSignal)).all():
        browser.post(f"{LIST}/{signal.id}/take-back", page=LIST)

    for each in (ana, cleo):
        said = words(visit(each).get(LIST).text)
        assert "only Ana" in said
        assert "Ana and Ben" in said


def test_for_outsiders_a_signal_does_not_exist(visit: Visit) -> None:
    crew = a_crew("Ops / Blue", 16)
    other, *_ = a_crew("Ops / Green", 16)
    (late,) = a_crew("Ops / Blue", 1, since=TODAY)
    an_open_period()
    raised_by(crew[:1], words=OWN_WORDS)
    signal_id = the_signal().id

    for stranger in (other, late, a_worker(unit=a_unit("Sales"))):
        browser = visit(stranger)
        shown = browser.get(LIST)
        assert OWN_WORDS not in shown.text
        tokens = hidden_fields(shown.text, "/sign-out")
        for act in ("co-sign", "take-back", "withdraw"):
            for each in (signal_id, NOWHERE):
                answer = browser.client.post(f"{LIST}/{each}/{act}", data=tokens)
                assert answer.status_code == 404, act
    assert raised() == [("", OWN_WORDS, 1)]


def test_a_theme_cannot_be_co_signed_by_its_id(visit: Visit) -> None:
    ana, ben, *_ = a_crew("Ops / Blue", 16)
    an_open_period()
    raised_by([ana], theme=Theme.PAY)
    browser = visit(ben)
    tokens = hidden_fields(browser.get(LIST).text, "/sign-out")

    answer = browser.client.post(f"{LIST}/{the_signal().id}/co-sign", data=tokens)

    assert answer.status_code == 404


def test_policy_and_query_agree() -> None:
    blue, green = a_crew("Ops / Blue", 16), a_crew("Ops / Green", 16)
    an_open_period()
    for crew in (blue, green):
        raised_by(crew[:1], words=OWN_WORDS)
        raised_by(crew[:1], theme=Theme.PAY)
    signals = db.session.scalars(sa.select(UnsignedSignal)).all()

    for each in (blue[1], green[1], a_worker(unit=a_unit("Sales"))):
        units = [unit.id for unit in queries.signalling_units_for(each, PERIOD)]
        seen = db.session.scalars(sa.select(UnsignedSignal).where(policy.seen_in(units))).all()
        assert set(seen) == {one for one in signals if policy.can_see(units, one)}


def test_a_small_team_raises_it_in_the_smallest_unit_above_that_is_large_enough(
    visit: Visit,
) -> None:
    small = a_crew("Ops / Blue", 6)
    large = a_crew("Ops / Green", 16)
    an_open_period()

    shown = words(preview(visit(small[0]), words=OWN_WORDS))
    raised_by(small[:1], words=OWN_WORDS)

    assert "of the 22 people who were in Ops" in shown
    assert the_signal().unit_id == a_unit("Ops")
    assert OWN_WORDS in visit(large[0]).get(LIST).text


def test_among_fewer_than_fifteen_nobody_can_raise_one_unsigned_and_reads_why(
    visit: Visit,
) -> None:
    ana, *_ = a_crew("Ops / Blue", 14)
    an_open_period()
    browser = visit(ana)

    for address in (LIST, NEW):
        assert "fewer than 15 people were on the roster of 1 October 2026" in words(
            browser.get(address).text
        )
    refused = browser.post(NEW, theme="", words=OWN_WORDS, name="unsigned")
    assert refused.status_code == 409
    assert OWN_WORDS in refused.text
    assert raised() == []
    unit_id = a_unit("Ops / Blue")
    with pytest.raises(Refused, match="in your own unit"), transaction(Database.LEARNING):
        services.raise_signal(ana, PERIOD, unit_id=unit_id, words=OWN_WORDS)


def test_while_no_pulse_is_open_signals_have_a_name(visit: Visit) -> None:
    ana, *_ = a_crew("Ops / Blue", 16)
    browser = visit(ana)

    assert "No pulse is open" in words(browser.get(LIST).text)
    assert "No pulse is open" in words(browser.get(NEW).text)
    assert browser.post(NEW, theme=Theme.PAY, words="", name="unsigned").status_code == 409
    assert "Published. Everyone can see it" in words(
        raise_it(browser, theme=Theme.PAY, name="signed")
    )


def test_what_arrives_after_the_seal_is_refused_with_what_was_typed(visit: Visit) -> None:
    ana, ben, *_ = a_crew("Ops / Blue", 16)
    an_open_period()
    raised_by([ana], words="Raised in time")
    signal_id = the_signal().id
    browser = visit(ben)
    browser.post(f"{LIST}/{signal_id}/co-sign", page=LIST)
    data = {**hidden_fields(preview(browser, words=OWN_WORDS), NEW), "act": "raise"}
    periods.seal(PERIOD)

    late = browser.client.post(NEW, data=data)
    tokens = hidden_fields(browser.get(LIST).text, "/sign-out")
    back = browser.client.post(f"{LIST}/{signal_id}/take-back", data=tokens)
    sign = browser.client.post(f"{LIST}/{signal_id}/co-sign", data=tokens)

    assert [answer.status_code for answer in (late, back, sign)] == [409, 409, 409]
    assert OWN_WORDS in late.text
    assert raised() == [("", "Raised in time", 2)]


def test_what_would_be_seen_differently_than_previewed_is_previewed_again(visit: Visit) -> None:
    ana, *_ = a_crew("Ops / Blue", 16)
    an_open_period()
    browser = visit(ana)
    data = {**hidden_fields(preview(browser, words=OWN_WORDS), NEW), "act": "raise"}
    a_crew("Ops / Blue", 1)

    again = browser.client.post(NEW, data=data)

    assert again.status_code == 409
    assert "Look once more" in words(again.text)
    assert raised() == []


def test_after_a_preview_it_can_be_changed_or_left(visit: Visit) -> None:
    ana, *_ = a_crew("Ops / Blue", 16)
    an_open_period()
    browser = visit(ana)
    data = hidden_fields(preview(browser, words=OWN_WORDS), NEW)

    back = browser.client.post(NEW, data={**data, "act": "change"})

    assert back.status_code == 200
    assert OWN_WORDS in back.text
    assert raised() == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"name": "unsigned"}, "Choose a theme above, or write your own words."),
        ({"theme": Theme.PAY, "words": "and more"}, "A theme is raised without words."),
        ({"theme": "A theme of mine"}, "Choose one of these."),
        ({"words": "x" * 1001}, "Use at most 1,000 characters here."),
        ({"words": OWN_WORDS, "name": "somebody"}, "Choose whether your name is on it."),
        ({"words": OWN_WORDS, "once": "word"}, "Load this page again"),
    ],
)
def test_what_cannot_be_raised_comes_back_as_it_was_typed(
    visit: Visit, said: dict[str, str], why: str
) -> None:
    ana, *_ = a_crew("Ops / Blue", 16)
    an_open_period()

    answer = visit(ana).post(NEW, **{"theme": "", "words": "", "name": "unsigned", **said})

    assert answer.status_code == 422
    assert why in words(answer.text)
    assert said.get("words", "") in answer.text
    assert raised() == []


def test_hostile_words_stay_words(visit: Visit) -> None:
    ana, ben, *_ = a_crew("Ops / Blue", 16)
    an_open_period()
    browser = visit(ana)

    for hostile in NAUGHTY:
        raise_it(browser, words=hostile)

    kept = {said for _, said, _ in raised()}
    assert kept == {" ".join(hostile.split()) for hostile in NAUGHTY}
    shown = visit(ben).get(LIST).text
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_a_signed_one_is_published_at_once_told_to_its_author_and_withdrawn(visit: Visit) -> None:
    ana, ben, *_ = a_crew("Ops / Blue", 7)
    browser = visit(ana)
    shown = preview(browser, words=OWN_WORDS, name="signed")
    assert "Everyone at Northwind will see exactly this" in words(shown)
    assert db.session.scalars(sa.select(ours.Signal)).all() == []

    after = confirm(browser, shown)
    confirm(browser, shown)  # pressed twice

    assert "with your name and today’s date" in words(after)
    db.session.rollback()
    signal = db.session.scalars(sa.select(ours.Signal)).one()
    assert (signal.signed_by, signal.words, signal.period) == (ana.id, OWN_WORDS, "")
    for each in (ana, ben):
        public = words(visit(each).get("/org/pulse/signals").text)
        assert OWN_WORDS in public
        assert ana.name in public
    journal = browser.get("/disclosures/")
    assert words(journal.text).count(f"You shared “{OWN_WORDS}” with everyone at Northwind") == 1
    assert "Open now" in words(journal.text)
    assert f'action="/pulse/signals/{signal.id}/withdraw"' in journal.text
    assert "1 thing" in words(browser.get("/").text)

    taken = visit(ben)
    tokens = hidden_fields(taken.get(LIST).text, "/sign-out")
    assert taken.client.post(f"{LIST}/{signal.id}/withdraw", data=tokens).status_code == 404
    gone = browser.post(f"{LIST}/{signal.id}/withdraw", page=LIST)
    assert "Withdrawn." in words(gone.text)
    assert OWN_WORDS not in visit(ben).get("/org/pulse/signals").text
    assert "Ended: taken back" in words(browser.get("/disclosures/").text)


def test_the_preview_shows_a_signal_just_as_everyone_sees_it(visit: Visit) -> None:
    ana, *_ = a_crew("Ops / Blue", 7)
    browser = visit(ana)
    shown = preview(browser, words="Say “no” & <b>mean</b> it", name="signed")
    confirm(browser, shown)

    public = browser.get("/org/pulse/signals").text

    line = '<p class="prose">Say “no” &amp; &lt;b&gt;mean&lt;/b&gt; it</p>'
    assert line in shown
    assert the_row_around(line, shown) == the_row_around(line, public)


def test_when_answers_are_purged_so_are_signals_and_who_was_behind_them() -> None:
    crew = a_crew("Ops / Blue", 16)
    an_open_period()
    raised_by(crew[:3], words=OWN_WORDS)
    publish()

    with clock.stopped(PUBLISHED_AT + timedelta(days=1)):
        periods.purge(zone="UTC")

    assert raised() == []
    with pytest.raises(NotFound):
        queries.signature_for(crew[0], crew[0].id)
