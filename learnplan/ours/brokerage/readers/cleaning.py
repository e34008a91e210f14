"""Words, links, prices and lengths as files hold them, made fit to keep and to show."""

import html
import re
from urllib.parse import urlsplit

import nh3

from learnplan.core.errors import Invalid
from learnplan.ours.brokerage.words import (
    LINK_LIMIT,
    SUMMARY_LIMIT,
    OptionKind,
    OptionNeed,
    plain,
)

MARKUP = re.compile(r"</?[a-zA-Z!][^<>]*>|&#?\w+;")
BREAKS = re.compile(r"<br\s*/?>|</(?:p|div|tr|h[1-6]|dd|dt|ul|ol)\s*>", re.IGNORECASE)
ITEMS = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
ANCHOR = re.compile(
    r"<a\s[^<>]*?href\s*=\s*(?P<mark>[\"'])(?P<url>.*?)(?P=mark)[^<>]*>(?P<title>.*?)</a\s*>",
    re.IGNORECASE | re.DOTALL,
)
NOTHING_SAID = frozenset(
    {
        *("not in use", "n/a", "na", "none", "-", "–", "—", "tbc", "tbd", "nil", "null", "?", "."),
        *("not applicable", "not defined", "not used", "not required", "no aplica", "keine"),
        *("this skill level is currently not defined.", "currently not defined", "unused"),
    }
)
FREE = re.compile(
    r"\b(?:free|gratis|gratuito|gratuit|kostenlos|no cost|no charge)\b", re.IGNORECASE
)
NUMBER = re.compile(r"\d[\d.,’' \u00a0]*")
HOURS_IN = {
    "minute": 1 / 60,
    "hour": 1.0,
    "day": 8.0,
    "week": 40.0,
    "month": 160.0,
}
LENGTH = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>minutes?|mins?|hours?|hrs?|h|days?|d|weeks?|wks?|w"
    r"|months?|m|horas?|heures?|stunden?|std|días?|dias?|jours?|tage?)\b\.?",
    re.IGNORECASE,
)
CLOCK = re.compile(r"(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d)(?::[0-5]\d)?")
UNITS = {"m": "minute", "h": "hour", "s": "hour", "d": "day", "j": "day", "t": "day", "w": "week"}
KINDS: tuple[tuple[str, OptionKind], ...] = (
    (r"mentor|coach", OptionKind.MENTOR),
    (r"shadow", OptionKind.SHADOWING),
    (r"job aid|checklist|cheat ?sheet|template|reference card|quick reference", OptionKind.JOB_AID),
    (r"circle|community|meet-?up|study group|study pair|user group", OptionKind.CIRCLE),
    (
        (
            r"classroom|workshop|in[- ]person|face[- ]to[- ]face|seminar|live, virtual|bootcamp"
            r"|presencial"
        ),
        OptionKind.CLASSROOM,
    ),
    (r"\bbooks?\b|e-?book|livro|libro|livre\b|\bbuch", OptionKind.BOOK),
    (r"video|movie|film|\btalk\b|lecture|webinar|podcast|youtube\.com|youtu\.be", OptionKind.VIDEO),
    (
        r"course|curso|cours\b|kurs|mooc|e-?learning|certificat|degree|self-paced|training|tutorial",
        OptionKind.COURSE,
    ),
    (r"article|blog|\bpaper\b|newspaper|page_facing_up|scroll|guide|website", OptionKind.ARTICLE),
    (r"virtual|hybrid|synchronous|online", OptionKind.COURSE),
)

TITLED = frozenset(
    {OptionKind.COURSE, OptionKind.CLASSROOM, OptionKind.BOOK, OptionKind.VIDEO, OptionKind.JOB_AID}
)


