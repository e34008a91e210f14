"""What a page of Mine says to whoever reads it."""

import re
from html import unescape

_MARKUP = re.compile(r"<[^>]+>")


def words(html: str) -> str:
    """The words of a page's main part, without its markup, as one line."""
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(_MARKUP.sub(" ", main)).split())


def what_is_shown(html: str) -> str:
    """The article on a page that a reader, or its owner who previews it, is shown; to the byte."""
    article = html[html.index("<article") : html.index("</article>")]
    return article.partition(">")[2]
