"""Addresses of tables on other servers: written down by administrators, fetched when due."""

import posixpath
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from contextvars import copy_context
from datetime import timedelta

from sqlalchemy import func, select

from learnplan.core import clock, fetching
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, DomainError, Invalid, require
from learnplan.core.once import made_before
from learnplan.core.tables import FILE_LIMIT
from learnplan.ours.feeds import policy
from learnplan.ours.feeds.models import TROUBLE_LIMIT, Address
from learnplan.ours.feeds.whole import Wrong, came_of, take_file
from learnplan.ours.performance.senders import Origin, Sender

NOT_YOURS = "Administrators say which addresses are fetched."
FAULTS_SAID = 3
AT_ONCE = 4
"""How many servers are asked at the same time."""
_keeping = threading.Lock()
"""Held while what came is read and kept: several large tables at once are too much to hold."""


def add_address(
    actor: Actor,
    *,
    name: str,
    url: str,
    hours: int,
    attests: bool,
    allowed: Collection[str],
    once: str | None = None,
) -> Address:
    """Have a table fetched from now on, every so many ``hours``, for the first time at once.

    Raises:
        Refused: addresses are not theirs to add.
        Invalid: it is no address, or its server is not ``allowed``.
        Conflict: the form carrying the word ``once`` added it already.
    """
    require(policy.can_run(actor), NOT_YOURS)
    try:
        fetching.check(url, allowed)
    except Invalid as trouble:
        raise Invalid(str(trouble), field="url") from None
    if made_before(Address, once) is not None:
        raise Conflict("This address was added already.")
    address = Address(
        name=name, url=url, hours=hours, attests=attests, made_by=actor.name, once=once
    )
    db.session.add(address)
    db.session.flush()
    return address


def ask_soon(actor: Actor, address: Address) -> None:
    """Have an address fetched within a minute, and whole, whether it changed or not.

    Raises:
        Refused: addresses are not theirs to fetch.
        Conflict: it is fetched no more.
    """
    require(policy.can_run(actor), NOT_YOURS)
    if address.stopped_at is not None:
        raise Conflict("This address is fetched no more. Add it again.")
    address.due_at, address.tag, address.changed = clock.now(), "", ""
    db.session.flush()


def stop(actor: Actor, address: Address) -> None:
    """Fetch an address no more. Doing so twice changes nothing; what came from it stays.

    Raises:
        Refused: addresses are not theirs to stop.
    """
    require(policy.can_run(actor), NOT_YOURS)
    address.stopped_at = address.stopped_at or clock.now()
    db.session.flush()


def go_on(actor: Actor, address: Address) -> None:
    """Fetch an address again that was stopped, for the first time at once.

    Raises:
        Refused: addresses are not theirs to fetch.
    """
    require(policy.can_run(actor), NOT_YOURS)
    address.stopped_at, address.due_at = None, clock.now()
    db.session.flush()


def fetch_due(
    allowed: Collection[str],
    *,
    may_reach: Callable[[str], bool] = fetching.is_public,
    alone: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> dict[str, str]:
    """Fetch every address that is due; what came of each, by its name.

    A few are asked at the same time, so that a slow server keeps no other waiting; what they send
    is kept one after the other. ``alone`` makes what a thread needs to ask the database.
    """
    workers = min(AT_ONCE, _how_many_are_due())
    db.session.rollback()  # nothing is held while servers are waited for
    if not workers:
        return {}

    def work() -> list[tuple[str, str]]:
        with alone():
            return list(_fetch_one_by_one(allowed, may_reach))

    done: dict[str, str] = {}
    with ThreadPoolExecutor(workers, thread_name_prefix="learnplan-fetch") as pool:
        for piece in [pool.submit(copy_context().run, work) for _ in range(workers)]:
            done.update(piece.result())
    return done


def _how_many_are_due() -> int:
    due = (Address.stopped_at.is_(None), Address.due_at <= clock.now())
    return db.session.scalar(select(func.count()).select_from(Address).where(*due)) or 0


def _fetch_one_by_one(
    allowed: Collection[str], may_reach: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """Fetch what is due and in nobody's hand, until nothing is; its name, and what came of it."""
    while (address := _take_next()) is not None:
        trouble = ""
        try:
            said = _fetch(address, allowed, may_reach)
        except Wrong as wrong:
            rows = " ".join(f"Line {line}: {why}" for line, why in wrong.faults[:FAULTS_SAID])
            trouble = f"{wrong} {rows}"
        except DomainError as refused:
            trouble = str(refused)
        if trouble:
            said = trouble
            with transaction(Database.ORGANISATION):
                db.session.get_one(Address, address.id).trouble = trouble[:TROUBLE_LIMIT]
        yield address.name, said


def _take_next() -> Address | None:
    """Take the next address that is due in hand: it is not due again before its hours are over."""
    now = clock.now()
    stmt = select(Address).where(Address.stopped_at.is_(None), Address.due_at <= now)
    with transaction(Database.ORGANISATION):
        found = db.session.scalar(stmt.order_by(Address.due_at, Address.id).limit(1))
        if found is not None:
            found.tried_at, found.due_at = now, now + timedelta(hours=found.hours)
    return found


def _fetch(address: Address, allowed: Collection[str], may_reach: Callable[[str], bool]) -> str:
    """Fetch one address and keep what is new there; what came of it, in words."""
    fetched = fetching.fetch(
        address.url,
        allowed=allowed,
        most=FILE_LIMIT,
        tag=address.tag,
        changed=address.changed,
        may_reach=may_reach,
    )
    if fetched.data is None:
        with transaction(Database.ORGANISATION):  # what was kept last still stands there
            db.session.get_one(Address, address.id).trouble = ""
        return "Unchanged."
    name = posixpath.basename(address.url.partition("?")[0]) or address.name
    sender = Sender(address.name, Origin.ADDRESS, address.id)
    with _keeping:
        report = take_file(name, fetched.data, by=sender, attest=address.attests)
    with transaction(Database.ORGANISATION):
        kept = db.session.get_one(Address, address.id)
        kept.tag, kept.changed, kept.trouble = fetched.tag, fetched.changed, ""
    return came_of(report)
