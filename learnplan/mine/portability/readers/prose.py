"""Small things of Markdown and reStructuredText that several readers meet."""

import re
from collections.abc import Iterator

from learnplan.mine.portability.readers.values import Link, one_line

MARKDOWN_LINK = re.compile(
    r"!?\[(?P<title>(?:[^\[\]\n]|\[[^\[\]\n]*\])*)\]\(\s*<?(?P<url>[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)>?(?:\s+[\"'(][^)]*)?\s*\)"
)
RST_LINK = re.compile(r"`(?P<title>[^`\n]*?(?:\n[^`\n]*?)?)\s*<(?P<url>[^`<>\s]+)>`__?")
BARE = re.compile(r"(?<![\w/\"'=(<\[])<?(?P<url>https?://[^\s<>\"'`|]+)", re.IGNORECASE)
HTML_LINK = re.compile(
    r"<a\s[^<>]*?href\s*=\s*[\"'](?P<url>[^\"']+)[\"'][^<>]*>(?P<title>.{0,500}?)</a>",
    re.IGNORECASE | re.DOTALL,
)
IN_BRACKETS = re.compile(r"\[(?P<title>[^\[\]()\n]*)\(\s*(?P<url>https?://[^\s()]+)\s*\)\]?")
ANY_LINK = re.compile(
    "|".join(
        re.sub(r"\?P<(\w+)>", rf"?P<\g<1>{at}>", pattern.pattern)
        for at, pattern in enumerate((MARKDOWN_LINK, RST_LINK, HTML_LINK, IN_BRACKETS))
    ),
    re.IGNORECASE,
)
LITERAL = re.compile(r"``([^`\n]+)``")
EMPHASIS = re.compile(r"[*`~]{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w)")
TAG = re.compile(r"</?[a-zA-Z][^<>\n]*>")


def links_in(text: str) -> Iterator[Link]:
    """Every address that a text points to on the web, with its title, in order."""
    places: list[tuple[int, Link]] = []
    for match in ANY_LINK.finditer(text):
        named = {name: value for name, value in match.groupdict().items() if value is not None}
        url = next(value for name, value in named.items() if name.startswith("url"))
        title = next((value for name, value in named.items() if name.startswith("title")), "")
        if url.lower().startswith(("http://", "https://", "mailto:", "ftp://")):
            places.append((match.start(), Link(address=url, title=_plain(title))))
    for match in BARE.finditer(ANY_LINK.sub(lambda link: " " * len(link[0]), text)):
        url = match["url"].rstrip(".,;:!?*_]")
        url = url if url.count("(") >= url.count(")") else url.rstrip(")")
        places.append((match.start(), Link(address=url)))
    return iter([link for _, link in sorted(places, key=lambda place: place[0])])


def without_links(text: str) -> str:
    """The words that are left when links are taken out."""
    return BARE.sub(" ", ANY_LINK.sub(" ", text))


def markdown_of(text: str) -> str:
    """The few things that reStructuredText writes differently, as Markdown writes them."""
    linked = RST_LINK.sub(lambda link: f"[{_plain(link['title'])}]({link['url']})", text)
    return LITERAL.sub(r"`\1`", linked)


def plain_of(text: str) -> str:
    """A heading or a title without its emphasis, links and tags."""
    flat = ANY_LINK.sub(_title_of, text)
    return one_line(EMPHASIS.sub("", TAG.sub(" ", flat))).strip()


def _title_of(match: re.Match[str]) -> str:
    titles = (value for name, value in match.groupdict().items() if name.startswith("title"))
    return next((title for title in titles if title is not None), "")


def _plain(title: str) -> str:
    return one_line(EMPHASIS.sub("", TAG.sub(" ", title)))
