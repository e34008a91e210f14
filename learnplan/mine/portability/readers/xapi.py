"""xAPI statements: what a learning system recorded that somebody did.

Source: Experience API 1.0.3, part two (github.com/adlnet/xAPI-Spec).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qs, unquote, urlsplit

from learnplan.core.errors import Invalid
from learnplan.mine.portability.dates import on_calendar, whole_date
from learnplan.mine.portability.readers.durations import minutes_of
from learnplan.mine.portability.readers.json_values import Located
from learnplan.mine.portability.readers.values import (
    Entry,
    Findings,
    Link,
    Options,
    Reading,
    digest,
    key_of,
)

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
GROUPINGS = ("parent", "grouping", "category", "other")
KINDS = (
    ("course", ("course",)),
    ("reading", ("/book", "/chapter", "/article", "/page", "/file", "/read")),
    ("practice", ("assessment", "question", "interaction", "quiz", "simulation", "exercise")),
    ("classroom session", ("meeting", "lecture", "attended", "classroom", "webinar")),
    ("community", ("/conference", "discussion", "forum")),
    ("teaching others", ("/verbs/mentored", "/verbs/taught")),
)
STEMS = frozenset({"index", "watch", "view", "default", "main"})


def is_statement(value: object) -> bool:
    """Whether a JSON value is an xAPI statement."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("verb"), dict)
        and isinstance(value.get("object"), dict)
        and ("actor" in value or "timestamp" in value or "id" in value["verb"])
    )


def statements_in(values: Sequence[Located]) -> list[Located]:
    """Statements without what a learning system's own export wraps around them."""
    return [inner for one in values for inner in _unwrapped(one)]


def _unwrapped(one: Located) -> Iterator[Located]:
    value = _dict(one.value)
    inner = value.get("statement") or value.get("statements") or value.get("data")
    if is_statement(value) or not isinstance(inner, dict | list):
        yield one
    elif isinstance(inner, list):
        yield from (Located(one.line, each) for each in inner)
    else:
        yield from _unwrapped(Located(one.line, inner))


def read_xapi(values: Sequence[Located], member: str, options: Options) -> Reading:
    """Read statements; the same statement twice is one, and a voided one is none."""
    values = statements_in(values)
    findings = Findings(today=options.today, member=member)
    voided = {_target(one.value) for one in values if _voids(one.value)}
    seen: dict[str, str] = {}
    again = 0
    for done, one in enumerate(values, start=1):
        if done % 1000 == 0 or done == len(values):
            options.progress(done, len(values))
        if one.broken or not isinstance(one.value, dict) or not is_statement(one.value):
            why = one.broken or "This is not an xAPI statement: it lacks a verb or an object."
            findings.reject(one.line, _shown(one.value), why)
            continue
        statement = one.value
        written = json.dumps(statement, sort_keys=True)
        said = str(statement.get("id") or digest(written)).casefold()
        if _voids(statement):
            findings.reject(one.line, _shown(statement), "It only takes another statement back.")
        elif said in voided:
            findings.reject(one.line, _shown(statement), "A later statement takes this one back.")
        elif seen.get(said) == written:
            again += 1
        elif said in seen:
            why = "An earlier statement has the same id and says something else."
            findings.reject(one.line, _shown(statement), why)
        else:
            seen[said] = written
            _add(statement, said, one.line, findings)
    if again:
        twice = "1 statement stands" if again == 1 else f"{again:,} statements stand"
        findings.remarks.append(f"{twice} here twice and counted once.")
    return findings.reading("xAPI statements")


def _voids(value: object) -> bool:
    return is_statement(value) and _dict(_dict(value).get("verb")).get("id") == VOIDED


def _target(value: object) -> str:
    return str(_dict(_dict(value).get("object")).get("id")).casefold()


