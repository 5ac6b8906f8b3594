"""Text output of a link test: progress while it runs, then the report in 80 columns."""

from __future__ import annotations

import sys
from typing import TextIO

from wizard.cli.output import wrapped
from wizard.cli.terminal import StatusLine, colorful
from wizard.domain.check import Check, Outcome, Status, Verdict
from wizard.domain.drift import Drift
from wizard.domain.report import CheckResult, Report
from wizard.domain.rights import Column, RightRow
from wizard.domain.text import tr
from wizard.linktest.events import Ended, Event, Started, Waiting

_MARKS = {
    Outcome.PASSED: ("+", "32"),
    Outcome.FAILED: ("x", "31"),
    Outcome.WARNING: ("!", "33"),
    Outcome.NOT_CHECKED: ("-", "90"),
    Outcome.INCONCLUSIVE: ("?", "33"),
}
_VERDICTS = {
    Verdict.READY: "32;1",
    Verdict.READY_WITH_WARNINGS: "33;1",
    Verdict.NOT_READY: "31;1",
    Verdict.NOT_PROVEN: "33;1",
}


class Progress:
    """Shows the running check on a terminal; silent otherwise."""

    def __init__(self, stream: TextIO) -> None:
        self._line = StatusLine(stream)

    def show(self, event: Event) -> None:
        """Print one event."""
        match event:
            case Started(check):
                self._line.show(tr("{check} …").format(check=check.label))
            case Waiting(_, seconds):
                self._line.show(
                    tr("ConnectWise is busy. Trying again in {s:g} s").format(s=seconds)
                )
            case Ended(_):
                self._line.show("")


def changes_line(drift: Drift | None) -> str:
    """Return what differs from the last passed test, or ""; its day as ISO 8601."""
    if drift is None or drift.since is None:
        return ""
    return drift.sentence(drift.since.astimezone().date().isoformat())


def print_report(report: Report, drift: Drift | None = None) -> None:
    """Print verdict, changes, rows, rights that differ and warnings on standard output."""
    paint = _Paint(colorful(sys.stdout))
    print(paint(wrapped(report.summary.line), _VERDICTS[report.verdict]))
    if changes := changes_line(drift):
        print(wrapped(changes))
    print()
    for row in report.rows:
        _print_row(row, paint)
    read = report.row(Check.RIGHTS).status is not Status.NOT_RUN
    differing = [row for row in report.rights if read and row.fix]
    if differing:
        print()
        print(tr("Permissions that differ:"))
        for right in differing:
            print(wrapped(_right_line(right), "    ", "  "))
    messages = {row.message for row in report.rows}
    others = [warning for warning in report.warnings if warning.message not in messages]
    for warning in others:
        print()
        print(wrapped(tr("Warning: {message}").format(message=warning.message), "  ", ""))
    if report.reach_note:
        print()
        print(wrapped(report.reach_note))


class _Paint:
    def __init__(self, colors: bool) -> None:  # noqa: FBT001 - the only thing there is to say
        self._colors = colors

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colors else text


def _print_row(row: CheckResult, paint: _Paint) -> None:
    sign, color = _MARKS[row.outcome]
    print(paint(f"{sign} {row.check.label}: {row.outcome.word}", color))
    if row.status is Status.NOT_RUN:
        return
    print(wrapped(row.message, "    "))
    if row.fix:
        print(wrapped(row.fix, "    ", "  → "))
    if row.problem and row.problem.evidence:
        said = tr("It responded: {words}").format(words=row.problem.evidence)
        print(wrapped(said, "    "))


def _right_line(row: RightRow) -> str:
    granted = [
        f"{column.label} {row.granted[column] or '?' if row.granted else '?'}" for column in Column
    ]
    return tr("{fix} (granted: {levels})").format(fix=row.fix, levels=", ".join(granted))
