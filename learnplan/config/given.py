"""What either wing is given, frozen."""

from dataclasses import dataclass
from pathlib import Path

from learnplan.core import languages
from learnplan.core.mail import MailServer

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_PORT = 8000
DEFAULT_QUOTA = 1024  # MiB


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Where figures come from by themselves.

    ``folder`` is watched; ``attested`` is the word of whoever set it up that enough people are
    behind what is put there. ``servers`` are those that may be fetched from.
    """

    folder: Path | None = None
    attested: bool = False
    servers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What either wing is given. It does not say where the learning database is."""

    organisation_url: str
    secret_key: str
    address: str = f"http://localhost:{DEFAULT_PORT}"
    time_zone: str = "UTC"
    figures: Figures = Figures()
    language: str = languages.USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class MineConfig(Config):
    """What Mine is given on top: the workers' own records.

    ``evidence`` is the folder of their files, ``evidence_quota`` how many MiB of them one may keep.
    ``mail`` is who takes our mail, if anybody.
    """

    learning_url: str
    evidence: Path
    evidence_quota: int = DEFAULT_QUOTA
    mail: MailServer | None = None
    exports: Path | None = None

    @property
    def exports_folder(self) -> Path:
        """Where archives are made and taken from: in the data folder, else beside the evidence."""
        return self.exports or self.evidence.with_name("exports")

    def for_ours(self) -> Config:
        """The part of it that Ours may have."""
        return Config(
            organisation_url=self.organisation_url,
            secret_key=self.secret_key,
            address=self.address,
            time_zone=self.time_zone,
            figures=self.figures,
            language=self.language,
        )
