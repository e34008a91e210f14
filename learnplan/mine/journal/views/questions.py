"""Questions to choose from, and the one on the front page: put off, changed, switched off."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.mine.journal import asking
from learnplan.mine.journal.prompts import A_WEEK, OCCASIONS, prompts_for
from learnplan.mine.journal.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import inside, page, say


@bp.get("/questions")
@open_to(Role.WORKER)
def list_questions() -> ResponseReturnValue:
    """Every question there is, by when it is of use."""
    return page(
        "mine/journal/list_questions.html",
        occasions=[(each, prompts_for(each)) for each in OCCASIONS if each != A_WEEK],
    )


@bp.post("/not-now")
@open_to(Role.WORKER)
def not_now() -> ResponseReturnValue:
    """Put today's question off."""
    with transaction(Database.LEARNING):
        asking.not_now(current_actor())
    say("No question for the next days.")
    return _back()


@bp.post("/another")
@open_to(Role.WORKER)
def ask_another() -> ResponseReturnValue:
    """Ask for another question."""
    with transaction(Database.LEARNING):
        asking.ask_another(current_actor())
    return _back()


@bp.post("/ask-me", defaults={"on": True})
@bp.post("/do-not-ask-me", defaults={"on": False})
@open_to(Role.WORKER)
def switch_questions(*, on: bool) -> ResponseReturnValue:
    """Be asked now and then, or never."""
    with transaction(Database.LEARNING):
        asking.switch_questions(current_actor(), on=on)
    say(
        "There will be a question now and then." if on else "No more questions.",
        undo=url_for(".switch_questions", on=not on),
    )
    return _back()


def _back() -> ResponseReturnValue:
    """To where they were, if the form said so; else to the journal."""
    there = request.form.get("back", "")
    return redirect(inside(there) if there else url_for(".list_reflections"), 303)
