"""One look whether a change has arrived: one signed request, never with keys that were refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.linktest.linking import rights, try_link
from wizard.domain.awaited import Awaited, awaited_in
from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault
from wizard.domain.secret import Secret
from wizard.domain.values.values import FieldTexts
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.recheck import Recheck, recheck
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
    """Look once; return what it has shown and how many requests carried keys."""
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
def test_it_sees_when_somebody_has_changed_it(scenario: str, fault: Fault) -> None:
    with PracticeServer(scenario) as server:
        awaited = awaited_by(server)
        assert awaited.fault is fault
        assert look(server, awaited) == (Recheck.UNCHANGED, 1)
        server.switch("good")
        assert look(server, awaited) == (Recheck.ARRIVED, 1)


@pytest.mark.parametrize("scenario", ["wrong-key", "busy", "unknown-company"])
@pytest.mark.parametrize("awaiting", ["missing-right", "client-id-pending"])
def test_whatever_else_comes_ends_it_with_one_request(awaiting: str, scenario: str) -> None:
    with PracticeServer(awaiting) as server:
        awaited = awaited_by(server)
        server.switch(scenario)
        found, signed = look(server, awaited)
        assert found is Recheck.UNCLEAR
        assert signed == (scenario != "unknown-company")


def test_boards_that_appear_are_seen() -> None:
    with PracticeServer() as server:
        base = try_link(values_of(server)).report.site.api_base
        awaited = Awaited(Fault.BOARDS_NONE_VISIBLE, Check.BOARDS, base)
        assert look(server, awaited) == (Recheck.ARRIVED, 1)


def test_keys_go_only_where_the_test_signed_in() -> None:
    with PracticeServer("missing-right") as server:
        elsewhere = replace(awaited_by(server), api_base="http://127.0.0.1:9/v4_6_release/apis/3.0")
        assert look(server, elsewhere) == (Recheck.UNCLEAR, 0)


@pytest.mark.parametrize("scenario", [*SCENARIOS])
def test_nothing_is_awaited_after_refused_keys_or_a_failing_service(scenario: str) -> None:
    with PracticeServer(scenario) as server:
        found = awaited_in(try_link(values_of(server)).report)
    waits = scenario in {"missing-right", "client-id-pending", "right-arrives"}
    assert (found is not None) is waits
