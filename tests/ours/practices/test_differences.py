"""What is different between two texts, in lines and words; and that nobody makes it slow."""

from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from learnplan.ours.practices.aids import steps_of
from learnplan.ours.practices.differences import Change, differences

TEXTS = st.text(alphabet="ab \n", max_size=60)
ALL = 1_000


def said(before: str, after: str) -> list[str]:
    """Each line that is shown, with what went and came in brackets, as the page does."""
    marks = {Change.GONE: "[−{}−]", Change.CAME: "[+{}+]"}
    return [
        "".join(marks.get(each.change, "{}").format(each.text) for each in line.pieces)
        for line in differences(before, after)
    ]


def test_a_word_that_changed_is_marked_within_its_line() -> None:
    assert said("1. Stop.\n2. Take the rail off.", "1. Stop.\n2. Take the left rail off.") == [
        "1. Stop.",
        "2. Take the [+left +]rail off.",
    ]


def test_lines_that_have_nothing_in_common_are_shown_whole() -> None:
    assert said("Read it aloud.", "Fetch the parts!") == [
        "[−Read it aloud.−]",
        "[+Fetch the parts!+]",
    ]


def test_what_is_far_from_a_change_is_counted_and_not_shown() -> None:
    lines = [str(number) for number in range(20)]

    found = differences("\n".join(lines), "\n".join([*lines[:10], "new", *lines[10:]]))

    assert [line.skipped for line in found if line.change is Change.SKIPPED] == [8, 8]
    assert differences("same", "same") == []


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off_their_differences(before: str, after: str) -> None:
    found = differences(before, after, around=ALL)

    def read(missing: Change) -> list[str]:
        lines = ["".join(p.text for p in ln.pieces if p.change is not missing) for ln in found]
        whole = [ln.change for ln in found]
        return [text for text, change in zip(lines, whole, strict=True) if change is not missing]

    if before.splitlines() != after.splitlines():
        assert read(Change.CAME) == before.splitlines()
        assert read(Change.GONE) == after.splitlines()


def test_texts_made_to_be_slow_are_not() -> None:
    began = perf_counter()

    differences("\n".join(["a b c " * 30] * 100), "\n".join(["b a c " * 30] * 101))
    differences("\n".join("a" * 9_000), "\n".join("ab" * 4_500))

    assert perf_counter() - began < 10


def test_a_job_aid_is_what_was_written_for_it_or_else_the_lists_of_the_text() -> None:
    text = "Before:\n\n1. Read **it** aloud.\n2. Fetch.\n\n- Look."

    assert steps_of("One\n\n  Two  ", text) == ("One", "Two")
    assert steps_of("", text) == ("Read it aloud.", "Fetch.", "Look.")
