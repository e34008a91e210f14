"""One line, understood: what was done, and the time, tags, goal, day and links said with it.

What is understood is taken out of the text; all else stays as it was typed. Days in words count
where they can only be a day: ``yesterday`` anywhere; a weekday at either end of the line, after
``on`` or ``last``, or shortened as nothing else is (``thu``; but ``sat`` and ``sun`` are words).
A day of a month, like ``3 Nov``, counts at either end of the line or after ``on``.
Today's own weekday means today. A time is never taken from ``every 5 minutes`` or ``in 15
minutes``, a tag has a letter in it (``#42`` is a ticket), and ``3/11`` may be a fraction.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from learnplan.core.errors import Invalid
from learnplan.core.languages import USUAL, long_day
from learnplan.mine.log import words
from learnplan.mine.log.entries import normal_tag
from learnplan.mine.log.kinds import ADDRESS_LIMIT, TAG_LIMIT, WHAT_LIMIT
from learnplan.mine.plan.handles import GoalChoice

FindGoal = Callable[[Sequence[GoalChoice], str], GoalChoice | None]

_MAY_SAY_MORE = re.compile("[#@/0-9]")
"""What is in every word that is a link, a tag, a goal, a time or a day in figures."""
_MARKS = ").,;:!?"
_LINK = re.compile(r"https?://\S*", re.IGNORECASE)
_AFTER_A_LINK = ".,;:!?'\"’”»*_"
_BRACKETS = {")": "(", "]": "[", ">": "<", "}": "{"}
_DAY_OF_MONTH, _MONTH = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])"
_DAY = re.compile(
    rf"[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}|[0-9]{{1,2}}[./][0-9]{{1,2}}[./][0-9]{{4}}"
    rf"|{_DAY_OF_MONTH}/{_MONTH}|{_DAY_OF_MONTH}\.{_MONTH}\."
)
_MONTHS = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in words.MONTHS) + "|sept"
_NTH = rf"{_DAY_OF_MONTH}(?:st|nd|rd|th)?"
_DAY_OF_A_MONTH = re.compile(
    rf"(?:{_NTH} (?:of )?(?:{_MONTHS})\.?|(?:{_MONTHS})\.? {_NTH})(?:,? [0-9]{{4}})?",
    re.IGNORECASE,
)
_LONGEST_DAY_IN_WORDS = 4
_SELDOM_A_MONTH_AT_THE_START = {"mar", "march", "may"}
_NOT_SPENT_AFTER = {
    "after", "another", "each", "every", "first", "in", "last", "next", "per", "than", "under",
    "until", "within",
}  # fmt: skip
_ALWAYS_A_DAY = set(words.SHORT_WEEKDAYS) - {"sat", "sun", "wed"}
_SELDOM_A_DAY_AT_THE_START = {"sat", "sun"}
_LONGEST_TIME_IN_WORDS = 4
_MOST_MONTHS = 12
_QUOTED_AT_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a line says. ``unknown`` holds a sentence for each thing that was not clear."""

    what: str
    on: date
    note: str = ""
    minutes: int | None = None
    tags: tuple[str, ...] = ()
    goal: GoalChoice | None = None
    links: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def is_fragment(self) -> bool:
        """Whether there is nothing but words, to be made sense of later."""
        return not (self.minutes or self.tags or self.goal or self.links)


def understand(
    line: str,
    *,
    today: date,
    goals: Sequence[GoalChoice],
    find_goal: FindGoal,
    language: str = USUAL,
) -> Understood:
    """Read one line of somebody whose day it is ``today``, and who has ``goals``.

    What is not understood is told in their ``language``. Nothing is lost: a text too long for a
    title goes on in ``note``.
    """
    reading = _Reading(line.split(), today, goals, find_goal, language)
    reading.read()
    what, note = words.fitted(reading.text() or " ".join(line.split()), WHAT_LIMIT)
    return Understood(
        what=what,
        note=note,
        on=reading.on or today,
        minutes=reading.minutes,
        tags=tuple(reading.tags),
        goal=reading.goal,
        links=tuple(reading.links),
        unknown=tuple(dict.fromkeys(reading.unknown)),
    )


