"""Reminders as iCalendar files: look for the Client ID, test the link, renew the keys.

Written here and not by a library: three all-day events take fewer lines than the packages that a
general one would bring along. Source: RFC 5545.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from wizard import __version__
from wizard.domain.dataclass import dataclass
from wizard.domain.draft import Draft
from wizard.domain.sanitize import sanitize
from wizard.domain.text import tr

LOOK_AFTER_DAYS = 2
_LINE_OCTETS = 75
_NAME_LIMIT = 60
# Every month has it.
_LAST_DAY = 28


class Frequency(StrEnum):
    """Recurrence of an entry; values of RFC 5545."""

    NEVER = ""
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True)
class Reminder:
    """An all-day entry on ``day``, or on that day of every month or year.

    ``uid`` stays the same for one purpose of one connection, so a later file moves the entry.
    """

    uid: str
    day: date
    title: str
    text: str
    every: Frequency = Frequency.NEVER


def look_for_client_id(draft: Draft, asked_on: date, days: int = LOOK_AFTER_DAYS) -> Reminder:
    """Return the reminder to look for the Client ID e-mail, ``days`` after the request."""
    title = tr("Has the Client ID from ConnectWise arrived?")
    text = tr(
        "Look for the e-mail from ConnectWise. Check your junk folder, too. Then open h2r-link "
        "and select Continue. If there is no response yet, contact ConnectWise PSA support and "
        "mention the day you requested it."
    )
    day = asked_on + timedelta(days=days)
    return Reminder(_uid(draft, "client-id"), day, _named(title, draft), text)


def every_month(draft: Draft, today: date) -> Reminder:
    """Return the reminder to test the link, each month from the next one on."""
    title = tr("Test the link between ConnectWise and Hire2Retire")
    text = tr("Open h2r-link and select Test. It takes less than a minute.")
    day = (today.replace(day=1) + timedelta(days=31)).replace(day=min(today.day, _LAST_DAY))
    return Reminder(_uid(draft, "test"), day, _named(title, draft), text, Frequency.MONTHLY)


def every_year(draft: Draft, since: date) -> Reminder:
    """Return the reminder to renew the keys, on each anniversary of their first day of use."""
    title = tr("Renew the keys between ConnectWise and Hire2Retire")
    text = tr(
        "Open h2r-link and select Renew keys. The new keys are tested before they replace the "
        "current ones."
    )
    day = since.replace(year=since.year + 1, day=min(since.day, _LAST_DAY))
    return Reminder(_uid(draft, "keys"), day, _named(title, draft), text, Frequency.YEARLY)


def calendar(reminder: Reminder, now: datetime) -> bytes:
    """Return the calendar file, UTF-8; ``now`` is when it is made."""
    return "".join(f"{part}\r\n" for line in _lines(reminder, now) for part in _fold(line)).encode()


def _uid(draft: Draft, purpose: str) -> str:
    return f"{draft.id}-{purpose}@h2r-link"


def _named(title: str, draft: Draft) -> str:
    """Add the connection's name, unless that is the Company ID: calendars are often shared."""
    name = sanitize(draft.name, _NAME_LIMIT)
    if not name or name.casefold() == draft.company_id.casefold():
        return title
    return f"{title} ({name})"


def _lines(reminder: Reminder, now: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//h2r-link//{__version__}//EN")
    yield from ("BEGIN:VEVENT", f"UID:{_text(reminder.uid)}")
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{_day(reminder.day)}"
    yield f"DTEND;VALUE=DATE:{_day(reminder.day + timedelta(days=1))}"
    if reminder.every:
        yield f"RRULE:FREQ={reminder.every}"
    yield f"SUMMARY:{_text(reminder.title)}"
    yield f"DESCRIPTION:{_text(reminder.text)}"
    # It takes no time of the day, and nine in the morning is when it is of use.
    yield from ("TRANSP:TRANSPARENT", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT9H")
    yield f"DESCRIPTION:{_text(reminder.title)}"
    yield from ("END:VALARM", "END:VEVENT", "END:VCALENDAR")


def _day(day: date) -> str:
    # strftime leaves out the zeros of years before 1000 on some systems.
    return day.isoformat().replace("-", "")


def _text(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _fold(line: str) -> Iterator[str]:
    """Split a line into parts of at most 75 octets; continuation lines start with a space."""
    part, room = "", _LINE_OCTETS
    for character in line:
        size = len(character.encode())
        if size > room:
            yield part
            part, room = " ", _LINE_OCTETS - 1
        part, room = part + character, room - size
    yield part
