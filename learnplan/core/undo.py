"""Undo: what somebody takes away can come back for a while, and is then gone for good."""

from datetime import timedelta

KEPT_FOR_UNDO = timedelta(days=1)
"""The same everywhere: it is what people are told."""
