"""Lessons that people told everyone on purpose: what happened, and what the next one may need."""
