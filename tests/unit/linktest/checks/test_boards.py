"""Exact texts for the results of the rights and boards checks, without a server."""

from __future__ import annotations

import json

import pytest

from tests.unit.linktest.linking import EVERYTHING, REQUEST_ID, SERVICE, rights
from wizard.connectwise.response import Response
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Report, Site
from wizard.domain.rights import Column
from wizard.domain.scope import Scope
from wizard.linktest.checks.base import Reads
from wizard.linktest.checks.board_lists import OLDER_BOARDS, PRIORITIES
from wizard.linktest.checks.grants import MY_SECURITY
from wizard.linktest.checks.rights import INFO
from wizard.linktest.read_result import ReadResult
from wizard.linktest.report_builder import ReportBuilder
from wizard.linktest.run import ReadWave

URL = "https://cw.contoso.example/v4_6_release/apis/3.0/x"
BOARDS = [{"id": 1, "name": "Help Desk"}]


def result_of(document: object, status: int = 200) -> ReadResult:
    headers = {"x-cw-request-id": REQUEST_ID}
    return ReadResult.from_response(Response(URL, status, headers, json.dumps(document).encode()))


LIST = result_of([])
DENIED = result_of({"code": "Security", "message": "No"}, 403)
BROKEN = result_of({"message": "No"}, 500)


def judged(
    scope: Scope = SERVICE, signed_in: ReadResult | None = None, /, **answers: ReadResult
) -> Report:
    """Judge one response to every read except those named; ``site`` was known before."""
    report = ReportBuilder(site=Site(version="v2025.1", region="na", cloud=True))
    signed_in = result_of(BOARDS) if signed_in is None else signed_in
    wave = ReadWave(Reads(report, rights(), scope, signed_in))
    read = dict.fromkeys((*wave.paths(), OLDER_BOARDS), LIST)
    named = {"info": INFO, "role": MY_SECURITY, "boards": OLDER_BOARDS, "priorities": PRIORITIES}
    read |= {named[name]: answer for name, answer in answers.items()}
    list(wave.judge(read))
    return report.finish().report


def role(scope: Scope, *, excess: int = 0) -> list[dict[str, str]]:
    """The needed rights as mySecurity lists them, some cells granting more than is needed."""
    listed = []
    for right in rights().needed(scope):
        entry = {"moduleName": right.module, "moduleFunctionName": right.function}
        for column in Column:
            level = right.needed[column]
            if level == "None" and excess:
                level, excess = "All", excess - 1
            entry[f"{column.value}Level"] = str(level)
        listed.append(entry)
    assert not excess
    return listed


def message(report: Report, check: str) -> str:
    return next(row.message for row in report.rows if row.check == check)


class TestRights:
    def test_all_permissions_granted_passes(self) -> None:
        needed = len(rights().needed(SERVICE))
        report = judged(role=result_of(role(SERVICE)))
        assert message(report, "rights") == f"All {needed} needed permissions are granted."

    def test_missing_permissions_are_counted(self) -> None:
        levels = [{**entry, "inquireLevel": "None"} for entry in role(SERVICE)]
        text = message(judged(role=result_of(levels)), "rights")
        assert text.count("; ") == len(levels) - 1
        assert "XX" not in text

    def test_unread_permissions_are_counted(self) -> None:
        absent = result_of({"message": "No"}, 404)
        reads = {path: absent for right in rights().needed(EVERYTHING) for path in right.reads}
        report = ReportBuilder()
        wave = ReadWave(Reads(report, rights(), EVERYTHING, result_of([])))
        list(wave.judge(dict.fromkeys((*wave.paths(), OLDER_BOARDS), absent) | reads))
        unread = [row.right.title for row in report.rights]
        assert ", ".join(unread) in message(report.finish().report, "rights")

    def test_up_to_five_excess_cells_are_named(self) -> None:
        for count, more in (
            (5, None),
            (6, " Level, and 1 more cell"),
            (7, " Level, and 2 more cells"),
        ):
            warned = judged(EVERYTHING, role=result_of(role(EVERYTHING, excess=count))).warnings[0]
            assert warned.fault is Fault.RIGHT_EXCESS
            assert warned.message.count(" Level") == 5
            assert (more or " Level") in warned.message
            assert (" cell" in warned.message) is bool(more)


