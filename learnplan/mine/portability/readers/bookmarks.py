"""Bookmarks: what a browser exports, and what Pocket did.

A browser writes what Microsoft describes as the "Netscape Bookmark File Format": nested lists
``<DL>``, a folder's name in ``<H3>``, a bookmark in ``<A>`` with ``ADD_DATE`` in seconds. Pocket
wrote ``ril_export.html``: the headings Unread and Read Archive, each over one list of
``<a time_added="…" tags="…">``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from learnplan.core.errors import Invalid
from learnplan.mine.portability.readers.values import (
    Entry,
    Findings,
    Link,
    Options,
    Reading,
    key_of,
    one_line,
)
from learnplan.mine.portability.readers.web_text import Tags

NETSCAPE = re.compile(r"<!doctype\s+netscape-bookmark-file", re.IGNORECASE)
POCKET = re.compile(r"<title>\s*pocket export\s*</title>|\btime_added\s*=", re.IGNORECASE)
LOOKED_AT = 20_000
"""How many characters of a page say what it is."""
UNREAD = "unread"
ROOTS = frozenset(
    {"bookmarks bar", "bookmarks toolbar", "bookmarks menu", "other bookmarks", "favorites bar"}
)
"""Folders that a browser makes by itself; their names say nothing about what is in them."""
MICROSECONDS = 10**14
MILLISECONDS = 10**11
EARLIEST, LATEST = 1970, 2200
IN_UTC = "A bookmark says its moment in seconds; its day is the one it was in UTC."


def is_bookmarks(text: str) -> bool:
    """Whether a page is somebody's bookmarks, from a browser or from Pocket."""
    beginning = text[:LOOKED_AT]
    return NETSCAPE.search(beginning) is not None or (
        POCKET.search(beginning) is not None and "<li" in beginning.lower()
    )


def read_bookmarks(text: str, member: str, options: Options) -> Reading:
    """Every page that was saved, on the day it was; folders and tags are its tags.

    Raises:
        Invalid: there are more than one import takes.
    """
    shelf = _Shelf(member, options)
    shelf.tags = Tags(shelf.open, shelf.close, shelf.say)
    shelf.tags.walk(text)
    shelf.put_down()
    if shelf.findings.entries:
        shelf.findings.remarks.append(IN_UTC)
    pocket = NETSCAPE.search(text[:LOOKED_AT]) is None
    return shelf.findings.reading("pages saved in Pocket" if pocket else "bookmarks of a browser")


@dataclass(kw_only=True, slots=True)
class _Saved:
    line: int
    attributes: Mapping[str, str]
    folders: tuple[str, ...]
    words: str = ""
    note: str = ""


class _Shelf:
    """What has been found so far, and where in the folders we are."""

    tags: Tags

    def __init__(self, member: str, options: Options) -> None:
        self.findings = Findings(today=options.today, member=member)
        self._options = options
        self._folders: list[str] = []
        self._next_folder = ""
        self._saved: _Saved | None = None
        self._heading: list[str] | None = None
        self._in_link = self._in_note = False

    def open(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in {"a", "h1", "h3", "dt", "dl", "li"}:
            self.put_down()
        if tag == "a":
            self._saved = _Saved(
                line=self.tags.line,
                attributes=attributes,
                folders=tuple(name for name in self._folders if name),
            )
            self._in_link = True
        elif tag in {"h1", "h3"}:
            self._heading = []
        elif tag == "dl":
            self._folders.append(self._next_folder)
            self._next_folder = ""
        elif tag == "dd":
            self._in_note = True

    def close(self, tag: str) -> None:
        if tag == "a":
            self._in_link = False
        elif tag in {"h1", "h3"} and self._heading is not None:
            name, self._heading = one_line("".join(self._heading)), None
            if tag == "h3":
                self._next_folder = "" if name.casefold() in ROOTS else name
            else:
                self._folders = [UNREAD] if name.casefold() == UNREAD else []
        elif tag == "dl":
            self.put_down()
            if self._folders:
                self._folders.pop()

    def say(self, words: str) -> None:
        if self._heading is not None:
            self._heading.append(words)
        elif self._saved is not None and self._in_link:
            self._saved.words += words
        elif self._saved is not None and self._in_note:
            self._saved.note += words

    def put_down(self) -> None:
        saved, self._saved, self._in_note = self._saved, None, False
        if saved is None:
            return
        address = saved.attributes.get("href", "").strip()
        shown = one_line(f"{saved.words} {address}")
        if not address:
            self.findings.reject(saved.line, shown, "This bookmark has no address.")
            return
        if not address.lower().startswith(("http://", "https://")):
            kind = address.partition(":")[0][:20]
            self.findings.reject(saved.line, shown, f"“{kind}:” is not the address of a page.")
            return
        said = saved.attributes.get("add_date") or saved.attributes.get("time_added") or ""
        try:
            moment = _moment(said)
        except Invalid as why:
            self.findings.reject(saved.line, shown, str(why))
            return
        on = moment.date() if moment else self._options.undated_on
        if on is None:
            self.findings.undated += 1
            self.findings.reject(saved.line, shown, "It has no date.")
            return
        self.findings.add(
            Entry(
                source_key=key_of("bookmark", address, said),
                member=self.findings.member,
                line=saved.line,
                on=on,
                at=moment.time() if moment else None,
                what=one_line(saved.words) or address,
                kind="reading",
                note=saved.note.strip(),
                tags=(*saved.folders, *saved.attributes.get("tags", "").split(",")),
                links=(Link(address=address, title=one_line(saved.words)),),
                remarks=() if moment else ("It has no date; you gave it this one.",),
            )
        )
        done = len(self.findings.entries)
        if done % 1000 == 0:
            self._options.progress(done, 0)


def _moment(said: str) -> datetime | None:
    """The moment an attribute says, in seconds, milliseconds or microseconds; None for nothing.

    Raises:
        Invalid: it says something that is no moment.
    """
    if said.strip() in {"", "0"}:
        return None
    wrong = Invalid(f"“{said[:40]}” does not say when it was saved.")
    if not said.strip().isdecimal() or len(said) > 20:  # noqa: PLR2004 - far from any moment
        raise wrong
    count = int(said)
    unit = 10**6 if count > MICROSECONDS else 10**3 if count > MILLISECONDS else 1
    try:
        moment = datetime.fromtimestamp(count // unit, UTC)
    except (OverflowError, ValueError, OSError) as far_away:
        raise wrong from far_away
    if not EARLIEST <= moment.year <= LATEST:
        raise wrong
    return moment.replace(tzinfo=None)
