"""The verdict is a function of the rows, and neither it nor its line can contradict them."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.domain.check import Check, Outcome, Status, Verdict
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.report import CheckResult, Report, ReportWarning, Site, decide_verdict, summarize
from wizard.domain.rights import Column, Level, Levels, Right, RightRow, Source
from wizard.domain.scope import Need

DETAILS = dict.fromkeys(
    (
        *("field", "why", "what", "where", "host", "product", "advice", "seconds", "proxy", "port"),
        *("issuer", "store", "when", "today", "names", "causes", "rights", "board", "number"),
        *("tries", "who", "why", "kind"),
    ),
    "x",
)
N = len(Check)
SCHEMA = Path(__file__).parents[2] / "data" / "report.schema.json"
QUIET = {Status.PASSED, Status.NOT_RUN}
OPENINGS = {
    Verdict.READY: ("Ready to link.",),
    Verdict.READY_WITH_WARNINGS: ("Ready to link, with ",),
    Verdict.NOT_READY: ("Nearly.", "Not ready."),
    Verdict.NOT_PROVEN: ("Not verified.",),
}
RIGHT = Right(
    "Service Desk",
    "Service Tickets",
    Levels(Level.ALL, Level.ALL, Level.NONE, Level.ALL),
    Need.SERVICE,
    "why",
)
ALL = Levels(Level.ALL, Level.ALL, Level.NONE, Level.ALL)
GRANTED = RightRow(RIGHT, ALL, Source.MY_SECURITY)
SHORT = RightRow(RIGHT, Levels(Level.NONE, Level.ALL, Level.NONE, Level.ALL), Source.MY_SECURITY)
EXCESS = RightRow(RIGHT, Levels(Level.ALL, Level.ALL, Level.ALL, Level.ALL), Source.MY_SECURITY)
PROBED = RightRow(RIGHT, Levels(inquire=Level.ALL), Source.PROBE)
UNREAD = RightRow(RIGHT)


def problem(fault: Fault) -> Problem:
    return Problem(fault, DETAILS)


def row(check: Check, status: Status, fault: Fault = Fault.INTERNAL) -> CheckResult:
    if status in QUIET:
        return CheckResult(check, status, f"{check.label}.")
    return CheckResult(check, status, problem=problem(fault))


def rows(**changed: Status | Fault) -> tuple[CheckResult, ...]:
    """A row for each check: passed unless changed; a fault stands for a failed row."""
    made = []
    for check in Check:
        change = changed.get(check.value, Status.PASSED)
        if isinstance(change, Fault):
            made.append(row(check, Status.FAILED, change))
        else:
            made.append(row(check, change, Fault.RIGHT_UNKNOWN))
    return tuple(made)


def judged(
    results: tuple[CheckResult, ...],
    rights: tuple[RightRow, ...] = (),
    warned: tuple[ReportWarning, ...] = (),
) -> tuple[Verdict, str]:
    return decide_verdict(results, rights, warned), summarize(results, rights, warned).line


def stopped_at(check: Check, fault: Fault) -> tuple[CheckResult, ...]:
    """Rows of a test that failed at ``check`` and went no further."""
    later = list(Check)[list(Check).index(check) + 1 :]
    return rows(**{check.value: fault, **{c.value: Status.NOT_RUN for c in later}})


def test_all_passed_is_ready() -> None:
    assert judged(rows(), (GRANTED,)) == (
        Verdict.READY,
        "Ready to link. All checks passed.",
    )


@pytest.mark.parametrize("fault", Fault)
def test_a_single_failure_decides_the_verdict_by_its_fault(fault: Fault) -> None:
    for check in Check:
        verdict, summary = judged(stopped_at(check, fault))
        expected = Verdict.NOT_PROVEN if fault.is_environmental else Verdict.NOT_READY
        assert verdict is expected, check
        assert problem(fault).message in summary, check
        assert verdict.exit_code == (3 if fault.is_environmental else 1), check


def test_a_configuration_fault_outweighs_an_environmental_one() -> None:
    both = rows(rights=Fault.RIGHT_MISSING, boards=Fault.SERVICE_ERROR)
    verdict, summary = judged(both)
    assert verdict is Verdict.NOT_READY
    assert problem(Fault.RIGHT_MISSING).message in summary
    verdict, summary = judged(rows(rights=Fault.SERVICE_ERROR, boards=Fault.RIGHT_MISSING))
    assert verdict is Verdict.NOT_READY
    assert problem(Fault.RIGHT_MISSING).message in summary


class TestRights:
    def test_one_missing_right_is_nearly(self) -> None:
        assert judged(rows(rights=Fault.RIGHT_MISSING), (SHORT,)) == (
            Verdict.NOT_READY,
            (
                "Nearly. One permission is missing: Service Desk › Service Tickets › "
                "Add Level is None, needs All."
            ),
        )

    def test_several_missing_rights_are_counted(self) -> None:
        verdict, summary = judged(rows(rights=Fault.RIGHT_MISSING), (GRANTED, SHORT, SHORT))
        assert verdict is Verdict.NOT_READY
        assert summary.startswith("Nearly. 2 permissions are missing, the first: Service Desk › ")

    def test_a_second_failure_is_worse_than_nearly(self) -> None:
        both = rows(rights=Fault.RIGHT_MISSING, boards=Fault.SERVICE_ERROR)
        assert judged(both, (SHORT,))[1].startswith("Not ready. ")

    def test_a_missing_permission_counts_even_if_its_check_passed(self) -> None:
        verdict, summary = judged(rows(), (GRANTED, SHORT))
        assert verdict is Verdict.NOT_READY
        assert "Add Level is None" in summary

    def test_unread_permissions_are_a_warning_if_inquire_was_verified(self) -> None:
        verdict, summary = judged(rows(rights=Status.UNKNOWN), (PROBED, PROBED))
        assert verdict is Verdict.READY_WITH_WARNINGS
        assert summary.startswith("Ready to link, with one warning. Some permissions ")
        assert verdict.exit_code == 0

    def test_unread_permissions_are_not_verified_if_one_inquire_was_not(self) -> None:
        for rights in ((), (UNREAD,), (PROBED, UNREAD)):
            verdict, summary = judged(rows(rights=Status.UNKNOWN), rights)
            assert verdict is Verdict.NOT_PROVEN
            assert summary.startswith("Not verified. Some permissions couldn't be checked")

    def test_an_unread_permission_counts_even_if_its_check_passed(self) -> None:
        assert judged(rows(), (GRANTED, UNREAD))[0] is Verdict.NOT_PROVEN
        verdict, summary = judged(rows(), (GRANTED, PROBED))
        assert verdict is Verdict.READY_WITH_WARNINGS
        assert "with one warning. Service Desk › Service Tickets: Add Level → All" in summary

    def test_excess_permissions_are_a_warning_even_if_the_check_passed(self) -> None:
        verdict, summary = judged(rows(), (EXCESS,))
        assert verdict is Verdict.READY_WITH_WARNINGS
        assert "with one warning. Service Desk › Service Tickets: Delete Level → None" in summary


class TestWarnings:
    def test_a_check_with_a_warning_is_summarized(self) -> None:
        verdict, summary = judged(rows(certificate=Status.WARNING))
        assert verdict is Verdict.READY_WITH_WARNINGS
        assert summary.startswith("Ready to link, with one warning. ")

    def test_a_warning_outside_the_checks_is_summarized(self) -> None:
        verdict, summary = judged(rows(), (), (ReportWarning(Fault.RIGHT_EXCESS, "Too much."),))
        assert verdict is Verdict.READY_WITH_WARNINGS
        assert summary == "Ready to link, with one warning. Too much."

    def test_several_warnings_are_counted_once_each(self) -> None:
        warning = row(Check.BOARDS, Status.WARNING, Fault.BOARDS_NONE_VISIBLE)
        same = ReportWarning(Fault.BOARDS_NONE_VISIBLE, warning.message)
        other = ReportWarning(Fault.RIGHT_EXCESS, "Too much.")
        results = tuple(warning if r.check is Check.BOARDS else r for r in rows())
        assert "with one warning. Sign-in works" in judged(results, (), (same,))[1]
        assert "with 2 warnings. Sign-in works" in judged(results, (), (same, other))[1]

    def test_a_text_in_braces_is_shown_unchanged(self) -> None:
        _, summary = judged(rows(), (), (ReportWarning(Fault.RIGHT_EXCESS, "{count} {first} {0}"),))
        assert summary.endswith("with one warning. {count} {first} {0}")


def test_an_unfinished_test_is_not_verified() -> None:
    assert judged(rows(boards=Status.NOT_RUN)) == (
        Verdict.NOT_PROVEN,
        "Not verified. The test didn't finish.",
    )
    for some in ((), rows()[:-1], rows()[1:]):
        assert decide_verdict(some, (), ()) is Verdict.NOT_PROVEN


def test_an_undecided_check_is_not_verified() -> None:
    for check in set(Check) - {Check.RIGHTS, Check.BOARDS}:
        results = rows(**{check.value: Status.UNKNOWN})
        assert decide_verdict(results, (GRANTED,), ()) is Verdict.NOT_PROVEN


@pytest.mark.parametrize("status", Status)
def test_a_check_result_and_its_problem_cannot_contradict_each_other(status: Status) -> None:
    found = None if status not in QUIET else problem(Fault.INTERNAL)
    with pytest.raises(ValueError, match="contradict"):
        CheckResult(Check.SITE, status, "x", found)


def test_a_check_result_shows_its_problem_or_its_sentence() -> None:
    failed = row(Check.SITE, Status.FAILED, Fault.CANCELLED)
    assert failed.message == problem(Fault.CANCELLED).message
    assert failed.fix == problem(Fault.CANCELLED).fix
    passed = CheckResult(Check.SITE, Status.PASSED, "It's a ConnectWise PSA.")
    assert (passed.message, passed.fix) == ("It's a ConnectWise PSA.", "")


def test_the_list_of_checks_is_the_published_one() -> None:
    """Reports show every check of the list, in its order; each has a title of its own."""
    checks = json.loads(SCHEMA.read_text("utf-8"))["properties"]["checks"]
    assert [check.value for check in Check] == checks["items"]["properties"]["id"]["enum"]
    assert checks["minItems"] == len(Check)
    assert len({check.label for check in Check}) == len(Check)


def test_the_verdict_of_a_report_follows_from_its_rows() -> None:
    results = stopped_at(Check.CONNECT, Fault.REFUSED)
    report = Report(results, (), (), Site(), datetime(2026, 1, 1, tzinfo=UTC), 1.0)
    assert (report.verdict, report.summary.line) == judged(results)
    assert report.row(Check.CONNECT) is results[2]


statuses = st.sampled_from(list(Status))
faults = st.sampled_from(list(Fault))
all_rows = st.tuples(*(st.builds(row, st.just(check), statuses, faults) for check in Check))
some_rights = st.lists(st.sampled_from([GRANTED, SHORT, EXCESS, PROBED, UNREAD]), max_size=4).map(
    tuple
)
some_warnings = st.lists(st.builds(ReportWarning, faults, st.just("A warning.")), max_size=2).map(
    tuple
)


@given(all_rows, some_rights, some_warnings)
def test_the_verdict_never_contradicts_the_rows(
    results: tuple[CheckResult, ...],
    rights: tuple[RightRow, ...],
    warned: tuple[ReportWarning, ...],
) -> None:
    verdict, summary = judged(results, rights, warned)
    failed = [r.problem.fault for r in results if r.status is Status.FAILED and r.problem]
    own = [fault for fault in failed if not fault.is_environmental]
    ended = {r.status for r in results}
    assert summary.startswith(OPENINGS[verdict])
    assert len(summary) > 8
    assert (verdict is Verdict.NOT_READY) is bool(own or SHORT in rights)
    if verdict.exit_code == 0:
        assert not failed
        assert Status.NOT_RUN not in ended
        assert {SHORT, UNREAD}.isdisjoint(rights)
    if verdict is Verdict.READY:
        assert ended == {Status.PASSED}
        assert set(rights) <= {GRANTED}
        assert not warned
        assert summary == "Ready to link. All checks passed."
    if verdict is Verdict.NOT_PROVEN:
        assert failed or ended - {Status.PASSED, Status.WARNING} or {UNREAD, PROBED} & set(rights)
    if summary.startswith("Nearly."):
        assert set(failed) <= {Fault.RIGHT_MISSING}


@given(all_rows, some_rights, some_warnings)
def test_the_same_rows_give_the_same_verdict(
    results: tuple[CheckResult, ...],
    rights: tuple[RightRow, ...],
    warned: tuple[ReportWarning, ...],
) -> None:
    for order in itertools.islice(itertools.permutations(rights), 6):
        assert decide_verdict(results, order, warned) is decide_verdict(results, rights, warned)
    assert decide_verdict(results[::-1], rights, warned) is decide_verdict(results, rights, warned)


any_level = st.none() | st.sampled_from(Level)
any_levels = st.builds(Levels, any_level, any_level, any_level, any_level)
any_rights = st.lists(
    st.builds(
        RightRow, st.just(RIGHT), st.none() | any_levels, denied=st.sampled_from([(), ("Table",)])
    ),
    max_size=3,
).map(tuple)
ORDER = ["None", "My", "All"]


def contracted(results: tuple[CheckResult, ...], rights: tuple[RightRow, ...]) -> int:
    """The exit code by the words of the contract, from ids and levels alone."""
    failed = [r.problem.fault.value for r in results if r.status == "failed" and r.problem]
    prefixes = ("network.", "proxy.", "tls.", "service.", "vault.")
    names = {"site.blocked", "site.gateway", "site.unavailable", "cancelled", "internal"}
    outside = [fault for fault in failed if fault.startswith(prefixes) or fault in names]
    cells = [
        [(str(row.right.needed[c]), (row.granted or Levels())[c]) for c in Column] for row in rights
    ]
    short = any(
        has and ORDER.index(has) < ORDER.index(needs) for row in cells for needs, has in row
    )
    if len(outside) < len(failed) or short or any(row.denied for row in rights):
        return 1
    unread = any(has is None and needs != "None" for row in cells for needs, has in row)
    inquire = [row[-1] for row in cells]
    proven = all(has and ORDER.index(has) >= ORDER.index(needs) for needs, has in inquire)
    states = {r.check.value: r.status.value for r in results}
    unknown = {check for check, state in states.items() if state == "unknown"}
    if outside or "not_run" in states.values() or unknown - {"rights", "boards"}:
        return 3
    return 3 if (unread or unknown) and not (rights and proven) else 0


@given(all_rows, any_rights, some_warnings)
def test_the_exit_code_follows_the_contract(
    results: tuple[CheckResult, ...],
    rights: tuple[RightRow, ...],
    warned: tuple[ReportWarning, ...],
) -> None:
    assert decide_verdict(results, rights, warned).exit_code == contracted(results, rights)


@given(any_rights, some_warnings, st.sets(st.sampled_from(list(Check))))
def test_the_exit_code_follows_the_contract_when_most_checks_passed(
    rights: tuple[RightRow, ...], warned: tuple[ReportWarning, ...], checks: set[Check]
) -> None:
    for status in Status:
        results = rows(**{check.value: status for check in checks})
        assert decide_verdict(results, rights, warned).exit_code == contracted(results, rights)


def test_several_warnings_are_counted_and_the_first_is_quoted() -> None:
    warned = (
        ReportWarning(Fault.RIGHT_EXCESS, "One."),
        ReportWarning(Fault.SITE_REDIRECTED, "Two."),
    )
    summary = summarize(rows(), (GRANTED,), warned)
    assert summary.line == "Ready to link, with 2 warnings. One."


class TestSummary:
    """Headline and detail are built separately, never cut out of the line."""

    def test_a_missing_permission_has_its_own_headline(self) -> None:
        short = "Service Desk › Service Tickets › Add Level is None, needs All."
        one = summarize(rows(rights=Fault.RIGHT_MISSING), (SHORT,), ())
        assert (one.headline, one.detail) == ("Nearly. One permission is missing.", short)
        two = summarize(rows(rights=Fault.RIGHT_MISSING), (SHORT, SHORT), ())
        assert (two.headline, two.detail) == ("Nearly. 2 permissions are missing.", short)

    def test_a_sentence_with_a_colon_is_not_split(self) -> None:
        details = {"what": "it contains a space"}
        unreadable = Problem(Fault.ADDRESS_UNREADABLE, details)
        failed = CheckResult(Check.VALUES, Status.FAILED, problem=unreadable)
        summary = summarize((failed,), (), ())
        assert summary.headline == "Not ready."
        assert summary.detail == unreadable.message

    def test_warnings_are_the_detail(self) -> None:
        summary = summarize(rows(), (), (ReportWarning(Fault.RIGHT_EXCESS, "Too much. Far."),))
        assert summary.headline == "Ready to link, with one warning."
        assert summary.detail == "Too much. Far."
        assert summarize(rows(), (), ()).detail == "All checks passed."

    def test_not_verified_gives_the_reason_in_the_detail(self) -> None:
        summary = summarize(rows(site=Fault.SITE_BLOCKED), (), ())
        assert summary.headline == "Not verified."
        assert summary.detail == problem(Fault.SITE_BLOCKED).message
        assert summary.line == f"{summary.headline} {summary.detail}"


@pytest.mark.parametrize(
    ("status", "fault", "word"),
    [
        (Status.PASSED, None, "passed"),
        (Status.FAILED, Fault.KEYS_REFUSED, "failed"),
        (Status.FAILED, Fault.REFUSED, "failed"),
        (Status.FAILED, Fault.RATE_LIMITED, "couldn't be checked"),
        (Status.FAILED, Fault.SERVICE_ERROR, "couldn't be checked"),
        (Status.FAILED, Fault.SITE_UNAVAILABLE, "couldn't be checked"),
        (Status.FAILED, Fault.INTERNAL, "couldn't be checked"),
        (Status.FAILED, Fault.CANCELLED, "not checked"),
        (Status.WARNING, Fault.RIGHT_EXCESS, "warning"),
        (Status.UNKNOWN, Fault.RIGHT_UNKNOWN, "couldn't be checked"),
        (Status.NOT_RUN, None, "not checked"),
    ],
)
def test_a_check_without_a_response_is_not_a_failure(
    status: Status, fault: Fault | None, word: str
) -> None:
    assert Outcome.of(status, fault).word == word


@pytest.mark.parametrize("fault", Fault)
def test_faults_without_a_response_are_environmental(fault: Fault) -> None:
    assert fault.is_environmental or not fault.entry.is_inconclusive
