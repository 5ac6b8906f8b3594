from __future__ import annotations

import pytest

from tests.unit.practice.conftest import EVERYTHING, Visit, grant
from wizard.domain.rights import Column, Level
from wizard.practice import functions
from wizard.practice.functions import FUNCTIONS, Function
from wizard.practice.role import Permission, Role

# path, number of records, the function whose Inquire Level it asks for
LISTS = [
    ("/service/info/boards/active", 6, None),
    ("/service/boards", 6, functions.TABLE_SETUP),
    ("/service/boards/1/statuses", 6, functions.TABLE_SETUP),
    ("/service/boards/1/types", 5, functions.TABLE_SETUP),
    ("/service/boards/1/teams", 1, functions.TABLE_SETUP),
    ("/service/priorities", 4, functions.TABLE_SETUP),
    ("/service/sources", 4, functions.TABLE_SETUP),
    ("/service/tickets", 2, functions.SERVICE_TICKETS),
    ("/company/companies", 4, functions.COMPANY_MAINTENANCE),
    ("/company/contacts", 3, functions.CONTACTS),
    ("/system/members", 3, functions.MEMBER_MAINTENANCE),
    ("/system/mySecurity", len(FUNCTIONS), None),
    ("/system/mySecurity/customizeItems", 4, None),
    ("/project/boards/6/teams", 1, functions.TABLE_SETUP),
    ("/project/projects", 2, functions.PROJECT_HEADERS),
    ("/project/projects/401/phases", 2, functions.PROJECT_PHASE),
    ("/project/tickets", 1, functions.PROJECT_TICKETS),
]
PATHS = [path for path, _, _ in LISTS]


@pytest.mark.parametrize(("path", "number"), [(path, number) for path, number, _ in LISTS])
def test_list_count_and_record(visit: Visit, path: str, number: int) -> None:
    visitor = visit(**EVERYTHING)
    rows = visitor.get(path + "?pageSize=1000").json
    assert len(rows) == number
    assert visitor.get(f"{path}/count").json == {"count": number}
    assert visitor.get(f"{path}/{rows[-1]['id']}").json == rows[-1]
    assert visitor.get(f"{path}/?pageSize=1").json == rows[:1]


@pytest.mark.parametrize("path", PATHS)
def test_unknown_record_is_not_found(visit: Visit, path: str) -> None:
    reply = visit(**EVERYTHING).get(f"{path}/999999")
    assert (reply.status, reply.json["code"]) == (404, "NotFound")


@pytest.mark.parametrize(
    ("path", "function"), [(path, function) for path, _, function in LISTS if function]
)
def test_each_read_needs_only_its_own_permission(
    visit: Visit, path: str, function: Function
) -> None:
    visitor = visit(**EVERYTHING)
    grant(visitor, withheld=(Permission(function, Column.INQUIRE),))
    refused = visitor.get(path)
    assert refused.status == 403
    assert refused.json == {
        "code": "Security",
        "message": "You do not have security permission to perform this action.",
        "errors": None,
    }
    for other, _, needed in LISTS:
        if needed is not function:
            assert visitor.get(other).status == 200


@pytest.mark.parametrize("level", [Level.MY, Level.ALL])
def test_my_and_all_both_open_a_list(level: Level) -> None:
    right = Permission(functions.CONTACTS, Column.INQUIRE)
    assert Role().changed(right, level).allows(right)
    assert not Role().allows(right)


def test_table_setup_follows_its_customize_list(visit: Visit) -> None:
    visitor = visit(tickets=["service"])
    allowed = [
        row["itemIdentifier"] for row in visitor.get("/system/mySecurity/customizeItems/").json
    ]
    assert allowed == ["Service / Service Board", "Service / Priority", "Service / Source"]
    assert visitor.get("/project/boards/6/teams").status == 403
    visitor.server.choose(tickets=["project"])
    assert visitor.get("/project/boards/6/teams").status == 200


