"""Days and moments as the reader's language writes them."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, QDateTime, QLocale


def day(moment: date) -> str:
    """Return a day as the reader's language writes it, short: 19 Nov."""
    locale = QLocale()
    shown = QDate(moment.year, moment.month, moment.day)
    return locale.toString(shown, "d MMM")


def when(moment: datetime) -> str:
    """Return a moment in the reader's language: 19 Nov 2026, 14:05."""
    shown = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    return QLocale().toString(shown, "d MMM yyyy, HH:mm")
