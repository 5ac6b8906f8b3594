from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wizard.domain.check import Check, Status
from wizard.domain.drift import (
    MOST_BOARDS,
    MOST_STATUSES,
    MOST_TESTS,
    BoardSeen,
    Drift,
    History,
    Seen,
    compare,
    key_digest,
    observed,
)
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.report import CheckResult, Choices, Member, Report, Site
from wizard.domain.rights import Level, Levels, Need, Right, RightRow, Source

AT = datetime(2026, 10, 21, 9, tzinfo=UTC)
ALL = Levels(Level.ALL, Level.ALL, Level.NONE, Level.ALL)
TICKETS = Right("Service Desk", "Service Tickets", ALL, Need.SERVICE, "")
FULL = Seen(
    site="na.myconnectwise.net",
    release="v2025_1",
    member="Hire2Retire",
    role="Hire2Retire API",
    issuer="DigiCert",
    rights={TICKETS.title: ALL},
    boards={"HR": BoardSeen(default_team=True, statuses=("New", "Closed")), "IT": BoardSeen()},
)


def report(
    *,
    granted: Levels | None = ALL,
    choices: Choices | None = None,
    problem: Problem | None = None,
    ended: Check = Check.BOARDS,
    release: str = "v2025_1",
    host: str = "na.myconnectwise.net",
) -> Report:
    """A test that reached ``ended``, where it failed if there is a problem."""
    order = list(Check)
    rows = [
        CheckResult(check, Status.FAILED, problem=problem)
        if check is ended and problem
        else CheckResult(
            check, Status.PASSED if order.index(check) <= order.index(ended) else Status.NOT_RUN
        )
        for check in order
    ]
    return Report(
        rows=tuple(rows),
        rights=(RightRow(TICKETS, granted, Source.MY_SECURITY),),
        warnings=(),
        site=Site(host=host, release=release),
        started=AT,
        duration_ms=1,
        choices=choices or Choices(("HR",), ("New",), (), (), "HR", (("HR", True),)),
        signed_in=Member("Hire2Retire"),
    )


@pytest.mark.parametrize(
    ("now", "messages"),
    [
        pytest.param(FULL, [], id="nothing"),
        pytest.param(
            replace(FULL, release="v2026_1"), ["Release: v2025_1 → v2026_1"], id="release"
        ),
        pytest.param(replace(FULL, member="Bob"), ["Member: Hire2Retire → Bob"], id="member"),
        pytest.param(replace(FULL, role="Admin"), ["Role: Hire2Retire API → Admin"], id="role"),
        pytest.param(
            replace(FULL, issuer="Zscaler"),
            ["Certificate issuer: DigiCert → Zscaler"],
            id="certificate",
        ),
        pytest.param(
            replace(FULL, rights={TICKETS.title: replace(ALL, edit=Level.NONE, delete=Level.MY)}),
            [
                "Service Desk › Service Tickets › Edit Level: All → None",
                "Service Desk › Service Tickets › Delete Level: None → My",
            ],
            id="levels",
        ),
        pytest.param(
            replace(FULL, boards={"HR": FULL.boards["HR"], "New": BoardSeen()}),
            ["Board IT can't be seen anymore", "Board New can be seen now"],
            id="boards",
        ),
        pytest.param(
            replace(FULL, boards={**FULL.boards, "HR": BoardSeen(False, ("New", "Done"))}),
            [
                "Board HR lost its default team",
                "Board HR lost the status Closed",
                "Board HR has the new status Done",
            ],
            id="team and statuses",
        ),
        pytest.param(Seen(), [], id="nothing was read"),
        pytest.param(
            replace(FULL, rights={TICKETS.title: Levels(inquire=Level.ALL)}),
            [],
            id="a level that was not read is no change",
        ),
        pytest.param(
            replace(FULL, boards={"HR": BoardSeen(), "IT": BoardSeen(True, ("New",))}),
            [],
            id="teams and statuses that one of both did not read",
        ),
    ],
)
def test_each_difference_is_named_unless_one_test_did_not_read_it(
    now: Seen, messages: list[str]
) -> None:
    assert [change.message for change in compare(FULL, now)] == messages


def test_a_restored_default_team_is_reported() -> None:
    lost = replace(FULL, boards={"HR": BoardSeen(default_team=False)})
    assert [change.message for change in compare(lost, FULL)] == [
        "Board HR has a default team now",
        "Board IT can be seen now",
    ]


