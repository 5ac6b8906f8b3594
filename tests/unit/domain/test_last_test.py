"""A stored test result is readable in every language, and claims no more than was tested."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from wizard.domain.check import Check, Status, Verdict
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.last_test import Finding, LastTest, MissingLevel
from wizard.domain.report import CheckResult, Report, ReportWarning, Site
from wizard.domain.rights import Column, Level, Levels, Right, RightRow
from wizard.domain.scope import Need

NOW = datetime(2026, 5, 12, 12, tzinfo=UTC)
RIGHT = Right("Service Desk", "Service Tickets", Levels(*[Level.ALL] * 4), Need.ALWAYS, "")
ROWS = tuple(CheckResult(check, Status.PASSED, "A sentence in German.") for check in Check)
GOOD = Report(ROWS, (), (), Site(), NOW, 1.0)


def with_problem(problem: Problem, check: Check, status: Status = Status.FAILED) -> Report:
    rows = [CheckResult(check, status, problem=problem) if r.check is check else r for r in ROWS]
    return replace(GOOD, rows=tuple(rows))


def kept(report: Report) -> LastTest:
    return LastTest.of(report, NOW, 3)


def test_check_states_are_stored_without_sentences() -> None:
    last = kept(GOOD)
    assert last.statuses == dict.fromkeys(Check, Status.PASSED)
    assert (last.verdict, last.at, last.revision) == (Verdict.READY, NOW, 3)
    assert "German" not in repr(last)


def test_names_and_numbers_are_stored_and_sentences_are_not() -> None:
    problem = Problem(Fault.DNS_FAILED, {"host": "na.example", "what": "Zeitüberschreitung"})
    finding = kept(with_problem(problem, Check.NAME)).findings[0]
    assert finding.details == {"host": "na.example"}
    assert finding.headline == "Name: failed."
    assert finding.affects == problem.affects


@pytest.mark.parametrize("fault", Fault)
def test_every_stored_fault_can_be_described_again(fault: Fault) -> None:
    details = dict.fromkeys(fault.entry.placeholders, "word")
    finding = Finding.of(Problem(fault, details), Status.FAILED, Check.SITE)
    assert finding.headline
    assert "{" not in finding.headline


@pytest.mark.parametrize("status", [Status.PASSED, Status.NOT_RUN])
def test_a_finding_that_no_test_stores_so_has_no_sentence(status: Status) -> None:
    """A changed file may pair any fault with any status."""
    assert Finding(Fault.SERVICE_ERROR, status, Step.LINK, Check.SIGN_IN).headline == ""


def test_a_fault_that_only_names_a_server_keeps_its_sentence() -> None:
    problem = Problem(Fault.COMPANY_UNKNOWN, {"host": "na.example"})
    last = kept(with_problem(problem, Check.COMPANY))
    assert last.detail == "na.example doesn't know this Company ID."


def test_each_insufficient_permission_is_stored() -> None:
    row = RightRow(RIGHT, Levels(Level.NONE, Level.ALL, Level.ALL, Level.MY), denied=("Service",))
    refused = RightRow(RIGHT, Levels(*[Level.ALL] * 3, Level.NONE), refused="was refused")
    last = kept(replace(GOOD, rights=(row, refused)))
    assert last.missing == (
        MissingLevel(RIGHT.title, Column.ADD, Level.NONE),
        MissingLevel(RIGHT.title, Column.INQUIRE, Level.MY),
        MissingLevel(RIGHT.title, table="Service"),
        MissingLevel(RIGHT.title, Column.INQUIRE, None),
    )
    assert [cell.sentence.rpartition(" › ")[2] for cell in last.missing] == [
        "Add Level is None, needs All",
        "Inquire Level is My, needs All",
        "customize doesn't allow Service",
        "Inquire Level needs All",
    ]
    assert last.detail.startswith("Service Desk › Service Tickets › Add Level is None")


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict.READY, "Last test passed on 12 May."),
        (Verdict.READY_WITH_WARNINGS, "Last test passed on 12 May, with one warning."),
        (Verdict.NOT_READY, "Last test failed on 12 May."),
        (Verdict.NOT_PROVEN, "Last test couldn't be completed on 12 May."),
    ],
)
def test_an_earlier_result_is_marked_as_such(verdict: Verdict, words: str) -> None:
    last = LastTest(verdict, NOW)
    assert last.summary("on 12 May").line == f"{words} Test again."
    outdated = last.summary("on 12 May", out_of_date=True)
    assert outdated.line == f"{words} Something has changed since then. Test again."


def test_a_warning_that_is_also_a_row_counts_once() -> None:
    excess = Problem(Fault.RIGHT_EXCESS, {"rights": "x"})
    report = with_problem(excess, Check.RIGHTS, Status.WARNING)
    warnings = (ReportWarning(Fault.RIGHT_EXCESS, "x"), ReportWarning(Fault.SITE_REDIRECTED, "y"))
    last = kept(replace(report, warnings=warnings))
    assert [found.fault for found in last.findings] == [Fault.RIGHT_EXCESS, Fault.SITE_REDIRECTED]
    assert "2 warnings" in last.summary("today").headline


@pytest.mark.parametrize(("verdict", "passed"), [(Verdict.READY, True), (Verdict.NOT_READY, False)])
def test_a_result_of_the_first_release_passed_entirely_or_not_at_all(
    verdict: Verdict, passed: bool
) -> None:
    assert LastTest(verdict, NOW).has_passed(Check.COMPANY) is passed


def test_affected_values_and_the_fixing_step_are_stored() -> None:
    problem = Problem(Fault.KEYS_REFUSED)
    finding = kept(with_problem(problem, Check.SIGN_IN)).findings[0]
    assert (finding.step, finding.check) == (Step.KEYS, Check.SIGN_IN)
    assert set(finding.affects) == {Field.PUBLIC_KEY, Field.PRIVATE_KEY}
