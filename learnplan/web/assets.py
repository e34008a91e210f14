"""Static files: one address for each state of the folder, kept for ever, sent compressed."""

import gzip
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from mimetypes import guess_type
from pathlib import Path

from flask import Blueprint, Response, request, url_for

from learnplan.config import ROOT
from learnplan.core.errors import NotFound
from learnplan.web.doors import open_to_anybody

STATIC = ROOT / "static"
STYLES = ("reset", "tokens", "base", "layout", "parts", "pages")
ALL_STYLES = "css/all.css"
SCRIPTS = ("waiting", "offline", "app")
ALL_SCRIPTS = "js/all.js"
FOR_EVER = "public, max-age=31536000, immutable"
WORTH_PACKING = ("text/", "application/json", "image/svg", "application/javascript")

_COMMENTS_AND_MARGINS = re.compile(r"/\*.*?\*/|^\s+", re.DOTALL | re.MULTILINE)
_TAKEN_FROM_EACH_OTHER = re.compile(
    rf'^import .* from "\./(?:{"|".join(SCRIPTS)})\.js";\n', re.MULTILINE
)

bp = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file as it is sent."""

    kind: str
    plain: bytes
    packed: bytes | None


@cache
def _files() -> dict[str, Path]:
    """Every static file by its name. A name that is not here is not sent, whatever it says."""
    paths = (path for path in sorted(STATIC.rglob("*")) if path.is_file())
    return {path.relative_to(STATIC).as_posix(): path for path in paths}


@cache
def fingerprint() -> str:
    """A short hash of every static file: when one changes, all addresses do."""
    digest = hashlib.sha256()
    for name, path in _files().items():
        digest.update(name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def load(name: str) -> Asset:
    """The file called ``name`` below ``static/``, compressed once where that is worth it.

    Raises:
        NotFound: there is none.
    """
    if name == ALL_STYLES:
        plain = _together("css", STYLES, without=_COMMENTS_AND_MARGINS)
    elif name == ALL_SCRIPTS:
        plain = _together("js", SCRIPTS, without=_TAKEN_FROM_EACH_OTHER)
    elif name in _files():
        plain = _files()[name].read_bytes()
    else:
        raise NotFound("There is no such file.")
    kind = guess_type(name)[0] or "application/octet-stream"
    packed = gzip.compress(plain, 9, mtime=0) if kind.startswith(WORTH_PACKING) else None
    return Asset(kind, plain, packed)


def _together(kind: str, names: Iterable[str], *, without: re.Pattern[str]) -> bytes:
    """Files that every page has, as one: a request less for each, and smaller when packed."""
    texts = ((STATIC / kind / f"{name}.{kind}").read_text("utf-8") for name in names)
    return without.sub("", "".join(texts)).encode()


def asset(name: str) -> str:
    """The address of a static file, for templates."""
    return _address(request.script_root, name)


@cache
def _address(_wing: str, name: str) -> str:
    """Worked out once for each wing: every icon of every page asks."""
    return url_for("assets.send", version=fingerprint(), name=name)


@bp.get("/static/<version>/<path:name>")
@open_to_anybody
def send(version: str, name: str) -> Response:
    """Send a static file; an address from before an update still gets today's file, unkept."""
    file = load(name)
    response = Response(file.plain, mimetype=file.kind)
    if file.packed is not None and request.accept_encodings["gzip"]:
        response.set_data(file.packed)
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOR_EVER if version == fingerprint() else "no-cache"
    return response
