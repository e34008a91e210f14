"""Who or what sends figures in."""

import enum
from dataclasses import dataclass
from uuid import UUID


class Origin(enum.StrEnum):
    """What kind of sender it is."""

    PERSON = "person"
    COMMAND = "command"
    TOKEN = "token"  # noqa: S105 - a kind of sender, and no secret
    FOLDER = "folder"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Sender:
    """One of them; ``feed_id`` is the token or the address, where it is one, else ``person_id``."""

    name: str
    origin: Origin = Origin.PERSON
    feed_id: UUID | None = None
    person_id: UUID | None = None
