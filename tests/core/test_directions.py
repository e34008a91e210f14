"""People's words turn nothing that stands beside them, whichever way they run."""

import pytest

from learnplan.core.directions import isolated

LEFT, RIGHT, OVER, POP = "\u2068", "\u2067", "\u202e", "\u2069"


@pytest.mark.parametrize(
    ("said", "apart"),
    [
        ("Kept “as it is”, naïve or not.", "Kept “as it is”, naïve or not."),
        (f"Saved as “a{OVER}b”. Only you.", f"Saved as “{LEFT}a{OVER}b{POP}”. Only you."),
        (f"a{OVER}b", f"{LEFT}a{OVER}b{POP}"),
        (f"“a{RIGHT}b” and more", f"“{LEFT}a{RIGHT}b{POP}{POP}” and more"),
        (f"“a{POP}b{OVER}” and more", f"“{LEFT}ab{OVER}{POP}” and more"),
        ("“שלום” 3 days", f"“{LEFT}שלום{POP}” 3 days"),
        ("שלום", "שלום"),
        (f"{OVER}a “b{OVER}”", f"{LEFT}{OVER}a “{LEFT}b{OVER}{POP}”{POP}"),
    ],
)
def test_what_turns_ends_where_the_words_do(said: str, apart: str) -> None:
    assert isolated(said) == apart
    assert isolated(apart).count(POP) == sum(isolated(apart).count(each) for each in (LEFT, RIGHT))
