"""The documented examples are of today's Learnplan, and tell Ours nothing that it may not know."""

import re
from pathlib import Path

from tests.places import ROOT

DEPLOY = ROOT / "deploy"
SETTING = re.compile(r"^#?(?:Environment=)?(LEARNPLAN_[A-Z_]+)=", re.MULTILINE)
README = (ROOT / "README.md").read_text()


def directives(unit: str) -> set[str]:
    """The lines of a unit that are not remarks."""
    lines = (DEPLOY / "systemd" / unit).read_text().splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def told(*names: str) -> set[str]:
    """The settings in these files."""
    return {one for name in names for one in SETTING.findall((DEPLOY / name).read_text())}


def test_every_setting_of_the_examples_is_one() -> None:
    files: list[Path] = [file for file in DEPLOY.rglob("*") if file.is_file()]
    settings = told(*(str(file.relative_to(DEPLOY)) for file in files))

    assert "LEARNPLAN_SECRET_KEY_FILE" in settings
    assert {one for one in settings if f"`{one}`" not in README} == set()


def test_the_example_of_ours_does_not_name_the_records() -> None:
    of_ours = told("ours.env.example", "systemd/learnplan-ours.service")
    of_mine = told("mine.env.example", "systemd/learnplan-mine.service")

    assert "learning" not in (DEPLOY / "ours.env.example").read_text().lower()
    assert of_mine - of_ours == {
        "LEARNPLAN_LEARNING_DATABASE_URL",
        "LEARNPLAN_DATA",
        "LEARNPLAN_SMTP_URL",
        "LEARNPLAN_MAIL_FROM",
    }
    assert of_ours <= of_mine


def test_both_units_are_kept_in_as_small_a_place() -> None:
    mine, ours = directives("learnplan-mine.service"), directives("learnplan-ours.service")
    keys = [{line.partition("=")[0] for line in unit ^ (mine & ours)} for unit in (mine, ours)]
    own = {"Description", "After", "User", "EnvironmentFile", "ExecStart"}

    assert keys[0] - own == {"Environment", "StateDirectory", "StateDirectoryMode"}
    assert keys[1] - own == {"InaccessiblePaths"}
    assert "InaccessiblePaths=-/var/lib/learnplan-mine -/etc/learnplan" in ours
