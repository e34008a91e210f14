"""A portfolio as a page: one file that opens anywhere, without a network, and prints well.

The preview writes its pieces with the same template, so that it shows what the file will show.
"""

import base64
from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from learnplan.config import ROOT
from learnplan.core.directions import isolated
from learnplan.mine.portfolios.document import Document, File
from learnplan.web import filters

HERE = ROOT / "templates" / "mine" / "portfolios" / "taken"
PICTURES_MOST = 16 * 2**20
"""So many bytes of pictures go into one file; of those beyond, only the name."""


def page_of(document: Document, *, language: str) -> str:
    """The whole file."""
    sources = {str(file.id): _inside(file) for file in pictures_in(document)}
    return (
        _environment()
        .get_template("page.html")
        .render(
            document=document,
            language=language,
            sources=sources,
            style=Markup((HERE / "style.css").read_text("utf-8")),  # noqa: S704 - our own file
        )
    )


def pieces_of(document: Document, sources: dict[str, str]) -> Markup:
    """What stands in the file, with ``sources`` for the pictures in it."""
    template = _environment().get_template("document.html")
    said = template.render(document=document, sources=sources, top=2)
    return Markup(said)  # noqa: S704 - the template escapes what people wrote


def pictures_in(document: Document) -> Iterator[File]:
    """The pictures that a page shows, as many as fit into it."""
    room = PICTURES_MOST
    for file in (file for piece in document.pieces for file in piece.files):
        if file.is_picture and file.size <= room and file.path.is_file():
            room -= file.size
            yield file


def _inside(file: File) -> str:
    """A picture as an address that holds all of it."""
    data = base64.b64encode(file.path.read_bytes()).decode("ascii")
    return f"data:{file.media_type};base64,{data}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: isolated(value) if type(value) is str else value,
    )
    environment.filters |= {"markdown": filters.markdown, "octets": filters.octets}
    return environment
