"""Goals are alike by their telling words, in whatever language they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.mine.circles.likeness import are_alike, compared, telling_words

ANY_TEXT = st.text(max_size=80)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Read Postgres query plans", "Understand slow queries in Postgres"),
        ("Plan a database migration", "Planning how to migrate databases"),
        ("Hold one-to-ones that people look forward to", "One-to-ones I look forward to"),
        ("Weld a rack for the bicycles", "Welding bicycle frames"),
        ("Aprender a ler planos de consulta no Postgres", "Ler um plano de consulta"),
        ("Gestão de conflitos", "GESTAO DE CONFLITOS na equipa"),
        ("Schweißen mit Aluminium lernen", "Aluminium schweissen"),
        ("Konflikte im Team ansprechen", "Konflikte früh ansprechen"),
    ],
)
def test_these_goals_are_alike(one: str, other: str) -> None:
    assert are_alike(compared(one), compared(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Read Postgres query plans", "Read a control chart before I believe it"),
        ("Learn enough SQL to ask my own questions", "Ask for better tools"),
        ("Aprender a falar em público para todos", "Aprender a soldar para a oficina"),
        ("Mit der neuen Maschine arbeiten", "Mit der neuen Leiterin sprechen"),
        ("Gestão do tempo", "Gestão de conflitos"),
        ("Understand what a carbon account would ask of us", "Understand what a budget would do"),
    ],
)
def test_these_goals_are_not(one: str, other: str) -> None:
    assert not are_alike(compared(one), compared(other))


@pytest.mark.parametrize(
    "words",
    [
        "messe messen messer messing",
        "porta porto portaria",
        "casa casos caso",
        "leite leiter leitung",
        "plan plane planet",
        "conta conto contos",
    ],
)
def test_no_two_words_become_one_that_mean_different_things(words: str) -> None:
    """But for a plural, or an ending that two languages spell alike."""
    kept = compared(words)

    assert len(kept) >= len(words.split()) - 1
    assert not are_alike(compared(words.split(maxsplit=1)[0]), compared(words.split()[1]))


def test_the_words_are_shown_as_they_were_written() -> None:
    assert telling_words("Find out why Monday’s reports are slow") == ("Monday", "reports", "slow")


@given(ANY_TEXT, ANY_TEXT)
def test_likeness_goes_both_ways_and_never_by_one_word(one: str, other: str) -> None:
    first, second = compared(one), compared(other)

    assert are_alike(first, second) == are_alike(second, first)
    assert are_alike(first, first) == (len(first) > 1)
    assert not are_alike(frozenset(list(first)[:1]), second)


@given(ANY_TEXT)
def test_what_is_shown_is_what_is_compared(text: str) -> None:
    shown = telling_words(text)

    assert compared(" ".join(shown)) == compared(text)
    assert len(shown) == len(compared(text))
