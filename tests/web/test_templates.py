"""What templates settle while they are compiled, and that they escape what people wrote."""

from uuid import UUID

import pytest
from flask import Flask
from markupsafe import Markup, escape

from learnplan.web.drawings import icon
from learnplan.web.templates import written


class Words(str):
    """A text that somebody wrote, of a kind of its own."""

    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        "<script>alert('x')</script> & \"more\"",
        Words("<b>"),
        Markup("<b>ours</b>"),
        UUID(int=7),
        8,
        None,
    ],
)
def test_a_value_is_escaped_as_ever(value: object) -> None:
    assert written(value) == escape(value)


@pytest.mark.parametrize(
    "template",
    [
        "{{ words }}",
        "{{ words ~ 1 }}",
        "{{ [words, words] | join }}",
        "{% macro said() %}{{ caller() }}{% endmacro %}{% call said() %}{{ words }}{% endcall %}",
        "{% set kept %}<i>{{ words }}</i>{% endset %}{{ kept }}",
        "{% filter upper %}{{ words }}{% endfilter %}",
        "{% block shown %}{{ words }}{% endblock %}{{ self.shown() }}",
    ],
)
def test_what_people_wrote_is_escaped_once_wherever_it_stands(app: Flask, template: str) -> None:
    shown = app.jinja_env.from_string(template).render(words="<b>").casefold()

    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown
    assert "&amp;" not in shown


def test_drawings_and_addresses_are_there_when_a_template_is_compiled(app: Flask) -> None:
    compiled = app.jinja_env.compile(
        "{{ icon('lock') }}{{ mine_url('/log/') }}{{ ours_url('/a&b' ~ 1) }}", raw=True
    )
    shown = app.jinja_env.from_string(
        "{{ icon('lock') }}<a href=\"{{ mine_url('/log/') }}\">{{ ours_url('/a&b') }}</a>"
        "{% set later = mine_url(where) %}{{ later }}{{ icon(sign) }}"
    ).render(where="/plan/", sign="users")

    assert "</svg>/log//org/a&amp;b" in compiled
    assert shown == (f'{icon("lock")}<a href="/log/">/org/a&amp;b</a>/plan/{icon("users")}')