@dataclass(slots=True)
class _Reading:
    """A line on its way from words to what they say. ``at`` is the word being looked at."""

    words: list[str]
    today: date
    goals: Sequence[GoalChoice]
    find_goal: FindGoal
    language: str
    at: int = 0
    left: list[str] = field(default_factory=list)
    opened: str = ""
    on: date | None = None
    minutes: int | None = None
    tags: list[str] = field(default_factory=list)
    goal: GoalChoice | None = None
    links: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def read(self) -> None:
        """Take out what is understood, word by word; then a day, which may depend on the rest."""
        readers = (self._link, self._tag, self._goal, self._time, self._date)
        while self.at < len(self.words):
            taken = 0
            if _MAY_SAY_MORE.search(self.words[self.at]):
                taken = next(filter(None, (reader() for reader in readers)), 0)
            if not taken:
                self.left.append(self.opened + self.words[self.at])
                self.opened = ""
            self.at += taken or 1
        if self.on is None:
            self._day_of_a_month()
        if self.on is None:
            self._day_in_words()
        if self.on is not None and self.on > self.today:
            self.unknown.append(f"{long_day(self.on, self.language)} is still to come.")

    def text(self) -> str:
        """The words that are left, or a name for what was understood when none are."""
        left = " ".join(self.left) + self.opened
        if left.strip(string.punctuation + string.whitespace + "–—…"):
            return left
        if self.goal is not None:
            return self.goal.title
        if self.links:
            return self.links[0]
        return " ".join(f"#{tag}" for tag in self.tags)

    def _link(self) -> int:
        word = self.words[self.at]
        match = _LINK.search(word)
        if match is None:
            return 0
        if len(match[0]) > ADDRESS_LIMIT:
            self.unknown.append(f"{_quoted(match[0])} is too long for a link; it stays as text.")
            return 0
        address = _without_what_follows(match[0])
        if not words.is_address(address):
            self.unknown.append(f"{_quoted(match[0])} is not a whole address.")
            return 0
        if address not in self.links:
            self.links.append(address)
        before, after = word[: match.start()], match[0][len(address) :]
        if before.strip("(<"):
            return 0  # [words](address) and the like: the text needs it
        return self._take(1, before.replace("<", ""), after.replace(">", ""))

    def _tag(self) -> int:
        before, core, after = _unwrapped(self.words[self.at])
        if not core.startswith("#"):
            return 0
        tags = core[1:].split("#")
        if not all(tags):
            self.unknown.append(f"{_quoted(core)} is not a tag: a letter comes right after the #.")
        elif not all(map(_is_tag, tags)):
            self.unknown.append(
                f"{_quoted(core)} stays as text: a tag is letters, digits, - and _, "
                "with a letter among them."
            )
        elif any(len(normal_tag(tag)) > TAG_LIMIT for tag in tags):
            self.unknown.append(
                f"{_quoted(core)} is too long for a tag: {TAG_LIMIT} characters fit."
            )
        else:
            self.tags += [tag for tag in map(normal_tag, tags) if tag not in self.tags]
            return self._take(1, before, after)
        return 0

    def _goal(self) -> int:
        before, core, after = _unwrapped(self.words[self.at])
        if not core.startswith("@"):
            return 0
        goal = self.find_goal(self.goals, core[1:]) if core != "@" else None
        if goal is None:
            self.unknown.append(
                f"{_quoted(core)} is not clear: none of your goals, or several, fit it."
            )
        elif self.goal not in {None, goal}:
            self.unknown.append(f"{_quoted(core)} stays as text: one line serves one goal.")
        else:
            self.goal = goal
            return self._take(1, before, after)
        return 0

    def _time(self) -> int:
        if not self.words[self.at].lstrip("(")[:1].isdigit():
            return 0
        for count in range(_LONGEST_TIME_IN_WORDS, 0, -1):
            before, core, after = _unwrapped(" ".join(self.words[self.at : self.at + count]))
            minutes = words.time_in(core)
            if minutes is None or self.at + count > len(self.words):
                continue
            last = self.left[-1].casefold() if self.left else ""
            if count > 1 and last in _NOT_SPENT_AFTER:
                return 0
            if self.minutes is not None:
                self.unknown.append(f"{_quoted(core)} stays as text: one entry has one time.")
                return 0
            try:
                self.minutes = words.checked_minutes(minutes)
            except Invalid as why:
                self.unknown.append(f"{_quoted(core)} stays as text. {why}")
                return 0
            if last == "for":
                self.left.pop()
            return self._take(count, before, after)
        return 0

    def _date(self) -> int:
        before, core, after = _unwrapped(self.words[self.at])
        if after.startswith(".") and _DAY.fullmatch(core + "."):
            core, after = core + ".", after[1:]
        if not _DAY.fullmatch(core) or core == "24/7":
            return 0
        try:
            on = words.day_said(core, today=self.today)
        except Invalid as why:
            self.unknown.append(str(why))
            return 0
        if self._may_be_a_number(core):
            self.unknown.append(
                f"{_quoted(core)} may be a day or a number, so it stays as text. "
                f"Write {on.isoformat()} for the day."
            )
        elif self.on is not None:
            self.unknown.append(f"{_quoted(core)} stays as text: one entry has one day.")
        else:
            self.on = on
            if self.left and self.left[-1].casefold() == "on":
                self.left.pop()
            return self._take(1, before, after)
        return 0

    def _may_be_a_number(self, core: str) -> bool:
        """Whether a day without its year may be a fraction, or a version at a sentence's end."""
        if "-" in core or core[-4:].isdigit():
            return False
        ends = self.at > 0 and self.at == len(self.words) - 1
        return int(re.split(r"[./]", core)[0]) <= _MOST_MONTHS and ("/" in core or ends)

    def _day_of_a_month(self) -> None:
        """Take out a day that was said with the name of its month."""
        for at in range(len(self.left)):
            for count in range(_LONGEST_DAY_IN_WORDS, 1, -1):
                before, core, after = _unwrapped(" ".join(self.left[at : at + count]))
                led = at > 0 and self.left[at - 1].casefold() == "on"
                if at + count > len(self.left) or not _DAY_OF_A_MONTH.fullmatch(core):
                    continue
                if not (led or self._stands_at_an_end(core, at, count)):
                    continue
                try:
                    self.on = words.day_said(core, today=self.today)
                except Invalid as why:
                    self.unknown.append(str(why))
                else:
                    self._take_out(at - led, at + count, before, after)
                return

    def _stands_at_an_end(self, core: str, at: int, count: int) -> bool:
        if at + count == len(self.left):
            return True
        has_year = core[-4:].isdigit()
        is_a_verb = not _SELDOM_A_MONTH_AT_THE_START.isdisjoint(core.casefold().split())
        return at == 0 and (has_year or not is_a_verb)

    def _day_in_words(self) -> None:
        """Take out a day that was said in a word."""
        for at, word in enumerate(self.left):
            before, core, after = _unwrapped(word)
            plain, led_by = core.casefold(), self.left[at - 1].casefold() if at else ""
            on = words.day_word(plain, today=self.today)
            led = led_by in {"on", "last"}
            if on is not None and (led or self._is_a_day(plain, at)):
                again = led_by == "last" and on == self.today
                self.on = on - timedelta(days=7 if again else 0)
                self._take_out(at - led, at + 1, before, after)
                return

    def _take_out(self, start: int, end: int, before: str, after: str) -> None:
        """Leave out words that had been left, but not the punctuation around them."""
        rest = self.left[end:]
        del self.left[start:]
        self._take(end - start, before, after)
        if rest:
            rest[0], self.opened = self.opened + rest[0], ""
        self.left += rest

    def _is_a_day(self, plain: str, at: int) -> bool:
        if plain in {"today", "yesterday"} or plain in _ALWAYS_A_DAY:
            return True
        if at == len(self.left) - 1:
            return True
        return at == 0 and plain not in _SELDOM_A_DAY_AT_THE_START

    def _take(self, count: int, before: str, after: str) -> int:
        """Leave ``count`` words out of the text, but not the punctuation around them."""
        opened = self.opened + before
        pairs = min(len(opened), after.count(")"))
        marks = after.replace(")", "", pairs)
        self.opened = opened[pairs:]
        if marks and self.left:
            self.left[-1] = _joined(self.left[-1], marks)
        return count


