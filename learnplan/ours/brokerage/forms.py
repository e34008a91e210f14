"""What a steward types, and what anybody looks for on the menus."""

import os
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    MultipleFileField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from learnplan.core.errors import Invalid
from learnplan.core.sources import FILE_LIMIT, MEBIBYTE
from learnplan.ours.brokerage.queries import offers
from learnplan.ours.brokerage.queries.roles import Named
from learnplan.ours.brokerage.readers import cleaning
from learnplan.ours.brokerage.readers.headings import SAID, SEVERAL, Part
from learnplan.ours.brokerage.words import (
    NAME_LIMIT,
    SHORT_LIMIT,
    SUMMARY_LIMIT,
    OptionKind,
    OptionNeed,
    as_lines,
    lines_of,
)
from learnplan.web.forms import Form, one_line, paragraphs, version_field

PUBLISH = "Publish to everyone"
COLUMNS_ASKED = 40
MAPS, COLUMNS = "maps_", "columns_"


def _named(question: str, missing: str, limit: int = NAME_LIMIT, hint: str = "") -> StringField:
    return StringField(
        question,
        description=hint,
        filters=[one_line],
        validators=[DataRequired(missing), Length(max=limit, message=_at_most(limit))],
    )


def _short(question: str, hint: str = "", limit: int = NAME_LIMIT) -> StringField:
    return StringField(
        question,
        description=hint,
        filters=[one_line],
        validators=[Length(max=limit, message=_at_most(limit))],
    )


def _long(question: str, hint: str = "Markdown works.", rows: int = 4) -> TextAreaField:
    return TextAreaField(
        question,
        description=hint,
        filters=[paragraphs],
        validators=[Length(max=SUMMARY_LIMIT, message=_at_most(SUMMARY_LIMIT))],
        render_kw={"rows": rows},
    )


def _at_most(limit: int) -> str:
    return f"Use at most {limit:,} characters here."


class MapForm(Form):
    """What a role map is."""

    name = _named("What is it called?", "Write what it is called.", 200)
    summary = _long("What is it for?")
    source = _short("Where does it come from, and under which licence?", limit=2_000)
    scale = TextAreaField(
        "The levels of its competencies, from the first to the last",
        description="A line each, such as Awareness, Working, Practitioner, Expert.",
        filters=[paragraphs],
        validators=[Length(max=SUMMARY_LIMIT)],
        render_kw={"rows": 4},
    )
    version = version_field()
    save = SubmitField(PUBLISH)

    def answers(self) -> dict[str, Any]:
        """What they wrote; the levels as one text, each once."""
        return {**super().answers(), "scale": as_lines(lines_of(self.scale.data or ""))}


class MenuForm(Form):
    """What a menu is."""

    name = _named("What is it called?", "Write what it is called.", 200)
    summary = _long("What is it for?")
    source = _short("Where does it come from, and under which licence?", limit=2_000)
    version = version_field()
    save = SubmitField(PUBLISH)


class RoleForm(Form):
    """What a role is."""

    name = _named("What is the role called?", "Write what it is called.")
    family = _short("Which family of roles is it in?", "Such as Data, or Finance.")
    summary = _long("What does somebody in it do?")
    version = version_field()
    save = SubmitField(PUBLISH)


class RoleLevelForm(Form):
    """What a level of a role is."""

    name = _named("What is the level called?", "Write what it is called.")
    summary = _long("What is it?")
    version = version_field()
    save = SubmitField(PUBLISH)


class NeedForm(Form):
    """A competency that a level of a role needs."""

    competency = SelectField("Which competency does it need?", validators=[InputRequired()])
    level = SelectField("At which level?", validate_choice=False)
    save = SubmitField("Add it, for everyone")

    def offer(self, competencies: Sequence[Named], levels: Sequence[str]) -> None:
        """Offer the competencies and the levels of a map."""
        self.competency.choices = [
            SelectChoice(str(each.id), each.name[:120]) for each in competencies
        ]
        self.level.choices = [
            SelectChoice("", "None in particular"),
            *(SelectChoice(each, each) for each in levels),
        ]


