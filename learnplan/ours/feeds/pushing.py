"""A push of figures: read as a file is, all of it kept or none of it, once for each key."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from learnplan.core import clock
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, DomainError
from learnplan.ours.feeds import queries
from learnplan.ours.feeds.bodies import Sent, Unreadable, read
from learnplan.ours.feeds.models import KEY_LIMIT, Push, Token
from learnplan.ours.feeds.whole import keep_whole
from learnplan.ours.performance import importing
from learnplan.ours.performance.observations import Rejected
from learnplan.ours.performance.planning import Plan, plan
from learnplan.ours.performance.senders import Origin, Sender

FAULTS_LISTED = 1_000
KEY = re.compile(rf"[!-~]{{1,{KEY_LIMIT}}}")


class NoToken(DomainError):
    """Whoever pushes has no token that holds."""


def push(word: str, body: bytes, *, key: str | None = None) -> tuple[dict[str, Any], bool]:
    """Keep what a program pushed; what is answered, and whether that was answered before.

    Args:
        word: its token.
        body: JSON, as the OpenAPI document says.
        key: a word of its own for this push; sent again under it, nothing is done twice.

    Raises:
        NoToken: there is no such token, or it was revoked.
        Unreadable: the body is not such JSON, or the key is none.
        Wrong: some of its figures are wrong, or not this token's to push.
        Invalid: it says whose figures they are.
        Conflict: something else was sent under this key.
    """
    _token(word)
    db.session.rollback()  # nothing is held while the rows are read
    if key is not None and not KEY.fullmatch(key):
        raise Unreadable(
            f"An Idempotency-Key is one word of at most {KEY_LIMIT} letters, digits and signs."
        )
    digest = hashlib.sha256(body).hexdigest()
    sent = read(body)
    if sent.dry_run:
        return _tried(word, sent), False
    with transaction(Database.ORGANISATION):
        token = _token(word)  # as it is now
        token.used_at = clock.now()
        before = _answered(token, key, digest) if key else None
        if before is None:
            answer = _keep(token, sent, body)
            if key:
                told = orjson.dumps(answer).decode()
                db.session.add(Push(token_id=token.id, key=key, digest=digest, answer=told))
        else:
            answer = before
    return answer, before is not None


def _token(word: str) -> Token:
    token = queries.token_with(word) if word else None
    if token is None:
        raise NoToken(
            "Send a token that was not revoked, as “Authorization: Bearer lp_…”. Administrators "
            "make one under Performance."
        )
    return token


def _answered(token: Token, key: str, digest: str) -> dict[str, Any] | None:
    """What the push under this key was answered, if there was one.

    Raises:
        Conflict: it was another push.
    """
    before = db.session.scalar(select(Push).where(Push.token_id == token.id, Push.key == key))
    if before is None:
        return None
    if before.digest != digest:
        raise Conflict("Something else was pushed under this Idempotency-Key. Take a new one.")
    answer: dict[str, Any] = orjson.loads(before.answer)
    return answer


def _tried(word: str, sent: Sent) -> dict[str, Any]:
    """What a push would do, its wrong rows beside the right ones. Nothing is kept."""
    drawn = plan(sent.observations)
    faults = [*drawn.rejected, *_beyond(_token(word), drawn)]
    db.session.rollback()
    return {**_counts(drawn), "dry_run": True, "batch": None, "wrong": as_json(faults)}


def _keep(token: Token, sent: Sent, body: bytes) -> dict[str, Any]:
    drawn = plan(sent.observations)
    beyond = list(_beyond(token, drawn))
    sender = Sender(token.name, Origin.TOKEN, token.id)
    name = f"{token.name}, {clock.now():%Y-%m-%d %H.%M}"
    batch = keep_whole(name, body, drawn, by=sender, attest=token.attests, beyond=beyond)
    return {**_counts(drawn), "dry_run": False, "batch": batch and str(batch), "wrong": []}


def _beyond(token: Token, drawn: Plan) -> Iterator[Rejected]:
    """The rows that go beyond what a token may push: other indicators, or units yet to be made."""
    if token.indicators is None:
        return
    may = set(token.indicators)
    for series in drawn.series:
        indicator = drawn.indicators[series.indicator]
        for row in series.said:
            if not isinstance(indicator, UUID) or str(indicator) not in may:
                said = f"This token may not push figures of “{row.indicator}”."
                yield Rejected(row.line, said)
            elif not isinstance(series.unit, UUID):
                said = f"There is no unit “{' / '.join(row.unit)}”, and this token makes none."
                yield Rejected(row.line, said)


def _counts(drawn: Plan) -> dict[str, Any]:
    report = importing.report_of(drawn)
    return {
        "rows_read": report.rows_read,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "units_created": report.units_created,
        "indicators_created": report.indicators_created,
        "remarks": list(report.remarks),
    }


def as_json(faults: Sequence[Rejected]) -> list[dict[str, Any]]:
    """Wrong rows as they are answered, the first ones of very many."""
    return [{"row": row, "reason": reason} for row, reason in sorted(faults)[:FAULTS_LISTED]]
