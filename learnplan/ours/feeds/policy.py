"""Who may let figures come by themselves."""

from learnplan.core.actor import Actor, Role


def can_run(actor: Actor) -> bool:
    """Administrators make and revoke tokens, and say which addresses are fetched."""
    return actor.has(Role.ADMINISTRATOR)
