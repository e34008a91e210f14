"""Pages are sent without the indentation that is there for whoever reads the template."""

import re

from jinja2.ext import Extension

_MARGIN = re.compile(r"(<pre\b.*?</pre>)|^[ \t]+", re.DOTALL | re.MULTILINE)


class Unindented(Extension):
    """A seventh of a page is margin. Line ends stay: words stay apart, errors keep their line."""

    def preprocess(
        self,
        source: str,
        name: str | None,
        filename: str | None = None,  # noqa: ARG002 - Jinja gives it
    ) -> str:
        """The template without what stands before each line, but for lines shown as typed."""
        if name is None or not name.endswith(".html"):
            return source
        return _MARGIN.sub(lambda found: found[1] or "", source)