class CompetencyForm(Form):
    """What a competency is; what each level looks like is a field each, put there by the view."""

    name = _named("What is somebody able to do?", "Write what it is.", NAME_LIMIT * 4)
    theme = _short("Which theme does it belong to?")
    summary = _long("What does it involve?")
    version = version_field()
    save = SubmitField(PUBLISH)

    @classmethod
    def with_levels(cls, levels: Sequence[str]) -> type["CompetencyForm"]:
        """The form, with a field for each of ``levels``."""
        fields = {
            f"level_{at}": _long(f"What does {name} look like?") for at, name in enumerate(levels)
        }
        return type("CompetencyOfMapForm", (cls,), {**fields, "level_names": tuple(levels)})

    def levels(self) -> dict[str, str]:
        """What each level looks like, by its name."""
        names: tuple[str, ...] = getattr(self, "level_names", ())
        return {name: self[f"level_{at}"].data for at, name in enumerate(names)}

    def answers(self) -> dict[str, Any]:
        """What they wrote, ready for a service."""
        said = {name: self[name].data for name in ("name", "theme", "summary")}
        return {**said, "levels": self.levels()}


class OptionForm(Form):
    """What a learning option is."""

    title = _named("What is it called?", "Write what it is called.", NAME_LIMIT * 4)
    kind = SelectField(
        "What kind of option is it?",
        choices=[SelectChoice(kind.value, kind.value.capitalize()) for kind in OptionKind],
        coerce=OptionKind,
    )
    provider = _short("Who provides it?", "A school, an author, a colleague who offered.")
    link = _short("Where is it?", "An address of the web, if it has one.", 2_000)
    cost = _short("What does it cost?", "Such as free, or £120.", SHORT_LIMIT)
    length = _short("How long does it take?", "Such as 2 hours, or 3 days.", SHORT_LIMIT)
    need = SelectField(
        "When does it help?",
        choices=[
            SelectChoice("", "Either"),
            SelectChoice(OptionNeed.JUST_IN_TIME.value, "Just in time: as the work asks for it"),
            SelectChoice(OptionNeed.JUST_IN_CASE.value, "Just in case: ahead of any need"),
        ],
        coerce=lambda said: OptionNeed(said) if said else None,
    )
    topics = _short("What is it about?", "Topics, with commas between them.", 2_000)
    serves = SelectMultipleField(
        "Which competencies does it help with?", coerce=lambda said: UUID(str(said))
    )
    summary = _long("What should somebody know about it?")
    version = version_field()
    save = SubmitField(PUBLISH)

    def validate_link(self, field: StringField) -> None:
        """Take no address but one of the web.

        Raises:
            ValidationError: it is of another kind.
        """
        try:
            field.data = cleaning.link(field.data or "")
        except Invalid as trouble:
            raise ValidationError(str(trouble)) from None

    def answers(self) -> dict[str, Any]:
        """What they wrote, with the price and the hours that it says."""
        said = super().answers()
        said.pop("serves")
        cost, length = said["cost"], said["length"]
        topics = (said["topics"] or "").split(",")
        hours = cleaning.hours_of(length) if length else None
        return {
            **said,
            "price": cleaning.price_of(cost) if cost else None,
            "hours": hours,
            "topics": as_lines([one_line(topic)[:NAME_LIMIT] for topic in topics]),
        }


class FilesForm(Form):
    """Choosing what to bring in."""

    files = MultipleFileField(
        "One file, several files, or a zip of a folder",
        description=(
            "A table of roles, skills and levels; a framework as YAML; cards in Markdown; a list "
            "of courses or of links. Up to 50 MiB a file, 200 MiB unpacked."
        ),
    )
    save = SubmitField("Read it")

    def chosen(self) -> list[tuple[str, bytes]]:
        """The files with their names, as the browser says them.

        Raises:
            Invalid: one of them is larger than any may be.
        """
        parts = [part for part in self.files.data or () if isinstance(part, FileStorage)]
        for part in parts:
            if part.stream.seek(0, os.SEEK_END) > FILE_LIMIT:
                limit = FILE_LIMIT // MEBIBYTE
                raise Invalid(f"“{part.filename}” is larger than {limit} MiB.", field="files")
            part.stream.seek(0)
        return [(part.filename or "", part.read()) for part in parts if part.filename]


