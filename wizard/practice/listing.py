"""One page of a list: ``page``, ``pageSize`` and ``fields`` of the query."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.practice.reply import Problem, Reply, Row, Rows, json_reply, unusable

_DEFAULT_SIZE = 25
_LARGEST_SIZE = 1000
_LONGEST_NUMBER = 9
# Ignoring these would hand out records that were not asked for.
_NOT_SPOKEN = ("conditions", "childConditions", "customFieldConditions", "orderBy", "pageId")


def page_of(rows: Rows, query: Mapping[str, str]) -> Reply:
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
    chosen = rows[(page - 1) * size : page * size]
    return json_reply([with_fields(row, query) for row in chosen])


def with_fields(row: Row, query: Mapping[str, str]) -> Row:
    """Keep only the fields that the query names; without any, all of them."""
    names = {name.strip().split("/")[0] for name in query.get("fields", "").split(",")} - {""}
    return {key: value for key, value in row.items() if key in names} if names else row


def whole_number(text: str) -> int | None:
    """Read a short row of ASCII digits, or None."""
    readable = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return int(text) if readable else None
