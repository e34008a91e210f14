"""What keepers type into a procedure."""

from collections.abc import Sequence

from wtforms import SubmitField

from learnplan.directory.queries import UnitView
from learnplan.ours.practices.forms.fields import (
    PUBLISH,
    a_line,
    a_unit,
    choose_among,
    some_words,
    whole_text,
)
from learnplan.web.forms import Form, once_field, version_field


class WholeProcedure(Form):
    """All that a version says."""

    title = a_line("What is it called?", "Write what it is called.")
    text = whole_text(
        "How is it done?",
        "Write how it is done.",
        "Markdown: numbered lists for steps, headings from ## on.",
    )
    aid = some_words(
        "Short steps for the job aid",
        description="A line each, for one page on a wall. Without any, the lists above are used.",
    )


class ProcedureForm(WholeProcedure):
    """A new procedure."""

    unit_id = a_unit("Whose procedure is it?", "Choose a unit.", "It holds there and below.")
    once = once_field()
    save = SubmitField(PUBLISH)

    def offer(self, units: Sequence[UnitView]) -> None:
        """Choose among the units whose procedures one keeps."""
        choose_among(self.unit_id, units, none="Choose a unit")


class HandOverForm(Form):
    """Whose a procedure is from now on."""

    unit_id = a_unit(
        "Whose procedure is it from now on?", "Choose a unit.", "It holds there and below."
    )
    version = version_field()
    save = SubmitField("Hand it over")

    def offer(self, units: Sequence[UnitView]) -> None:
        """Choose among the units whose procedures one keeps."""
        choose_among(self.unit_id, units, none="Choose a unit")


class VersionForm(WholeProcedure):
    """The next version of a procedure."""

    changed = some_words(
        "What changes, and why?",
        "Write what changes and why.",
        "Whoever has done it the old way for years reads this first.",
    )
    version = version_field()
    save = SubmitField(PUBLISH)
