"""What other programmes export: Mahara's Leap2A, Org-mode, and bookmarks."""

from datetime import date, time

import pytest

from learnplan.core.errors import Invalid
from learnplan.mine.portability.reading import Reading, read
from tests.mine.portability.logs import TODAY, a_zip, days, keys, only, reading_of, reasons

FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:leap2="http://terms.leapspecs.org/"
    xmlns:categories="http://wiki.leapspecs.org/2A/categories/">
  <leap2:version>http://www.leapspecs.org/2010-07/2A/</leap2:version>
  <id>https://folio.example/export/1</id><title>Export for Ana</title>
  {entries}
</feed>"""
JOURNAL = """
  <entry><title>Ana Silva</title><id>portfolio:person</id><rdf:type rdf:resource="leap2:person"/>
    <content/></entry>
  <entry><title>Learning SQL</title><id>portfolio:artefact1</id><content type="html"/>
    <rdf:type rdf:resource="leap2:selection"/>
    <category term="Blog" scheme="categories:selection_type#"/>
    <link rel="leap2:has_part" href="portfolio:artefact2"/></entry>
  <entry><title>Joins &amp; more</title><id>portfolio:artefact2</id>
    <published>2021-03-05T10:15:00+01:00</published><updated>2021-03-09T10:00:00Z</updated>
    <content type="html">&lt;p&gt;Read &lt;a href="https://x.example/joins"&gt;this&lt;/a&gt;
      and &lt;b&gt;tried&lt;/b&gt; it.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</content>
    <rdf:type rdf:resource="leap2:entry"/>
    <link rel="leap2:is_part_of" href="portfolio:artefact1"/>
    <link rel="leap2:has_attachment" href="portfolio:artefact9"/>
    <category term="databases" scheme="categories:user_defined_tag#"/></entry>
  <entry><title>notes.pdf</title><id>portfolio:artefact9</id><content/>
    <rdf:type rdf:resource="leap2:resource"/>
    <category term="Offline" scheme="categories:resource_type#" label="File"/></entry>"""
PLAN = """
  <entry><title>Become a DBA</title><id>portfolio:artefact20</id>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One day.</p></div></content>
    <rdf:type rdf:resource="leap2:plan"/>
    <link rel="leap2:has_part" href="portfolio:artefact21" leap2:display_order="1"/>
    <link rel="leap2:has_part" href="portfolio:artefact22" leap2:display_order="2"/></entry>
  <entry><title>Read the manual</title><id>portfolio:artefact21</id><content/>
    <rdf:type rdf:resource="leap2:plan"/><leap2:status leap2:stage="completed"/>
    <link rel="leap2:is_part_of" href="portfolio:artefact20"/></entry>
  <entry><title>Sit the exam</title><id>portfolio:artefact22</id><content/>
    <rdf:type rdf:resource="leap2:plan"/><leap2:status leap2:stage="planned"/>
    <leap2:date leap2:point="target">2021-06-30T00:00:00Z</leap2:date>
    <link rel="leap2:is_part_of" href="portfolio:artefact20"/></entry>"""
OUTLINE = """#+FILETAGS: :work:
#+TODO: TODO NEXT | DONE CANCELLED
* 2020
** 2020-03 March
*** 2020-03-05 Thursday
**** Read about joins :sql:
See [[https://x.example/joins][this]].
**** DONE [#A] Wrote a parser
CLOSED: [2020-03-06 Fri 10:00]
:PROPERTIES:
:ID: abc
:END:
:LOGBOOK:
CLOCK: [2020-03-05 Thu 10:00]--[2020-03-05 Thu 11:30] =>  1:30
CLOCK: [2020-03-06 Fri 09:00]--[2020-03-06 Fri 09:45] =>  0:45
:END:
**** TODO Learn Rust
*** 2020-02-30 Sunday
**** Slept
* Meetup <2021-04-01 Thu 18:00-20:00>
* No day at all
"""
BROWSER = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<TITLE>Bookmarks</TITLE><H1>Bookmarks</H1>
<DL><p><DT><H3>Bookmarks bar</H3>
  <DL><p><DT><H3 ADD_DATE="1600000000">SQL</H3>
    <DL><p>
      <DT><A HREF="https://x.example/a" ADD_DATE="1600000000" TAGS="joins,db">Joins &amp; more</A>
      <DD>Worth it
      <DT><A HREF="javascript:alert(1)" ADD_DATE="1600000000">Bookmarklet</A>
    </DL><p>
  <DT><A HREF="https://x.example/b">No date</A>
  <DT><A HREF="https://x.example/c" ADD_DATE="99999999999999">Odd</A>
</DL><p></DL><p>"""
POCKET = """<!DOCTYPE html><html><head><title>Pocket Export</title></head><body>
<h1>Unread</h1><ul>
<li><a href="https://x.example/1" time_added="1500000000" tags="">One</a></li></ul>
<h1>Read Archive</h1><ul>
<li><a href="https://x.example/2" time_added="1500000001" tags="sql,long reads">Two</a></li>
</ul></body></html>"""


def a_portfolio(*entries: str) -> Reading:
    return reading_of(FEED.format(entries="".join(entries)), "leap2a.xml")


def test_a_journal_entry_comes_with_its_words_its_journal_and_its_tags() -> None:
    (entry,) = a_portfolio(JOURNAL).entries

    assert (entry.on, entry.at, entry.what) == (date(2021, 3, 5), time(10, 15), "Joins & more")
    assert entry.thoughts == "Read [this](https://x.example/joins) and **tried** it."
    assert entry.tags == ("Learning SQL", "databases")
    assert [link.address for link in entry.links] == ["https://x.example/joins"]
    assert entry.note == "- Attached: notes.pdf"
    assert entry.is_reflection


def test_a_plan_is_a_goal_and_its_tasks_are_steps() -> None:
    (goal,) = a_portfolio(PLAN).goals

    assert (goal.title, goal.why, goal.achieved) == ("Become a DBA", "One day.", False)
    assert [(step.text, step.done) for step in goal.steps] == [
        ("Read the manual", True),
        ("Sit the exam (by 2021-06-30)", False),
    ]


def test_what_of_a_portfolio_is_no_log_is_listed_with_the_reason() -> None:
    said = reasons(a_portfolio(JOURNAL))

    assert "about a person" in said[1]
    assert len(said) == 1


def test_a_portfolio_comes_in_a_zip_beside_its_files() -> None:
    feed = FEED.format(entries=JOURNAL + PLAN)
    reading = read(a_zip({"leap2a.xml": feed, "files/1/notes.pdf": b"%PDF"}), today=TODAY)

    assert (reading.kind, len(reading.entries), len(reading.goals)) == (
        "a portfolio in Leap2A",
        1,
        1,
    )


@pytest.mark.parametrize(
    ("feed", "why"),
    [
        ('<!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n' + FEED, "unfold"),
        (
            '<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n' + FEED,
            "nothing of it was read",
        ),
        (FEED.replace("{entries}", "<a>" * 150 + "</a>" * 150), "levels deep"),
        (FEED.replace("</feed>", ""), "stops being XML on line"),
    ],
)
def test_a_portfolio_that_is_a_bomb_or_broken_is_refused_in_words(feed: str, why: str) -> None:
    feed = feed.removeprefix('<?xml version="1.0" encoding="utf-8"?>\n').replace("{entries}", "")

    with pytest.raises(Invalid, match=why):
        reading_of(feed, "leap2a.xml")


def test_an_outline_says_when_for_how_long_and_with_which_tags() -> None:
    reading = reading_of(OUTLINE, "journal.org")
    read_on, first, second, meetup = reading.entries

    assert (read_on.on, read_on.what, read_on.tags) == (
        date(2020, 3, 5),
        "Read about joins",
        ("work", "sql"),
    )
    assert read_on.note == "See [this](https://x.example/joins)."
    assert [(one.what, one.on, one.minutes) for one in (first, second)] == [
        ("Wrote a parser", date(2020, 3, 5), 90),
        ("Wrote a parser", date(2020, 3, 6), 45),
    ]
    assert "- Priority: A" in second.note
    assert (meetup.what, meetup.at, meetup.minutes) == ("Meetup", time(18), 120)


def test_what_of_an_outline_was_not_done_or_names_no_day_is_listed() -> None:
    assert list(reasons(reading_of(OUTLINE, "journal.org")).values()) == [
        "It is still to do (TODO), and not something that was done.",
        "“February 30” is not a date: February ended on the 29th in 2020.",
        "It stands under “2020-02-30 Sunday”, which is no day.",
        "It has no date.",
    ]


def test_an_outline_without_states_and_moments_is_a_note_as_before() -> None:
    assert reading_of("* Joins\nSome words.\n", "joins.org").kind == "a note"


def test_a_browsers_bookmarks_come_with_their_folders_as_tags() -> None:
    reading = reading_of(BROWSER, "bookmarks.html")
    (entry,) = reading.entries

    assert (entry.on, entry.what, entry.note) == (date(2020, 9, 13), "Joins & more", "Worth it")
    assert entry.tags == ("SQL", "joins", "db")
    assert [reason.split(" ", 1)[0] for reason in reasons(reading).values()] == [
        "“javascript:”",
        "It",
        "“99999999999999”",
    ]


def test_what_pocket_kept_says_what_was_still_unread() -> None:
    reading = reading_of(POCKET, "ril_export.html")

    assert days(reading) == ["2017-07-14", "2017-07-14"]
    assert [entry.tags for entry in reading.entries] == [("unread",), ("sql", "long reads")]


def test_the_same_page_saved_in_both_is_one() -> None:
    same = '<DT><A HREF="https://x.example/1" ADD_DATE="1500000000">One</A>'

    browser = reading_of(f"<!DOCTYPE NETSCAPE-Bookmark-file-1><DL>{same}</DL>", "bookmarks.html")

    assert keys(browser)[0] == keys(reading_of(POCKET, "ril_export.html"))[0]


def test_another_page_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="neither bookmarks"):
        reading_of("<html><body><p>Hello</p></body></html>", "page.html")


def test_clocks_that_make_no_sense_are_listed() -> None:
    text = "* Read\nCLOCK: [2020-03-05 Thu 10:00]--[2020-03-05 Thu 09:00] =>  1:00\n"

    assert reasons(reading_of(text, "a.org")) == {1: "This clock ends before it begins."}


def test_a_page_may_stand_alone_in_an_outline() -> None:
    assert only(reading_of("* DONE Read <2021-01-02 Sat>\n", "a.org")).what == "Read"
