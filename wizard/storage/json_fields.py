"""Readers of single JSON values: exact type, within bounds, sanitized.

Each raises TypeError or ValueError and quotes nothing of the input.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from wizard.domain.sanitize import sanitize

TEXT_LIMIT = 2_000
# What every system's calendar can show in every time zone; no computer's clock starts before it.
YEARS = range(1970, 3000)
T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
D = TypeVar("D", bound=date)


def load_strict(content: bytes) -> Mapping[str, object]:
    """Parse exactly one JSON object from UTF-8 ``content``; duplicate names are an error.

    Raises:
        ValueError: it is something else.
    """
    try:
        return read_object(json.loads(content.decode("utf-8"), object_pairs_hook=_unique))
    except (TypeError, RecursionError):
        raise ValueError("not one JSON object") from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice")
    return found


def read_object(value: object) -> Mapping[str, object]:
    """Read an object."""
    if not isinstance(value, dict):
        raise TypeError
    return value


def read_text(value: object) -> str:
    """Read a text as one sanitized line of at most `TEXT_LIMIT` characters."""
    if not isinstance(value, str):
        raise TypeError
    return sanitize(value, TEXT_LIMIT)


def read_exact(value: object) -> str:
    """Read a text unchanged, such as a key; not for display."""
    if not isinstance(value, str):
        raise TypeError
    return value


def read_flag(value: object) -> bool:
    """Read a Boolean."""
    if not isinstance(value, bool):
        raise TypeError
    return value


def read_count(value: object) -> int:
    """Read a number from 0 to 2**31 - 1."""
    # A bool is an int in Python, but not a number in JSON.
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise TypeError
    return value


def read_day(value: object) -> date:
    """Read a date."""
    return _within(date.fromisoformat(read_text(value)))


def read_moment(value: object) -> datetime:
    """Read a date and time; UTC if it has no time zone."""
    moment = _within(datetime.fromisoformat(read_text(value)))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def one_of(kind: type[E]) -> Callable[[object], E]:
    """Return a reader of one of an enumeration's values."""
    return lambda value: kind(read_text(value))


def tuple_of(reader: Callable[[object], T]) -> Callable[[object], tuple[T, ...]]:
    """Return a reader of a list that keeps its order."""

    def read(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise TypeError
        return tuple(reader(item) for item in value)

    return read


def set_of(reader: Callable[[object], T]) -> Callable[[object], frozenset[T]]:
    """Return a reader of a list whose order does not matter."""
    return lambda value: frozenset(tuple_of(reader)(value))


def optional(reader: Callable[[object], T]) -> Callable[[object], T | None]:
    """Return a reader that maps null to None."""
    return lambda value: None if value is None else reader(value)


def _within(day: D) -> D:
    if day.year not in YEARS:
        raise ValueError
    return day