def words(text: str, limit: int = SUMMARY_LIMIT) -> str:
    """Text as people read it: no markup, no entities, lines kept, and no longer than may be.

    Raises:
        Invalid: it is longer than ``limit``.
    """
    if "<" in text or "&" in text:
        text = _without_markup(text)
    text = UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (" ".join(line.split(" ")).rstrip() for line in text.replace("\u00a0", " ").split("\n"))
    said = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if len(said) > limit:
        raise Invalid(f"“{said[:40]}…” is longer than {limit:,} characters.")
    return said


def line(text: str, limit: int = SUMMARY_LIMIT) -> str:
    """The same, on one line."""
    return " ".join(words(text, limit).split())


def says_nothing(text: str) -> bool:
    """Whether a cell only says that there is nothing in it, such as NOT IN USE."""
    return plain(text) in NOTHING_SAID


def said(text: str) -> str:
    """What a cell says; nothing where it only says so."""
    return "" if says_nothing(text) else text


def link(address: str) -> str:
    """An address of the web that is safe to follow.

    Raises:
        Invalid: it is of another kind, such as ``javascript:``, or too long.
    """
    address = html.unescape(address).strip().strip("<>")
    if not address:
        return ""
    if address.casefold().startswith("www."):
        address = f"https://{address}"
    try:
        scheme, netloc = urlsplit(address)[:2]
    except ValueError:
        scheme = netloc = ""
    sound = (scheme in {"http", "https"} and netloc) or scheme == "mailto"
    if not sound or re.search(r"[\s\x00-\x1f\x7f]", address):
        raise Invalid(f"“{address[:80]}” is not an address of the web.")
    if len(address) > LINK_LIMIT:
        raise Invalid(f"An address has at most {LINK_LIMIT:,} characters.")
    return address


def kind_of(*hints: str) -> OptionKind:
    """What an option is, by the first of these hints that says so."""
    for hint in hints:
        told = plain(hint)
        for pattern, kind in KINDS:
            if told and (told == kind.value or re.search(pattern, told)):
                return kind
    return OptionKind.OTHER


def kind_of_title(title: str) -> OptionKind:
    """What an option is, where its own title says it plainly."""
    kind = kind_of(title)
    return kind if kind in TITLED else OptionKind.OTHER


def need_of(text: str) -> OptionNeed | None:
    """Whether an option is for just in time or just in case, where a cell says so."""
    told = plain(text).replace("-", " ")
    return next((need for need in OptionNeed if need.value in told), None)


def price_of(text: str) -> float | None:
    """What an option costs at least, in whatever currency; 0 where it is free."""
    if FREE.search(text):
        return 0.0
    number = NUMBER.search(text)
    if number is None:
        return None
    figure = re.sub(r"[ ’'\u00a0]", "", number[0]).rstrip(".,")
    if re.search(r"[.,]\d{3}$", figure) or figure.count(",") + figure.count(".") > 1:
        whole, _, cents = figure, "", ""
        ending = re.search(r"[.,](\d{1,2})$", figure)
        if ending:
            whole, cents = figure[: ending.start()], ending[1]
        return float(f"{re.sub('[.,]', '', whole)}.{cents or 0}")
    return float(figure.replace(",", "."))


def hours_of(text: str) -> float | None:
    """How long an option takes, in hours; a bare number is hours, a day has 8, a week 40."""
    clock = CLOCK.fullmatch(text.strip())
    if clock is not None:
        return int(clock["hours"]) + int(clock["minutes"]) / 60
    found = list(LENGTH.finditer(text))
    if not found:
        bare = re.fullmatch(r"\s*\d+(?:[.,]\d+)?\s*", text)
        return float(bare[0].replace(",", ".")) if bare else None
    return sum(
        float(one["number"].replace(",", ".")) * HOURS_IN[_unit(one["unit"])] for one in found
    )


def _unit(word: str) -> str:
    word = word.casefold()
    return "month" if word.startswith("month") else UNITS[word[0]]


def _without_markup(text: str) -> str:
    if not MARKUP.search(text):
        return text
    broken = ITEMS.sub("\n- ", BREAKS.sub("\n", text))
    return html.unescape(nh3.clean(broken, tags=set()))
