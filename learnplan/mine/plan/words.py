"""The words of a goal: what it is for, how it can be learned, when it is wanted, where it is."""

import enum


class Horizon(enum.StrEnum):
    """What it is for. The next role, and what is nobody's business, count as much."""

    CURRENT_ROLE = "current role"
    NEXT_ROLE = "next role"
    PERSONAL = "personal"


class Approach(enum.StrEnum):
    """How it can be learned, after Snowden's Cynefin: follow, ask, or try and see."""

    CLEAR = "clear"
    COMPLICATED = "complicated"
    COMPLEX = "complex"

    @property
    def said(self) -> str:
        """What people say for it."""
        return {
            Approach.CLEAR: "Follow a practice",
            Approach.COMPLICATED: "Ask an expert",
            Approach.COMPLEX: "Probe, sense, respond",
        }[self]


class Phase(enum.StrEnum):
    """Where a round of a complex goal is."""

    PROBE = "probe"
    SENSE = "sense"
    RESPOND = "respond"


class Need(enum.StrEnum):
    """When it will be wanted."""

    JUST_IN_TIME = "just in time"
    JUST_IN_CASE = "just in case"


class State(enum.StrEnum):
    """Where a goal is. Nobody but its owner moves it."""

    IDEA = "idea"
    ACTIVE = "active"
    PAUSED = "paused"
    ACHIEVED = "achieved"
    SET_ASIDE = "set aside"
    ARCHIVED = "archived"


class Prompts(enum.StrEnum):
    """How much a starter plan asks of somebody: fewer each time, unless they say otherwise."""

    FEWER = "fewer"
    ALL = "all"
    NONE = "none"


OPEN = (State.ACTIVE, State.PAUSED, State.IDEA)
"""The states of a goal that is still ahead, the one being worked on first."""

NEXT_STATES: dict[State, tuple[State, ...]] = {
    State.IDEA: (State.ACTIVE, State.SET_ASIDE),
    State.ACTIVE: (State.ACHIEVED, State.PAUSED, State.SET_ASIDE),
    State.PAUSED: (State.ACTIVE, State.ACHIEVED, State.SET_ASIDE),
    State.ACHIEVED: (State.ARCHIVED, State.ACTIVE),
    State.SET_ASIDE: (State.ACTIVE, State.ARCHIVED),
    State.ARCHIVED: (State.ACTIVE,),
}
