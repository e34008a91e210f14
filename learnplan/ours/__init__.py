"""Ours: what the organisation shares. Everyone signed in sees the same."""
