"""Values of YAML, read from its events: every value stays the text that it is, with its line.

Dates are not turned into something else on the way, nothing is ever constructed, and an alias
costs what it stands for, so that a small file cannot unfold into a large one. JSON is YAML, too.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A value where it stands: text, a list of items, or a mapping of names to items."""

    line: int | None
    value: "str | list[Item] | dict[str, Item]"


def document_of(text: str, member: str) -> Item:
    """The values of a YAML file; of several documents, a list.

    Raises:
        Invalid: it is not YAML, or is built to unfold without end.
    """
    from learnplan.core import yaml_events  # noqa: PLC0415 - its library is large

    documents = yaml_events.documents_of(text, member)
    return documents[0] if len(documents) == 1 else Item(1, documents)
