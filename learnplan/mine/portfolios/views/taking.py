"""Seeing exactly what is in a portfolio, then taking it: each taking is told to its owner."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import NotFound
from learnplan.mine.portfolios import queries, services, sheet
from learnplan.mine.portfolios.document import Document, document_of
from learnplan.mine.portfolios.naming import people_named, pieces_naming
from learnplan.mine.portfolios.plain import json_of, markdown_of
from learnplan.mine.portfolios.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import count
from learnplan.web.pages import page, this_day

NAME_LENGTH = 60
_NOT_IN_A_NAME = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class Form:
    """One form in which a portfolio is taken: what it is called, and how it is written."""

    called: str
    media_type: str
    write: Callable[[Actor, Document], str | bytes]


FORMS = {
    "html": Form(
        "a page",
        "text/html",
        lambda actor, document: sheet.page_of(document, language=actor.language),
    ),
    "md": Form("Markdown", "text/markdown", lambda _actor, document: markdown_of(document)),
    "json": Form(
        "JSON", "application/json", lambda _actor, document: json_of(document, made_on=this_day())
    ),
}


@bp.get("/<uuid:portfolio_id>/preview")
@open_to(Role.WORKER)
def preview(portfolio_id: UUID) -> ResponseReturnValue:
    """Exactly what would be taken, and what is left out of it."""
    return _preview_page(portfolio_id)


@bp.post("/<uuid:portfolio_id>/take.<sort>")
@open_to(Role.WORKER)
def take(portfolio_id: UUID, sort: str) -> ResponseReturnValue:
    """The portfolio as a file, if it is still what was looked at; else it is shown once more.

    Raises:
        NotFound: there is no such portfolio of theirs, or no such form of one.
    """
    actor = current_actor()
    portfolio = queries.portfolio_for(actor, portfolio_id)
    if sort not in FORMS:
        raise NotFound("A portfolio cannot be taken in this form.")
    document = document_of(actor, portfolio)
    if request.form.get("seen") != _mark(document):
        changed = "It says something else since you looked at it. Look once more."
        return _preview_page(portfolio_id, trouble=changed), 409
    form = FORMS[sort]
    written = form.write(actor, document)
    with transaction(Database.LEARNING):
        services.note_taking(
            actor,
            queries.portfolio_for(actor, portfolio_id),
            said=f"As {form.called}, {count(len(document.pieces), 'piece')}.",
        )
    response = make_response(written)
    response.mimetype = form.media_type
    name = f"{_NOT_IN_A_NAME.sub('-', document.heading)[:NAME_LENGTH].strip('-') or 'portfolio'}"
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{sort}")
    return response


def _preview_page(portfolio_id: UUID, trouble: str = "") -> str:
    actor = current_actor()
    portfolio = queries.portfolio_for(actor, portfolio_id)
    document = document_of(actor, portfolio)
    named = people_named(actor, document, on=this_day())
    return page(
        "mine/portfolios/preview.html",
        portfolio=portfolio,
        document=document,
        written=sheet.pieces_of(document, _sources(document)),
        seen=_mark(document),
        named=named,
        naming=pieces_naming(document, named),
        trouble=trouble,
    )


def _mark(document: Document) -> str:
    """What tells a portfolio from one that says something else."""
    return hashlib.sha256(repr(document).encode()).hexdigest()


def _sources(document: Document) -> dict[str, str]:
    """Where the pictures are that would be in the file, for their owner to see."""
    return {
        str(file.id): url_for("evidence.send", evidence_id=file.id)
        for file in sheet.pictures_in(document)
    }
