"""A period and the ledger as files: the figures of the pages, the same bytes for everyone.

Of a period, only what was frozen when it was published is in them: they never change.
"""

from collections.abc import Iterator, Sequence

import orjson

from learnplan.core.delimited import csv_of
from learnplan.ours.pulse import chain
from learnplan.ours.pulse.chain import Link
from learnplan.ours.pulse.places import Level
from learnplan.ours.pulse.plan import decimal_said
from learnplan.ours.pulse.results import Line, PeriodResults

FIGURE = (
    *("period", "question", "words", "breakdown", "level", "name", "people", "contribution"),
    *("epsilon", "largest", "value", "shown", "likely_low", "likely_high", "blocks"),
    *("ledger_rows", "ledger_hash", "plan_hash"),
)
SAID = (
    *("plan_hash", "period", "question", "block", "roster_size", "value", "epsilon"),
    "contribution",
)
"""The fields of a row's line in their order, after the hash before it and its number."""
ROW = ("number", *SAID, "previous", "hash", "line")


def period_json(results: PeriodResults) -> bytes:
    """A published period, for machines."""
    return _json(
        {
            "period": results.period,
            "plan_hash": results.plan_hash,
            "questions": [
                {
                    "question": each.question.key,
                    "words": each.question.words,
                    "answers": each.question.answers,
                    "breakdown": each.question.breakdown,
                    "contribution": each.question.most,
                    "epsilon": decimal_said(each.question.epsilon),
                    "figures": [_figure(line) for line in each.lines],
                }
                for each in results.questions
            ],
        }
    )


def period_csv(results: PeriodResults) -> bytes:
    """A published period, for spreadsheets."""

    def rows() -> Iterator[list[object]]:
        for each in results.questions:
            for line in each.lines:
                figure = _figure(line)
                said = {
                    **figure,
                    "period": results.period,
                    "question": each.question.key,
                    "words": each.question.words,
                    "breakdown": each.question.breakdown,
                    "contribution": each.question.most,
                    "epsilon": decimal_said(each.question.epsilon),
                    "ledger_rows": " ".join(str(link.number) for link in line.links),
                    "plan_hash": results.plan_hash,
                }
                yield [said[name] for name in FIGURE]

    return csv_of(FIGURE, rows())


def ledger_json(links: Sequence[Link]) -> bytes:
    """The whole ledger, for machines, each row with the very line that was hashed."""
    return _json(
        {
            "head": chain.head_of(links),
            "rows": [dict(zip(ROW, _row(link), strict=True)) for link in links],
        }
    )


def ledger_csv(links: Sequence[Link]) -> bytes:
    """The whole ledger, for spreadsheets."""
    return csv_of(ROW, map(_row, links))


def _figure(line: Line) -> dict[str, object]:
    low, high = line.figure.likely
    return {
        "level": line.place.level,
        "name": line.place.name,
        "people": line.figure.people,
        "largest": line.figure.largest,
        "value": line.figure.value,
        "shown": line.figure.shown,
        "likely_low": low,
        "likely_high": high,
        "blocks": line.figure.blocks,
        "ledger_rows": [link.number for link in line.links],
        "ledger_hash": line.links[0].hash if line.place.level is Level.BLOCK else "",
    }


def _row(link: Link) -> list[object]:
    said = link.said
    return [
        *(link.number, said.plan_hash, said.period, said.question, said.block),
        *(said.roster_size, said.value, said.epsilon, said.most, link.previous, link.hash),
        chain.line_of(link.number, said, link.previous),
    ]


def _json(content: object) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