class NamesForm(Form):
    """Which map and which menu an import is of."""

    framework = _named("Which role map is it of?", "Write which role map it is of.", 200)
    menu = _named("Which menu is it of?", "Write which menu it is of.", 200)
    source = _short("Where does it come from, and under which licence?", limit=2_000)
    save = SubmitField("Read it so")


class ColumnsForm(Form):
    """What each column of a table says; there is a field for each, put there by ``offer``."""

    save = SubmitField("Read it so")

    @classmethod
    def offer(cls, columns: Mapping[str, str], examples: Mapping[str, str]) -> type["ColumnsForm"]:
        """The form for a table's columns, with what each is taken for and an example."""
        choices = [SelectChoice(part.value, words) for part, words in SAID.items()]
        fields = {
            f"column_{at}": SelectField(
                name[:80],
                description=f"Such as “{examples[name]}”" if examples.get(name) else "It is empty.",
                choices=choices,
                default=part,
            )
            for at, (name, part) in enumerate(list(columns.items())[:COLUMNS_ASKED])
        }
        return type("ColumnsOfTableForm", (cls,), {**fields, "names": tuple(columns)})

    def chosen(self) -> dict[str, str]:
        """What each column says.

        Raises:
            Invalid: two columns say what only one can.
        """
        names: tuple[str, ...] = getattr(self, "names", ())
        said = dict.fromkeys(names, "")
        taken: set[Part] = set()
        for at, name in enumerate(names[:COLUMNS_ASKED]):
            part = Part(self[f"column_{at}"].data)
            if part and part in taken and part not in SEVERAL:
                raise Invalid("Only one column can say this.", field=f"column_{at}")
            taken.add(part)
            said[name] = part.value
        return said


class AddForm(Form):
    """What to do with what stands already."""

    over_hands = BooleanField("Change what was changed by hand here, too")
    take_away = BooleanField(
        "Take away what is on this map or menu and not in these files",
        description="For a new edition of the whole. Undoing brings it back.",
    )
    save = SubmitField("Add it, for everyone")


class WantedForm(Form):
    """What somebody looks for on the menus. It is read from the address, and nothing is kept."""

    class Meta:
        """A form that only asks."""

        csrf = False

    q = _short("Words")
    kind = SelectField("Kind", validate_choice=False)
    topic = SelectField("Topic", validate_choice=False)
    cost = SelectField("Cost", validate_choice=False)
    length = SelectField("Length", validate_choice=False)
    menu = SelectField("Menu", validate_choice=False)

    def offer(self, topics: Sequence[str], menus: Sequence[tuple[UUID, str]]) -> None:
        """Offer what there is to choose from."""
        self.kind.choices = _any("Any kind", [kind.value for kind in OptionKind])
        self.topic.choices = _any("Any topic", topics)
        self.cost.choices = _any("Any cost", [cost.value for cost in offers.Cost])
        self.length.choices = _any("Any length", [length.value for length in offers.Length])
        self.menu.choices = [
            SelectChoice("", "All menus"),
            *(SelectChoice(str(id_), name) for id_, name in menus),
        ]

    def wanted(self) -> offers.Wanted:
        """What they look for; what makes no sense is not asked for."""
        menu = str(self.menu.data or "")
        return offers.Wanted(
            words=self.q.data or "",
            kind=next((each for each in OptionKind if each == self.kind.data), None),
            topic=self.topic.data or "",
            cost=next((each for each in offers.Cost if each == self.cost.data), None),
            length=next((each for each in offers.Length if each == self.length.data), None),
            menu_id=next(
                (
                    UUID(each.value)
                    for each in self.menu.choices
                    if each.value and each.value == menu
                ),
                None,
            ),
        )


def _any(none: str, values: Sequence[str]) -> list[SelectChoice]:
    said = [SelectChoice(value, value[:1].upper() + value[1:]) for value in values]
    return [SelectChoice("", none), *said]
