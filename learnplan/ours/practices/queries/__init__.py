"""Reads of what everyone here sees, and sees the same."""