class TestBoards:
    def test_one_board_status_and_type_use_the_singular(self) -> None:
        one = [{"id": 1, "name": "One"}]
        report = ReportBuilder()
        wave = ReadWave(Reads(report, rights(), SERVICE, result_of(one)))
        list(wave.judge(dict.fromkeys((*wave.paths(), OLDER_BOARDS), result_of(one))))
        text = "Available to workflows: 1 board, 1 status, 1 type."
        assert message(report.finish().report, "boards") == text

    def test_names_are_sanitized_short_and_never_empty(self) -> None:
        names = ["a" * 90, "\u202e", None, "A\nB"]
        boards = result_of([{"id": n, "name": name} for n, name in enumerate(names)])
        assert judged(SERVICE, boards).choices.boards == ("a" * 79 + "…", "?", "?", "A B")

    def test_a_missing_list_is_undecided(self) -> None:
        report = judged(priorities=result_of({"message": "No"}, 404))
        row = report.rows[-1]
        assert (row.status, row.problem and row.problem.fault) == ("unknown", Fault.RIGHT_UNKNOWN)
        tables = [right.title for right in rights().needed(SERVICE) if right.tables]
        assert ", ".join(tables) in row.message
        assert row.request_id == REQUEST_ID

    def test_a_refused_list_names_the_right_it_stands_under(self) -> None:
        row = judged(priorities=DENIED).rows[-1]
        assert (row.status, row.problem and row.problem.fault) == ("failed", Fault.RIGHT_MISSING)
        assert row.message

    @pytest.mark.parametrize(
        ("status", "kind", "body"),
        [
            (403, "text/plain", b"Forbidden"),
            (403, "text/html", b"<html><title>403 Forbidden</title></html>"),
            (403, "application/json", b'{"message": "Forbidden"}'),
            (401, "text/plain", b"Unauthorized"),
            (401, "application/json", b'{"error": "unauthorized"}'),
        ],
    )
    def test_a_list_refused_by_an_intermediary_is_not_just_a_warning(
        self, status: int, kind: str, body: bytes
    ) -> None:
        refused = ReadResult.from_response(Response(URL, status, {"content-type": kind}, body))
        report = judged(priorities=refused)
        problem = report.rows[-1].problem
        assert problem
        assert (report.rows[-1].status, problem.fault) == ("failed", Fault.SITE_BLOCKED)
        assert problem.message.startswith("Something in between blocked the request to")
        assert problem.evidence
        assert report.verdict.exit_code == 3

    def test_a_refused_rights_list_is_not_blamed_on_connectwise(self) -> None:
        refused = ReadResult.from_response(Response(URL, 403, {}, b"Forbidden"))
        message = judged(role=refused).rows[-2].message
        assert "Something in between refused the list" in message
        assert "ConnectWise doesn't show" not in message

    def test_a_refusal_in_the_form_of_connectwise_stays_undecided(self) -> None:
        own = result_of({"code": "Unauthorized", "message": "No"}, 401)
        assert judged(priorities=own).rows[-1].status == "unknown"

    def test_failing_boards_are_reported_as_such(self) -> None:
        row = judged(SERVICE, DENIED, boards=BROKEN).rows[-1]
        assert (row.status, row.problem and row.problem.fault) == ("failed", Fault.SERVICE_ERROR)


class TestServer:
    def test_version_and_region_of_the_server_are_recorded(self) -> None:
        info = {"version": "v" * 50, "cloudRegion": "EU" * 20, "isCloud": False}
        site = judged(info=result_of(info)).site
        assert (site.version, site.region) == ("v" * 39 + "…", "EU" * 9 + "E…")
        assert site.cloud is False

    def test_missing_server_information_changes_nothing(self) -> None:
        for silent in ({}, {"version": 5, "cloudRegion": None, "isCloud": "no"}):
            assert judged(info=result_of(silent)).site == Site(
                version="v2025.1", region="na", cloud=True
            )
        refused = result_of({"code": "x", "version": "v1", "isCloud": False}, 403)
        assert judged(info=refused).site.version == "v2025.1"


def test_a_problem_with_evidence_has_the_request_id_of_the_response() -> None:
    problem = DENIED.with_evidence(Problem(Fault.BOARDS_NONE_VISIBLE, {"kind": "service board"}))
    assert (problem.request_id, problem.http_status) == (REQUEST_ID, 403)
    assert problem.evidence == "Security: No"
