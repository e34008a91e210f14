"""The words of role maps and menus, and how long what they say may be."""

import enum

NAME_LIMIT = 300
SUMMARY_LIMIT = 20_000
LINK_LIMIT = 2_000
SHORT_LIMIT = 120
WORDS_LIMIT = 2_000
PERSON_LIMIT = 200
NOTE_LIMIT = 600
MOST_TOPICS = 30
BETWEEN = "\n"
"""What stands between several topics, levels or roles that are kept as one text."""


SENIORITY = tuple(
    frozenset(words.split())
    for words in (
        "trainee apprentice intern",
        "entry junior associate assistant",
        "mid intermediate",
        "senior",
        "lead",
        "principal staff",
        "head chief director",
    )
)
"""Words for levels of a role, from the first to the last."""


class OptionKind(enum.StrEnum):
    """What a learning option is."""

    COURSE = "course"
    CLASSROOM = "classroom session"
    BOOK = "book"
    MENTOR = "mentor"
    CIRCLE = "circle"
    SHADOWING = "shadowing"
    JOB_AID = "job aid"
    VIDEO = "video"
    ARTICLE = "article"
    OTHER = "other"


class OptionNeed(enum.StrEnum):
    """When an option helps: as the work asks for it, or ahead of any need."""

    JUST_IN_TIME = "just in time"
    JUST_IN_CASE = "just in case"


def lines_of(kept: str) -> tuple[str, ...]:
    """What several topics, levels or roles are, of the text that they are kept as."""
    return tuple(line for line in kept.split(BETWEEN) if line)


def as_lines(said: "tuple[str, ...] | list[str]") -> str:
    """The text that several topics, levels or roles are kept as: each once, none empty."""
    return BETWEEN.join(dict.fromkeys(" ".join(each.split()) for each in said if each.strip()))


def seniority(level: str) -> int | None:
    """How far along a level of a role is, by the word that says so in its name; or nothing."""
    said = set(plain(level).replace("-", " ").split())
    return next((rank for rank, words in enumerate(SENIORITY) if said & words), None)


def plain(name: str) -> str:
    """A name without what people vary in it: capitals, spaces."""
    return " ".join(name.split()).casefold()
