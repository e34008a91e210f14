"""What a note says about itself before it begins: YAML between ``---``, TOML between ``+++``."""

import re
import tomllib
from dataclasses import dataclass, field

from learnplan.core.errors import Invalid
from learnplan.core.yaml_values import Item, document_of

YAML_BLOCK = re.compile(r"\A---[ \t]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
TOML_BLOCK = re.compile(r"\A\+\+\+[ \t]*\n(.*?)(?:^|\n)\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
BARE_BLOCK = re.compile(r"\A(?:[A-Za-z][\w -]{0,30}:[ \t]+\S.*\n){2,}(?=\n)")
PAIR = re.compile(r"^([\w -]{1,40}):[ \t]*(.*)$", re.MULTILINE)
DATES = (
    "date",
    "day",
    "created",
    "created at",
    "date created",
    "created on",
    "creation date",
    "published",
    "publish date",
    "pubdate",
    "date published",
    "published at",
    "finished",
    "completed",
    "updated",
    "modified",
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Values by their names in lower case; each may be several. ``height`` lines hold it."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    height: int = 0
    remark: str = ""

    def first(self, *names: str) -> str:
        """The first of these that is filled in."""
        filled = (value for name in names for value in self.values.get(name, ()) if value.strip())
        return next(filled, "").strip()

    def all(self, *names: str) -> tuple[str, ...]:
        """Every value of these; a text may hold several, with commas between them."""
        values = [value for name in names for value in self.values.get(name, ())]
        parts = values if len(values) > 1 else re.split(r"[,\n]", values[0]) if values else []
        return tuple(part.strip().strip("#[]\"'") for part in parts if part.strip())


def split_front_matter(text: str, member: str) -> tuple[FrontMatter, str]:
    """Take the front matter off a note; the rest begins where it ends."""
    for pattern, read in ((YAML_BLOCK, _from_yaml), (TOML_BLOCK, _from_toml)):
        block = pattern.match(text)
        if block is None:
            continue
        height = block[0].count("\n")
        remark = ""
        try:
            values = read(block[1], member)
        except Invalid:
            values = {
                key.casefold(): (value.strip("\"' "),) for key, value in PAIR.findall(block[1])
            }
            remark = "Its front matter is not quite in order; took what could be read."
        if values:
            return FrontMatter(values, height, remark), text[block.end() :]
    return _without_fences(text)


def _without_fences(text: str) -> tuple[FrontMatter, str]:
    """``Title: …`` and ``Date: …`` at the very beginning, with a blank line below them."""
    block = BARE_BLOCK.match(text)
    pairs: list[tuple[str, str]] = PAIR.findall(block[0]) if block else []
    values: dict[str, tuple[str, ...]] = {_name(key): (value,) for key, value in pairs}
    if block is None or not {"title", "date"} <= set(values):
        return FrontMatter(), text
    return FrontMatter(values, block[0].count("\n")), text[block.end() :]


def _from_yaml(block: str, member: str) -> dict[str, tuple[str, ...]]:
    root = document_of(block, member).value
    if not isinstance(root, dict):
        return {}
    return {_name(key): tuple(_texts(item)) for key, item in root.items()}


def _from_toml(block: str, member: str) -> dict[str, tuple[str, ...]]:
    try:
        root = tomllib.loads(block)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(f"The front matter of “{member}” is not TOML.") from error
    nested = [value for value in root.values() if isinstance(value, dict)]
    flat = {key: value for part in (*nested, root) for key, value in part.items()}
    return {
        _name(key): tuple(str(one) for one in (value if isinstance(value, list) else [value]))
        for key, value in flat.items()
        if not isinstance(value, dict)
    }


def _name(key: str) -> str:
    return " ".join(key.replace("_", " ").replace("-", " ").split()).casefold()


def _texts(item: Item) -> list[str]:
    if isinstance(item.value, str):
        return [item.value]
    parts = item.value if isinstance(item.value, list) else list(item.value.values())
    return [text for part in parts for text in _texts(part)]
