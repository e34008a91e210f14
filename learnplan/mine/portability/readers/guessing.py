"""Guess which column of a table, or key of a list, is what, from its name and its values."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from learnplan.mine.portability.dates import whole_date
from learnplan.mine.portability.readers.durations import minutes_of
from learnplan.mine.portability.readers.mapping import Mapping
from learnplan.mine.portability.readers.serials import all_serials

MOST = 0.8  # of the filled cells of a column have to agree with what it is taken for
LINK = re.compile(r"https?://\S+|\[[^\]]*\]\([^)\s]+\)", re.IGNORECASE)

# In order of preference: the day something was done is the day it was finished, else begun.
NAMES = {
    "date": (
        "finished|date finished|finished on|finished at|completed|date completed|completed on"
        "|completed at|completion date|last date read|date read|read on|dates read|date|day|when|on"
        "|datetime|date time|timestamp|time stamp|log date|entry date|activity date|session date"
        "|end date|ended|ended on|ended at|finish date|end|first committed|started|date started"
        "|started on|started at|start date|start|created|created on|created at|date created"
        "|date added|added|added on|added at|logged at|logged on|published|date published"
        "|published at|posted|updated|datum|fecha|date fin|data|giorno|dia|jour"
    ),
    "time": "time|time of day|start time|clock",
    "what": (
        "title|what|activity|name|book title|course title|course name|course|task|what i learned"
        "|what did i learn|what i did|learned|learnt|topic|subject|lesson|event|item|headline"
        "|summary|entry|book|article|video|description|subject matter|text|content"
        "|progress|todays progress|titel|titre|titulo|titolo|was|actividad|atividade|aktivitat"
    ),
    "author": "author|authors|book author|by|autor|auteur|autore|speaker",
    "note": (
        "note|notes|details|detail|description|progress|todays progress|content|text|body|summary"
        "|what i did|remarks|notizen|notas"
    ),
    "thoughts": (
        "thoughts|thought|reflection|reflections|review|my review|comment|comments|feelings"
        "|takeaway|takeaways|key takeaways|lessons learned|lessons|opinion|private notes"
    ),
    "minutes": (
        "minutes|mins|min|dur|dur minutes|dur mins|dur min|duration|duration minutes"
        "|duration mins|duration min|time spent"
        "|time spent minutes|time spent mins|minutes spent|time minutes|time mins|time min|length"
        "|length minutes|total minutes|time|time taken|how long|dauer|duree|duracion|minuten"
        "|minutos|minuti"
    ),
    "hours": (
        "hours|hrs|hour|dur hours|dur hrs|dur h|duration hours|duration hrs|duration h"
        "|hours spent|time spent hours"
        "|time spent hrs|time hours|time hrs|study hours|cpd hours|credit hours|total hours"
        "|stunden|heures|horas"
    ),
    "tags": (
        "tags|tag|category|categories|labels|label|shelf|shelves|bookshelves|genre|genres|keywords"
        "|keyword|skill|skills|language|languages|technology|technologies|area|field|topics|topic"
        "|subject|subjects|kategorie|categoria|categorie"
    ),
    "links": (
        "link|links|url|urls|href|website|web site|web page|link to work|links to work|source url"
        "|resource|resources|source|certificate|certificate url|evidence|repo|repository|commit"
    ),
    "kind": "kind|type|activity type|activity kind|format|medium|method|learning type",
    "with_whom": "with|with whom|people|mentor|partner|pair|who with|colleagues",
    "identity": "uuid|guid|id|entry id|record id|activity id",
}
WORDS = {role: names.split("|") for role, names in NAMES.items()}
MANY = frozenset({"date", "note", "thoughts", "tags", "links"})
HOLDS: dict[str, Callable[[str], object]] = {
    "date": whole_date,
    "minutes": minutes_of,
    "hours": minutes_of,
    "links": LINK.search,
}
CLOCK = re.compile(r"\d{1,2}:\d\d")
APART = re.compile(r"[\W_]+")


def guessed(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Mapping:
    """Say what each column of a table probably is.

    Args:
        columns: their names, or their positions where they have none.
        rows: the first rows, each as long as ``columns``.
    """
    values = {
        name: [row[at].strip() for row in rows if at < len(row) and row[at].strip()]
        for at, name in enumerate(columns)
    }
    plain = {name: plain_name(name) for name in columns}
    taken: set[str] = set()
    roles: dict[str, object] = {}
    for role, words in WORDS.items():
        names = [
            name
            for word in words
            for name in columns
            if plain[name] == word and name not in taken and _may_be(role, values[name])
        ]
        if names and role in MANY:
            roles[role] = tuple(dict.fromkeys(names))
            taken.update(names)
        elif names:
            roles[role] = names[0]
            taken.add(names[0])
    _look_at_values(columns, values, roles, taken)
    return Mapping.from_dict(roles)


def told_by_names(columns: Sequence[str], mapping: Mapping) -> bool:
    """Whether every column is what its name says, so that no value had to be looked at."""
    roles = {
        column: role
        for role, value in mapping.to_dict().items()
        if role in WORDS
        for column in (value if isinstance(value, list) else [value])
    }
    return all(plain_name(name) in WORDS.get(roles.get(name, ""), ()) for name in columns)


def plain_name(name: str) -> str:
    """A column's name without case, accents, marks and signs."""
    apart = unicodedata.normalize("NFKD", name.replace("'", "").replace("’", "").casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return APART.sub(" ", bare).strip()


def _may_be(role: str, values: Sequence[str]) -> bool:
    """Whether the values allow what the name suggests; an empty column allows nearly anything."""
    if not values:
        return role != "identity"
    if role == "time":
        return _most(values, lambda value: CLOCK.match(value) is not None)
    if role == "identity":
        return len(set(values)) == len(values) and not _counts_rows(values)
    if role == "date" and all_serials(values):
        return True
    holds = HOLDS.get(role)
    return holds is None or any(holds(value) for value in values)


def _counts_rows(values: Sequence[str]) -> bool:
    """1, 2, 3 … say where a row stands, which changes when a row is put before it."""
    return [*values] in ([str(n) for n in range(first, first + len(values))] for first in (0, 1))


def _most(values: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return sum(map(holds, values)) >= MOST * len(values) > 0


def _look_at_values(
    columns: Sequence[str],
    values: dict[str, list[str]],
    roles: dict[str, object],
    taken: set[str],
) -> None:
    """What no name told: the column of dates, of addresses, and the one with the most to say."""
    free = [name for name in columns if name not in taken and values[name]]
    if "date" not in roles:
        dates = [n for n in free if _most(values[n], lambda v: whole_date(v) is not None)]
        roles["date"] = tuple(dates[:1])
    if "links" not in roles:
        links = [n for n in free if _most(values[n], lambda v: LINK.fullmatch(v) is not None)]
        roles["links"] = tuple(links[:1])
    used = {*taken, *roles["date"], *roles["links"]}  # type: ignore[misc] # both are tuples of names
    if "what" not in roles:
        worded = [n for n in free if n not in used and _most(values[n], _has_words)]
        worded.sort(key=lambda n: -len(set(values[n])) / len(values[n]))
        if worded:
            roles["what"] = worded[0]
        elif roles.get("note"):
            notes = roles["note"]
            roles["what"], roles["note"] = notes[0], notes[1:]  # type: ignore[index] # a tuple of names


def _has_words(value: str) -> bool:
    return re.search(r"[^\W\d_]{2,}", value) is not None and whole_date(value) is None
