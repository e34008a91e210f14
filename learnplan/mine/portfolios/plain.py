"""A portfolio as Markdown, and as JSON with the field names of JSON Resume 1.0.0.

JSON Resume is an open format: what was learned and done are its projects, and what people said are
its references where they are named. It allows fields of others; under ``learnplan`` is what it has
no field for, so that nothing that the page says is missing.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from learnplan.mine.portfolios.document import Document, Shown
from learnplan.web.filters import octets

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
VERSION = "v1.0.0"
WEB = ("http://", "https://")


def markdown_of(document: Document) -> str:
    """The whole of it as Markdown, with a line's end at its end."""
    lines = [f"# {document.heading}", _joined(document.by, document.reached_at)]
    lines.append(document.introduction)
    for piece in document.pieces:
        lines += _piece(piece)
    return "\n\n".join(line for line in lines if line) + "\n"


def json_of(document: Document, *, made_on: date) -> bytes:
    """The whole of it as JSON."""
    references = [
        {"name": quotation.said_by, "reference": quotation.words}
        for piece in document.pieces
        for quotation in piece.quotations
        if quotation.said_by
    ]
    said = {
        "$schema": SCHEMA,
        "basics": _unless_empty(name=document.by, summary=document.introduction),
        "projects": [_project(piece) for piece in document.pieces],
        **_unless_empty(references=references),
        "meta": {"version": VERSION, "lastModified": f"{made_on}T00:00:00"},
        "learnplan": _unless_empty(
            heading=document.heading,
            reachedAt=document.reached_at,
            pieces=[_whole(piece) for piece in document.pieces],
        ),
    }
    return json.dumps(said, ensure_ascii=False, indent=2).encode() + b"\n"


def _piece(piece: Shown) -> Iterator[str]:
    yield f"## {_one_line(piece.title)}"
    yield f"*{_joined(*piece.facts)}*" if piece.facts else ""
    yield piece.sentence
    for text in piece.texts:
        yield f"### {text.heading}" if text.heading else ""
        yield text.text
    if piece.steps:
        yield "### On the way"
        yield "\n".join(f"- {_one_line(step)}" for step in piece.steps)
    for quotation in piece.quotations:
        said = quotation.words.splitlines()
        said += ["", f"– {quotation.said_by}"] if quotation.said_by else []
        yield "\n".join(f"> {line}".rstrip() for line in said)
    yield "\n".join(
        [
            *(f"- [{link.title or link.address}](<{link.address}>)" for link in piece.links),
            *(
                f"- {file.title or file.file_name} ({file.called}, {octets(file.size)}): "
                "I send it when asked."
                for file in piece.files
            ),
        ]
    )
    for each in piece.attested:
        yield "### Attested"
        yield each.statement
        yield "\n".join(f"- {label}: {_one_line(words)}" for label, words in each.facts)
        yield f"Until {each.until} it can be read behind a link, which I give when asked."
    yield f"Tags: {', '.join(piece.tags)}" if piece.tags else ""


def _project(piece: Shown) -> dict[str, Any]:
    web = [link.address for link in piece.links if link.address.lower().startswith(WEB)]
    texts = [piece.sentence, *(text.text for text in piece.texts)]
    return _unless_empty(
        name=piece.title,
        description="\n\n".join(filter(None, texts)),
        highlights=list(piece.steps),
        keywords=list(piece.tags),
        endDate=str(piece.on or ""),
        url=web[0] if web else "",
    )


def _whole(piece: Shown) -> dict[str, Any]:
    """A piece with everything that the page says of it."""
    return _unless_empty(
        kind=str(piece.kind),
        title=piece.title,
        sentence=piece.sentence,
        facts=list(piece.facts),
        texts=[_unless_empty(heading=each.heading, text=each.text) for each in piece.texts],
        steps=list(piece.steps),
        tags=list(piece.tags),
        links=[_unless_empty(title=each.title, address=each.address) for each in piece.links],
        quotations=[
            _unless_empty(words=each.words, saidBy=each.said_by) for each in piece.quotations
        ],
        files=[
            _unless_empty(title=each.title, name=each.file_name, bytes=each.size)
            for each in piece.files
        ],
        attested=[
            _unless_empty(
                statement=each.statement,
                facts=[{"label": label, "words": words} for label, words in each.facts],
                until=str(each.until_day),
            )
            for each in piece.attested
        ],
    )


def _unless_empty(**said: Any) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value not in ("", [], None)}


def _joined(*words: str) -> str:
    return " · ".join(filter(None, words))


def _one_line(text: str) -> str:
    return " ".join(text.split())
