"""Files of role maps and menus, real and made up, and reading them."""

from pathlib import Path

from learnplan.core.sources import source_from_path, source_from_upload
from learnplan.ours.brokerage.drawing import Sort
from learnplan.ours.brokerage.readers.reading import Reading
from learnplan.ours.brokerage.readers.recognising import Settings, read_all


def read(name: str, text: str | bytes, columns: dict[str, str] | None = None) -> Reading:
    """What is understood of one made-up file."""
    data = text if isinstance(text, bytes) else text.encode()
    settings = Settings(framework="Map", menu="Menu", columns=columns or {})
    return read_all(source_from_upload([(name, data)]), settings)


def read_path(path: Path) -> Reading:
    """What is understood of a file or a folder on disk."""
    return read_all(source_from_path(path), Settings(framework="Map", menu="Menu"))


def counts(reading: Reading, *sorts: Sort) -> list[int]:
    """How many things of each sort were drawn."""
    return [reading.drawing.count(sort) for sort in sorts]


def needs(reading: Reading) -> set[tuple[str, str, str, str]]:
    """Every need: the role, its level, the competency and the level, as they are called."""
    entries = reading.drawing.entries
    return {
        (
            entries[Sort.ROLE][path[:2]].said["name"],
            entries[Sort.ROLE_LEVEL][path[:3]].said["name"],
            entries[Sort.COMPETENCY][path[0], path[3]].said["name"],
            entry.said["level"],
        )
        for path, entry in entries[Sort.NEED].items()
    }


def looks(reading: Reading) -> dict[tuple[str, str], str]:
    """What each level of each competency looks like."""
    entries = reading.drawing.entries
    return {
        (entries[Sort.COMPETENCY][path[:2]].said["name"], entry.said["name"]): entry.said[
            "looks_like"
        ]
        for path, entry in entries[Sort.LEVEL].items()
    }


def options(reading: Reading) -> list[dict[str, object]]:
    """What is said of each option."""
    return [entry.said for entry in reading.drawing.entries[Sort.OPTION].values()]
