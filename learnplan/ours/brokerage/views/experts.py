"""People to ask, as everyone sees them: those who offered to be found, and nobody else."""

from uuid import UUID

from flask import request, url_for

from learnplan.core.actor import Role
from learnplan.ours.brokerage.queries import experts, roles
from learnplan.ours.brokerage.views.room import bp
from learnplan.web.doors import open_to
from learnplan.web.forms import one_line
from learnplan.web.pages import page, this_day

MOST_LETTERS = 200
AT_ONCE = 60


@bp.get("/people/")
@open_to(Role.WORKER)
def list_experts() -> str:
    """Everybody who offered to be found for what they know, or those who are looked for."""
    words = one_line(request.args.get("q"))[:MOST_LETTERS]
    at = max(request.args.get("page", 1, type=int), 1)
    found = experts.experts(words, on=this_day())

    def there(number: int) -> str:
        return url_for(".list_experts", q=words or None, page=number)

    return page(
        "ours/brokerage/list_experts.html",
        words=words,
        limit=MOST_LETTERS,
        people=found[(at - 1) * AT_ONCE : at * AT_ONCE],
        earlier=there(at - 1) if at > 1 else "",
        further=there(at + 1) if len(found) > at * AT_ONCE else "",
    )


@bp.get("/people/<uuid:expert_id>")
@open_to(Role.WORKER)
def show_expert(expert_id: UUID) -> str:
    """Somebody who knows something: what, and how to reach them."""
    person = experts.expert_for(expert_id, on=this_day())
    there = roles.competencies_with([person.competency_key] if person.competency_key else [])
    return page(
        "ours/brokerage/show_expert.html",
        person=person,
        competency=there.get(person.competency_key),
    )
