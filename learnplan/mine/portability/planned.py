"""Goals and reflections that come in with a log: the same read again gives the same ones."""

from uuid import UUID, uuid5

from sqlalchemy import Connection, insert, select

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, engine_of
from learnplan.core.drawers import Said, table_of
from learnplan.mine.evidence import portable as evidence
from learnplan.mine.evidence.services import attach_file, forget_evidence
from learnplan.mine.evidence.words import TITLE_LIMIT
from learnplan.mine.journal import portable as journal
from learnplan.mine.log import bulk
from learnplan.mine.plan import portable as plan
from learnplan.mine.portability import fitting
from learnplan.mine.portability.enclosed import StagedFiles
from learnplan.mine.portability.models import ImportedRow
from learnplan.mine.portability.readers.values import Entry, FoundGoal, Reading, shortened
from learnplan.mine.portability.record.keeping import Keeping
from learnplan.mine.portability.record.letting_go import batches, delete_rows, fingerprints
from learnplan.mine.portability.record.rooms import ITEMS, by_name, returning
from learnplan.mine.portability.record.saying import Record
from learnplan.mine.search import services as search
from learnplan.mine.sharing.items import ItemKind, own_item_for

FOUND = UUID("0f2d6f0e-52c5-4f0e-8a53-6d1b0f1a9b77")
"""Under which what a plan calls a goal, or a journal an entry, becomes its id."""


def connection() -> Connection:
    """The connection of the session to the learning database."""
    return db.session.connection(bind_arguments={"bind": engine_of(Database.LEARNING)})


def which_exist(actor: Actor, reading: Reading) -> tuple[list[bool], list[bool]]:
    """Of each goal, and of each reflection, whether it is in the actor's record already."""
    if not reading.goals and not reading.reflections:
        return [], []
    fresh = _keep(actor, reading, dry_run=True).fresh
    return (
        [_id_of(actor, goal) not in fresh[plan.GOALS] for goal in reading.goals],
        [_id_of(actor, one) not in fresh[journal.REFLECTIONS] for one in reading.reflections],
    )


def keep_beside_the_log(
    actor: Actor, reading: Reading, *, import_id: UUID, files: StagedFiles
) -> Keeping:
    """Put goals with their steps, and reflections, into the actor's record, but none twice.

    With what is new there, and in the log, come its files.
    """
    keeping = _keep(actor, reading, dry_run=False)
    let_be_found(actor, keeping)
    keeping.fresh[evidence.EVIDENCE] = _attach(actor, reading, keeping, import_id, files)
    keeping.added[evidence.EVIDENCE] = len(keeping.fresh[evidence.EVIDENCE])
    remember(actor, keeping, import_id=import_id)
    return keeping


def let_be_found(actor: Actor, keeping: Keeping) -> None:
    """Let what has just come in be found by its words; also what was deleted, and is back."""
    for drawer in returning():
        if drawer.found_by is not None and keeping.fresh.get(drawer.name):
            fresh = sorted(keeping.fresh[drawer.name])
            search.forget_pieces(fresh)
            drawer.found_by(actor.id, fresh)
    for kind, name in ITEMS.items():
        search.show_again(kind, keeping.fresh.get(name, ()))


def remember(actor: Actor, keeping: Keeping, *, import_id: UUID) -> None:
    """Write down what an import added and how it was then, so that it can be undone."""
    record = Record(connection(), actor.id)
    for drawer in returning():
        if drawer.part_of or not keeping.fresh.get(drawer.name):
            continue
        marks = fingerprints(record, drawer, keeping.fresh[drawer.name])
        for some in batches(list(marks.items())):
            rows = [
                {
                    "id": uuid5(import_id, str(row_id)),
                    "import_id": import_id,
                    "drawer": drawer.name,
                    "row_id": row_id,
                    "fingerprint": mark,
                }
                for row_id, mark in some
            ]
            connection().execute(insert(table_of(ImportedRow)), rows)


def forget_rows(actor: Actor, import_id: UUID) -> tuple[int, int]:
    """Take out what an import added and its owner left as it was; how many went, and stayed."""
    record = Record(connection(), actor.id)
    table = table_of(ImportedRow)
    removed = stayed = 0
    to_go: list[tuple[str, list[UUID]]] = []
    for drawer in reversed(returning()):
        stmt = select(table.c.row_id, table.c.fingerprint).where(
            table.c.import_id == import_id, table.c.drawer == drawer.name
        )
        then: dict[UUID, str] = {row.row_id: row.fingerprint for row in connection().execute(stmt)}
        now = fingerprints(record, drawer, then)
        same = [one for one, mark in now.items() if mark == then[one]]
        to_go.append((drawer.name, same))
        removed, stayed = removed + len(same), stayed + len(now) - len(same)
    for name, ids in to_go:
        if name == evidence.EVIDENCE:
            forget_evidence(actor, ids)
        delete_rows(connection(), actor.id, by_name()[name], ids)
    return removed, stayed


def _keep(actor: Actor, reading: Reading, *, dry_run: bool) -> Keeping:
    keeping = Keeping(connection(), actor.id, dry_run=dry_run)
    rows: list[Said] = []
    steps: list[Said] = []
    for goal in reading.goals:
        goal_id = _id_of(actor, goal)
        said, its = plan.plain(
            goal_id,
            title=goal.title,
            why=goal.why,
            by=goal.by,
            achieved=goal.achieved,
            steps=[
                (uuid5(goal_id, str(place)), step.text, step.done)
                for place, step in enumerate(goal.steps)
            ],
        )
        rows.append(said)
        steps += its
    keeping.keep(by_name()[plan.GOALS], rows)
    keeping.keep(by_name()[plan.STEPS], steps)
    reflections = [
        journal.plain(
            _id_of(actor, one),
            title=shortened(one.what, journal.TITLE_LIMIT),
            text=fitting.words_of(one),
            on=one.on,
        )
        for one in reading.reflections
    ]
    keeping.keep(by_name()[journal.REFLECTIONS], reflections)
    return keeping


def _attach(
    actor: Actor, reading: Reading, keeping: Keeping, import_id: UUID, files: StagedFiles
) -> set[UUID]:
    """Attach the files of what is new; the ids of that evidence."""
    if not files:
        return set()
    activities = bulk.ids_of_import(actor, import_id)
    new: list[tuple[ItemKind, UUID | None, Entry | FoundGoal]] = [
        (kind, item_id, one)
        for kind, some in (
            (ItemKind.GOAL, reading.goals),
            (ItemKind.REFLECTION, reading.reflections),
        )
        for one in some
        if (item_id := _id_of(actor, one)) in keeping.fresh[ITEMS[kind]]
    ]
    new += [
        (ItemKind.ACTIVITY, activities.get(fitting.source_key(one)), one)
        for one in reading.activities
    ]
    attached = set()
    for kind, new_id, found in new:
        if new_id is None or not found.files:
            continue
        item = own_item_for(actor, kind, new_id)
        for file in found.files:
            title = shortened(file.title, TITLE_LIMIT)
            piece = attach_file(actor, item, files[file.path], name=file.path, title=title)
            attached.add(piece.id)
    return attached


def _id_of(actor: Actor, found: FoundGoal | Entry) -> UUID:
    return uuid5(FOUND, f"{actor.id} {found.source_key}")
