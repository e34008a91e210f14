"""Learnplan: workers own the record of their learning; the organisation sees how it performs."""
