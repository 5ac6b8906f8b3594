"""Conditions and sort orders of lists, and notes of tickets, as real clients send them."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.practice.conftest import Visit
from wizard.practice.conditions import LONGEST, UnreadableConditionError, condition, ordered

ROWS: list[dict[str, Any]] = [
    {"id": 1, "summary": "New hire: Ada", "status": {"name": "New"}, "closedFlag": False},
    {"id": 2, "summary": "Leave", "status": {"name": "Closed"}, "closedFlag": True, "due": "2026"},
    {"id": 10, "summary": "new chair", "status": {"name": "New"}, "closedFlag": False, "due": None},
]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", [1, 2, 10]),
        ("id=1", [1]),
        ("id = 2 or id=10", [2, 10]),
        ("id > 1 and id <= 10", [2, 10]),
        ("id != 2", [1, 10]),
        ('summary contains "NEW"', [1, 10]),
        ('summary not contains "new"', [2]),
        ("summary like 'new*'", [1, 10]),
        ("summary like '%hire%'", [1]),
        ('status/name="New" AND closedFlag=False', [1, 10]),
        ("Status/Name = 'closed'", [2]),
        ("closedFlag = true", [2]),
        ("id in (1, 10)", [1, 10]),
        ("id not in (1,10)", [2]),
        ("(id=1 or id=2) and closedFlag=false", [1]),
        ("due = null", [1, 10]),
        ("due >= [2025-01-01T00:00:00Z]", [2]),
        ("nothing/here = 7", []),
    ],
)
def test_matching_records_are_found(text: str, ids: list[int]) -> None:
    assert [row["id"] for row in ROWS if condition(text)(row)] == ids


@pytest.mark.parametrize(
    "text",
    [
        *("id", "id =", "= 1", "id ~ 1", "id=1 and", "(id=1", "id=1)", 'summary="x', "id in 1"),
        *("id in ()", "(" * 200 + "id=1" + ")" * 200, "id=1 " * LONGEST),
    ],
)
def test_an_invalid_condition_is_refused(text: str) -> None:
    with pytest.raises(UnreadableConditionError):
        condition(text)


@given(st.text(alphabet="id=()<> '\"andort1,[]/*%", max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        test = condition(text)
    except UnreadableConditionError:
        return
    assert all(test(row) in {True, False} for row in ROWS)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("id desc", [10, 2, 1]),
        ("summary", [2, 10, 1]),
        ("status/name, id desc", [2, 10, 1]),
        ("due,id", [1, 10, 2]),
    ],
)
def test_records_are_sorted(text: str, ids: list[int]) -> None:
    assert [row["id"] for row in ordered(ROWS, text)] == ids


def test_an_invalid_order_is_refused() -> None:
    with pytest.raises(UnreadableConditionError):
        ordered(ROWS, "id sideways")


def test_the_server_filters_sorts_and_counts(visit: Visit) -> None:
    visitor = visit()
    asked = quote("name contains 'desk'")
    boards = visitor.get(f"/service/info/boards/active?conditions={asked}&orderBy=name%20desc").json
    assert boards
    assert all("desk" in board["name"].lower() for board in boards)
    count = visitor.get(f"/service/boards/count?conditions={asked}").json["count"]
    assert count == len(visitor.get(f"/service/boards?conditions={asked}").json)
    refused = visitor.get("/service/boards?conditions=id")
    assert (refused.status, refused.json["code"]) == (400, "ApiFindCondition")
    assert refused.headers["content-type"].startswith("application/vnd.connectwise.com+json")


def test_notes_of_a_ticket_can_be_filtered(visit: Visit) -> None:
    visitor = visit()
    notes = "/service/tickets/1001/notes"
    assert visitor.get(notes).json == []
    made = visitor.call("POST", notes, {"text": "Hello", "detailDescriptionFlag": True})
    assert made.status == 201
    assert (made.json["text"], made.json["ticketId"]) == ("Hello", 1001)
    assert [note["id"] for note in visitor.get(notes).json] == [made.json["id"]]
    assert visitor.get(notes + "/count").json == {"count": 1}
    assert visitor.call("POST", notes, {"text": " "}).json["code"] == "InvalidObject"
    assert visitor.call("POST", "/service/tickets/9/notes", {"text": "x"}).status == 404
    assert visitor.call("DELETE", notes).status == 405


def test_a_long_condition_takes_no_time() -> None:
    text = " or ".join(["summary like '*a*b*'"] * 80)
    begun = time.process_time()
    assert not any(condition(text)(row) for row in ROWS * 20)
    assert time.process_time() - begun < 2
