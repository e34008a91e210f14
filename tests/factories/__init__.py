"""Factories say only what matters to a test, and build through services."""
