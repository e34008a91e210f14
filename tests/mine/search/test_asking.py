"""What somebody types to find something is understood, whatever it is."""

from time import process_time
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from learnplan.mine.search.asking import Asked, Term, asked
from learnplan.mine.search.marking import marked, marked_gist
from learnplan.mine.search.words import folded, indexed


def test_words_phrases_tags_and_what_must_not_be_there() -> None:
    question = asked('slow "invoice query" -bitmap -"full scan" #month-end planner')

    assert question.wanted == (
        Term(words=("slow",)),
        Term(words=("invoice", "query")),
        Term(words=("§month§end",)),
        Term(words=("planner",), unfinished=True),
    )
    assert question.unwanted == (Term(words=("bitmap",)), Term(words=("full", "scan")))


def test_only_the_last_word_may_be_unfinished_and_not_before_its_third_letter() -> None:
    assert asked("post").wanted == (Term(words=("post",), unfinished=True),)
    assert asked("post ").wanted == (Term(words=("post",)),)
    assert asked("po").wanted == (Term(words=("po",)),)
    assert asked('"post"').wanted == (Term(words=("post",)),)
    assert asked("-post").unwanted == (Term(words=("post",)),)


def test_a_word_of_several_parts_is_a_phrase() -> None:
    assert asked("auto_explain").wanted == (Term(words=("auto", "explain"), unfinished=True),)


def test_capitals_and_accents_make_no_difference() -> None:
    assert folded("Führt SQL-Kurse, Ærø ﬁn İstanbul e\u0301te\u0301") == [
        "fuhrt", "sql", "kurse", "ærø", "fin", "istanbul", "ete",
    ]  # fmt: skip
    assert folded("日本語 テスト kana") == [*"日本語テスト", "kana"]


def test_nothing_but_signs_asks_for_nothing() -> None:
    for line in ("", "  ", "***", '"', "-", "#", '-""', "§", "\x1f"):
        assert asked(line) == Asked()


@given(st.text() | st.from_regex(r'[-"#*()^:ANDORNEAR ]{0,30}', fullmatch=True))
def test_any_line_is_understood_and_marks_lose_nothing(line: str) -> None:
    question = asked(line)

    said = "".join(piece.text for piece in marked("Führt “SQL” kurse", question))
    assert said == "Führt “SQL” kurse"
    assert isinstance(marked_gist(line, question), tuple)


def test_what_was_looked_for_is_marked_as_it_is_written() -> None:
    pieces = marked("Die Kürzung: kurz, lang und mit Kurzarbeit", asked("lang kurz"))

    assert [one.text for one in pieces if one.marked] == ["Kürzung", "kurz", "lang", "Kurzarbeit"]


def test_the_part_is_shown_where_the_words_are() -> None:
    text = "much before " * 60 + "the **needle** here " + "much after " * 60

    pieces = marked_gist(text, asked("needle"))

    whole = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.marked] == ["needle"]
    assert whole.startswith("… ")
    assert whole.endswith(" …")
    assert len(whole) < 260


def test_of_what_is_very_long_the_end_is_left_out() -> None:
    words = indexed(uuid4(), ["wörter " * 200_000], [])

    assert len(words.encode()) <= 1_000_000
    assert words.endswith("worter")


def test_what_is_found_in_a_text_with_many_empty_lines_is_shown_as_soon() -> None:
    began = process_time()

    pieces = marked_gist("\n" * 100_000 + "# A needle", asked("needle"))

    assert process_time() - began < 1  # it was minutes
    assert "".join(piece.text for piece in pieces) == "A needle"
