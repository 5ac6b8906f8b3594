"""Days as people say them: today, yesterday, on 12 May."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from wizard.domain.text import tr


def day_phrase(moment: datetime | date, today: date, show_day: Callable[[date], str]) -> str:
    """Return "today", "yesterday" or "on 12 May", in the reader's language."""
    day = _local_day(moment)
    match (today - day).days:
        case 0:
            return tr("today")
        case 1:
            return tr("yesterday")
        case _:
            return tr("on {day}").format(day=show_day(day))


def _local_day(moment: datetime | date) -> date:
    if not isinstance(moment, datetime):
        return moment
    try:
        return moment.astimezone().date()
    except (ArithmeticError, OSError, ValueError):
        # Next to the first or the last year there is no such moment in another time zone.
        return moment.date()
