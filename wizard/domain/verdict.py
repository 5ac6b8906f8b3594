"""The verdict as a function of the rows: it can never contradict them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from wizard.domain.faults import Fault
from wizard.domain.problem import Problem
from wizard.domain.rights import Comparison, RightRow, gaps
from wizard.domain.rows import Check, CheckResult, Status, ReportWarning
from wizard.domain.wording import tr, trn


class Verdict(StrEnum):
    """What the rows amount to."""

    READY = "ready"
    READY_WITH_WARNINGS = "ready_with_warnings"
    NOT_READY = "not_ready"
    NOT_PROVEN = "not_proven"

    @property
    def exit_code(self) -> int:
        """Exit code of `h2r-link check`."""
        return {Verdict.NOT_READY: 1, Verdict.NOT_PROVEN: 3}.get(self, 0)


def decide_verdict(
    rows: Sequence[CheckResult], rights: Sequence[RightRow], warnings: Sequence[ReportWarning]
) -> Verdict:
    """Return the verdict.

    A fault in a value, a right or a setting outweighs one outside of them. Rights that could not be
    read are a warning only if every needed Inquire Level was proven by a read.
    """
    failed = _problems(rows, Status.FAILED)
    if any(not p.fault.is_environmental for p in failed) or Comparison.MISSING in _comparisons(
        rights
    ):
        return Verdict.NOT_READY
    if failed or not _reached_all(rows) or _has_unproven_unknowns(rows, rights):
        return Verdict.NOT_PROVEN
    statuses = {row.status for row in rows}
    doubts = statuses & {Status.WARNING, Status.UNKNOWN}
    careful = doubts or warnings or _comparisons(rights) - {Comparison.OK}
    return Verdict.READY_WITH_WARNINGS if careful else Verdict.READY


def summarize(
    rows: Sequence[CheckResult], rights: Sequence[RightRow], warnings: Sequence[ReportWarning]
) -> str:
    """Return the verdict line; it begins with Ready to link, Nearly, Not ready or Not proven."""
    verdict = decide_verdict(rows, rights, warnings)
    if verdict is Verdict.NOT_READY:
        return _not_ready(rows, rights)
    if verdict is Verdict.NOT_PROVEN:
        return tr("Not proven. {message}").format(message=_why_not_proven(rows))
    passed = sum(row.status is Status.PASSED for row in rows)
    line = tr("Ready to link. {passed} of {all} checks passed.").format(
        passed=passed, all=len(rows)
    )
    notes = _notes(rows, rights, warnings)
    if not notes:
        return line
    more = trn("One warning: {{first}}", "{count} warnings, the first: {{first}}", len(notes))
    return f"{line} {more.format(first=notes[0])}"


def _problems(rows: Sequence[CheckResult], status: Status) -> list[Problem]:
    return [row.problem for row in rows if row.status is status and row.problem]


def _comparisons(rights: Sequence[RightRow]) -> set[Comparison]:
    return {row.verdict for row in rights}


def _reached_all(rows: Sequence[CheckResult]) -> bool:
    ended = {row.check for row in rows if row.status is not Status.NOT_RUN}
    return ended == set(Check)


def _has_unproven_unknowns(rows: Sequence[CheckResult], rights: Sequence[RightRow]) -> bool:
    """Whether something was left unknown that stands in the way of a proof."""
    unknown = {row.check for row in rows if row.status is Status.UNKNOWN}
    if unknown - {Check.RIGHTS, Check.BOARDS}:
        return True
    unread = unknown or Comparison.UNKNOWN in _comparisons(rights)
    return bool(unread) and not (rights and all(row.inquire_proven for row in rights))


def _not_ready(rows: Sequence[CheckResult], rights: Sequence[RightRow]) -> str:
    failed = _problems(rows, Status.FAILED)
    wrong = [p for p in failed if not p.fault.is_environmental]
    short = gaps(rights)
    if short and all(p.fault is Fault.RIGHT_MISSING for p in failed):
        line = trn(
            "Nearly. One right is missing: {{first}}.",
            "Nearly. {count} rights are missing, the first: {{first}}.",
            len(short),
        )
        return line.format(first=short[0])
    message = wrong[0].message if wrong else short[0]
    return tr("Not ready. {message}").format(message=message)


def _why_not_proven(rows: Sequence[CheckResult]) -> str:
    known = _problems(rows, Status.FAILED) + _problems(rows, Status.UNKNOWN)
    return known[0].message if known else tr("The test did not reach its end.")


def _notes(
    rows: Sequence[CheckResult], rights: Sequence[RightRow], warnings: Sequence[ReportWarning]
) -> list[str]:
    notes = [r.message for r in rows if r.status in {Status.WARNING, Status.UNKNOWN}]
    notes += [w.message for w in warnings]
    if not notes:
        notes = [r.fix for r in rights if r.verdict in {Comparison.EXCESS, Comparison.UNKNOWN}]
    return list(dict.fromkeys(notes))
