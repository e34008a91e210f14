"""What people do with imports and indicators on the web."""

import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy import select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, NotFound, require
from learnplan.core.tables import FILE_LIMIT
from learnplan.directory.queries import unit_key
from learnplan.ours.performance import policy, recording
from learnplan.ours.performance.control_chart import ChartKind, Direction
from learnplan.ours.performance.mapping import AddsUp, Mapping
from learnplan.ours.performance.models import Indicator, ObservationBatch, State
from learnplan.ours.performance.rollups import settle_again
from learnplan.ours.performance.senders import Sender

NOT_YOURS = "Managers and administrators import figures."
SAID_OF_AN_INDICATOR = (
    "name",
    "measure",
    "direction",
    "adds_up",
    "chart_kind",
    "seasonal",
    "goes_beyond",
    "decimals",
    "how_measured",
    "not_shown",
)
BATCHES = 50
"""How many imports stand on a page."""
WAITING = frozenset({State.READY, State.FAILED, State.READING})


def send_file(actor: Actor, *, name: str, data: bytes) -> ObservationBatch:
    """Hand in a file of figures. Nothing is added before somebody has looked at its preview.

    Raises:
        Refused: figures are not theirs to import.
        Invalid: it is empty or too large.
    """
    require(policy.can_import(actor), NOT_YOURS)
    if not data:
        raise Invalid("Choose a file; this one is empty.", field="file")
    if len(data) > FILE_LIMIT:
        raise Invalid("This file is larger than 50 MiB. Split it in parts.", field="file")
    batch = recording.new_batch(name=name, data=data, sender=Sender(actor.name, person_id=actor.id))
    batch.data = data
    db.session.flush()
    return batch


def batch_for(actor: Actor, batch_id: UUID) -> ObservationBatch:
    """An import, for those who import.

    Raises:
        Refused: figures are not theirs to import.
        NotFound: there is no such import.
    """
    require(policy.can_import(actor), NOT_YOURS)
    batch = db.session.get(ObservationBatch, batch_id)
    if batch is None:
        raise NotFound("There is no such import.")
    return batch


def batches_for(
    actor: Actor, *, before: int | None = None, limit: int = BATCHES
) -> list[ObservationBatch]:
    """Imports, the newest first: those older than the one with the number ``before``.

    Raises:
        Refused: figures are not theirs to import.
    """
    require(policy.can_import(actor), NOT_YOURS)
    stmt = select(ObservationBatch).order_by(ObservationBatch.number.desc()).limit(limit)
    if before is not None:
        stmt = stmt.where(ObservationBatch.number < before)
    return list(db.session.scalars(stmt))


def read_so(batch: ObservationBatch, mapping: Mapping | None) -> None:
    """Have the file read (again), as ``mapping`` says, or as is most likely.

    Raises:
        Conflict: it is being added, or was.
    """
    _go_on(batch, State.READING)
    if mapping is not None:
        batch.mapping = mapping.to_toml()
    batch.trouble = batch.report = ""


def begin_to_add(batch: ObservationBatch) -> None:
    """Go on from the preview to keeping the figures.

    Raises:
        Conflict: there is nothing ready to be added.
    """
    if batch.state is not State.READY:
        raise Conflict("This import was changed meanwhile: look at it again.")
    batch.state, batch.moved_at = State.ADDING, clock.now()


def show(batch: ObservationBatch, *, mapping: Mapping, preview: str) -> None:
    """Keep what was understood of the file, for the person who sent it to look at."""
    batch.mapping, batch.report, batch.trouble = mapping.to_toml(), preview, ""
    batch.state, batch.moved_at = State.READY, clock.now()


def fail(batch: ObservationBatch, sentence: str) -> None:
    """Note why the file could not be read or added; the file is kept for another try."""
    batch.state, batch.trouble, batch.moved_at = State.FAILED, sentence, clock.now()


def throw_away(batch: ObservationBatch) -> None:
    """Forget a file of which nothing was added.

    Raises:
        Conflict: its figures are there.
    """
    if batch.state not in {*WAITING, State.ADDING}:
        raise Conflict("This import was added: undo it instead.")
    db.session.delete(batch)
    db.session.flush()


def _go_on(batch: ObservationBatch, state: State) -> None:
    if batch.data is None:
        raise Conflict("This import was added already.")
    batch.state, batch.moved_at = state, clock.now()


def said_of(indicator: Indicator) -> dict[str, Any]:
    """What is said of an indicator: the answers to the questions of ``settle_indicator``."""
    return {name: getattr(indicator, name) for name in SAID_OF_AN_INDICATOR}


def version_of(indicator: Indicator) -> str:
    """A word for what is said of an indicator now; another one once anything of it changed."""
    return hashlib.sha256(repr(said_of(indicator)).encode()).hexdigest()


def settle_indicator(
    actor: Actor,
    indicator_id: UUID,
    *,
    name: str,
    measure: str,
    direction: Direction,
    adds_up: AddsUp,
    decimals: int | None,
    chart_kind: ChartKind,
    seasonal: bool,
    how_measured: str,
    not_shown: str,
    goes_beyond: bool = False,
    version: str | None = None,
) -> None:
    """Say what an indicator is called, which way is better, how it adds up and how it is charted.

    ``version`` is what was said of it when they began; None where that does not matter.

    Raises:
        Refused: indicators are not theirs to settle.
        NotFound: there is no such indicator.
        Conflict: something else was said of it since ``version``.
        Invalid: another one is called so, or its units have nothing to be counted out of.
    """
    require(policy.can_import(actor), "Managers and administrators settle indicators.")
    indicator = db.session.get(Indicator, indicator_id)
    if indicator is None:
        raise NotFound("There is no such indicator.")
    taken = select(Indicator.id).where(
        Indicator.key == unit_key(name),
        Indicator.period_kind == indicator.period_kind,
        Indicator.id != indicator_id,
    )
    if db.session.scalar(taken) is not None:
        raise Invalid("Another indicator is called so already.", field="name")
    if chart_kind is not ChartKind.INDIVIDUALS and adds_up is not AddsUp.WEIGHTED:
        raise Invalid(
            "A proportion or a rate is made of numerators and denominators that are added up.",
            field="chart_kind",
        )
    recording.stir()
    recording.take_back_files()
    db.session.refresh(indicator, with_for_update=True)  # two may save at the same moment
    if version is not None and version != version_of(indicator):
        raise Conflict("This was changed in another window while you were writing.")
    added_up = indicator.adds_up
    indicator.name, indicator.key = " ".join(name.split()), unit_key(name)
    indicator.measure, indicator.decimals = measure.strip(), decimals
    indicator.direction, indicator.adds_up = direction, adds_up
    indicator.chart_kind, indicator.seasonal = chart_kind, seasonal
    indicator.goes_beyond = goes_beyond
    indicator.how_measured, indicator.not_shown = how_measured.strip(), not_shown.strip()
    db.session.flush()
    if added_up is not adds_up:
        settle_again(indicator_id)