def _unwrapped(word: str) -> tuple[str, str, str]:
    """A word without the brackets and marks around it: what is before, itself, what is after."""
    inner = word.lstrip("(")
    core = inner.rstrip(_MARKS)
    return word[: len(word) - len(inner)], core, inner[len(core) :]


def _joined(word: str, marks: str) -> str:
    """A word with the marks of what was taken out after it, but never two in a row."""
    stem = word.rstrip(",;:") if marks[0] in ").!?" else word
    return stem if marks[0] != ")" and stem.endswith(tuple(_MARKS[1:])) else stem + marks


def _quoted(word: str) -> str:
    """A word as a sentence quotes it, the end of a very long one left out."""
    return f"“{word[:_QUOTED_AT_MOST]}{'…' if len(word) > _QUOTED_AT_MOST else ''}”"


def _is_tag(tag: str) -> bool:
    """Letters of any script, with their marks and joiners, digits, - and _; one letter at least."""
    kinds = [unicodedata.category(character) for character in tag]
    fits = all(
        kind[0] in "LMN" or character in "-_\u200c\u200d"
        for kind, character in zip(kinds, tag, strict=True)
    )
    return fits and any(kind[0] == "L" for kind in kinds)


def _without_what_follows(address: str) -> str:
    """An address without the marks and closing brackets that belong to the sentence."""
    while address and (
        address[-1] in _AFTER_A_LINK
        or (
            address[-1] in _BRACKETS
            and address.count(address[-1]) > address.count(_BRACKETS[address[-1]])
        )
    ):
        address = address[:-1]
    return address
