"""Who may change what was told: whoever has its key. No role, and no sign-in, is of any use."""

import hashlib
import hmac

from learnplan.ours.practices.models.told import Community, PassedCard, Story


def seal_of(key: str) -> str:
    """What Ours keeps of a key: from it, the key cannot be found."""
    return hashlib.sha256(key.encode()).hexdigest()


def can_change(key: str, told: Story | PassedCard | Community) -> bool:
    """Whether ``key`` is the one that it was told with."""
    return hmac.compare_digest(told.seal, seal_of(key))
