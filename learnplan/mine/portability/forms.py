"""What a person says about the log they bring in."""

import os
from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    DateField,
    MultipleFileField,
    SelectChoice,
    SelectField,
    SubmitField,
)
from wtforms.validators import DataRequired

from learnplan.core.errors import Invalid
from learnplan.core.sources import FILE_LIMIT, MEBIBYTE
from learnplan.mine.portability.archive.opening import is_archive
from learnplan.mine.portability.drafts import File
from learnplan.mine.portability.readers.mapping import Mapping
from learnplan.mine.portability.readers.values import Reading, one_line, shortened
from learnplan.web.forms import Form

COLUMNS_ASKED = 60
EXAMPLES = 3
EXAMPLE_LIMIT = 40
PARTS = {
    "": "Nothing: leave it out",
    "date": "The day",
    "time": "The time of day",
    "what": "What was done",
    "author": "Who wrote it",
    "note": "A note",
    "thoughts": "Thoughts about it",
    "minutes": "How long, in minutes or like 1h30",
    "hours": "How long, in hours",
    "tags": "Tags",
    "links": "A link",
    "kind": "What kind of activity",
    "with_whom": "With whom",
    "identity": "A number or code that tells rows apart",
}
SEVERAL = frozenset({"date", "note", "thoughts", "tags", "links"})


class LoadForm(Form):
    """Choosing what to bring in."""

    files = MultipleFileField(
        "One file, several files, or a zip of a folder",
        description=(
            "An archive of a learning record, or a log: up to 50 MiB a file, 200 MiB unpacked and "
            "100,000 entries. Any encoding and any newline will do."
        ),
    )
    save = SubmitField("Read it")

    def archive(self) -> FileStorage | None:
        """The one file that was chosen, if it is an archive of a whole record."""
        parts = self._parts()
        return parts[0] if len(parts) == 1 and is_archive(parts[0].stream) else None

    def chosen(self) -> list[File]:
        """The files with their names, as the browser says them.

        Raises:
            Invalid: they are more than one import takes.
        """
        parts = self._parts()
        for part in parts:
            if part.stream.seek(0, os.SEEK_END) > FILE_LIMIT:
                raise Invalid(f"“{part.filename}” is larger than {FILE_LIMIT // MEBIBYTE} MiB.")
            part.stream.seek(0)
        return [(part.filename or "", part.read()) for part in parts if part.filename]

    def _parts(self) -> list[FileStorage]:
        return [part for part in self.files.data or () if isinstance(part, FileStorage)]


class UndatedForm(Form):
    """One day for everything that has none."""

    on = DateField(
        "The day for what has none",
        description="Where it is to be found in your log, such as the day the list was begun.",
        validators=[DataRequired("Write a day, like 2026-05-08.")],
    )


class ColumnsForm(Form):
    """Which column of a table is what. ``columns_form`` adds a field for each column."""

    has_header = BooleanField("The first row holds the names of the columns")

    def mapping(self, used: Mapping) -> Mapping:
        """What was said, with the delimiter that was ``used``; columns go by their position.

        Raises:
            Invalid: two columns cannot both be what they were said to be, or there is no what.
        """
        said: dict[str, Any] = {"has_header": self.has_header.data, "delimiter": used.delimiter}
        for place, name in enumerate(self._columns(), start=1):
            part = self[name].data
            if part in SEVERAL:
                said.setdefault(part, []).append(place)
            elif part in said:
                words = PARTS[part].lower()
                raise Invalid(f"Only one column can be this: {words}.", field=name)
            elif part:
                said[part] = place
        if "what" not in said:
            raise Invalid("Say which column holds what was done.", field=next(self._columns()))
        return Mapping.from_dict({name: value for name, value in said.items() if value is not None})

    def _columns(self) -> Any:
        return (field.short_name for field in self if isinstance(field, SelectField))


def columns_form(reading: Reading, *, sent: bool = False) -> ColumnsForm:
    """The form for the table of ``reading``, filled in as it was read, or as it was ``sent``."""
    asked = reading.columns[:COLUMNS_ASKED]
    fields = {
        f"column_{place}": SelectField(
            f"Column {name}" if name.isdecimal() else shortened(name, EXAMPLE_LIMIT * 2),
            description=_examples(reading.rows, place - 1),
            choices=[SelectChoice(part, words) for part, words in PARTS.items()],
            default=_part_of(name, reading.mapping or Mapping()),
        )
        for place, name in enumerate(asked, start=1)
    }
    fitted: type[ColumnsForm] = type("FittedColumnsForm", (ColumnsForm,), fields)
    used = reading.mapping
    as_read = {"has_header": bool(used and used.has_header)}
    return fitted(data=as_read) if sent else fitted(formdata=None, data=as_read)


def _part_of(column: str, mapping: Mapping) -> str:
    """What ``column`` was read as."""
    for part, value in mapping.to_dict().items():
        if part in PARTS and column in (value if isinstance(value, list) else [value]):
            return part
    return ""


def _examples(rows: Sequence[Sequence[str]], at: int) -> str:
    cells = (one_line(row[at]) for row in rows if at < len(row))
    some = list(dict.fromkeys(shortened(cell, EXAMPLE_LIMIT) for cell in cells if cell))[:EXAMPLES]
    return "For example: " + " · ".join(some) if some else "Empty in the first rows."
