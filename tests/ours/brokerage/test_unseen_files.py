"""Files of the same kinds as were seen, written differently; and files that mean no good."""

import json

import pytest

from learnplan.core.errors import Invalid
from learnplan.ours.brokerage.drawing import Sort
from learnplan.ours.brokerage.readers.headings import Part
from tests.ours.brokerage.files import counts, looks, needs, options, read

DEVELOPER = {("Developer", "Senior developer", "Testing", "Advanced")}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.csv",
            "Job title,Grade,Skill,Proficiency\nDeveloper,Senior developer,Testing,Advanced\n",
        ),
        (
            "b.csv",
            "Proficiency;Skill;Grade;Job title\nAdvanced;Testing;Senior developer;Developer\n",
        ),
        (
            "c.tsv",
            (
                "Team's matrix\t\t\t\n\t\t\t\nCAPABILITY\tRole\tSeniority\tRequired level\n"
                "Testing\tDeveloper\tSenior developer\tAdvanced\n"
            ),
        ),
        (
            "d.json",
            json.dumps(
                [
                    {
                        "role": "Developer",
                        "role_level": "Senior developer",
                        "skill": "Testing",
                        "skill_level": "Advanced",
                    }
                ]
            ),
        ),
        (
            "e.yaml",
            (
                "name: X\nroles:\n  - name: Developer\n    levels:\n"
                "      - name: Senior developer\n        skills:\n          Testing: Advanced\n"
            ),
        ),
        (
            "f.yml",
            (
                "skills:\n  - {id: t, name: Testing}\njobs:\n  Developer:\n    grades:\n"
                "      - title: Senior developer\n        requires:\n"
                "          - {skill: t, proficiency: Advanced}\n"
            ),
        ),
    ],
)
def test_a_role_a_level_and_what_it_needs_in_many_shapes(name: str, text: str) -> None:
    assert needs(read(name, text)) == DEVELOPER


@pytest.mark.parametrize(
    "data",
    [
        "Família;Função;Nível da função;Competência;Nível\n"
        "Dados;Analista;Analista sênior;Modelação;Avançado\n".encode("cp1252"),
        "Familia,Puesto,Nivel del rol,Competencia,Nivel\n"
        "Dados,Analista,Analista sênior,Modelação,Avançado\n".encode("utf-16"),
        "\ufeffFamille\tPoste\tNiveau du poste\tCompétence\tNiveau\r\n"
        "Dados\tAnalista\tAnalista sênior\tModelação\tAvançado\r\n".encode(),
    ],
)
def test_other_languages_delimiters_and_encodings(data: bytes) -> None:
    assert needs(read("mapa.csv", data)) == {
        ("Analista", "Analista sênior", "Modelação", "Avançado")
    }


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Stelle;Stufe;Fähigkeit;Soll-Niveau", "Pflegefachkraft;Senior;Anleitung;3"),
        ("Role,Level,Skill,Required level", "Pflegefachkraft,Senior,Anleitung,3"),
        ("Puesto\tNivel\tCompetencia\tNivel requerido", "Pflegefachkraft\tSenior\tAnleitung\t3"),
    ],
)
def test_of_two_levels_the_one_that_is_asked_for_is_the_competencys(
    header: str, cells: str
) -> None:
    assert needs(read("matrix.csv", f"{header}\n{cells}\n")) == {
        ("Pflegefachkraft", "Senior", "Anleitung", "3")
    }


def test_plain_headings_of_further_languages() -> None:
    assert needs(read("nb.csv", "Stilling,Ferdighet,Nivå\nSnekker,Tak,3\n")) == {
        ("Snekker", "Snekker", "Tak", "3")
    }
    (course,) = options(
        read("nl.csv", "Cursus;Aanbieder;Prijs;Duur\nLassen;ROC;€ 250,00;2 dagen\n")
    )
    assert (course["title"], course["provider"], course["price"]) == ("Lassen", "ROC", 250)


def test_a_role_without_levels_of_its_own_is_its_only_level() -> None:
    reading = read("x.csv", "Role,Skill,Level\nNurse,Triage,3\nNurse,Notes,2\n")

    assert needs(reading) == {("Nurse", "Nurse", "Triage", "3"), ("Nurse", "Nurse", "Notes", "2")}


def test_a_wide_table_has_a_column_for_each_level() -> None:
    reading = read(
        "wide.csv",
        "Competency,Area,Level 1 - Novice,Level 2 - Competent,Level 3 - Master\n"
        "Negotiation,People,asks,agrees,\nBudgets,Money,reads,writes,decides\n",
    )

    assert counts(reading, Sort.COMPETENCY, Sort.LEVEL) == [2, 5]
    assert looks(reading)["Budgets", "Level 3 - Master"] == "decides"


