"""YAML lists of what was read, watched or done."""

from learnplan.core.yaml_values import document_of
from learnplan.mine.portability.readers.lists import read_items
from learnplan.mine.portability.readers.values import Options, Reading


def read_yaml(text: str, member: str, options: Options) -> Reading:
    """Read a list of things that were read, watched or done."""
    return read_items(document_of(text, member), member, options, "a YAML list")
