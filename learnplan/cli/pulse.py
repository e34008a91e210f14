"""A period from its plan to its numbers, and whether the ledger still says them."""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import click
from flask import Flask

from learnplan.cli.common import house, must_be_installed
from learnplan.cli.imports import PATH, SHOWN, bytes_of
from learnplan.core import clock
from learnplan.core.errors import Invalid, Refused
from learnplan.gate import exports, periods
from learnplan.gate.plans import read_plan
from learnplan.gate.standing import Act, Preview, Standing, preview, standing_of, standings
from learnplan.gate.verifying import verify_ledger
from learnplan.ours.performance.periods import day_said
from learnplan.ours.pulse import words
from learnplan.ours.pulse.chain import Link
from learnplan.ours.pulse.figures import figure_of
from learnplan.ours.pulse.limits import MOST_PER_QUARTER
from learnplan.ours.pulse.plan import Breakdown, Plan, decimal_said
from learnplan.ours.pulse.quarters import quarter, quarter_said

BY = "the command line"
_HEAD = re.compile("[0-9a-fA-F]{64}")
COMMANDS = {
    Act.FORM_BLOCKS: "blocks",
    Act.OPEN: "open",
    Act.SEAL: "seal",
    Act.PUBLISH: "publish",
}
as_json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


@click.group("pulse")
def pulse() -> None:
    """Ask everybody the same few questions, and publish protected numbers once."""


@pulse.command("declare")
@click.argument("file", metavar="PLAN", type=PATH)
@click.option("--dry-run", is_flag=True, help="Say what would be declared; keep nothing.")
@as_json_option
def declare(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Declare to everyone what PLAN asks in a period: docs/pulse.md says how it is written."""
    with house() as app:
        must_be_installed()
        today = _today(app)
        plan = read_plan(bytes_of(file), today=today)
        if dry_run:
            _tell_preview(preview(plan, today=today), as_json=as_json)
        else:
            periods.declare(plan, by=BY, today=today)
            _tell_standing(app, plan.period, as_json=as_json)


@pulse.command("blocks")
@click.argument("period")
@as_json_option
def form_blocks(period: str, *, as_json: bool) -> None:
    """Form the blocks of PERIOD from its first day's roster; again, when that was put right."""
    with house() as app:
        must_be_installed()
        periods.form_blocks(period, today=_today(app))
        _tell_standing(app, period, as_json=as_json)


@pulse.command("open")
@click.argument("period")
@as_json_option
def open_answers(period: str, *, as_json: bool) -> None:
    """Let workers answer. From then on neither plan nor blocks of PERIOD change."""
    with house() as app:
        must_be_installed()
        periods.open_answers(period, today=_today(app))
        _tell_standing(app, period, as_json=as_json)


@pulse.command("seal")
@click.argument("period")
@as_json_option
def seal(period: str, *, as_json: bool) -> None:
    """Take no more answers to PERIOD."""
    with house() as app:
        must_be_installed()
        periods.seal(period)
        _tell_standing(app, period, as_json=as_json)


@pulse.command("publish")
@click.argument("period")
@as_json_option
def publish(period: str, *, as_json: bool) -> None:
    """Publish PERIOD, once, for good. Its key is destroyed."""
    with house() as app:
        must_be_installed()
        where = standing_of(period, today=_today(app))
        if sys.stderr.isatty():
            click.echo(f"Publishing numbers about {where.people:,} people …", err=True)
        outcome = periods.publish(period, by=BY)
        if not as_json:
            click.echo(words.OUTCOMES[outcome])
        _tell_standing(app, period, as_json=as_json)


@pulse.command("withdraw")
@click.argument("period")
@as_json_option
def withdraw(period: str, *, as_json: bool) -> None:
    """Take the plan of PERIOD back, as long as nobody can have answered it."""
    with house() as app:
        must_be_installed()
        where = standing_of(period, today=_today(app))
        code = where.kept.period
        periods.withdraw(code)
    if as_json:
        _tell_json({"period": code, "withdrawn": True})
    else:
        click.echo(f"{quarter_said(code)} has no plan any more.")


@pulse.command("purge")
@as_json_option
def purge(*, as_json: bool) -> None:
    """Delete the answers of what was published before today, from the files as well."""
    with house() as app:
        must_be_installed()
        purged = periods.purge(zone=app.config["TIME_ZONE"])
    if as_json:
        _tell_json({"purged": purged})
    elif purged:
        said = ", ".join(quarter_said(period) for period in purged)
        click.echo(f"The answers are gone: {said}.")
    else:
        click.echo("There is nothing to purge today.")


@pulse.command("show")
@click.argument("period", required=False)
@as_json_option
def show(period: str | None, *, as_json: bool) -> None:
    """Show how far PERIOD is, or every period; everyone may know all of it."""
    with house() as app:
        must_be_installed()
        if period is not None:
            _tell_standing(app, period, as_json=as_json)
            return
        found = standings(_today(app))
        if as_json:
            _tell_json(exports.summary_as_json(found))
            return
        for where in found:
            click.echo(f"{where.kept.period}  {where.kept.state}{_next(where)}")
        if not found:
            click.echo("No plan is declared yet. Write one: docs/pulse.md says how.")


@click.group("ledger")
def ledger() -> None:
    """The ledger of every published number."""


@ledger.command("verify")
@click.option("--head", default="", help="A head that you kept: is it in this ledger?")
@as_json_option
def verify(*, head: str, as_json: bool) -> None:
    """Check the ledger: its chain, against every receipt, and a head that you kept."""
    if head and not _HEAD.fullmatch(head.strip()):
        raise Invalid(f"“{head[:70]}” is no head: a head is 64 digits from 0 to 9 and a to f.")
    with house():
        must_be_installed()
        found = verify_ledger(known_head=head)
    if as_json:
        _tell_json(
            {
                "rows": found.rows,
                "head": found.head,
                "sound": not found.faults,
                "faults": list(found.faults),
            }
        )
    else:
        for fault in found.faults:
            click.echo(fault)
        click.echo(f"Rows: {found.rows:,}")
        click.echo(f"Head: {found.head}")
    if found.faults:
        raise Refused("The ledger does not hold. Ask who can write to the databases.")


def _today(app: Flask) -> date:
    return clock.today(app.config["TIME_ZONE"])


def _tell_json(answer: object) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False))


