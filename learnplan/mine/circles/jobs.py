"""Reminding the members of circles, by mail, of a meeting that is a day away."""

from datetime import timedelta

from learnplan.core import clock, outbox
from learnplan.core.db import Database, transaction
from learnplan.directory.services import letters
from learnplan.mine.circles.queries import meetings

AHEAD = timedelta(days=1)


def remind(zone: str) -> int:
    """Have a mail about each meeting of the next day wait for whoever may come; of how many.

    That a meeting was told of is kept with its mails or not at all. Nothing is written where no
    mail is sent. ``zone`` is for whoever names no time zone of their own.
    """
    until = clock.now() + AHEAD
    if not outbox.is_open() or not meetings.to_remind_of(until):
        return 0
    with transaction(Database.LEARNING):
        found = meetings.to_remind_of(until, to_change=True)  # another process may have been first
        for meeting in found:
            meeting.reminded_at = clock.now()
            letters.remind_of_meeting(
                meetings.may_come_to(meeting),
                starts_at=meeting.starts_at,
                path=f"/circles/{meeting.circle_id}/meetings/{meeting.id}",
                zone=zone,
            )
    return len(found)
