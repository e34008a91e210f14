"""On SQLite the wall is the operating system's: two people, and a file that one of them keeps."""

import os
import re
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from learnplan.config import from_environment
from learnplan.core.db import Database, transaction
from learnplan.directory.services import signing_in
from learnplan.factory import create_app
from tests.canaries import CANARY, fill_with_canaries
from tests.installations import let_go
from tests.places import ROOT
from tests.visitors import hidden_fields
from tests.walls.conftest import Pair, furnish
from tests.walls.postgresql import KEY
from tests.walls.services import running

OF_MINE, OF_OURS, SHARED = 61_801, 61_802, 61_800
"""People and a group without names, so that they are nobody's already."""
CHART = re.compile(r'href="(/org/performance/units/[^"]+/indicators/[^".]+)"')
EDIT = re.compile(r'href="(/org/performance/indicators/[^"]+/edit)"')


def can_be_others() -> bool:
    """Whether we may become other people, and these could read the program at all."""
    if os.getuid() != 0:
        return False
    return cat(ROOT / "pyproject.toml", OF_MINE).returncode == 0


def cat(file: Path, person: int) -> subprocess.CompletedProcess[bytes]:
    """Read a file as somebody."""
    return subprocess.run(
        ["cat", file], user=person, group=SHARED, extra_groups=[], capture_output=True, check=False
    )


def first(link: re.Pattern[str], html: str) -> str:
    """The first such link of a page."""
    found = link.search(html)
    assert found is not None, html
    return found[1]


@dataclass(frozen=True)
class House:
    """The documented folders: Mine's own, and the organisation's that both may write in."""

    folder: Path
    links: dict[str, str]

    @property
    def mine(self) -> Path:
        return self.folder / "mine"

    @property
    def learning(self) -> Path:
        return self.mine / "learning.db"

    @property
    def organisation(self) -> Path:
        return self.folder / "organisation" / "organisation.db"

    @property
    def of_ours(self) -> dict[str, str]:
        """What Ours' service is told."""
        return {
            "organisation_database_url": f"sqlite:///{self.organisation}",
            "secret_key_file": str(self.folder / "cookies"),
        }

    @property
    def of_mine(self) -> dict[str, str]:
        """What Mine's service is told."""
        return {**self.of_ours, "data": str(self.mine)}

    def hand_over(self) -> None:
        """Give every file to whom it is to belong."""
        for path in (self.mine, *self.mine.rglob("*")):
            os.chown(path, OF_MINE, OF_MINE)
        for path in (self.organisation.parent, *self.organisation.parent.iterdir()):
            os.chown(path, OF_MINE, SHARED)
        os.chown(self.folder / "cookies", 0, SHARED)
        self.organisation.parent.chmod(0o2770)


def open_to_others(house: House) -> set[str]:
    """What of Mine's own folder anybody but its owner may do anything with."""
    return {
        path.name
        for path in (house.mine, *house.mine.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    }


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """A Northwind in those folders, made as Mine's first start makes it."""
    with TemporaryDirectory(prefix="learnplan-walls-") as name:
        house = House(Path(name), {})
        house.folder.chmod(0o755)
        house.organisation.parent.mkdir()
        house.organisation.touch(0o660)
        house.organisation.chmod(0o660)
        (house.folder / "cookies").write_text(KEY)
        (house.folder / "cookies").chmod(0o640)
        told = {f"LEARNPLAN_{name.upper()}": value for name, value in house.of_mine.items()}
        app = create_app(from_environment(told))
        with app.app_context():
            people = furnish()
            fill_with_canaries(people.ana.id)
            for person in people:
                with transaction(Database.ORGANISATION):
                    word = signing_in.make_link(person.email)
                house.links[person.name] = f"/sign-in/link/{word}"
        let_go(app)
        if can_be_others():
            house.hand_over()
        yield house


@pytest.fixture(scope="module")
def services_on_sqlite(house: House) -> Iterator[Pair]:
    """Both wings as services: of two people, where we may become others."""
    person = ("tests.walls.as_another", "{}", str(SHARED))
    launchers = [
        tuple(word.format(uid) for word in person) if can_be_others() else ("learnplan",)
        for uid in (OF_MINE, OF_OURS)
    ]
    with (
        running("mine", house.of_mine, launcher=launchers[0]) as mine,
        running("ours", house.of_ours, launcher=launchers[1]) as ours,
    ):
        mine.be_up()
        ours.be_up()
        yield Pair(mine, ours)


def test_both_services_write_in_the_file_they_share(house: House, services_on_sqlite: Pair) -> None:
    mine, ours = services_on_sqlite
    cookie = mine.ask(house.links["Ada"]).cookie
    board = ours.ask(ours.ask("/org/performance/", cookie=cookie).header("Location"), cookie=cookie)
    chart = first(CHART, board.text)
    edit = first(EDIT, ours.ask(chart, cookie=cookie).text)
    form = ours.ask(edit, cookie=cookie)
    fields = {**hidden_fields(form.text, edit), "name": "In time"}

    sent = ours.ask(
        edit,
        "POST",
        cookie=form.cookie or cookie,
        fields={**fields, "direction": "increase", "adds_up": "sum", "chart_kind": "individuals"},
    )
    after = ours.ask(chart, cookie=cookie)

    assert (board.status, sent.status) == (200, 303)
    assert "In time" in after.text


def test_the_records_are_their_keepers_alone(house: House, services_on_sqlite: Pair) -> None:
    cookie = services_on_sqlite.mine.ask(house.links["Ana"]).cookie

    log = services_on_sqlite.mine.ask("/log/", cookie=cookie)

    assert CANARY in log.text
    assert house.learning.with_name("learning.db-wal").exists()
    assert open_to_others(house) == set()


def test_whoever_serves_ours_cannot_open_the_records(house: House) -> None:
    """The person that Ours' service is, where we may become others; else what keeps them out."""
    if not can_be_others():
        assert stat.S_IMODE(house.mine.stat().st_mode) == 0o700
        assert stat.S_IMODE(house.learning.stat().st_mode) == 0o600
        return

    control, attack = cat(house.learning, OF_MINE), cat(house.learning, OF_OURS)
    shared = cat(house.organisation, OF_OURS)

    assert control.stdout.startswith(b"SQLite format 3")
    assert shared.stdout.startswith(b"SQLite format 3")
    assert attack.returncode != 0
    assert (attack.stdout, b"Permission denied" in attack.stderr) == (b"", True)


def test_files_left_open_to_the_group_would_be_caught(house: House) -> None:
    house.mine.chmod(0o750)
    house.learning.chmod(0o640)
    if can_be_others():
        for path in (house.mine, house.learning):
            os.chown(path, OF_MINE, SHARED)
        assert CANARY.encode() in cat(house.learning, OF_OURS).stdout
        house.hand_over()

    caught = open_to_others(house)
    house.mine.chmod(0o700)
    house.learning.chmod(0o600)

    assert caught == {"mine", "learning.db"}
