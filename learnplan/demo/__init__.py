"""Northwind, the demonstration: a few dozen people, two years of figures, some records."""

from learnplan.demo.northwind import make

__all__ = ["make"]
