"""What a person attaches, and what they say about it."""

from typing import Any
from urllib.parse import urlsplit

from werkzeug.datastructures import FileStorage
from wtforms import Field, MultipleFileField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from learnplan.mine.evidence.words import (
    ADDRESS_LIMIT,
    LARGEST_FILE,
    MEBIBYTE,
    MOST_AT_ONCE,
    QUOTATION_LIMIT,
    SAID_BY_LIMIT,
    TITLE_LIMIT,
    WHAT_IS_KEPT,
    Kind,
)
from learnplan.web.forms import Form, at_most, once_field, one_line, paragraphs, version_field


def _is_address(_form: Form, field: Field) -> None:
    try:
        parts = urlsplit(field.data)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValidationError("Write an address that begins with https:// or http://.")


def _address() -> StringField:
    return StringField(
        "Address",
        filters=[one_line],
        validators=[DataRequired("Write the address."), at_most(ADDRESS_LIMIT), _is_address],
    )


def _title() -> StringField:
    return StringField("What is it called?", filters=[one_line], validators=[at_most(TITLE_LIMIT)])


class FilesForm(Form):
    """Files to attach; what is wrong with one of them is said of all, and none is kept."""

    files = MultipleFileField(
        "Files",
        description=(
            f"Up to {LARGEST_FILE // MEBIBYTE} MiB each, 50 MiB at once: {WHAT_IS_KEPT}. Pictures "
            "are written anew without what a camera notes in them, such as the place; other files "
            "stay as they are."
        ),
    )
    once = once_field()
    save = SubmitField("Attach")

    def chosen(self) -> list[FileStorage]:
        """The files that were chosen."""
        return [
            part
            for part in self.files.data or ()
            if isinstance(part, FileStorage) and part.filename
        ]

    def validate_files(self, _field: Field) -> None:
        """Something must be chosen, and not more than a page can tell about.

        Raises:
            ValidationError: nothing is, or too much.
        """
        if not self.chosen():
            raise ValidationError("Choose a file.")
        if len(self.chosen()) > MOST_AT_ONCE:
            raise ValidationError(f"Choose at most {MOST_AT_ONCE} files at once.")


class LinkForm(Form):
    """A link to attach."""

    address = _address()
    title = _title()
    once = once_field()
    save = SubmitField("Attach")


class QuotationForm(Form):
    """A quotation to attach."""

    quotation = TextAreaField(
        "What was said or written?",
        filters=[paragraphs],
        validators=[DataRequired("Write what was said."), at_most(QUOTATION_LIMIT)],
    )
    said_by = StringField(
        "By whom, and where?",
        description="If you like, such as “Priya, in Thursday’s review”.",
        filters=[one_line],
        validators=[at_most(SAID_BY_LIMIT)],
    )
    once = once_field()
    save = SubmitField("Attach")


class RewriteForm(Form):
    """What is said about a piece of evidence; ``version`` is when the form was opened."""

    version = version_field()
    save = SubmitField("Save")


class RewriteFileForm(RewriteForm):
    """What a file is called."""

    title = _title()


class RewriteLinkForm(RewriteForm):
    """Where a link leads, and what it is called."""

    address = _address()
    title = _title()


class RewriteQuotationForm(RewriteForm):
    """What was said, and by whom."""

    quotation = QuotationForm.quotation
    said_by = QuotationForm.said_by


REWRITING: dict[Kind, type[RewriteForm]] = {
    Kind.FILE: RewriteFileForm,
    Kind.LINK: RewriteLinkForm,
    Kind.QUOTATION: RewriteQuotationForm,
}


def said_of(evidence: Any) -> dict[str, Any]:
    """What a form for a piece of evidence begins with."""
    return {
        name: getattr(evidence, name)
        for name in ("title", "address", "quotation", "said_by", "version")
    }
