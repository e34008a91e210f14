"""The names of months and weekdays, in several languages and as they are misspelt."""

import re
import unicodedata
from functools import lru_cache

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ELSEWHERE = (
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
)
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "mon tue wed thu fri sat sun",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "lunes martes miercoles jueves viernes sabado domingo",
    "lunedi martedi mercoledi giovedi venerdi sabato domenica",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
)
_MONTHS = {
    name: number
    for names in (" ".join(MONTH_NAMES).lower(), *_ELSEWHERE)
    for number, name in enumerate(names.split(), start=1)
} | {"sept": 9, "janv": 1, "fevr": 2, "juil": 7, "maerz": 3, "agust": 8}
_DAYS = {name: number for names in _WEEKDAYS for number, name in enumerate(names.split())} | {
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
}
WORD = re.compile(r"[^\W\d_]+")
LONG_ENOUGH = 7  # letters of a name that may be misspelt where no year confirms it
SHORTEST = 4  # letters of a name that may be misspelt at all, or to which one may be cut
MISTAKES = 2


@lru_cache(maxsize=4096)
def month_of(word: str, *, sure: bool) -> tuple[int, str] | None:
    """Which month a word names, and what had to be overlooked to see it.

    Args:
        word: as it is written, "March", "avr.", "Febuary".
        sure: whether a year stands beside it. Without one, only a long name with its first
            letter right may be misspelt: "JUnit 5" and "Match 5" are not dates.
    """
    plain = _plain(word)
    if plain in _MONTHS:
        return _MONTHS[plain], ""
    number = _nearest(plain, sure=sure)
    return None if number is None else (number, f"“{word}” was read as {MONTH_NAMES[number - 1]}.")


def _nearest(word: str, *, sure: bool) -> int | None:
    """The one month that a misspelt word is nearest to; "Jule" is as near to June as to July."""
    close: list[tuple[int, int]] = []
    for number, name in enumerate(MONTH_NAMES, start=1):
        target = name.lower()
        if word[0] != target[0] or len(target) < (SHORTEST if sure else LONG_ENOUGH):
            continue
        if sure and len(word) >= SHORTEST and target.startswith(word):
            return number
        mistakes = _mistakes(word, target)
        if mistakes <= _allowed(word, target):
            close.append((mistakes, number))
    close.sort()
    if not close or (len(close) > 1 and close[0][0] == close[1][0]):
        return None
    return close[0][1]


def _allowed(word: str, target: str) -> int:
    """Two mistakes in a long name; in June and July a letter too many or too few, or a swap."""
    if len(target) >= LONG_ENOUGH:
        return MISTAKES
    same_letters = sorted(word) == sorted(target)
    return int(len(target) > SHORTEST or len(word) != len(target) or same_letters)


def weekdays_in(text: str) -> tuple[int, ...]:
    """The weekdays a text names, Monday as 0."""
    words = (_plain(word) for word in WORD.findall(text))
    return tuple(_DAYS[word] for word in words if word in _DAYS)


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def _mistakes(word: str, target: str) -> int:
    """Letters left out, added, changed or swapped with a neighbour (optimal string alignment)."""
    if abs(len(word) - len(target)) > MISTAKES:
        return MISTAKES + 1
    before: list[int] = []
    row = list(range(len(target) + 1))
    for i, letter in enumerate(word, start=1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(target, start=1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            swapped = i > 1 and j > 1 and letter == target[j - 2] and word[i - 2] == wanted
            row.append(min(cost, last[j - 2] + 1) if swapped else cost)
    return row[-1]
