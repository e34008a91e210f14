"""Where the tests find real files, the project's own and the large ones beside it, and room."""

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXCERPTS = ROOT / "tests" / "data"
SHARED = ROOT.parent / "shared" / "data"

_MEMORY = Path("/dev/shm")
_ENOUGH = 2_000_000_000


def quick_room() -> Path | None:
    """Where databases for a run are kept in memory; None, where there is little of it, is a disk.

    Every commit waits for a disk, and a test makes a dozen.
    """
    there = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)
    return _MEMORY if there and shutil.disk_usage(_MEMORY).free > _ENOUGH else None
