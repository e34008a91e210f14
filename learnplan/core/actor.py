"""Who acts: the person behind a request or a command, as plain values."""

import enum
from dataclasses import dataclass
from uuid import UUID

from learnplan.core.languages import USUAL


class Role(enum.StrEnum):
    """What a person does for the organisation. In Mine, no role adds anything."""

    WORKER = "worker"
    MANAGER = "manager"
    STEWARD = "steward"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person who is signed in. Everyone is a worker; some hold further roles."""

    id: UUID
    name: str
    email: str
    time_zone: str
    language: str = USUAL
    roles: frozenset[Role] = frozenset({Role.WORKER})

    @property
    def first_name(self) -> str:
        """What colleagues call them."""
        return self.name.split()[0] if self.name.split() else self.email

    def has(self, *roles: Role) -> bool:
        """Whether they hold one of ``roles``."""
        return not self.roles.isdisjoint(roles)
