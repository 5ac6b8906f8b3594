"""One page of a list: what the query filters, sorts, pages and leaves out."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.practice.conditions import UnreadableCondition, condition, ordered
from wizard.practice.reply import (
    CONDITION_UNREADABLE,
    Problem,
    HttpReply,
    Row,
    Rows,
    json_reply,
    unusable,
)

_DEFAULT_SIZE = 25
_LARGEST_SIZE = 1000
_LONGEST_NUMBER = 9
# Ignoring these would hand out records that were not asked for.
_NOT_SPOKEN = ("childConditions", "customFieldConditions", "pageId")


def page_of(rows: Rows, query: Mapping[str, str]) -> HttpReply:
    """Answer with the page of ``rows`` that the query asks for."""
    size = whole_number(query.get("pageSize", str(_DEFAULT_SIZE)))
    page = whole_number(query.get("page", "1"))
    problems = [
        Problem("InvalidField", "The practice server cannot do this.", name)
        for name in _NOT_SPOKEN
        if query.get(name)
    ]
    if size is None or not 1 <= size <= _LARGEST_SIZE:
        message = f"The page size is a number from 1 to {_LARGEST_SIZE}."
        problems.append(Problem("InvalidField", message, "pageSize"))
    if page is None or page < 1:
        problems.append(Problem("InvalidField", "The page is a number from 1 on.", "page"))
    if problems or size is None or page is None:
        return unusable("query", problems)
    try:
        found = chosen(rows, query)
    except UnreadableCondition:
        return CONDITION_UNREADABLE
    shown = found[(page - 1) * size : page * size]
    return json_reply([with_fields(row, query) for row in shown])


def count_of(rows: Rows, query: Mapping[str, str]) -> HttpReply:
    """Answer with the number of rows that the query asks for."""
    try:
        return json_reply({"count": len(chosen(rows, query))})
    except UnreadableCondition:
        return CONDITION_UNREADABLE


def chosen(rows: Rows, query: Mapping[str, str]) -> Rows:
    """Return the rows that fit the conditions, in the order that is asked for.

    Raises:
        UnreadableCondition: the conditions or the order cannot be read.
    """
    fits = condition(query.get("conditions", ""))
    return ordered([row for row in rows if fits(row)], query.get("orderBy", ""))


def with_fields(row: Row, query: Mapping[str, str]) -> Row:
    """Keep only the fields that the query names; without any, all of them."""
    names = {name.strip().split("/")[0] for name in query.get("fields", "").split(",")} - {""}
    return {key: value for key, value in row.items() if key in names} if names else row


def whole_number(text: str) -> int | None:
    """Read a short row of ASCII digits, or None."""
    readable = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return int(text) if readable else None
