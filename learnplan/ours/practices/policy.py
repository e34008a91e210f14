"""Who may change a story: whoever has its key. No role, and no sign-in, is of any use for it."""

import hashlib
import hmac

from learnplan.ours.practices.models import Story


def seal_of(key: str) -> str:
    """What Ours keeps of a key: from it, the key cannot be found."""
    return hashlib.sha256(key.encode()).hexdigest()


def can_change(key: str, story: Story) -> bool:
    """Whether ``key`` is the one that the story was told with."""
    return hmac.compare_digest(story.seal, seal_of(key))
