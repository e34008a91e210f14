"""What takes longer than a page: reading a file for its preview, adding it, and whole boards."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from uuid import UUID

from flask import current_app

from learnplan.core import background, clock, garbage
from learnplan.core.db import Database, db, engine_of, transaction
from learnplan.core.errors import DomainError, NoRoom, NotFound
from learnplan.core.tables import Table
from learnplan.ours.performance import (
    bundles,
    importing,
    previews,
    queries,
    recording,
    services,
    whole,
)
from learnplan.ours.performance.editions import Edition
from learnplan.ours.performance.mapping import Mapping
from learnplan.ours.performance.models import ObservationBatch, WholeBoard
from learnplan.ours.performance.planning import Plan, plan
from learnplan.ours.performance.reading import read_observations
from learnplan.ours.performance.seen import Seen


@background.works_on(Database.ORGANISATION, ObservationBatch.moved_at)
@garbage.uncollected()
def read(batch_id: UUID, *, unit: str | None = None, sheet: str | None = None) -> None:
    """Read the file of an import and keep its preview, or why there is none.

    ``unit`` is what all of it is about, where no column says it; ``sheet`` another one of the
    workbook than was read before.
    """
    try:
        table, mapping = _table_of(batch_id, unit=unit, sheet=sheet)
        drawn = importing.understand(table, mapping, progress=partial(background.report, batch_id))
        asks_word = bool(recording.unattested(drawn))
        preview = previews.written(drawn, table.header, asks_word=asks_word, seen=Seen())
    except DomainError as trouble:
        with transaction(Database.ORGANISATION):
            services.fail(_batch(batch_id), str(trouble))
        return
    with transaction(Database.ORGANISATION):
        services.show(_batch(batch_id), mapping=mapping, preview=preview)


@background.works_on(Database.ORGANISATION, ObservationBatch.moved_at)
@garbage.uncollected()
def add(batch_id: UUID, *, attest: bool, remember: bool) -> None:
    """Add the figures of an import, all or none, compared with what stands by then.

    If that is not what it was when somebody looked at it, nothing is added: it is shown again.
    With ``remember`` files with the same heading will be read the same way.
    """
    progress = partial(background.report, batch_id)
    try:
        table, mapping = _table_of(batch_id)
        observations = read_observations(table, mapping, progress=progress)
        at_first = _at_first(batch_id, table) if remember else table
        with transaction(Database.ORGANISATION):
            drawn = plan(observations)
            batch = _batch(batch_id)
            shown = previews.read(batch.report)
            if shown is not None and shown.ground not in {"", previews.ground_of(drawn)}:
                services.show(batch, mapping=mapping, preview=_again(drawn, table))
                return
            batch.report = previews.written(drawn, table.header)
            recording.record(batch, drawn, attest=attest, progress=progress)
            if remember:
                importing.save_mapping(at_first, mapping)
    except DomainError as trouble:
        with transaction(Database.ORGANISATION):
            services.fail(_batch(batch_id), str(trouble))


@background.works_on(Database.ORGANISATION, WholeBoard.moved_at)
def make_whole(bundle_id: UUID, unit_id: UUID, *, address: str) -> None:
    """Make the files of a unit's whole board; what is read for them stands still meanwhile.

    Where its charts are is said below ``address``, where Ours is served.
    """
    way = current_app.url_map.bind("", script_name=address)

    def chart_at(place_id: UUID, indicator_id: UUID) -> str:
        chart = {"unit_id": place_id, "indicator_id": indicator_id}
        return way.build("performance.send_chart_json", chart)

    figures_at = clock.now()
    with _one_moment(), suppress(NotFound):  # the unit is gone, and its row with it
        if not bundles.is_wanted(bundle_id):
            return
        version = queries.version()
        files = whole.files_of(
            Edition(version),
            unit_id,
            chart_at=chart_at,
            progress=partial(background.report, bundle_id),
        )
        db.session.rollback()
        try:
            with transaction(Database.ORGANISATION):
                bundles.keep(bundle_id, files, version=version, figures_at=figures_at)
        except NoRoom as trouble:
            with transaction(Database.ORGANISATION):
                bundles.fail(bundle_id, str(trouble))


@contextmanager
def _one_moment() -> Iterator[None]:
    """Have the organisation's database stand still for this session, until it lets go."""
    db.session.rollback()
    engine = engine_of(Database.ORGANISATION)
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    db.session.connection(bind_arguments={"bind": engine}, execution_options=level)
    try:
        yield
    finally:
        db.session.rollback()


def _table_of(
    batch_id: UUID, *, unit: str | None = None, sheet: str | None = None
) -> tuple[Table, Mapping]:
    batch = _batch(batch_id)
    file = batch.file_name, batch.data or b""
    mapping = Mapping.from_toml(batch.mapping) if batch.mapping else Mapping()
    if sheet is not None:
        table, mapping = importing.turned_to(sheet, *file, mapping)
    elif batch.mapping and not unit:
        table, mapping = importing.opened(*file, mapping)
    else:
        table, mapping = importing.opened(*file, unit=unit, sheet=mapping.sheet)
    db.session.rollback()  # nothing is held while the file is read
    return table, mapping


def _again(drawn: Plan, table: Table) -> str:
    """The preview of a file that others were quicker than."""
    asks_word = bool(recording.unattested(drawn))
    seen = Seen()
    return previews.written(drawn, table.header, asks_word=asks_word, seen=seen, overtaken=True)


def _at_first(batch_id: UUID, table: Table) -> Table:
    """What is read of such a file before anybody chooses a sheet."""
    if not table.sheet:
        return table
    batch = _batch(batch_id)
    found = importing.table_of(batch.file_name, batch.data or b"")
    db.session.rollback()
    return found


def _batch(batch_id: UUID) -> ObservationBatch:
    return db.session.get_one(ObservationBatch, batch_id)
