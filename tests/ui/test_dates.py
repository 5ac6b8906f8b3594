"""Days and times are written as the reader's country writes them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import QLocale

from wizard.ui import dates

pytestmark = pytest.mark.usefixtures("restored_locale")


@pytest.mark.parametrize(
    ("code", "short", "full", "time"),
    [
        ("en_US", "Nov 9", "Nov 9, 2026", "2:05\u202fPM"),
        ("en", "Nov 9", "Nov 9, 2026", "2:05\u202fPM"),
        ("en_GB", "9 Nov", "9 Nov 2026", "14:05"),
        ("de_DE", "9. Nov.", "9. Nov. 2026", "14:05"),
        ("fr_FR", "9 nov.", "9 nov. 2026", "14:05"),
        ("es_ES", "9 nov", "9 nov 2026", "14:05"),
        ("nl_NL", "9 nov", "9 nov 2026", "14:05"),
    ],
)
def test_a_day_is_written_as_the_readers_country_does(
    code: str, short: str, full: str, time: str
) -> None:
    QLocale.setDefault(QLocale(code))
    day = date(2026, 11, 9)
    assert (dates.day(day), dates.full_day(day)) == (short, full)
    assert dates.when(datetime(2026, 11, 9, 14, 5)) == f"{full}, {time}"  # noqa: DTZ001 - local
