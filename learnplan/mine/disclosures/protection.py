"""How people are protected here, in words that are true for this installation."""

from fractions import Fraction

from learnplan.config import Keeping, Whereabouts
from learnplan.ours.pulse import likelihood

NEARLY_ALWAYS = 99.5


def times_in_100(epsilon: Fraction) -> str:
    """How often whoever knows all other answers guesses right, at most: ``73``.

    ``epsilon`` is what it cost. Where whole numbers would say 100, two decimals: ``99.97``.
    """
    times = 100 * likelihood.guessing_bound(epsilon)
    return f"{times:.2f}" if times >= NEARLY_ALWAYS else f"{times:.0f}"


def near_in_100(distance: int) -> str:
    """How many of 100 numbers of one block are within ``distance`` people of the truth.

    That is for a yes or no at ε = 1.
    """
    return f"{100 * likelihood.within(distance, epsilon=Fraction(1), most=1, blocks=1):.0f}"


def databases_in_words(where: Whereabouts) -> list[str]:
    """Where both databases are, and so who can read what is in them: whole sentences."""
    apart = not where.one_machine
    machine = "on another machine" if apart else "on the same machine"
    if where.learning is where.organisation is Keeping.FILE:
        return ["Both databases are files on one machine: whoever administers it can read both."]
    if where.one_server:
        return [
            "Both databases are on one PostgreSQL server: whoever administers it can read both.",
            _THE_PROGRAM,
        ]
    if where.learning is where.organisation:
        said = "The learning database is on another PostgreSQL server than the organisation’s"
        said += ": the two have different addresses." if apart else ", on the same machine."
    elif where.learning is Keeping.FILE:
        said = (
            "The learning database is a file on the machine that serves Mine. The organisation’s "
            f"is on a PostgreSQL server, {machine}."
        )
    else:
        said = (
            "The learning database is on a PostgreSQL server. The organisation’s is a file, "
            f"{machine}."
        )
    if not apart:
        return [said, "Whoever administers that machine can read both."]
    return [said, _ONLY_THE_OTHER[where.organisation], _THE_PROGRAM, _ASK]


_THE_PROGRAM = (
    "The program that serves Mine has the way into both, so whoever administers the machine it "
    "runs on can read both as well."
)
_ONLY_THE_OTHER = {
    Keeping.SERVER: "Whoever administers only the organisation’s server does not find a learning "
    "record there.",
    Keeping.FILE: "Whoever administers the server of the learning database can read it.",
}
_ASK = (
    "Learnplan knows addresses only. Whether different people look after the two, ask those who do."
)