def test_a_matrix_has_a_column_for_each_role() -> None:
    reading = read("m.csv", "Skill,Developer,Tester\nCoding,Expert,Basic\nTesting,Basic,Expert\n")

    assert ("Developer", "Developer", "Coding", "Expert") in needs(reading)
    assert len(needs(reading)) == 4


def test_competencies_that_describe_their_own_levels() -> None:
    reading = read(
        "tree.yaml",
        "title: House\nareas:\n  - name: Care\n    skills:\n      - title: Listening\n"
        "        levels:\n          Beginner: Waits.\n          Expert: [Waits, Asks]\n",
    )

    assert looks(reading) == {
        ("Listening", "Beginner"): "Waits.",
        ("Listening", "Expert"): "- Waits\n- Asks",
    }


def test_cards_with_other_keys_and_a_body_in_markdown() -> None:
    reading = read(
        "card.md",
        "---\nrole: Buyer\nseniority: Lead\nskill: Tendering\ntraining:\n"
        "  - '[Tenders, step by step](https://example.org/t), Open School'\n"
        "  - title: Law for buyers\n    url: https://example.org/l\n    provider: Guild\n"
        "    duration: 2 days\n    price: free\n---\n"
        "## Level 1 - Basic\n\n- follows the rules\n\n## Level 3 - Expert\n\n- writes them\n",
    )

    assert needs(reading) == {("Buyer", "Lead", "Tendering", "Expert")}
    first, second = options(reading)
    assert (first["title"], first["provider"]) == ("Tenders, step by step", "Open School")
    assert (second["hours"], second["price"]) == (16, 0)


def test_menus_with_other_headings() -> None:
    (one,) = options(
        read(
            "kurse.csv",
            "Titel;Anbieter;Dauer;Preis;Lien;Competencies\n"
            "Buchhaltung;VHS;3 Tage;1.200,50 €;https://example.org/b;Accounting|Law\n",
        )
    )

    assert (one["provider"], one["hours"], one["price"]) == ("VHS", 24, 1200.5)


def test_columns_that_are_not_clear_are_asked_for_and_read_as_said() -> None:
    table = "Wer,Was,Wie gut\nKoch,Suppen,sehr\n"

    asked = read("rezept.csv", table)
    told = read(
        "rezept.csv",
        table,
        {"Wer": Part.ROLE, "Was": Part.COMPETENCY, "Wie gut": Part.LEVEL},
    )

    assert not asked.sure
    assert list(asked.columns) == ["Wer", "Was", "Wie gut"]
    assert needs(told) == {("Koch", "Koch", "Suppen", "sehr")}


def test_what_contradicts_itself_is_not_guessed() -> None:
    reading = read(
        "x.csv", "Role,Skill,Level\nCook,Soup,Expert\nCook,Salt,Basic\nCook,Soup,Basic\n"
    )

    assert needs(reading) == {("Cook", "Cook", "Salt", "Basic")}
    (row,) = reading.rejected
    assert "Lines 2 and 4 contradict each other" in row.says


def test_rows_that_say_nothing_are_listed_with_their_lines() -> None:
    reading = read("x.csv", 'Role,Skill,Level\n,Soup,Expert\nCook,"two\nlines",Basic\nCook,,,\n')

    assert [(row.line, row.says) for row in reading.rejected] == [(2, "It names no role.")]
    assert ("Cook", "Cook", "two lines", "Basic") in needs(reading)


def test_markup_is_taken_off_and_unsafe_links_are_refused() -> None:
    reading = read(
        "x.csv",
        "Title,Link,Description\n"
        "<b>One</b>,https://example.org/1,<p>Good &amp; cheap</p><script>alert(1)</script>\n"
        "Two,javascript:alert(1),\nThree,data:text/html;base64,\n",
    )

    (one,) = options(reading)
    assert (one["title"], one["summary"]) == ("One", "Good & cheap")
    assert [row.line for row in reading.rejected] == [3, 4]
    links = read(
        "x.md", "## T\n- [a](javascript:alert(1))\n- [b](https://example.org)\n- [c](../x.md)\n"
    )
    assert [one["title"] for one in options(links)] == ["b"]
    assert len(links.rejected) == 2


BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 10)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("bomb.yml", BOMB + "skills: *j\n", "repeats itself"),
        ("deep.yml", "skills: " + "[" * 200 + "]" * 200, "nests more than"),
        (
            "odd.yml",
            "a: !!python/object/apply:os.system [echo]\n",
            "neither competencies nor roles",
        ),
        ("broken.yml", "skills: [\n", "stops being YAML on line"),
        ("wide.csv", ",".join(["Skill"] * 100_001) + "\nx\n", "more than 16,384 columns"),
        ("empty.csv", "\n\n", "empty"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n0000", "a picture"),
        ("words.md", "# Only words\n\nAnd nothing else.\n", "neither a card"),
    ],
)
def test_what_is_no_map_is_refused_in_words(name: str, text: str | bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        read(name, text)
