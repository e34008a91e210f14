"""Static files: named by what is in them, compressed, and nothing else of the machine."""

import gzip
import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import Client

from learnplan.web import assets
from tests.factories.people import a_worker
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

pytestmark = only_on_sqlite  # files are in no database
Visit = Callable[..., Visitor]
NOT_FILES = (
    "../pyproject.toml",
    "css/../../pyproject.toml",
    "..%2f..%2fpyproject.toml",
    "%2e%2e/%2e%2e/etc/passwd",
    "..\\..\\pyproject.toml",
    "//etc/passwd",
    "%2fetc%2fpasswd",
    "css",
    "css/",
    ".",
    "css/../css/base.css",
    "a" * 5000,
    "caf%C3%A9.css",
    "%ff.css",
)


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return assets.asset(name)


def test_a_file_at_its_own_address_is_kept_for_ever(app: Flask) -> None:
    client = Client(app)

    now = client.get(address(app, "css/all.css"))
    from_before = client.get("/static/0123456789ab/css/all.css")

    assert now.status_code == from_before.status_code == 200
    assert now.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert from_before.headers["Cache-Control"] == "no-cache"
    assert now.data == from_before.data
    assert now.mimetype == "text/css"


def test_all_styles_come_as_one_file_in_their_order_without_their_comments(app: Flask) -> None:
    together = Client(app).get(address(app, "css/all.css")).text

    written = "".join(
        (assets.STATIC / "css" / f"{name}.css").read_text("utf-8") for name in assets.STYLES
    )
    said = re.sub(r"/\*.*?\*/", "", written, flags=re.DOTALL)
    assert together.split() == said.split()
    assert "/*" not in together
    assert len(together) < len(written) * 0.9


def test_the_scripts_of_every_page_come_as_one_that_fetches_no_other(app: Flask) -> None:
    together = Client(app).get(address(app, "js/all.js")).text

    for name in assets.SCRIPTS:
        written = (assets.STATIC / "js" / f"{name}.js").read_text("utf-8")
        assert written.rpartition('.js";\n')[2] in together
    assert not re.findall(r"^import ", together, re.MULTILINE)
    declared = re.findall(
        r"^(?:export )?(?:async )?(?:const|function) (\w+)", together, re.MULTILINE
    )
    assert len(declared) == len(set(declared))  # in one module a name means one thing


def test_text_is_sent_compressed_to_who_can_read_it(app: Flask) -> None:
    client, script = Client(app), address(app, "js/all.js")

    packed = client.get(script, headers={"Accept-Encoding": "gzip, br"})
    plain = client.get(script)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"


def test_a_file_for_everybody_carries_nobodys_cookie(visit: Visit) -> None:
    visitor = visit(a_worker())

    answer = visitor.client.get(address(visitor.app, "css/all.css"))

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers["Vary"]


def test_both_wings_name_files_alike(app: Flask) -> None:
    there = assets.fingerprint()

    answer = Client(app).get(f"/org/static/{there}/css/all.css")

    assert answer.status_code == 200


@pytest.mark.parametrize("name", NOT_FILES)
def test_what_is_no_static_file_is_not_there(app: Flask, name: str) -> None:
    answer = Client(app).get(f"/static/x/{name}", follow_redirects=True)

    assert answer.status_code == 404
    assert "root:" not in answer.text
    assert "[project]" not in answer.text
