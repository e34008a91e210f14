"""Who may change figures. Everyone may read them, and reads the same."""

from learnplan.core.actor import Actor, Role


def can_import(actor: Actor) -> bool:
    """Managers and administrators bring figures in, and settle how indicators are read."""
    return actor.has(Role.MANAGER, Role.ADMINISTRATOR)