def _tell_standing(app: Flask, period: str, *, as_json: bool) -> None:
    where = standing_of(period, today=_today(app))
    if as_json:
        _tell_json(exports.standing_as_json(where))
        return
    click.echo(f"{quarter_said(where.kept.period)} is {where.kept.state}{_next(where)}")
    _tell_plan(where.plan)
    if not where.has_begun:
        first_day = day_said(quarter(where.kept.period).start)
        click.echo(f"Blocks: formed on {first_day}, from that day’s roster")
    elif not where.numbers:
        _tell_blocks((block.breakdown, block.name, block.roster_size) for block in where.blocks)
    _tell_some([_number_said(link) for link in where.numbers])


def _tell_preview(shown: Preview, *, as_json: bool) -> None:
    if as_json:
        _tell_json(exports.preview_as_json(shown))
        return
    click.echo(f"This was a dry run. {quarter_said(shown.plan.period)} would be declared so:")
    _tell_plan(shown.plan)
    if shown.blocks is None:
        first_day = day_said(quarter(shown.plan.period).start)
        click.echo(f"Blocks: formed on {first_day}, from that day’s roster")
    else:
        _tell_blocks(
            (breakdown, block.name, len(block.people))
            for breakdown, blocks in shown.blocks.items()
            for block in blocks
        )


def _tell_plan(plan: Plan) -> None:
    click.echo(f"Plan: {plan.hash}")
    click.echo(
        f"Cost for each person: ε = {decimal_said(plan.epsilon)} "
        f"of {decimal_said(MOST_PER_QUARTER)} a quarter"
    )
    for question in plan.questions:
        click.echo(
            f"  {question.key}: {question.words} ({' / '.join(question.answers)}; "
            f"{words.BREAKDOWNS[question.breakdown]}, ε = {decimal_said(question.epsilon)})"
        )


def _tell_blocks(blocks: Iterable[tuple[Breakdown, str, int]]) -> None:
    found = [
        f"{name}: {people} people ({words.BREAKDOWNS[breakdown]})"
        for breakdown, name, people in blocks
    ]
    click.echo(f"Blocks: {len(found):,}")
    _tell_some(found)


def _number_said(link: Link) -> str:
    figure = figure_of(link.said)
    return (
        f"{link.said.question}, {link.said.block}: {words.about(figure)} ({words.likely(figure)})"
    )


def _tell_some(lines: Sequence[str]) -> None:
    for line in lines[:SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > SHOWN:
        click.echo(f"  … and {len(lines) - SHOWN:,} more; --json lists them all.")


def _next(where: Standing) -> str:
    """What comes next, as the command that does it."""
    if where.next_act is None:
        return "."
    return f". Next: pulse {COMMANDS[where.next_act]} {where.kept.period}"
