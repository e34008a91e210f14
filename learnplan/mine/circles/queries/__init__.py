"""Reads of circles and of what is in them."""
