"""What people and management do in a thread, each with their name, one function for each act."""

from learnplan.ours.voice.services.answering import acknowledge, reply, respond, revisit
from learnplan.ours.voice.services.opening import ask, ask_the_floor, promise
from learnplan.ours.voice.services.own_words import (
    NOT_THE_AUTHOR,
    bring_back,
    purge_taken_back,
    rewrite,
    take_back,
)

__all__ = [
    "NOT_THE_AUTHOR",
    "acknowledge",
    "ask",
    "ask_the_floor",
    "bring_back",
    "promise",
    "purge_taken_back",
    "reply",
    "respond",
    "revisit",
    "rewrite",
    "take_back",
]
