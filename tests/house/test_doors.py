"""Every view says whom it is open to, and the doorman believes nothing else."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from learnplan.config import MineConfig
from learnplan.core.actor import Role
from learnplan.factory import create_mine
from learnplan.web.doors import ANYBODY, open_to, opened_to
from tests.factories.people import a_worker
from tests.installations import opened
from tests.visitors import Visitor

# What somebody may open without saying who they are.
FOR_ANYBODY = {
    "api.describe",
    "api.push",
    "assets.send",
    "erasing.go_on",
    "erasing.show",
    "offline.send_worker",
    "offline.show",
    "circles.send_feed",
    "attestations.send_file",
    "attestations.show",
    "mail.ask_for_less",
    "mail.send_less",
    "protection.explain",
    "sign_in.answer_second_step",
    "sign_in.ask_for_passkey",
    "sign_in.ask_for_passkey_too",
    "sign_in.come_in",
    "sign_in.come_in_as",
    "sign_in.come_in_by_link",
    "sign_in.come_in_by_passkey",
    "sign_in.go_out",
    "sign_in.take_second_step",
    "window.look",
    "window.send_csv",
}


def wings(app: Flask) -> Iterator[Flask]:
    yield app
    yield app.extensions["ours"]


def test_every_view_says_whom_it_is_open_to(app: Flask) -> None:
    silent = [
        name
        for wing in wings(app)
        for name, view in wing.view_functions.items()
        if opened_to(view) is None
    ]

    assert silent == []


def test_only_the_door_and_how_people_are_protected_are_open_to_anybody(app: Flask) -> None:
    open_doors = {
        name
        for wing in wings(app)
        for name, view in wing.view_functions.items()
        if opened_to(view) == ANYBODY
    }

    assert open_doors == FOR_ANYBODY


def test_a_view_that_does_not_say_is_opened_to_nobody(config: MineConfig) -> None:
    app = create_mine(config)
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    with opened(app):
        administrator = a_worker(roles=(Role.ADMINISTRATOR, Role.MANAGER, Role.STEWARD))

        answer = Visitor(app, administrator).get("/forgotten")

    assert answer.status_code == 403
    assert "secret" not in answer.text


@pytest.mark.parametrize("role", [Role.MANAGER, Role.STEWARD, Role.ADMINISTRATOR])
def test_a_role_opens_no_view_of_mine_but_the_gate(app: Flask, role: Role) -> None:
    special = {
        name
        for name, view in app.view_functions.items()
        if (opened_to(view) or set()) - {Role.WORKER} and not name.startswith("gate.")
    }

    assert special == set(), f"a view of Mine asks for {role}"


def test_the_gate_is_open_to_managers_and_administrators_alone(app: Flask) -> None:
    opened_views = [
        opened_to(view) for name, view in app.view_functions.items() if name.startswith("gate.")
    ]

    assert len(opened_views) > 5
    assert set(opened_views) == {frozenset({Role.MANAGER, Role.ADMINISTRATOR})}


def test_signed_out_nobody_gets_further_than_the_door(app: Flask) -> None:
    visitor = Visitor(app)

    for wing, prefix in zip(wings(app), ("", "/org"), strict=True):
        for rule in wing.url_map.iter_rules():
            if rule.endpoint in FOR_ANYBODY or "GET" not in (rule.methods or ()):
                continue
            address = prefix + wing.url_map.bind("").build(rule.endpoint, _values(rule.arguments))
            answer = visitor.client.get(address)
            assert answer.status_code in {303, 401, 404}, address
            if answer.status_code == 303:
                assert answer.headers["Location"].startswith("/sign-in"), address


def _values(arguments: set[str]) -> dict[str, str]:
    nowhere = "00000000-0000-4000-8000-000000000000"
    return {one: "2026" if one == "year" else nowhere for one in arguments}


def test_the_mark_stays_on_the_view() -> None:
    view: Callable[[], str] = open_to(Role.STEWARD)(lambda: "")

    assert opened_to(view) == frozenset({Role.STEWARD})
