"""Who keeps role maps and menus. Everyone may read them, and reads the same."""

from learnplan.core.actor import Actor, Role


def can_keep(actor: Actor) -> bool:
    """Stewards write role maps and menus, and bring them in from files."""
    return actor.has(Role.STEWARD)
