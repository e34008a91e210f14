"""The words of circles: what kinds there are, where one is, how it meets, what it decides."""

import enum
from datetime import timedelta


class Kind(enum.StrEnum):
    """What sort of circle it is."""

    LEARNING_CIRCLE = "learning circle"
    COMMUNITY = "community of practice"
    PAIR = "study pair"

    @property
    def said(self) -> str:
        """What it is for, in a line, for whoever starts one."""
        return {
            Kind.LEARNING_CIRCLE: "A learning circle: some weeks together on one thing",
            Kind.COMMUNITY: "A community of practice: people who do the same work",
            Kind.PAIR: "A study pair: two people",
        }[self]


class State(enum.StrEnum):
    """Where a circle is."""

    FORMING = "forming"
    ACTIVE = "active"
    RESTING = "resting"
    CLOSED = "closed"


NEXT_STATES: dict[State, tuple[State, ...]] = {
    State.FORMING: (State.ACTIVE,),
    State.ACTIVE: (State.RESTING,),
    State.RESTING: (State.ACTIVE,),
    State.CLOSED: (),
}
"""Where any member may move a circle. Closing it is for all of them to decide."""


class Rhythm(enum.StrEnum):
    """How often a circle means to meet. It binds nobody."""

    WEEKLY = "every week"
    FORTNIGHTLY = "every second week"
    MONTHLY = "every month"
    AS_AGREED = "as agreed"

    @property
    def apart(self) -> timedelta | None:
        """How long it usually is from one meeting to the next; None when that is open."""
        return {
            Rhythm.WEEKLY: timedelta(weeks=1),
            Rhythm.FORTNIGHTLY: timedelta(weeks=2),
            Rhythm.MONTHLY: timedelta(weeks=4),
            Rhythm.AS_AGREED: None,
        }[self]


class Matter(enum.StrEnum):
    """What a circle decides together, because it is not one person's to do."""

    REMOVE = "remove somebody"
    CLOSE = "close the circle"
    TAKE_DOWN = "take a line down"
    OPEN_PAGE = "show everyone its page"
    TAKE_BACK_PAGE = "take its page back"


class Line(enum.StrEnum):
    """What members write in a circle, each a line of somebody's own."""

    NOTE = "note"
    CHECK_IN = "check-in"
    THING = "thing"
    LOOK_BACK = "look back"


class Reply(enum.StrEnum):
    """What a member says to a meeting. Saying nothing is fine, and so is not coming."""

    COMING = "coming"
    PERHAPS = "perhaps"
    NOT_THIS_TIME = "not this time"


class Side(enum.StrEnum):
    """Which way help goes."""

    OFFER = "offer"
    ASK = "ask"

    @property
    def said(self) -> str:
        """How a line of this side begins."""
        return {Side.OFFER: "I can show", Side.ASK: "I would like to learn"}[self]

    def to_apply(self, procedure: str) -> str:
        """How such a line begins that is about a procedure; its author says it better."""
        whom = ", beside somebody who has done it" if self is Side.ASK else ""
        return f"how “{procedure}” is done{whom}"


FEWEST_WEEKS, MOST_WEEKS, USUAL_WEEKS = 2, 26, 8
PAIR_SIZE = 2
MOST_MEMBERS = 150
USUAL_AGREEMENT = (
    "What is said here stays here, unless whoever said it agrees. Nobody has to explain missing a "
    "meeting, or leaving. Half-finished thoughts and mistakes are welcome."
)
