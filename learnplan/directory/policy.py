"""Who may do what with the directory. Nobody may do anything with somebody's record."""

from learnplan.core.actor import Actor, Role


def can_import_people(actor: Actor) -> bool:
    """Administrators keep the directory."""
    return actor.has(Role.ADMINISTRATOR)