@pytest.mark.parametrize("path", ["/service/boards/99/types", "/project/projects/1/phases"])
def test_list_of_an_unknown_record_is_not_found(visit: Visit, path: str) -> None:
    reply = visit(**EVERYTHING).get(path)
    assert (reply.status, reply.json["code"]) == (404, "NotFound")


@pytest.mark.parametrize(
    "path",
    [
        "/service/boards/x",
        "/service/boards/1/x",
        "/service/boards/²",
        "/service/boards/" + "9" * 5000,
        "/service",
        "",
        "/service/tickets/count/1",
        "/system/info/1",
    ],
)
def test_unknown_endpoint(visit: Visit, path: str) -> None:
    reply = visit().get(path.replace("²", "%C2%B2"))
    assert (reply.status, reply.json["code"]) == (404, "ConnectWiseApi")


@pytest.mark.parametrize("path", ["/system/info", *[p for p in PATHS if "tickets" not in p]])
@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE", "OPTIONS"])
def test_settings_are_read_only(visit: Visit, path: str, method: str) -> None:
    reply = visit(**EVERYTHING).call(method, path, {} if method != "OPTIONS" else None)
    assert (reply.status, reply.headers["Allow"]) == (405, "GET")


def test_paths_are_case_insensitive(visit: Visit) -> None:
    assert visit().get("/System/mysecurity/COUNT").json == {"count": len(FUNCTIONS)}


def test_pages_cover_everything_once(visit: Visit) -> None:
    visitor = visit()
    pages = [visitor.get(f"/service/boards?pageSize=4&page={n}").json for n in (1, 2, 3)]
    assert [len(page) for page in pages] == [4, 2, 0]
    assert [row["id"] for page in pages for row in page] == [1, 2, 3, 4, 5, 6]


def test_the_default_page_size_is_25(visit: Visit) -> None:
    visitor = visit()
    ticket = {"summary": "One of many", "company": {"id": 19}}
    for _ in range(25):
        assert visitor.call("POST", "/service/tickets", ticket).status == 201
    assert len(visitor.get("/service/tickets").json) == 25
    assert len(visitor.get("/service/tickets?pageSize=1000").json) == 27
    assert visitor.get("/service/tickets/count").json == {"count": 27}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("pageSize=0", "pageSize"),
        ("pageSize=1001", "pageSize"),
        ("pageSize=x", "pageSize"),
        ("pageSize=-1", "pageSize"),
        ("page=0", "page"),
        ("page=%C2%B2", "page"),
        ("childConditions=id=1", "childConditions"),
        ("pageId=1", "pageId"),
    ],
)
def test_an_unsupported_query_is_reported(visit: Visit, query: str, field: str) -> None:
    reply = visit().get(f"/service/boards?{query}")
    assert (reply.status, reply.json["code"]) == (400, "InvalidObject")
    assert [problem["field"] for problem in reply.json["errors"]] == [field]


def test_fields_returns_only_the_requested_fields(visit: Visit) -> None:
    visitor = visit()
    assert visitor.get("/service/boards?pageSize=1&fields=id,name").json == [
        {"id": 1, "name": "Help Desk"}
    ]
    record = visitor.get("/service/boards/1/statuses/10?fields=id,board/name").json
    assert record == {"id": 10, "board": {"id": 1, "name": "Help Desk"}}


def test_one_board_is_for_projects_and_each_has_open_and_closed_statuses(visit: Visit) -> None:
    visitor = visit()
    boards = visitor.get("/service/info/boards/active").json
    assert [board["projectFlag"] for board in boards].count(True) == 1
    for board in boards:
        statuses = visitor.get(f"/service/boards/{board['id']}/statuses").json
        assert {status["closedStatus"] for status in statuses} == {True, False}
        assert visitor.get(f"/service/boards/{board['id']}/types").json


def test_responses_carry_a_request_id(visit: Visit) -> None:
    visitor = visit()
    first, second = visitor.get("/system/info"), visitor.get("/system/info")
    assert first.headers["x-cw-request-id"] != second.headers["x-cw-request-id"]
    assert first.headers["api-current-version"] == "2026.1"
    assert first.headers["x-server-name"]
