from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.storage.examples import FULL, NOW, any_texts
from wizard.documents.calendar import (
    Frequency,
    Reminder,
    calendar,
    every_month,
    every_year,
    look_for_client_id,
)
from wizard.domain.sanitize import sanitize

DAYS = st.dates(date(1970, 1, 1), date(2200, 1, 1))
# What a calendar must carry unharmed: its own separators, line ends, and letters of any width.
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\\;,:\n"äß漢🗓'), max_size=200
)
REMINDERS = st.builds(Reminder, WORDS, DAYS, WORDS, WORDS, st.sampled_from(Frequency))


@dataclass(frozen=True)
class Line:
    """One content line: its name, its parameters as they stand, and its value."""

    name: str
    parameters: str
    value: str


def read(content: bytes) -> list[Line]:
    """Read a calendar as RFC 5545 has it, sharing nothing with what wrote it."""
    assert content.endswith(b"\r\n")
    physical = content[:-2].split(b"\r\n")
    assert max(map(len, physical)) <= 75
    for part in physical:
        part.decode("utf-8")
        assert b"\n" not in part
        assert b"\r" not in part
    unfolded: list[bytes] = []
    for part in physical:
        if part.startswith(b" "):
            unfolded[-1] += part[1:]
        else:
            unfolded.append(part)
    lines = []
    for logical in unfolded:
        left, colon, value = logical.decode("utf-8").partition(":")
        assert colon, left
        name, _, parameters = left.partition(";")
        lines.append(Line(name, parameters, value))
    return lines


def text(value: str) -> str:
    """Undo the escapes of a TEXT value, one character after the other."""
    out, waiting = "", False
    for character in value:
        if waiting:
            out += {"n": "\n", "N": "\n"}.get(character, character)
        elif character != "\\":
            assert character not in {";", ","}, "a separator stands bare"
            out += character
        waiting = character == "\\" and not waiting
    assert not waiting
    return out


def parts(lines: list[Line], name: str) -> list[Line]:
    return [line for line in lines if line.name == name]


def only(lines: list[Line], name: str) -> Line:
    (line,) = parts(lines, name)
    return line


@given(REMINDERS)
def test_any_reminder_is_parsed_back_unchanged(reminder: Reminder) -> None:
    lines = read(calendar(reminder, NOW))
    assert text(only(lines, "UID").value) == reminder.uid
    assert text(only(lines, "SUMMARY").value) == reminder.title
    of_event, of_alarm = parts(lines, "DESCRIPTION")
    assert text(of_event.value) == reminder.text
    assert text(of_alarm.value) == reminder.title
    start, end = only(lines, "DTSTART"), only(lines, "DTEND")
    assert (start.parameters, end.parameters) == ("VALUE=DATE", "VALUE=DATE")
    assert date.fromisoformat(start.value) == reminder.day
    assert date.fromisoformat(end.value) == reminder.day + timedelta(days=1)
    rules = [line.value for line in parts(lines, "RRULE")]
    assert rules == ([f"FREQ={reminder.every.name}"] if reminder.every else [])


@given(REMINDERS)
def test_every_component_is_closed_in_order(reminder: Reminder) -> None:
    open_parts: list[str] = []
    seen: list[str] = []
    for line in read(calendar(reminder, NOW)):
        if line.name == "BEGIN":
            open_parts.append(line.value)
            seen.append("/".join(open_parts))
        elif line.name == "END":
            assert open_parts.pop() == line.value
    assert open_parts == []
    assert seen == ["VCALENDAR", "VCALENDAR/VEVENT", "VCALENDAR/VEVENT/VALARM"]


def test_required_properties_are_present() -> None:
    lines = read(calendar(look_for_client_id(FULL, date(2026, 5, 12)), NOW))
    assert [line.name for line in lines[:3]] == ["BEGIN", "VERSION", "PRODID"]
    assert only(lines, "VERSION").value == "2.0"
    assert only(lines, "ACTION").value == "DISPLAY"
    assert only(lines, "TRIGGER").value == "PT9H"
    assert only(lines, "TRANSP").value == "TRANSPARENT"


def test_dtstamp_is_in_utc() -> None:
    noon = datetime(2026, 5, 12, 12, tzinfo=timezone(timedelta(hours=2)))
    lines = read(calendar(every_month(FULL, date(2026, 5, 12)), noon))
    assert only(lines, "DTSTAMP").value == "20260512T100000Z"


def test_the_client_id_reminder_comes_some_days_after_the_request() -> None:
    asked = date(2026, 12, 30)
    assert look_for_client_id(FULL, asked).day == date(2027, 1, 1)
    assert look_for_client_id(FULL, asked, days=5).day == date(2027, 1, 4)
    assert look_for_client_id(FULL, asked).every is Frequency.NEVER


@given(DAYS)
def test_the_monthly_day_exists_in_every_month_from_the_next_one_on(today: date) -> None:
    reminder = every_month(FULL, today)
    assert reminder.every is Frequency.MONTHLY
    assert reminder.day.day == min(today.day, 28)
    first = today.replace(day=monthrange(today.year, today.month)[1]) + timedelta(days=1)
    assert (reminder.day.year, reminder.day.month) == (first.year, first.month)


def test_a_later_file_updates_the_entry_of_the_same_purpose_only() -> None:
    first = look_for_client_id(FULL, date(2026, 5, 12))
    again = look_for_client_id(replace(FULL, name="Renamed"), date(2026, 6, 1))
    monthly = every_month(FULL, date(2026, 5, 12))
    other = look_for_client_id(replace(FULL, id="b" * 12), date(2026, 5, 12))
    assert first.uid == again.uid
    assert len({first.uid, monthly.uid, other.uid}) == 3
    stamps = {calendar(first, NOW), calendar(first, NOW.astimezone(UTC))}
    assert len(stamps) == 1


@pytest.mark.parametrize("make", [look_for_client_id, every_month])
def test_address_company_and_public_key_are_not_included(make: object) -> None:
    draft = replace(FULL, name=FULL.company_id.upper())
    content = calendar(make(draft, date(2026, 5, 12)), NOW).decode()  # type: ignore[operator]
    for value in (draft.site, draft.company_id, draft.public_key, draft.name, draft.proxy):
        assert value not in content


@given(any_texts, DAYS)
def test_a_named_connection_is_named_on_one_line(name: str, day: date) -> None:
    shown = sanitize(name, 60)
    lines = read(calendar(every_month(replace(FULL, name=name), day), NOW))
    summary = text(only(lines, "SUMMARY").value)
    assert "\n" not in summary
    named = bool(shown) and shown.casefold() != FULL.company_id
    assert summary.endswith(f" ({shown})") is named


@pytest.mark.parametrize(
    ("since", "first"),
    [(date(2025, 12, 3), date(2026, 12, 3)), (date(2024, 2, 29), date(2025, 2, 28))],
    ids=str,
)
def test_the_renewal_reminder_recurs_yearly(since: date, first: date) -> None:
    reminder = every_year(FULL, since)
    assert (reminder.day, reminder.every) == (first, Frequency.YEARLY)
    assert reminder.uid != every_month(FULL, since).uid
