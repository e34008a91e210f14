"""A PostgreSQL of the tests' own: made from the server's programs, thrown away at the end."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests.places import quick_room

QUICKLY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server that lets its own person in from this machine."""

    port: int

    def url(self, database: str) -> str:
        """Where one of its databases is."""
        return f"postgresql+psycopg://learnplan@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The URL of a fresh, empty database."""
        name = f"test_{uuid4().hex}"
        address = f"postgresql://learnplan@127.0.0.1:{self.port}/postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)


def _programs() -> Path | None:
    """The folder with ``initdb`` and ``pg_ctl``: what is set, Debian's newest, or on the path."""
    if chosen := os.environ.get("LEARNPLAN_TEST_POSTGRESQL"):
        return Path(chosen)
    for found in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True):
        return found.parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _somebody() -> dict[str, Any]:
    """Whom to run it as: the server refuses to be run by root."""
    if os.getuid() != 0:
        return {}
    known = {one.pw_name: one for one in pwd.getpwall()}
    person = known.get("postgres") or known["nobody"]
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A server on a free port, for the whole run."""
    programs = _programs()
    if programs is None:
        pytest.skip("There are no programs of a PostgreSQL server here.")
    with tempfile.TemporaryDirectory(prefix="learnplan-postgres-", dir=quick_room()) as folder:
        run_as = _somebody()
        if run_as:
            os.chown(folder, run_as["user"], run_as["group"])
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])

        def run(program: str, *arguments: str) -> None:
            subprocess.run(
                [programs / program, "-D", f"{folder}/data", *arguments],
                cwd=folder,
                check=True,
                stdout=subprocess.DEVNULL,
                **run_as,
            )

        run("initdb", "--auth=trust", "--username=learnplan", "--encoding=UTF8", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= {QUICKLY}"
        run("pg_ctl", "start", "-w", "-l", f"{folder}/log", "-o", options)
        try:
            yield Cluster(port)
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate")
