"""The words of the room: how a probe ends, what is noted of one, and where a proposal is."""

import enum


class Ending(enum.StrEnum):
    """How a probe ended."""

    ADOPTED = "adopted"
    ADAPTED = "adapted"
    LET_GO = "let go"


class Mark(enum.StrEnum):
    """What a line on a probe is: what was sensed, how its people respond, or what is offered."""

    SENSED = "sensed"
    RESPONSE = "response"
    SUPPORT = "support"
    RESOURCE = "resource"
    AMPLIFY = "amplify"


OFFERS: dict[Mark, str] = {
    Mark.SUPPORT: "Stand behind it",
    Mark.RESOURCE: "Give it time, money or space",
    Mark.AMPLIFY: "Carry it further",
}
"""What a manager can offer. Leaving a probe alone takes no button."""


class Signal(enum.StrEnum):
    """What something that was sensed says: more of it, less of it, or neither yet."""

    AMPLIFY = "amplify"
    DAMPEN = "dampen"


class Kind(enum.StrEnum):
    """What a proposal does to a procedure."""

    ALTER = "alter"
    EXTEND = "extend"
    REPLACE = "replace"

    @property
    def said(self) -> str:
        """What it does, for whoever chooses."""
        return {
            Kind.ALTER: "Alter it: something is done in another way",
            Kind.EXTEND: "Extend it: something is missing",
            Kind.REPLACE: "Replace it: the whole is done in another way",
        }[self]


class State(enum.StrEnum):
    """Where a proposal is."""

    PROPOSED = "proposed"
    ON_TRIAL = "on trial"
    ADOPTED = "adopted"
    ADAPTED = "adapted"
    DECLINED = "declined"


OPEN = (State.PROPOSED, State.ON_TRIAL)
"""Where a proposal still waits for its decision."""
NEXT_STATES: dict[State, tuple[State, ...]] = {
    State.PROPOSED: (State.ON_TRIAL, State.ADOPTED, State.ADAPTED, State.DECLINED),
    State.ON_TRIAL: (State.ADOPTED, State.ADAPTED, State.DECLINED),
    State.ADOPTED: (),
    State.ADAPTED: (),
    State.DECLINED: (),
}


class Aside(enum.StrEnum):
    """What a line on a proposal is: somebody's comment, or what was noticed on its trial."""

    COMMENT = "comment"
    NOTICED = "noticed"
