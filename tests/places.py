"""Where the tests find real files: the project's own excerpts, and the large ones beside it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXCERPTS = ROOT / "tests" / "data"
SHARED = ROOT.parent / "shared" / "data"
