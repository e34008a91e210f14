"""What the forms of the room have in common."""

from wtforms.validators import Length

LONGEST_NUMBER = 9
"""Digits: what a database can keep."""


def at_most(limit: int) -> Length:
    """That no more than ``limit`` characters are typed."""
    return Length(max=limit, message=f"Use at most {limit:,} characters here.")


def number(text: object) -> int | None:
    """A number that a form carried along; None where it carried none."""
    said = str(text)
    return int(said) if said.isdecimal() and len(said) <= LONGEST_NUMBER else None
