"""Choosing what to show of an achievement, seeing it first, and getting its link once."""

from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.mine.attestations import services
from learnplan.mine.attestations.achievements import Achievement, achievement_for
from learnplan.mine.attestations.forms import AttestationForm
from learnplan.mine.attestations.queries import Shown, outwardly
from learnplan.mine.attestations.views.room import bp, link_to
from learnplan.mine.evidence.queries import EvidenceView, evidence_of
from learnplan.mine.sharing.comments import CommentView, endorsements_on
from learnplan.mine.sharing.views.room import kind_of, place_of
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import gist
from learnplan.web.pages import page, this_day

MAKE, CHANGE = "make", "change"


@bp.route("/attest/<kind>/<uuid:item_id>", methods=["GET", "POST"])
@open_to(Role.WORKER)
def attest(kind: str, item_id: UUID) -> ResponseReturnValue:
    """Choose, look at it as an outsider would, make the link: each is a step of one form."""
    actor = current_actor()
    achievement = achievement_for(actor, kind_of(kind), item_id)
    endorsements = endorsements_on(actor, achievement.item)
    evidence = evidence_of(actor, achievement.item.kind, item_id)
    form = AttestationForm(data={"until": this_day() + services.USUAL})
    _offer(form, achievement, endorsements, evidence)
    here: dict[str, Any] = {
        "form": form,
        "item": achievement.item,
        "here": place_of(achievement.item.kind),
    }
    step = request.form.get("step")
    if form.validate_on_submit() and step != CHANGE:
        try:
            services.check_last_day(actor, form.until.data)
            if step == MAKE:
                with transaction(Database.LEARNING):
                    achievement = achievement_for(actor, achievement.item.kind, item_id)
                    word = services.attest(actor, achievement, **form.answers())
                return page("mine/attestations/made.html", link=link_to(word), **here)
        except Invalid as trouble:
            form.blame(trouble)
        else:
            shown = _shown(actor, achievement, endorsements, evidence, form)
            return page("mine/attestations/preview.html", shown=shown, **here)
    return page("mine/attestations/attest.html", **here), 422 if form.errors else 200


def _offer(
    form: AttestationForm,
    achievement: Achievement,
    endorsements: list[CommentView],
    evidence: list[EvidenceView],
) -> None:
    form.facts.choices = [
        SelectChoice(fact.key, f"{fact.label}: {gist(fact.words)}") for fact in achievement.facts
    ]
    form.endorsements.choices = [
        SelectChoice(str(each.id), f"{each.author_name}: {gist(each.text)}")
        for each in endorsements
    ]
    form.evidence.choices = [
        SelectChoice(str(each.id), f"{each.kind.capitalize()}: {_called(each)}")
        for each in evidence
    ]


def _called(each: EvidenceView) -> str:
    """What a piece is told from others by."""
    return gist(each.quotation) or each.title or each.address or each.file_name


def _shown(
    actor: Actor,
    achievement: Achievement,
    endorsements: list[CommentView],
    evidence: list[EvidenceView],
    form: AttestationForm,
) -> Shown:
    """What the link would show: put together as the service will keep it."""
    return Shown(
        says=actor.name,
        title=achievement.item.title,
        statement=form.statement.data,
        facts=services.chosen(achievement, form.facts.data),
        endorsements=[each for each in endorsements if each.id in form.endorsements.data],
        evidence=[outwardly(each) for each in evidence if each.id in form.evidence.data],
        until=form.until.data,
    )
