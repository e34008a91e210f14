"""Pages of the pulse and its ledger. Whoever asks reads the same, to the byte."""

import shlex
from datetime import datetime
from itertools import groupby
from types import ModuleType
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, request, url_for

from learnplan.core.actor import Role
from learnplan.core.errors import Invalid, NotFound
from learnplan.directory import queries as directory
from learnplan.ours.performance.periods import day_said
from learnplan.ours.pulse import chain, exports, limits, queries, words
from learnplan.ours.pulse.drawings import drawing
from learnplan.ours.pulse.limits import MOST_PER_QUARTER, MOST_PER_YEAR
from learnplan.ours.pulse.models import PlanState, PulsePlan
from learnplan.ours.pulse.plan import decimal_said, plan_of
from learnplan.ours.pulse.quarters import quarter, quarter_said
from learnplan.ours.pulse.results import PeriodResults, results_of
from learnplan.ours.pulse.rosters import rosters_of
from learnplan.web.doors import open_to
from learnplan.web.filters import o_clock
from learnplan.web.pages import page

ROWS_SHOWN = 50
FAULTS_SHOWN = 20

bp = Blueprint("pulse", __name__)
for _say in (
    *(words.about, words.changed, words.counted, words.exactness, words.guessing),
    *(words.in_a_sentence, words.likely, words.made_of, words.pointed_out),
    *(decimal_said, drawing, quarter_said),
):
    bp.add_app_template_filter(_say)


@bp.context_processor
def _tell_the_limits() -> dict[str, ModuleType]:
    """How small a block may be and the like, said in templates as the gate knows it."""
    return {"limits": limits}


@bp.get("/pulse/")
@open_to(Role.WORKER)
def list_periods() -> str:
    """Every period there is, the newest first."""
    return page(
        "ours/pulse/list_periods.html",
        periods=[(kept, plan_of(kept.words)) for kept in reversed(queries.plans_in(*PlanState))],
        meanings=words.MEANINGS,
    )


@bp.get("/pulse/<period>")
@open_to(Role.WORKER)
def show_period(period: str) -> str:
    """A period: its plan and its blocks, and once it is published, its numbers."""
    kept = _kept(period)
    plan = plan_of(kept.words)
    values = {
        "kept": kept,
        "plan": plan,
        "first_day": day_said(quarter(kept.period).start),
        "meanings": words.MEANINGS,
        "breakdowns": words.BREAKDOWNS,
        "quarter_allows": MOST_PER_QUARTER,
        "year_allows": MOST_PER_YEAR,
        "check_plan": _check(kept.words),
        "attempts": queries.attempts_at(kept.id),
        "outcomes": words.OUTCOMES,
        "moment": _moment,
        "way": [("Pulse", url_for(".list_periods")), (quarter_said(kept.period), "")],
    }
    if kept.state is not PlanState.PUBLISHED:
        return page("ours/pulse/show_plan.html", rosters=rosters_of(kept), **values)
    results = results_of(kept)
    units = {unit.unit_id: unit.name for unit in queries.units_then(kept.id)}
    return page(
        "ours/pulse/show_results.html",
        results=results,
        protection=words.protection(plan),
        left_out=words.left_out(kept.period, queries.outlines_of(kept.id), plan.breakdowns),
        signals=[(signal, units[signal.unit_id]) for signal in queries.signals(period=kept.period)],
        **values,
    )


@bp.get("/pulse/<period>.json")
@open_to(Role.WORKER)
def send_period_json(period: str) -> Response:
    """The same figures, for machines."""
    return _file("application/json", exports.period_json(_published(period)))


@bp.get("/pulse/<period>.csv")
@open_to(Role.WORKER)
def send_period_csv(period: str) -> Response:
    """The same figures, for spreadsheets."""
    return _file("text/csv; charset=utf-8", exports.period_csv(_published(period)))


@bp.get("/pulse/signals")
@open_to(Role.WORKER)
def list_signals() -> str:
    """What workers raised on purpose: with their names, or without in a period's batch."""
    raised = queries.signals()
    signed = [(each, each.signed_by) for each in raised if each.signed_by is not None]
    people = directory.names_of([person_id for _, person_id in signed])
    return page(
        "ours/pulse/list_signals.html",
        signed=[(each, people.get(person_id, "Somebody who left")) for each, person_id in signed],
        batches=[
            (period, list(batch))
            for period, batch in groupby(
                (each for each in raised if each.signed_by is None), key=lambda each: each.period
            )
        ],
        units={unit.id: unit.name for unit in directory.units()},
        day_said=day_said,
    )


@bp.get("/ledger")
@open_to(Role.WORKER)
def show_ledger() -> str:
    """The ledger, the newest rows first. Its chain is looked through each time somebody looks."""
    links = queries.ledger()
    newest = links[-1].number if links else 0
    top = min(max(request.args.get("row", newest, type=int), 1), newest)
    shown = [link for link in reversed(links) if link.number <= top][:ROWS_SHOWN]

    def turn(number: int) -> str:
        return url_for(".show_ledger", row=number if number < newest else None)

    return page(
        "ours/pulse/show_ledger.html",
        here="ledger",
        chain_head=chain.head_of(links),
        count=len(links),
        faults=chain.faults_in(links)[:FAULTS_SHOWN],
        rows=[
            (link, _check(chain.line_of(link.number, link.said, link.previous))) for link in shown
        ],
        newer=turn(min(top + ROWS_SHOWN, newest)) if top < newest else "",
        older=turn(shown[-1].number - 1) if shown and shown[-1].number > 1 else "",
        beginning=chain.BEFORE_THE_FIRST,
        fields=exports.SAID,
    )


@bp.get("/ledger.json")
@open_to(Role.WORKER)
def send_ledger_json() -> Response:
    """The whole ledger, for machines."""
    return _file("application/json", exports.ledger_json(queries.ledger()))


@bp.get("/ledger.csv")
@open_to(Role.WORKER)
def send_ledger_csv() -> Response:
    """The whole ledger, for spreadsheets."""
    return _file("text/csv; charset=utf-8", exports.ledger_csv(queries.ledger()))


def _kept(period: str) -> PulsePlan:
    try:
        return queries.plan_kept(period)
    except Invalid as trouble:
        raise NotFound("There is no such quarter.") from trouble


def _published(period: str) -> PeriodResults:
    kept = _kept(period)
    if kept.state is not PlanState.PUBLISHED:
        raise NotFound("Nothing is published of it yet.")
    return results_of(kept)


def _file(kind: str, content: bytes) -> Response:
    response = Response(content, content_type=kind)
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


def _check(line: str) -> str:
    """The command that says the hash of a line."""
    return f"printf %s {shlex.quote(line)} | sha256sum"


def _moment(moment: datetime) -> str:
    """A moment on the clocks of the organisation, so that everybody reads the same."""
    local = moment.astimezone(ZoneInfo(current_app.config["TIME_ZONE"]))
    return f"{day_said(local.date())}, {o_clock(local.time())}"
