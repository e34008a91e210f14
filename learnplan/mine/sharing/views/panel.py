"""Who can see this: the panel beside an item on its owner's page, the same for every kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from wtforms import SelectChoice

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.directory.queries import PersonView, people_here, posts_of
from learnplan.mine.disclosures.queries import days_looked
from learnplan.mine.sharing.audiences import circles_of, people_of
from learnplan.mine.sharing.comments import CommentView, comments_on
from learnplan.mine.sharing.forms import ShareForm
from learnplan.mine.sharing.items import Item
from learnplan.mine.sharing.queries import Reader, shares_of
from learnplan.mine.sharing.readings import Reading, reading_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What ``mine/sharing/_panel.html`` shows: who reads an item, and the form to let another in.

    ``looked`` is on how many days each reader looked at it; ``words`` is what they wrote on it.
    ``posts`` is what a reader does for the organisation, or who in a circle does what; ``left``
    are the readers who are not there any more.
    """

    item: Item
    reading: Reading
    readers: Sequence[Reader]
    form: ShareForm
    looked: dict[UUID, int] = field(default_factory=dict)
    posts: dict[UUID, str] = field(default_factory=dict)
    left: frozenset[UUID] = frozenset()
    words: Sequence[CommentView] = ()
    can_be_proved: bool = False


def panel_for(
    actor: Actor, item: Item, *, form: ShareForm | None = None, can_be_proved: bool = False
) -> Panel:
    """The panel of the actor's own item; ``form`` is one that came back with something wrong.

    ``can_be_proved`` offers a link by which an outsider sees some of it.
    """
    readers = shares_of(actor, item.kind, item.id)
    here = people_here(on=clock.today(actor.time_zone))
    posts = posts_said(actor)
    form = form or ShareForm(formdata=None)
    form.reader_id.choices = _people_to_choose(actor, here, posts, readers)
    return Panel(
        item=item,
        reading=reading_of(item.kind),
        readers=readers,
        form=form,
        looked=days_looked(actor, item_kind=item.kind, item_id=item.id) if readers else {},
        posts=_posts_of_readers(readers, here, posts),
        left=frozenset(each.id for each in readers if not each.is_circle)
        - {person.id for person in here},
        words=comments_on(actor, item),
        can_be_proved=can_be_proved,
    )


def posts_said(actor: Actor) -> dict[UUID, str]:
    """What people do for the organisation beyond their work: ``manages Packaging``.

    A role lets nobody see more; so that nobody forgets who somebody is, it is said before sharing.
    """
    posts = posts_of(None, on=clock.today(actor.time_zone))
    return {id_: ", ".join(post.said for post in each) for id_, each in posts.items()}


def called(name: str, post: str | None) -> str:
    """``Marek Dvořák (manages Packaging)``: somebody, with what they do besides if anything."""
    return f"{name} ({post})" if post else name


def _posts_of_readers(
    readers: Sequence[Reader], here: Sequence[PersonView], posts: Mapping[UUID, str]
) -> dict[UUID, str]:
    names = {person.id: person.name for person in here}
    found = {}
    for reader in readers:
        if reader.is_circle:
            inside = [each for each in people_of(reader.id) if each in posts and each in names]
            said = ", ".join(sorted(called(names[each], posts[each]) for each in inside))
        else:
            said = posts.get(reader.id, "")
        if said:
            found[reader.id] = said
    return found


def _people_to_choose(
    actor: Actor,
    here: Sequence[PersonView],
    posts: Mapping[UUID, str],
    readers: Sequence[Reader],
) -> list[SelectChoice]:
    known = {actor.id, *(reader.id for reader in readers)}
    others = [
        *circles_of(actor),
        *((one.id, called(one.name, posts.get(one.id))) for one in here),
    ]
    return [
        SelectChoice("", "Choose"),
        *(SelectChoice(str(id_), name) for id_, name in others if id_ not in known),
    ]
