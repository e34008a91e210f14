"""Files: kept once for their owner, whole or not at all, and gone when nothing refers to them."""

import errno
import os
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, current_app

from learnplan.config import MineConfig
from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Invalid, NoRoom
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.factory import create_mine, create_ours
from learnplan.mine.evidence import queries, services
from learnplan.mine.evidence.examining import examine
from learnplan.mine.evidence.models import Evidence
from learnplan.mine.evidence.shelf import Shelf, shelf_here
from learnplan.mine.plan.queries import own_goal_for
from learnplan.mine.plan.services import goals
from learnplan.mine.sharing.items import Item
from tests.factories.evidence import a_file, a_picture
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.kinds import only_on_sqlite


@pytest.fixture
def ana(app: Flask) -> Actor:  # noqa: ARG001 - somebody who works in it
    return a_worker(name="Ana Lima")


@pytest.fixture
def goal(ana: Actor) -> Item:
    return a_goal(owner=ana).as_item


def on_the_shelf() -> list[Path]:
    return sorted(shelf_here().folder.glob("*"))


def let_be(mebibytes: float) -> None:
    """The quota, for the rest of a test."""
    shelf = shelf_here()
    current_app.config["SHELF"] = replace(shelf, quota=int(mebibytes * 2**20))


def test_a_file_stands_on_the_shelf_under_its_hash_for_its_owner_alone(
    ana: Actor, goal: Item
) -> None:
    a_file(ana, goal, b"What I saw.")

    (path,) = on_the_shelf()
    kept = queries.everything_of(ana.id)[0]
    assert path.name.startswith(f"{ana.id}.{kept.sha256}")
    assert (path.read_bytes(), kept.path, kept.size) == (b"What I saw.", path, 11)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_content_stands_once_for_one_and_apart_for_another(ana: Actor, goal: Item) -> None:
    ben = a_worker()

    a_file(ana, goal, name="a.txt")
    a_file(ana, goal, name="b.txt")
    alone = len(on_the_shelf())
    a_file(ben, a_goal(owner=ben).as_item)

    assert (alone, len(on_the_shelf())) == (1, 2)
    assert [one.file_name for one in queries.everything_of(ana.id)] == ["a.txt", "b.txt"]


def test_a_form_sent_twice_attaches_once(ana: Actor, goal: Item) -> None:
    first = a_file(ana, goal, once="word")
    again = a_file(ana, goal, b"Something else", once="word")

    assert again.id == first.id
    assert len(on_the_shelf()) == 1


def test_what_is_not_kept_leaves_nothing_on_the_shelf(ana: Actor, goal: Item) -> None:
    stood: list[int] = []

    def break_off() -> None:
        with shelf_here().staged(examine(a_picture())) as staged, transaction(Database.LEARNING):
            services.attach_file(ana, goal, staged, name="a.png")
            stood.append(len(on_the_shelf()))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()

    assert stood == [2]  # the file and its small picture
    assert on_the_shelf() == []
    assert queries.used_by(ana.id).used == 0


def test_a_removed_file_comes_back_for_a_day_and_is_then_gone(ana: Actor, goal: Item) -> None:
    evidence = a_file(ana, goal)
    with transaction(Database.LEARNING):
        services.remove_evidence(ana, queries.evidence_for(ana, evidence.id))
    removed = queries.evidence_of(ana, goal.kind, goal.id)
    with transaction(Database.LEARNING):
        services.restore_evidence(ana, queries.removed_evidence_for(ana, evidence.id))
    back = queries.evidence_of(ana, goal.kind, goal.id)
    with transaction(Database.LEARNING):
        services.remove_evidence(ana, queries.evidence_for(ana, evidence.id))

    with clock.stopped(clock.now() + KEPT_FOR_UNDO * 2), transaction(Database.LEARNING):
        services.purge_removed(clock.now() - KEPT_FOR_UNDO)

    assert (len(removed), len(back)) == (0, 1)
    assert on_the_shelf() == []


