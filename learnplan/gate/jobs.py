"""Publishing a large period behind the page that is shown next."""

from contextlib import suppress
from uuid import UUID

from learnplan.core.errors import DomainError
from learnplan.gate import periods


def publish(_plan_id: UUID, *, period: str, by: str) -> None:
    """Publish a period. What it is refused for stands among its attempts, for everyone to read."""
    with suppress(DomainError):
        periods.publish(period, by=by)
