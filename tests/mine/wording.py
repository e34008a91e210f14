"""What a page of Mine says to whoever reads it."""

import re
from html import unescape

_MARKUP = re.compile(r"<[^>]+>")


def words(html: str) -> str:
    """The words of a page's main part, without its markup, as one line."""
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(_MARKUP.sub(" ", main)).split())
