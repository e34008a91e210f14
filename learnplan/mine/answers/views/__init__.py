"""The pages on which workers answer a pulse and raise signals."""

from learnplan.mine.answers.views import answering, co_signing, raising
from learnplan.mine.answers.views.room import bp

__all__ = ["answering", "bp", "co_signing", "raising"]
