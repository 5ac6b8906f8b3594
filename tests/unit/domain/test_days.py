"""Dates relative to today."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from wizard.domain.days import day_phrase

TODAY = date(2026, 5, 12)


@pytest.mark.parametrize(
    ("day", "words"),
    [(TODAY, "today"), (date(2026, 5, 11), "yesterday"), (date(2026, 5, 1), "on 2026-05-01")],
)
def test_a_date_is_phrased_relative_to_today(day: date, words: str) -> None:
    assert day_phrase(day, TODAY, date.isoformat) == words


@pytest.mark.parametrize("hours", [-12, 12])
@pytest.mark.parametrize(
    "edge", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)]
)
def test_the_earliest_and_latest_dates_can_be_phrased(edge: datetime, hours: int) -> None:
    moment = edge.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert day_phrase(moment, TODAY, date.isoformat).startswith("on ")
