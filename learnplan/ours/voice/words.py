"""The words of the room: what is asked, how far it is, and what came of a promise."""

import enum


class Kind(enum.StrEnum):
    """What a thread is. Workers open the first three, management the others."""

    QUESTION = "question"
    SUGGESTION = "suggestion"
    SUPPORT = "support request"
    COMMITMENT = "commitment"
    FLOOR = "question to the floor"


ASKED = (Kind.QUESTION, Kind.SUGGESTION, Kind.SUPPORT)
"""What management owes an answer to."""


class Need(enum.StrEnum):
    """What a support request is for."""

    TIME = "time"
    MONEY = "money"
    SPACE = "space"
    INTRODUCTION = "an introduction"
    EXPERTISE = "someone’s expertise"


class State(enum.StrEnum):
    """How far a thread is: on management's side, never on the worker's."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESPONDED = "responded"
    REVISITED = "revisited"


class Part(enum.StrEnum):
    """What somebody's words are in a thread: anybody's reply, or one of management's acts."""

    REPLY = "reply"
    ACKNOWLEDGEMENT = "acknowledgement"
    RESPONSE = "response"
    DECLINE = "decline"
    REVISIT = "revisit"


class Outcome(enum.StrEnum):
    """What came of a commitment on its day."""

    KEPT = "kept"
    NOT_KEPT = "not kept"
