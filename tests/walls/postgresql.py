"""A PostgreSQL with the documented walls, and Northwind on it."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg

from learnplan.config import Config, MineConfig
from tests.places import ROOT
from tests.postgres import Cluster

SQL = ROOT / "deploy" / "postgresql"
MINE, OURS = "learnplan_mine", "learnplan_ours"
ORGANISATION, LEARNING = "learnplan_organisation", "learnplan_learning"
KEY = "a key for tests that both of the services share"


@dataclass(frozen=True)
class Walled:
    """A server on which ``walls.sql`` was run."""

    cluster: Cluster

    def url(self, role: str, database: str) -> str:
        """What a service is told."""
        return f"postgresql+psycopg://{role}@127.0.0.1:{self.cluster.port}/{database}"

    def connect(self, role: str, database: str = ORGANISATION) -> psycopg.Connection:
        """A connection of one's own. The superuser is called ``learnplan``."""
        return psycopg.connect(
            host="127.0.0.1", port=self.cluster.port, user=role, dbname=database, autocommit=True
        )

    @property
    def of_mine(self) -> MineConfig:
        return MineConfig(
            organisation_url=self.url(MINE, ORGANISATION),
            learning_url=self.url(MINE, LEARNING),
            evidence=Path(os.devnull),
            secret_key=KEY,
        )

    @property
    def of_ours(self) -> Config:
        return Config(organisation_url=self.url(OURS, ORGANISATION), secret_key=KEY)


def run_sql(cluster: Cluster, database: str, file: Path, **names: str) -> None:
    """Have psql run one of the documented files, as the superuser."""
    psql = shutil.which("psql") or next(Path("/usr/lib/postgresql").glob("*/bin/psql"))
    chosen = [f"--set={name}={value}" for name, value in names.items()]
    address = f"postgresql://learnplan@127.0.0.1:{cluster.port}/{database}"
    subprocess.run(
        [psql, "--no-psqlrc", f"--dbname={address}", *chosen, f"--file={file}"], check=True
    )
