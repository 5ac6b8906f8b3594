"""Dates and times in the format of the reader's language."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, QDateTime, QLocale


def day(moment: date) -> str:
    """Return a day as the reader's language writes it, short: 19 Nov."""
    shown = QDate(moment.year, moment.month, moment.day)
    return QLocale().toString(shown, _day_pattern())


def full_day(moment: date) -> str:
    """Return a day with its year in the reader's language: 19 Nov 2026."""
    shown = QDate(moment.year, moment.month, moment.day)
    return QLocale().toString(shown, f"{_day_pattern()} yyyy")


def when(moment: datetime) -> str:
    """Return a date and time in the reader's language: 19 Nov 2026, 14:05."""
    shown = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    return QLocale().toString(shown, f"{_day_pattern()} yyyy, HH:mm")


def _day_pattern() -> str:
    """The number of a day is an ordinal in German."""
    german = QLocale().language() is QLocale.Language.German
    return "d. MMM" if german else "d MMM"
