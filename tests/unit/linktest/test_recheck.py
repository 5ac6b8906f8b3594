"""Checking once for a fix: one signed request, never with refused keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.linktest.linking import rights, try_link
from wizard.connectwise.response_meaning import Meaning
from wizard.connectwise.transport.proxy import ProxySetting
from wizard.domain.awaited import Awaited, awaited_in
from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault
from wizard.domain.rights import Level, Levels, RightRow, Source
from wizard.domain.scope import Scope
from wizard.domain.secret import Secret
from wizard.domain.values.values import FieldTexts
from wizard.linktest.checks.grants import MY_SECURITY
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.read_result import ReadResult
from wizard.linktest.recheck import Recheck, judge, path_of, recheck
from wizard.practice import SCENARIOS, PracticeServer


def values_of(server: PracticeServer) -> FieldTexts:
    given = server.values
    return FieldTexts(
        given["site"],
        given["company_id"],
        given["public_key"],
        Secret(given["private_key"]),
        Secret(given["client_id"]),
    )


def look(server: PracticeServer, awaited: Awaited) -> tuple[Recheck, int]:
    """Check once; return the result and how many requests carried keys."""
    before = len(server.requests)
    (found,) = recheck(values_of(server), awaited, LinkTestOptions(rights()), lambda: False)
    return found, sum(seen.authorization for seen in server.requests[before:])


def awaited_by(server: PracticeServer) -> Awaited:
    found = awaited_in(try_link(values_of(server)).report)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("scenario", "fault"),
    [
        ("missing-right", Fault.RIGHT_MISSING),
        ("client-id-pending", Fault.CLIENT_ID_REFUSED),
    ],
)
def test_it_detects_when_the_problem_is_fixed(scenario: str, fault: Fault) -> None:
    with PracticeServer(scenario) as server:
        awaited = awaited_by(server)
        assert awaited.fault is fault
        assert look(server, awaited) == (Recheck.UNCHANGED, 1)
        server.switch("good")
        assert look(server, awaited) == (Recheck.ARRIVED, 1)


@pytest.mark.parametrize("scenario", ["wrong-key", "busy", "unknown-company"])
@pytest.mark.parametrize("awaiting", ["missing-right", "client-id-pending"])
def test_any_other_response_ends_it_after_one_request(awaiting: str, scenario: str) -> None:
    with PracticeServer(awaiting) as server:
        awaited = awaited_by(server)
        server.switch(scenario)
        found, signed = look(server, awaited)
        assert found is Recheck.UNCLEAR
        assert signed == (scenario != "unknown-company")


def test_boards_that_appear_are_detected() -> None:
    with PracticeServer() as server:
        base = try_link(values_of(server)).report.site.api_base
        awaited = Awaited(Fault.BOARDS_NONE_VISIBLE, Check.BOARDS, base)
        assert look(server, awaited) == (Recheck.ARRIVED, 1)


def test_keys_go_only_where_the_test_signed_in() -> None:
    with PracticeServer("missing-right") as server:
        elsewhere = replace(awaited_by(server), api_base="http://127.0.0.1:9/v4_6_release/apis/3.0")
        assert look(server, elsewhere) == (Recheck.UNCLEAR, 0)


@pytest.mark.parametrize("scenario", [*SCENARIOS])
def test_refused_keys_and_a_failing_service_are_not_rechecked(scenario: str) -> None:
    with PracticeServer(scenario) as server:
        found = awaited_in(try_link(values_of(server)).report)
    waits = scenario in {"missing-right", "client-id-pending", "right-arrives"}
    assert (found is not None) is waits


@pytest.mark.parametrize(("source", "path"), [(Source.MY_SECURITY, 0), (Source.PROBE, 1)])
def test_a_newly_refused_list_is_unclear_and_a_refused_read_is_unchanged(
    source: Source, path: int
) -> None:
    right = next(one for one in rights().needed(Scope()) if one.reads)
    row = RightRow(right, Levels(*[Level.NONE] * 4), source)
    awaited = Awaited(Fault.RIGHT_MISSING, Check.RIGHTS, "", (row,))
    assert path_of(awaited) == (MY_SECURITY, right.reads[0])[path]
    denied = judge(awaited, ReadResult(Meaning.DENIED))
    assert denied is (Recheck.UNCLEAR, Recheck.UNCHANGED)[path]


def test_unreadable_values_or_an_unusable_proxy_send_no_request() -> None:
    with PracticeServer("missing-right") as server:
        awaited, values, before = awaited_by(server), values_of(server), len(server.requests)
        options = LinkTestOptions(rights(), proxy=ProxySetting("socks5://127.0.0.1:9"))
        unreadable = replace(values, public_key="")
        elsewhere = replace(values, site="https://cw.example.test")
        for typed in (unreadable, elsewhere):
            assert list(recheck(typed, awaited, options, lambda: False)) == [Recheck.UNCLEAR]
        assert len(server.requests) == before
