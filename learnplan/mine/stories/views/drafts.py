"""One's own stories: written, looked at, said anew, and let go. Nobody else sees these pages."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.mine.stories import policy, queries, services
from learnplan.mine.stories.beginnings import beginning_from
from learnplan.mine.stories.forms import NewStoryForm, StoryForm, said_by
from learnplan.mine.stories.views.room import bp
from learnplan.ours.practices.telling import TEXT_LIMIT, TITLE_LIMIT
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say
from learnplan.web.saving import save


@bp.get("/")
@open_to(Role.WORKER)
def list_stories() -> ResponseReturnValue:
    """The stories one wrote, with how far each is."""
    return page("mine/stories/list_stories.html", drafts=queries.drafts_of(current_actor()))


@bp.route("/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def new_story() -> ResponseReturnValue:
    """Write a story, perhaps from something in one's record. The form sent twice makes one."""
    actor = current_actor()
    begun = beginning_from(actor, request.args.get("from", ""))
    words = {"title": begun.title[:TITLE_LIMIT], "happened": begun.happened[:TEXT_LIMIT]}
    form = NewStoryForm(name=actor.name, data=words)
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                draft = services.write_story(actor, once=form.once.data or None, **form.answers())
        except Invalid as trouble:
            form.blame(trouble)
        else:
            say("Kept. Only you can see it, until you publish it.")
            return redirect(url_for(".preview", draft_id=draft.id), 303)
    return page(
        "mine/stories/new_story.html", form=form, begun=bool(begun.title or begun.happened)
    ), (422 if form.errors else 200)


@bp.get("/<uuid:draft_id>")
@open_to(Role.WORKER)
def show_story(draft_id: UUID) -> ResponseReturnValue:
    """One story as its author keeps it, and how far it is."""
    actor = current_actor()
    draft = queries.draft_for(actor, draft_id)
    return page(
        "mine/stories/show_story.html",
        draft=draft,
        tags=queries.tags_of(draft),
        can_delete=policy.can_delete(actor, draft),
    )


@bp.route("/<uuid:draft_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_story(draft_id: UUID) -> ResponseReturnValue:
    """Say it anew. Of two windows that do, the later sees both texts and chooses."""
    actor = current_actor()
    draft = queries.draft_for(actor, draft_id)
    form = StoryForm(name=actor.name, data=said_by(draft))

    def write() -> None:
        kept = queries.draft_for(actor, draft_id)
        services.rewrite_story(actor, kept, version=form.version.data, **form.answers())

    def again() -> dict[str, object]:
        return said_by(queries.draft_for(actor, draft_id))

    outcome = save(Database.LEARNING, form, write, again=again)
    if outcome.saved:
        say("Saved. Only you can see the change, until you publish it.")
        return redirect(url_for(".preview", draft_id=draft_id), 303)
    return page(
        "mine/stories/edit_story.html",
        form=form,
        draft=queries.draft_for(actor, draft_id),
        differing=outcome.differing,
    ), outcome.code


@bp.post("/<uuid:draft_id>/delete")
@open_to(Role.WORKER)
def delete_story(draft_id: UUID) -> ResponseReturnValue:
    """Let a story go that nobody else can see; Undo brings it back for a day."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        draft = queries.draft_for(actor, draft_id)
        services.delete_story(actor, draft)
    say(f"Deleted: {draft.title}", undo=url_for(".restore_story", draft_id=draft_id))
    return redirect(url_for(".list_stories"), 303)


@bp.post("/<uuid:draft_id>/restore")
@open_to(Role.WORKER)
def restore_story(draft_id: UUID) -> ResponseReturnValue:
    """Bring a deleted story back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        services.restore_story(actor, queries.deleted_draft_for(actor, draft_id))
    say("It is back, as it was.")
    return redirect(url_for(".show_story", draft_id=draft_id), 303)
