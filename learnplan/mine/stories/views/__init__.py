"""The pages of one's own stories: the list, writing, the preview, and the two acts of crossing."""

from learnplan.mine.stories.views import crossing, drafts
from learnplan.mine.stories.views.room import bp

__all__ = ["bp", "crossing", "drafts"]
