"""A plan written as a file is the same plan when it is read back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.core.errors import Invalid
from learnplan.gate.plan_files import key_of, plan_file
from learnplan.gate.plans import plan_from, read_plan
from learnplan.ours.pulse.models import KEY_LIMIT
from learnplan.ours.pulse.plan import Breakdown
from learnplan.ours.pulse.questions import ready_questions

TODAY = date(2026, 11, 23)

texts = st.text(min_size=1, max_size=60)
own = st.fixed_dictionaries(
    {"words": texts, "answers": st.lists(texts, min_size=2, max_size=4, unique=True)}
)
ready = st.fixed_dictionaries(
    {"ready": st.sampled_from(sorted(ready_questions())), "contribution": st.integers(1, 3)}
)
questions = st.lists(own | ready, min_size=1, max_size=8)


@given(
    questions,
    st.sampled_from(["0.01", "0.25", "2"]),
    st.sampled_from([one.value for one in Breakdown]),
)
def test_whatever_can_be_declared_comes_back_from_its_file(
    asked: list[dict[str, object]], epsilon: str, breakdown: str
) -> None:
    said = [{"key": key_of(str(one["words"])), **one} if "words" in one else one for one in asked]
    try:
        plan = plan_from(
            {"period": "2027-Q1", "epsilon": epsilon, "breakdown": breakdown, "questions": said},
            today=TODAY,
        )
    except Invalid:
        return  # no plan, so nothing to write

    again = read_plan(plan_file(plan).encode(), today=TODAY)

    assert again == plan
    assert again.hash == plan.hash


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Is it quiet here?", "is-it-quiet-here"),
        ("  Être à l’aise –  2 fois? ", "etre-a-laise-2-fois"),
        ("静かですか", "question-"),
        ("word " * 20, "word-" * 11 + "word"),
        ("w" * 80, "w" * KEY_LIMIT),
    ],
)
def test_a_key_is_made_of_the_words(words: str, key: str) -> None:
    made = key_of(words)

    assert made.startswith(key)
    assert len(made) <= KEY_LIMIT
    assert made == key_of(words)


def test_words_without_latin_letters_have_keys_of_their_own() -> None:
    assert key_of("静かですか") != key_of("忙しいですか")
