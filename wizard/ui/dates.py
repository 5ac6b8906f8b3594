"""Dates and times in the format of the reader's language."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, QDateTime, QLocale


def day(moment: date) -> str:
    """Return a day as the reader's country writes it, short: Nov 19, 19 Nov or 19. Nov."""
    return QLocale().toString(QDate(moment.year, moment.month, moment.day), _day_pattern())


def full_day(moment: date) -> str:
    """Return a day with its year as the reader's country writes it: Nov 19, 2026."""
    return QLocale().toString(QDate(moment.year, moment.month, moment.day), _full_day_pattern())


def when(moment: datetime) -> str:
    """Return a date and time as the reader's country writes them: Nov 19, 2026, 2:05 PM."""
    shown = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    time = QLocale().timeFormat(QLocale.FormatType.ShortFormat)
    return QLocale().toString(shown, f"{_full_day_pattern()}, {time}")


def _day_pattern() -> str:
    """The month comes first in the USA; the number of a day is an ordinal in German."""
    if _month_first():
        return "MMM d"
    german = QLocale().language() is QLocale.Language.German
    return "d. MMM" if german else "d MMM"


def _full_day_pattern() -> str:
    return f"{_day_pattern()}, yyyy" if _month_first() else f"{_day_pattern()} yyyy"


def _month_first() -> bool:
    return QLocale().dateFormat(QLocale.FormatType.ShortFormat).startswith("M")