def test_parts_a_test_did_not_reach_are_not_compared() -> None:
    failed = report(problem=Problem(Fault.KEYS_REFUSED), ended=Check.SIGN_IN, granted=None)
    seen = observed(failed)
    assert (seen.release, seen.boards, dict(seen.rights)) == ("", None, {})
    seen = observed(report())
    assert seen.boards == {"HR": BoardSeen(True, ("New",))}
    assert seen.rights == {TICKETS.title: ALL}


def test_a_list_too_long_to_store_counts_as_not_read() -> None:
    many = tuple(f"Board {number}" for number in range(MOST_BOARDS + 1))
    assert observed(report(choices=Choices(many))).boards is None
    statuses = tuple(map(str, range(MOST_STATUSES + 1)))
    boards = observed(report(choices=Choices(("HR",), statuses, (), (), "HR"))).boards
    assert boards == {"HR": BoardSeen(None, None)}


def test_only_a_passed_test_becomes_the_baseline() -> None:
    weak = replace(ALL, edit=Level.NONE)
    history = History().with_test(report(), AT)
    for days in (1, 2):
        drift = Drift.of(history, report(granted=weak))
        assert drift.since == AT
        assert drift.sentence("21 Oct") == (
            "Since 21 Oct: Service Desk › Service Tickets › Edit Level: All → None."
        )
        history = history.with_test(report(granted=weak), AT + timedelta(days=days))
    assert [test.passed for test in history.tests] == [True, False, False]
    assert [len(test.changes) for test in history.tests] == [0, 1, 1]
    history = history.with_test(report(release="v2026_1"), AT + timedelta(days=3))
    assert Drift.of(history, report(release="v2026_1")) == Drift(AT + timedelta(days=3))


def test_without_a_passed_test_there_is_no_baseline() -> None:
    history = History().with_test(report(granted=Levels(Level.NONE)), AT)
    assert Drift.of(history, report()) == Drift()
    assert Drift().sentence("21 Oct") == ""


def test_parts_a_passed_test_could_not_read_are_compared_with_an_earlier_one() -> None:
    history = History().with_test(report(), AT)
    probed = report(granted=Levels(inquire=Level.ALL), choices=Choices(("HR",), (), (), (), "IT"))
    # Without the list of rights the needed levels are unknown: ready, with warnings.
    probed = replace(probed, rights=tuple(replace(r, source=Source.PROBE) for r in probed.rights))
    history = history.with_test(probed, AT + timedelta(days=1))
    assert history.tests[-1].passed
    drift = Drift.of(history, report(granted=replace(ALL, edit=Level.NONE)))
    assert [change.name for change in drift.changes] == [f"{TICKETS.title} › Edit Level"]


def test_a_test_of_another_host_is_not_a_baseline() -> None:
    history = History().with_test(report(), AT)
    elsewhere = report(host="eu.myconnectwise.net", release="v2026_1")
    assert Drift.of(history, elsewhere) == Drift()
    seen = history.with_test(elsewhere, AT).seen
    assert seen
    assert (seen.site, seen.release) == ("eu.myconnectwise.net", "v2026_1")


def test_a_stopped_test_is_not_compared() -> None:
    history = History().with_test(report(), AT)
    stopped = report(
        problem=Problem(Fault.CANCELLED), ended=Check.RIGHTS, granted=Levels(Level.NONE)
    )
    assert history.with_test(stopped, AT) is history
    assert Drift.of(history, stopped) == Drift()


def test_the_last_24_tests_are_stored() -> None:
    history = History()
    for day in range(MOST_TESTS + 5):
        history = history.with_test(report(), AT + timedelta(days=day))
    assert len(history.tests) == MOST_TESTS
    assert history.tests[0].at == AT + timedelta(days=5)


def test_a_key_pair_is_as_old_as_its_first_passed_test() -> None:
    first, second = key_digest("TESTpublicKEY001"), key_digest("TESTpublicKEY002")
    later = AT + timedelta(days=30)
    history = History().with_test(report(granted=Levels(Level.NONE)), AT, first)
    assert history.keys_since is None
    history = history.with_test(report(), AT, first).with_test(report(), later, first)
    assert history.keys_since == AT
    assert history.with_test(report(), later, second).keys_since == later
    assert "TESTpublic" not in first != second
