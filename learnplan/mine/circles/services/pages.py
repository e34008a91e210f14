"""What a community of practice says of itself; its members decide whether everyone sees it."""

from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict
from learnplan.mine.circles.models.circles import Circle, CircleMember, CircleProposal
from learnplan.mine.circles.models.outward import CommunityPage
from learnplan.mine.circles.queries import outward as queries
from learnplan.mine.circles.queries.circles import member_ids, membership_for
from learnplan.mine.circles.services import outward
from learnplan.mine.circles.services.circles import require_not_closed
from learnplan.mine.circles.services.membership import on_leaving
from learnplan.mine.circles.words import Kind, Matter
from learnplan.mine.disclosures import services as journal
from learnplan.mine.disclosures.words import Ending
from learnplan.mine.stories.stages import Stage

NOT_A_COMMUNITY = "Only a community of practice has a page that everyone sees."
NOT_THAT = "It is not what was proposed any more. Look at it, and propose it anew."
NOBODYS_NAME = "Nobody’s name is on it, yours neither."


def write_page(
    actor: Actor, circle: Circle, *, practice: str, joining: str, questions: str = ""
) -> CommunityPage:
    """Write down what a community says of itself, for its members to decide about.

    Raises:
        NotFound: ``actor`` is not in it.
        Conflict: it is no community, or closed; or somebody wrote one already.
        Invalid: something is missing or too long.
    """
    _require_community(actor, circle)
    page = CommunityPage(
        circle_id=circle.id, practice=practice, joining=joining, questions=questions
    )
    try:
        with db.session.begin_nested():
            db.session.add(page)
    except IntegrityError:
        raise Conflict("Somebody in the circle has begun the page meanwhile.") from None
    queries.page_to_be(actor, page, circle)  # so that what is kept can be told
    return page


def rewrite_page(
    actor: Actor,
    circle: Circle,
    page: CommunityPage,
    *,
    version: int | None,
    practice: str,
    joining: str,
    questions: str,
) -> None:
    """Say it anew, for the members: everyone sees what was decided until they decide anew.

    What was proposed to be shown is proposed no longer.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Conflict: it was changed since ``version``, or is on its way; or the circle is closed.
        Invalid: something is missing or too long.
    """
    _require_community(actor, circle)
    if page.version != version:
        raise Conflict("Somebody else wrote on this page while you were writing.")
    if page.stage in {Stage.PUBLISHING, Stage.WITHDRAWING}:
        raise Conflict("What you decided is being carried out. Try again in a moment.")
    page.practice, page.joining, page.questions = practice, joining, questions
    queries.page_to_be(actor, page, circle)
    page.version += 1
    page.changed_at = clock.now()
    db.session.execute(
        delete(CircleProposal).where(
            CircleProposal.circle_id == circle.id, CircleProposal.matter == Matter.OPEN_PAGE
        )
    )
    db.session.flush()


def require_same(actor: Actor, circle: Circle, text_seal: str | None) -> None:
    """Go on only if the page would say what ``text_seal`` stands for, and nothing is on its way.

    Raises:
        NotFound: there is no page.
        Conflict: it says something else by now, or everyone sees just that.
    """
    page = queries.page_for(circle)
    if page.stage in {Stage.PUBLISHING, Stage.WITHDRAWING}:
        raise Conflict("What you decided is being carried out. Try again in a moment.")
    if queries.seal_of(queries.page_to_be(actor, page, circle)) != text_seal:
        raise Conflict(NOT_THAT)
    if page.stage is Stage.PUBLISHED and page.told_seal == text_seal:
        raise Conflict("Everyone sees just that already.")


def require_out(circle: Circle) -> None:
    """Go on only if everyone can see a page.

    Raises:
        NotFound: there is no page.
        Conflict: nobody else can see it.
    """
    if not queries.page_for(circle).is_out_there:
        raise Conflict("Nobody but you can see this page. There is nothing to take back.")


def show_everyone(actor: Actor, circle: Circle) -> None:
    """Have everyone see the page, as its members decided; each finds it in their own journal."""
    page = queries.page_for(circle)
    said = queries.page_to_be(actor, page, circle)
    journal.end(outward.PAGE, page.id, Ending.TOLD_ANEW)
    page.told_open, page.told_anew_in = circle.is_open, said.told_anew_in
    outward.begin_telling(page, name=circle.name, month=said.told_in)
    for person_id in member_ids(circle):
        outward.note_telling(person_id, page, remark=NOBODYS_NAME)


def let_go(circle: Circle) -> None:
    """Have nobody else see the page any more, if anybody does."""
    page = queries.page_of(circle)
    if page is not None:
        outward.begin_withdrawing(page)


@on_leaving
def leave_it_to_them(circle_id: UUID, person_id: UUID) -> None:
    """Whoever leaves has no part in the page; it goes with the last who leave."""
    page = db.session.scalar(select(CommunityPage).where(CommunityPage.circle_id == circle_id))
    if page is None:
        return
    journal.end(outward.PAGE, page.id, Ending.TAKEN_BACK, owner_id=person_id)
    others = select(func.count()).where(
        CircleMember.circle_id == circle_id, CircleMember.person_id != person_id
    )
    if db.session.scalar(others):
        return
    if page.stage is None:
        db.session.delete(page)
    else:
        outward.begin_withdrawing(page)
    db.session.flush()


def _require_community(actor: Actor, circle: Circle) -> None:
    membership_for(actor, circle)
    require_not_closed(circle)
    if circle.kind is not Kind.COMMUNITY:
        raise Conflict(NOT_A_COMMUNITY)
