"""The documents say what is there."""

import re

import click
import pytest

from learnplan.cli.main import learnplan
from learnplan.web import drawings
from tests.places import ROOT

LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
CODE = re.compile(r"`[^`\n]*`")
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text()


def commands(group: click.Group, before: str = "") -> list[str]:
    found: list[str] = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += commands(command, f"{before}{name} ")
        else:
            found.append(before + name)
    return found


@pytest.mark.parametrize("command", commands(learnplan))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert command in README


def test_every_setting_is_in_the_readme() -> None:
    said = set()
    for file in (ROOT / "learnplan").rglob("*.py"):
        said |= set(re.findall(r"\bLEARNPLAN_[A-Z_]+[A-Z]\b", file.read_text()))
    said |= {"LEARNPLAN_ORGANISATION_DATABASE_URL", "LEARNPLAN_LEARNING_DATABASE_URL"}

    assert {one for one in said if f"`{one}`" not in README} == set()


def test_every_room_is_on_the_map() -> None:
    rooms = {
        folder.relative_to(ROOT / "learnplan").as_posix()
        for parent in ("learnplan", "learnplan/mine", "learnplan/ours")
        for folder in (ROOT / parent).iterdir()
        if (folder / "__init__.py").exists() and folder.name not in {"mine", "ours"}
    }

    assert {room for room in rooms if f"{room}/" not in README} == set()


def test_every_link_of_the_documents_leads_somewhere() -> None:
    broken = [
        f"{document.name}: {link}"
        for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for link in LINK.findall(CODE.sub("", document.read_text()))
        if not (document.parent / link).exists()
    ]

    assert broken == []


def test_every_document_is_in_the_list_of_them() -> None:
    listed = (DOCS / "README.md").read_text()
    written = [file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md")]

    assert {one for one in written if one != "README.md" and f"({one})" not in listed} == set()


def test_a_decision_begins_with_its_number() -> None:
    for file in (DOCS / "decisions").iterdir():
        assert file.read_text().startswith(f"# {int(file.name[:4])} "), file


def test_every_rule_that_the_code_names_is_among_the_laws() -> None:
    laws = (DOCS / "laws.md").read_text()
    named = {
        rule
        for file in (ROOT / "learnplan").rglob("*.py")
        for rule in re.findall(r"\bR[0-9]{1,2}\b", file.read_text())
    }

    assert named
    assert {rule for rule in named if f"| {rule} | **" not in laws} == set()


def test_a_room_has_a_charter_of_one_sentence() -> None:
    for file in (ROOT / "learnplan").rglob("__init__.py"):
        charter = file.read_text().split('"""')[1]
        assert charter.endswith("."), file
        assert "\n" not in charter.strip(), file


def test_every_icon_in_use_is_in_the_sprite_and_none_besides() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', drawings.SPRITE.read_text()))
    words = "\n".join(
        file.read_text()
        for folder, kind in (("templates", "*.html"), ("learnplan", "*.py"), ("static/js", "*.js"))
        for file in (ROOT / folder).rglob(kind)
    )

    assert {icon for icon in sprite if not re.search(rf"[\"'#]{icon}[\"']", words)} == set()
    assert set(re.findall(r'icon\("([^"]+)"\)', words)) <= sprite
