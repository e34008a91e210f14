"""What people choose and type when figures come in."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from learnplan.core.errors import Invalid
from learnplan.ours.performance.control_chart import ChartKind, Direction
from learnplan.ours.performance.importing import ATTESTATION
from learnplan.ours.performance.mapping import AddsUp, Layout, Mapping, Settings
from learnplan.ours.performance.models import MEASURE_LIMIT, NAME_LIMIT, TEXT_LIMIT
from learnplan.ours.performance.writing_forms import NumberField
from learnplan.web.forms import Form, Ticks, one_line

NOWHERE = SelectChoice("", "None of them")
MOST_DECIMALS = 6


PASTED = "Pasted rows"
"""What pasted rows are called, where a file has its name."""


class UnitField(StringField):  # type: ignore[misc]  # wtforms is untyped
    """The name of a unit, or the path to it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed, on one line."""
        self.data = one_line("".join(valuelist[:1]))


class FileForm(Form):
    """A file of figures, or what was copied out of one."""

    file = FileField(
        "A file of figures",
        description=(
            "A spreadsheet (XLSX) or CSV, also packed with gzip. At most 50 MiB, and nothing in it "
            "that names a person."
        ),
    )
    pasted = TextAreaField(
        "Or rows from a spreadsheet",
        description="Copied there and pasted here, or typed, with their heading.",
        render_kw={"rows": 8, "spellcheck": "false"},
    )
    unit = UnitField(
        "Which unit is it all about?",
        description="Only where no column names the units. Operations / Packaging, for example.",
    )
    save = SubmitField("Look at it first")

    def sent(self) -> tuple[str, bytes]:
        """What was handed in: its name and its bytes.

        Raises:
            Invalid: nothing was.
        """
        if self.file.data:
            return self.file.data.filename, self.file.data.read()
        if pasted := (self.pasted.data or "").strip("\r\n"):
            return PASTED, pasted.encode()
        raise Invalid("Choose a file, or paste rows below.", field="file")


class UnitForm(Form):
    """The one unit that a whole file is about."""

    unit = UnitField(
        "Which unit is it all about?",
        description="As it stands on its board. Operations / Packaging, for example.",
        validators=[DataRequired("Write the name of the unit.")],
    )
    save = SubmitField("Read it so")


class SheetForm(Form):
    """Which sheet of a workbook is read."""

    sheet = SelectField("Which sheet is read?")
    save = SubmitField("Read this sheet")

    def offer(self, sheets: Sequence[str], read: str) -> None:
        """Fill in the sheets of the workbook, and the one that was read."""
        self.sheet.choices = [SelectChoice(name, name) for name in sheets]
        if not self.is_submitted():
            self.sheet.data = read


class LayoutForm(Form):
    """Which column of a file means what."""

    layout = RadioField(
        "How is it laid out?",
        choices=[
            SelectChoice(Layout.LONG.value, "A row for each unit, indicator and period"),
            SelectChoice(Layout.BY_INDICATOR.value, "A column for each indicator"),
            SelectChoice(Layout.BY_PERIOD.value, "A column for each period"),
        ],
        validators=[InputRequired("Choose how the file is laid out.")],
    )
    unit = SelectField("Which column names the unit?")
    fixed_unit = UnitField(
        "Or the unit of the whole file",
        description="Only when no column names it: Operations / Packaging.",
    )
    indicator = SelectField("Which column names the indicator?")
    period = SelectField("Which column says the period?")
    fixed_period = StringField(
        "Or the period of the whole file",
        description="Only when no column says it: 2026-04, Q2 2026, 2025/26.",
        validators=[Length(max=40)],
    )
    figures = Ticks(
        "Which columns hold figures?",
    )
    save = SubmitField("Read it so")

    def offer(self, columns: tuple[str, ...], mapping: Mapping) -> None:
        """Fill in the columns of the file, and how it was read."""
        either = [SelectChoice(name, name) for name in columns]
        self.unit.choices = self.indicator.choices = self.period.choices = [NOWHERE, *either]
        self.figures.choices = either
        if not self.is_submitted():
            self.layout.data = mapping.layout.value
            self.unit.data = mapping.unit[-1] if mapping.unit else ""
            self.fixed_unit.data = mapping.fixed_unit
            self.indicator.data, self.period.data = mapping.indicator, mapping.period
            self.fixed_period.data = mapping.fixed_period
            self.figures.data = _figures(columns, mapping)

    def changed(self, columns: tuple[str, ...], mapping: Mapping) -> Mapping:
        """The mapping with what was chosen; the rest of it stays."""
        layout, chosen = Layout(self.layout.data), self.figures.data or []
        known = {each.value: each for each in mapping.indicators.values() if each.value}
        kept = {self.unit.data, self.indicator.data, self.period.data, *chosen, *mapping.unit}
        return replace(
            mapping,
            recognise=(),
            layout=layout,
            unit=mapping.unit
            if mapping.unit and mapping.unit[-1] == self.unit.data
            else tuple(filter(None, [self.unit.data])),
            fixed_unit=self.fixed_unit.data,
            indicator=self.indicator.data,
            period=self.period.data,
            fixed_period=(self.fixed_period.data or "").strip(),
            ignore=tuple(name for name in columns if name not in kept),
            columns={**mapping.columns, "value": chosen[0]}
            if layout is Layout.LONG and len(chosen) == 1
            else mapping.columns,
            indicators={name: known.get(name, Settings(value=name)) for name in chosen}
            if layout is Layout.BY_INDICATOR
            else mapping.indicators,
        )


def _figures(columns: tuple[str, ...], mapping: Mapping) -> list[str]:
    """The columns that a mapping reads figures from."""
    if mapping.layout is Layout.LONG:
        return [mapping.columns["value"]] if "value" in mapping.columns else []
    if mapping.layout is Layout.BY_INDICATOR and not mapping.other_columns:
        return [each.value for each in mapping.indicators.values() if each.value in columns]
    spoken_for = {*mapping.unit, mapping.indicator, mapping.period, *mapping.ignore}
    return [name for name in columns if name not in spoken_for]


class TomlForm(Form):
    """How a file is read, in full, as it is kept."""

    mapping = TextAreaField(
        "How it is read, in full",
        description="TOML. What every word in it means is in docs/importing-performance.md.",
        validators=[DataRequired("Write how the file is to be read.")],
        render_kw={"rows": 14, "spellcheck": "false"},
    )
    save = SubmitField("Read it so")


class AddForm(Form):
    """The one question before figures are added."""

    attest = BooleanField(
        ATTESTATION,
        description=(
            "Your word for the years that the file is about. Without it, these figures are shown "
            "for the whole organisation only."
        ),
    )
    remember = BooleanField("Read files with the same columns the same way next time", default=True)
    save = SubmitField("Add these figures")


class IndicatorForm(Form):
    """What an indicator is."""

    name = StringField(
        "What is it called?",
        validators=[DataRequired("Write what it is called."), Length(max=NAME_LIMIT)],
    )
    measure = StringField(
        "What is it measured in?",
        description="Short: %, minutes, per month.",
        validators=[Length(max=MEASURE_LIMIT)],
    )
    direction = RadioField(
        "Which way is better?",
        choices=[
            SelectChoice(Direction.INCREASE.value, "Higher is better"),
            SelectChoice(Direction.DECREASE.value, "Lower is better"),
            SelectChoice(Direction.NEUTRAL.value, "Neither"),
        ],
        validators=[InputRequired("Choose one.")],
    )
    adds_up = RadioField(
        "How do the figures of several units become one?",
        choices=[
            SelectChoice(AddsUp.SUM.value, "They are added up"),
            SelectChoice(
                AddsUp.WEIGHTED.value, "Numerators and denominators are added up, then divided"
            ),
            SelectChoice(AddsUp.NONE.value, "Not at all, as with a median"),
        ],
        validators=[InputRequired("Choose one.")],
    )
    chart_kind = RadioField(
        "What is it?",
        description="This is what the limits on its charts are worked out from.",
        choices=[
            SelectChoice(
                ChartKind.INDIVIDUALS.value, "A measurement or a count: limits by its own movement"
            ),
            SelectChoice(
                ChartKind.PROPORTION.value, "So many out of so many, as in late out of all: p chart"
            ),
            SelectChoice(
                ChartKind.RATE.value, "So many per so much, as in incidents per hour: u chart"
            ),
        ],
        validators=[InputRequired("Choose one.")],
    )
    seasonal = BooleanField(
        "It has seasons",
        description="Its charts then show the difference from the same period a year before.",
    )
    goes_beyond = BooleanField(
        "It can go below 0 or above 100",
        description="Say so of growth or a change in %. Of what is measured in % and is a share, "
        "no limit is drawn beyond 0 and 100.",
    )
    decimals = NumberField(
        "Decimals shown",
        description="Leave it empty for as many as a figure of its size needs.",
        validators=[Optional(), NumberRange(0, MOST_DECIMALS, "Write a number from 0 to 6.")],
    )
    how_measured = TextAreaField("How is it measured?", validators=[Length(max=TEXT_LIMIT)])
    not_shown = TextAreaField(
        "What does it not show?",
        description="Said beside every chart of it.",
        validators=[Length(max=TEXT_LIMIT)],
    )
    version = HiddenField()
    save = SubmitField("Keep for everyone")

    def answers(self) -> dict[str, Any]:
        """What was chosen, in the room's own words."""
        return {
            **super().answers(),
            "direction": Direction(self.direction.data),
            "adds_up": AddsUp(self.adds_up.data),
            "chart_kind": ChartKind(self.chart_kind.data),
        }
