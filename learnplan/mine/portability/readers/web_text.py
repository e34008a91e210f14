"""Web pages and pieces of them as the Markdown that a log keeps."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from html.parser import HTMLParser

BLOCKS = frozenset(
    {
        *("address", "article", "blockquote", "dd", "div", "dl", "dt", "fieldset", "figure"),
        *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav"),
        *("ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
BEGINNINGS = {"blockquote": "> ", "hr": "---\n\n"} | {f"h{n}": "#" * n + " " for n in range(1, 7)}
SILENT = frozenset({"script", "style", "template"})
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "s": "~~", "del": "~~"}
OPENABLE = ("http://", "https://", "mailto:")
SPACES = re.compile(r"[ \t\r\n\f]+")
GAPS = re.compile(r"\n{3,}")


class Markdown:
    """Put together from the tags and words of a page, in their order; ``text`` is all of it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._silent = 0
        self._lists: list[int | None] = []
        self._links: list[str] = []

    def open(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag begins."""
        if tag in SILENT:
            self._silent += 1
        elif tag == "br":
            self._parts.append("\n")
        elif tag == "li":
            self._item()
        elif tag in {"ul", "ol"}:
            self._lists.append(0 if tag == "ol" else None)
            self._gap()
        elif tag in BLOCKS:
            self._gap()
            self._parts.append(BEGINNINGS.get(tag, ""))
        elif tag == "a":
            address = attributes.get("href", "")
            self._links.append(address if address.lower().startswith(OPENABLE) else "")
            self._parts.append("[" if self._links[-1] else "")
        elif tag == "img" and attributes.get("alt"):
            self._parts.append(attributes["alt"])
        else:
            self._parts.append(MARKS.get(tag, ""))

    def close(self, tag: str) -> None:
        """A tag ends; one that never began is as if it did not."""
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in {"ul", "ol"}:
            if self._lists:
                self._lists.pop()
            self._gap()
        elif tag in BLOCKS:
            self._gap()
        elif tag == "a" and self._links:
            address = self._links.pop()
            self._parts.append(f"]({address})" if address else "")
        else:
            self._parts.append(MARKS.get(tag, ""))

    def say(self, words: str) -> None:
        """Words between tags."""
        if not self._silent:
            self._parts.append(SPACES.sub(" ", words))

    @property
    def text(self) -> str:
        """All of it, with one empty line between paragraphs."""
        lines = (line.strip() for line in "".join(self._parts).split("\n"))
        return GAPS.sub("\n\n", "\n".join(lines)).strip()

    def _item(self) -> None:
        self._parts.append("\n")
        count = self._lists[-1] if self._lists else None
        if count is None:
            self._parts.append("- ")
        else:
            self._lists[-1] = count + 1
            self._parts.append(f"{count + 1}. ")

    def _gap(self) -> None:
        self._parts.append("\n\n")


class Tags(HTMLParser):
    """Walks a page and tells of its tags and words; ``line`` is where it is."""

    def __init__(
        self,
        opened: Callable[[str, Mapping[str, str]], None],
        closed: Callable[[str], None],
        said: Callable[[str], None],
    ) -> None:
        super().__init__(convert_charrefs=True)
        self._opened, self._closed, self._said = opened, closed, said

    @property
    def line(self) -> int:
        """The line it is on, from 1."""
        return self.getpos()[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        self._opened(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        self._closed(tag)

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        self._said(data)

    def walk(self, page: str) -> None:
        """Go over the whole page.

        After its last ``>`` no tag can end, so words stand there, whatever is in them. Python's
        parser would look for the end of each tag to the end of the page, which takes for ever.
        """
        tags_end = page.rfind(">") + 1
        self.feed(page[:tags_end])
        self.close()
        if tags_end < len(page):
            self._said(unescape(page[tags_end:]))


def markdown_of_page(page: str) -> str:
    """A piece of HTML as Markdown."""
    written = Markdown()
    Tags(written.open, written.close, written.say).walk(page)
    return written.text
