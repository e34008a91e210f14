"""The themes a signal can be about without words of one's own. All are management's part.

A theme is published as it reads here and stays so, whatever it reads later: a change is a new one.
"""

import enum


class Theme(enum.StrEnum):
    """What keeps people from working and learning well, and is not theirs to change alone."""

    TIME = "No time to learn at work"
    SAFETY_TO_TRY = "Not safe to try, to fail or to speak up"
    NO_ANSWER = "Requests for help or training get no answer"
    NOT_USED = "What we have learned cannot be used at work"
    WORKLOAD = "Too much work for the people we are"
    HOURS = "Working hours, shifts or on-call duty"
    TOOLS = "Tools or equipment that hold us back"
    RULES = "Rules or procedures that hold us back"
    CHANGES = "Changes are made without asking us"
    HEALTH = "Health or safety at work"
    PAY = "Pay and conditions"
    UNFAIRNESS = "Unfair treatment or discrimination"
    HARASSMENT = "Bullying or harassment"