def _add(statement: Mapping[str, object], said: str, line: int, findings: Findings) -> None:
    said_when = statement.get("timestamp") or statement.get("stored") or ""
    when = str(_dict(said_when).get("$date", said_when))  # as MongoDB exports a moment
    found = whole_date(when)
    if found is None or found.year is None:
        why = f"“{when[:80]}” names no day." if when else "It has no timestamp."
        findings.reject(line, _shown(statement), why)
        return
    try:
        on = on_calendar(found, year=found.year)
    except Invalid as why_not:
        findings.reject(line, _shown(statement), str(why_not))
        return
    thing, verb = _dict(statement.get("object")), _dict(statement.get("verb"))
    result, context = _dict(statement.get("result")), _dict(statement.get("context"))
    name, address = name_of(thing), str(thing.get("id") or "")
    duration = str(result.get("duration") or "")
    links = [Link(address=address, title=name), *_surroundings(context)]
    findings.add(
        Entry(
            source_key=key_of("xapi", said),
            member=findings.member,
            line=line,
            on=on,
            at=found.at,
            what=f"{_verb(verb)}: {name}",
            kind=_kind(thing, verb),
            note="\n".join(_note(thing, result)),
            thoughts=str(result.get("response") or "") if _is_prose(result) else "",
            minutes=minutes_of(duration) if duration else None,
            links=tuple(link for link in links if link.address.startswith(("http:", "https:"))),
            with_whom=_people(context),
            remarks=() if statement.get("timestamp") else ("No timestamp; dated by “stored”.",),
        )
    )


def _dict(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:500]


def _in_words(names: object) -> str:
    """A language map in English if it has any, else in its first language."""
    if isinstance(names, str):
        return names
    texts = {str(tag).casefold(): str(text) for tag, text in _dict(names).items() if text}
    english = next((text for tag, text in texts.items() if tag.split("-")[0] == "en"), "")
    return english or next(iter(texts.values()), "")


def name_of(thing: Mapping[str, object]) -> str:
    """What a person would call the thing: its name, or what can be read from its id."""
    given = _in_words(_dict(thing.get("definition")).get("name")) or str(thing.get("name") or "")
    return given or readable(str(thing.get("id") or "")) or "something without a name"


def readable(address: str) -> str:
    """A name from an address: the last words of its path, or which video it is."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    video = parse_qs(parts.query).get("v")
    if video and "youtube" in host:
        return f"YouTube video {video[0]}"
    path = parts.path if parts.netloc else address.partition(":")[2] or address
    steps = [unquote(step) for step in re.split(r"[/#]", f"{path}#{parts.fragment}") if step]
    words = [re.sub(r"[-_+]+", " ", re.sub(r"\.\w{2,5}$", "", step)).strip() for step in steps]
    words = [word for word in words if word and word.casefold() not in STEMS]
    if not words:
        return host or address
    return f"{words[-2]} {words[-1]}" if words[-1].isdigit() and len(words) > 1 else words[-1]


def _verb(verb: Mapping[str, object]) -> str:
    said = _in_words(verb.get("display")) or readable(str(verb.get("id") or "")) or "did"
    return said[:1].upper() + said[1:]


def _kind(thing: Mapping[str, object], verb: Mapping[str, object]) -> str:
    about = f"{_dict(thing.get('definition')).get('type')} {verb.get('id')}".casefold()
    return next((kind for kind, words in KINDS if any(w in about for w in words)), "other")


def _note(thing: Mapping[str, object], result: Mapping[str, object]) -> Iterator[str]:
    description = _in_words(_dict(thing.get("definition")).get("description"))
    if description:
        yield f"{description}\n"
    score = _dict(result.get("score"))
    if "raw" in score:
        yield f"- Score: {score['raw']}" + (f" of {score['max']}" if "max" in score else "")
    elif isinstance(score.get("scaled"), int | float):
        yield f"- Score: {score['scaled']:.0%}"
    for name, yes, no in (
        ("success", "Passed", "Not passed"),
        ("completion", "Completed", "Not completed"),
    ):
        if isinstance(result.get(name), bool):
            yield f"- {yes if result[name] else no}"
    if result.get("response") and not _is_prose(result):
        yield f"- Answer: {result['response']}"


def _is_prose(result: Mapping[str, object]) -> bool:
    """Whether an answer is somebody's own words and not the letter of a choice."""
    return len(str(result.get("response") or "").split()) > 3  # noqa: PLR2004 - words of a sentence


def _surroundings(context: Mapping[str, object]) -> Iterator[Link]:
    around = _dict(context.get("contextActivities"))
    for grouping in GROUPINGS:
        things = around.get(grouping)
        for thing in things if isinstance(things, list) else [things]:
            if isinstance(thing, dict) and thing.get("id"):
                yield Link(address=str(thing["id"]), title=name_of(thing))


def _people(context: Mapping[str, object]) -> str:
    names = (_dict(context.get(role)).get("name") for role in ("instructor", "team"))
    return ", ".join(str(name) for name in names if name)