def test_a_file_that_is_attached_twice_goes_with_the_second(ana: Actor, goal: Item) -> None:
    first, second = a_file(ana, goal), a_file(ana, goal)
    for evidence, left in ((first, 1), (second, 0)):
        with transaction(Database.LEARNING):
            services.remove_evidence(ana, queries.evidence_for(ana, evidence.id))
        with transaction(Database.LEARNING):
            services.purge_removed(clock.now())

        assert len(on_the_shelf()) == left


def test_with_a_goal_that_is_gone_for_good_its_files_go(ana: Actor, goal: Item) -> None:
    a_file(ana, goal, a_picture())
    with transaction(Database.LEARNING):
        goals.delete_goal(ana, own_goal_for(ana, goal.id))
    while_it_can_come_back = len(on_the_shelf())
    with transaction(Database.LEARNING):
        goals.purge_deleted(clock.now())

    assert while_it_can_come_back == 2
    assert on_the_shelf() == []
    assert queries.everything_of(ana.id) == []


def test_erasing_everything_takes_one_persons_files_and_nobody_elses(
    ana: Actor, goal: Item
) -> None:
    ben = a_worker()
    a_file(ben, a_goal(owner=ben).as_item)
    a_file(ana, goal)

    with transaction(Database.LEARNING):
        services.forget_everything(ana.id)

    assert [path.name.startswith(str(ben.id)) for path in on_the_shelf()] == [True]
    assert (queries.everything_of(ana.id), len(queries.everything_of(ben.id))) == ([], 1)


def test_what_a_crash_left_is_swept_away_and_nothing_else(ana: Actor, goal: Item) -> None:
    a_file(ana, goal, a_picture())
    known = on_the_shelf()
    folder = shelf_here().folder
    (folder / "left-by-a-crash").write_bytes(b"x")
    unfinished, under_way = folder / ".unfinished", folder / ".under-way"
    for path in (unfinished, under_way):
        path.write_bytes(b"x")
    long_ago = time.time() - 86_400
    os.utime(unfinished, (long_ago, long_ago))

    with transaction(Database.LEARNING):
        gone = services.sweep_the_shelf()

    assert gone == 2
    assert on_the_shelf() == sorted([*known, under_way])


def test_over_the_quota_nothing_is_kept_and_it_is_said_how_much_there_is(
    ana: Actor, goal: Item
) -> None:
    let_be(3)
    a_file(ana, goal, b"a" * 2**21)

    with pytest.raises(Invalid, match=r"this file has 1\.5 MiB, and you use 2 of your 3 MiB"):
        a_file(ana, goal, b"b" * (3 * 2**19))

    assert len(on_the_shelf()) == 1
    a_file(ana, goal, b"c" * 2**20)
    assert queries.used_by(ana.id).used == 3 * 2**20


def test_two_uploads_at_once_do_not_pass_the_quota_together(
    app: Flask, ana: Actor, goal: Item
) -> None:
    let_be(3)

    def upload(letter: bytes) -> bool:
        with app.app_context():
            try:
                a_file(ana, goal, letter * 2**21)
            except Invalid:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(2) as both:
        kept = list(both.map(upload, [b"a", b"b"]))

    assert sorted(kept) == [False, True]
    assert len(on_the_shelf()) == 1


@only_on_sqlite  # the disk that is full is the same
def test_a_full_disk_is_said_in_words_and_leaves_nothing_half_done(
    ana: Actor, goal: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)  # where a disk says so last

    with pytest.raises(NoRoom, match="no room left"):
        a_file(ana, goal)

    monkeypatch.undo()
    assert on_the_shelf() == []
    assert db.session.query(Evidence).count() == 0


@only_on_sqlite  # where Mine keeps its files is the same
def test_ours_is_not_told_where_the_files_are(config: MineConfig) -> None:
    ours, mine = create_ours(config.for_ours()), create_mine(config)

    assert isinstance(mine.config["SHELF"], Shelf)
    assert str(config.evidence) not in f"{config.for_ours()!r} {ours.config!r}"
