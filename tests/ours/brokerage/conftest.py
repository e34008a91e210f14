"""Whole files are read where they stand beside the project."""

from tests.places import SHARED

collect_ignore = [] if SHARED.is_dir() else ["test_whole_files.py"]
