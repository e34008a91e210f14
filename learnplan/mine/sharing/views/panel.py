"""Who can see this: the panel beside an item on its owner's page, the same for every kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from wtforms import SelectChoice

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.directory.queries import people_here
from learnplan.mine.disclosures.queries import days_looked
from learnplan.mine.sharing.audiences import circles_of
from learnplan.mine.sharing.comments import CommentView, comments_on
from learnplan.mine.sharing.forms import ShareForm
from learnplan.mine.sharing.items import Item
from learnplan.mine.sharing.queries import Reader, shares_of
from learnplan.mine.sharing.readings import Reading, reading_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What ``mine/sharing/_panel.html`` shows: who reads an item, and the form to let another in.

    ``looked`` is on how many days each reader looked at it; ``words`` is what they wrote on it.
    """

    item: Item
    reading: Reading
    readers: Sequence[Reader]
    form: ShareForm
    looked: dict[UUID, int] = field(default_factory=dict)
    words: Sequence[CommentView] = ()
    can_be_proved: bool = False


def panel_for(
    actor: Actor, item: Item, *, form: ShareForm | None = None, can_be_proved: bool = False
) -> Panel:
    """The panel of the actor's own item; ``form`` is one that came back with something wrong.

    ``can_be_proved`` offers a link by which an outsider sees some of it.
    """
    readers = shares_of(actor, item.kind, item.id)
    form = form or ShareForm(formdata=None)
    form.reader_id.choices = _people_to_choose(actor, readers)
    return Panel(
        item=item,
        reading=reading_of(item.kind),
        readers=readers,
        form=form,
        looked=days_looked(actor, item_kind=item.kind, item_id=item.id) if readers else {},
        words=comments_on(actor, item),
        can_be_proved=can_be_proved,
    )


def _people_to_choose(actor: Actor, readers: Sequence[Reader]) -> list[SelectChoice]:
    known = {actor.id, *(reader.id for reader in readers)}
    here = people_here(on=clock.today(actor.time_zone))
    others = [
        *circles_of(actor),
        *((person.id, person.name) for person in here),
    ]
    return [
        SelectChoice("", "Choose"),
        *(SelectChoice(str(id_), name) for id_, name in others if id_ not in known),
    ]
