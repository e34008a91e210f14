"""What an activity can be, and how much of it can be kept."""

import enum

WHAT_LIMIT = 500
TAG_LIMIT = 60
WITH_LIMIT = 300
TEXT_LIMIT = 200_000
ADDRESS_LIMIT = 2_000
LONGEST_MINUTES = 100_000
NAME_LIMIT = 60
ASKED_LIMIT = 1_000


class Kind(enum.StrEnum):
    """What sort of activity it was."""

    READING = "reading"
    PRACTICE = "practice"
    COURSE = "course"
    CLASSROOM_SESSION = "classroom session"
    MENTORING = "mentoring"
    SHADOWING = "shadowing"
    COMMUNITY = "community"
    ON_THE_JOB = "on the job"
    TEACHING_OTHERS = "teaching others"
    OTHER = "other"


class Purpose(enum.StrEnum):
    """What it was for, after Jarche's seek, sense, share."""

    SEEK = "seek"
    SENSE = "sense"
    SHARE = "share"
