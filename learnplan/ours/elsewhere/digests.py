"""Boards by mail: who wants which, when it is due, and what it says.

Its figures are those of the board, which everyone here sees; nothing of anybody's record is near
them. Each is put into the outbox in the transaction that notes that it was, so two processes that
look at the same moment send it once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete

from learnplan.core import clock, outbox
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import NotFound
from learnplan.core.outbox import SUBJECT_LIMIT, MailKind
from learnplan.directory.queries import zone_of
from learnplan.directory.services.accounts import choose_mail
from learnplan.ours.elsewhere import queries
from learnplan.ours.elsewhere.models import Digest, Rhythm
from learnplan.ours.performance import boards, words
from learnplan.ours.performance import queries as figures
from learnplan.ours.performance.boards import Board, Card
from learnplan.ours.performance.control_chart import Judgement
from learnplan.ours.performance.editions import Edition

MORNING, MONDAY, WEEK = time(8), 0, 7
AT_MOST = timedelta(days=1)
"""How far apart two mails about what changed are."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says of a board."""

    subject: str
    words: str


def choose(actor: Actor, unit_id: UUID, rhythm: Rhythm | None, *, edition: Edition) -> None:
    """Have a unit's board sent to oneself, or no longer. What has changed already is no news.

    Raises:
        NotFound: there is no such unit.
    """
    board = boards.board(edition, unit_id)
    kept = queries.digest_for(actor, unit_id)
    if rhythm is None:
        db.session.execute(
            delete(Digest).where(Digest.person_id == actor.id, Digest.unit_id == unit_id)
        )
        return
    if kept is None:
        kept = Digest(person_id=actor.id, unit_id=unit_id, rhythm=rhythm, next_at=clock.now())
        db.session.add(kept)
    kept.rhythm, kept.told, kept.version = rhythm, _changed(board), edition.version
    kept.next_at = _next_monday(actor.time_zone) if rhythm is Rhythm.WEEKLY else clock.now()
    choose_mail(actor.id, {MailKind.BOARDS: True})
    db.session.flush()


def put_what_is_due(zone: str) -> int:
    """Have the boards that are due wait to be sent; how many mails that makes.

    Nothing is written where no mail is sent. ``zone`` is the organisation's, whose day is said,
    and that of whoever names no time zone of their own.
    """
    version = figures.version()
    units = queries.units_due(clock.now(), version) if outbox.is_open() else []
    edition = Edition(version) if units else None
    return sum(_put(edition, unit_id, zone) for unit_id in units if edition is not None)


def letter(board: Board, today: date, news: Collection[str] = ()) -> Letter:
    """What a mail says of a board: what its page says, in the same words and figures.

    What changed beyond chance since the mail before, ``news``, comes first and is said to be new.
    """
    place = board.place
    fresh = [card for card in board.cards if _change(card) in news]
    said = [f"New since last time. {_line(card)}" for card in fresh]
    said += [words.lede(board, None), place.instead_of, place.together, words.gist(board, today)]
    said += [
        f"Of something tried, the day has come: {words.came_of(each, outcome, card.indicator)}."
        for each, card, outcome in board.due(today)
    ]
    said += [_line(card) for card in board.cards if card not in fresh]
    if board.indicators > boards.CARDS:
        said.append(f"These are the first of the board’s {board.indicators} indicators.")
    said.append("What these figures do not show stands on the board, beside each of them.")
    subject = f"{place.name}, figures {words.up_to(board)}" if board.up_to else place.name
    return Letter(subject[:SUBJECT_LIMIT], "\n\n".join(each for each in said if each))


def _line(card: Card) -> str:
    """An indicator in a line or two."""
    indicator, latest = card.indicator, card.latest
    if latest is None:
        return f"{indicator.called}: not shown. {card.missing}"
    said = [
        words.latest(latest, indicator),
        words.promised(latest, indicator),
        words.usual(card),
        words.stir(card),
        card.news,
        words.assured(card.chart.assurance),
        words.SEASONAL if card.course.by_year else "",
        card.chart.note,
        words.lacking(card),
    ]
    return f"{indicator.called}: {'. '.join(each.rstrip('.') for each in said if each)}."


def _put(edition: Edition, unit_id: UUID, zone: str) -> int:
    """Have one unit's board wait for each who is to have it now."""
    try:
        board = boards.board(edition, unit_id)
    except NotFound:  # it has just gone, and who wanted it with it
        return 0
    now, changed = clock.now(), _changed(board)
    said: dict[frozenset[str], Letter] = {}
    sent = 0
    with transaction(Database.ORGANISATION):
        for digest in queries.digests_due(unit_id, now, edition.version):
            news = frozenset(changed.split()).difference(digest.told.split())
            if digest.rhythm is Rhythm.WEEKLY:
                digest.next_at = _next_monday(zone_of(digest.person_id, zone=zone))
            elif news:
                digest.next_at = now + AT_MOST
            digest.told, digest.version = changed, edition.version
            if digest.rhythm is Rhythm.WEEKLY or news:
                if news not in said:
                    said[news] = letter(board, clock.today(zone), news)
                outbox.put(
                    Database.ORGANISATION,
                    [digest.person_id],
                    MailKind.BOARDS,
                    subject=said[news].subject,
                    words=said[news].words,
                    path=f"/org/performance/units/{unit_id}",
                )
                sent += 1
    return sent


def _changed(board: Board) -> str:
    """What changed beyond chance, as words by which the next look knows what is new."""
    return " ".join(_change(card) for card in board.cards if card.judgement is not Judgement.COMMON)


def _change(card: Card) -> str:
    """What an indicator's latest figure is judged to be, as one word."""
    return f"{card.indicator.id}:{card.judgement.value}"


def _next_monday(zone: str) -> datetime:
    """The next Monday morning for somebody, which is not this one."""
    local = clock.local_now(zone)
    day = local.date() + timedelta(days=(MONDAY - local.weekday()) % WEEK)
    found = datetime.combine(day, MORNING, ZoneInfo(zone))
    return found if found > local else found + timedelta(days=WEEK)
