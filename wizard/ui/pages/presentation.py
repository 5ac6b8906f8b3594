"""Converts results for the widgets: checks, rights, verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.domain.address.address import Address
from wizard.domain.check import Check, Outcome, Status, Verdict
from wizard.domain.faults.fault import VALUES, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.last_test import Finding, LastTest, MissingLevel
from wizard.domain.report import CheckResult, Report
from wizard.domain.rights import Column, Level, Levels, Right
from wizard.domain.rights import RightRow as Granted
from wizard.domain.text import tr, trn
from wizard.domain.ticket import TicketRow, TicketStep
from wizard.ui.theme.theme import Tone
from wizard.ui.widgets.check_list import CheckRow, CheckState, CheckWords
from wizard.ui.widgets.rights_table import Cell, CellKind, RightRow

_TONES = {
    Verdict.READY: Tone.GOOD,
    Verdict.READY_WITH_WARNINGS: Tone.GOOD,
    Verdict.NOT_READY: Tone.WRONG,
    Verdict.NOT_PROVEN: Tone.WARNING,
}


def check_words() -> CheckWords:
    """Return the words of a list of checks."""
    return CheckWords(
        passed=lambda n: trn("{count} check passed", "{count} checks passed", n),
        passed_word=tr("passed"),
        show=tr("Show"),
        hide=tr("Hide"),
        evidence=tr("Response from the server"),
        copy=tr("Copy"),
        copied=tr("Copied"),
    )


def check_rows(
    checks: Sequence[Check],
    rows: Mapping[Check, CheckResult],
    running: Check | None,
    waiting_s: float,
) -> list[CheckRow]:
    """Return the rows of ``checks`` so far; those not reached yet are waiting."""
    return [_check_row(check, rows.get(check), running, waiting_s) for check in checks]


def _check_row(
    check: Check, row: CheckResult | None, running: Check | None, waiting_s: float
) -> CheckRow:
    if row is None and check is running:
        sentence = busy_words(waiting_s) if waiting_s else ""
        return CheckRow(check.label, CheckState.RUNNING, tr("running"), sentence)
    if row is None:
        return CheckRow(check.label, CheckState.WAITING, tr("waiting"))
    evidence = row.problem.evidence if row.problem else ""
    action = tr("Take me there") if row.problem and leads_on(row.problem) else ""
    state, word = _shown(row.outcome)
    return CheckRow(check.label, state, word, row.message, row.fix, evidence, action)


def kept_rows(checks: Sequence[Check], last: LastTest) -> list[CheckRow]:
    """Return the rows of an earlier test from its summary in the draft."""
    found = {finding.check: finding for finding in last.findings}
    return [_kept_row(check, last, found.get(check)) for check in checks]


def _kept_row(check: Check, last: LastTest, finding: Finding | None) -> CheckRow:
    if finding:
        state, word = _shown(Outcome.of(finding.status, finding.fault))
        return CheckRow(check.label, state, word, finding.headline)
    passed = last.has_passed(check)
    state, word = _shown(Outcome.PASSED if passed else Outcome.NOT_CHECKED)
    return CheckRow(check.label, state, word)


def _shown(outcome: Outcome) -> tuple[CheckState, str]:
    return CheckState[outcome.name], outcome.word


def applicable(address: Address | None) -> list[Check]:
    """Return the checks that say something about ``address``.

    An IP address has no name to look up; this computer's own practice server has no certificate.
    """
    left_out = set()
    if address and address.literal:
        left_out.add(Check.NAME)
    if address and not address.secure:
        left_out.add(Check.CERTIFICATE)
    return [check for check in Check if check not in left_out]


def busy_words(waiting_s: float) -> str:
    """Return when the next retry is."""
    words = tr("ConnectWise is busy. Trying again in {seconds} s.")
    return words.format(seconds=round(waiting_s))


def ticket_rows(
    rows: Mapping[TicketStep, TicketRow], running: TicketStep | None, waiting_s: float
) -> list[CheckRow]:
    """Return the steps of a test ticket as they stand."""
    return [_ticket_row(step, rows.get(step), running, waiting_s) for step in TicketStep]


def _ticket_row(
    step: TicketStep, row: TicketRow | None, running: TicketStep | None, waiting_s: float
) -> CheckRow:
    if row is None and step is running:
        sentence = busy_words(waiting_s) if waiting_s else ""
        return CheckRow(step.label, CheckState.RUNNING, tr("running"), sentence)
    if row is None:
        return CheckRow(step.label, CheckState.WAITING, tr("waiting"))
    state, word = _shown(Outcome.of(row.status))
    return CheckRow(step.label, state, word, row.sentence)


def leads_on(problem: Problem) -> bool:
    """Return whether the problem has a field or a step to go to."""
    return problem.step is not Step.LINK or bool(set(problem.affects) & set(VALUES))


def tone_of(verdict: Verdict) -> Tone:
    """Return the tone of a verdict."""
    return _TONES[verdict]


def first_problem(report: Report) -> Problem | None:
    """Return the problem to fix first: failed rows before warnings."""
    for status in (Status.FAILED, Status.UNKNOWN, Status.WARNING):
        for row in report.rows:
            if row.status is status and row.problem:
                return row.problem
    return None


def needed_row(right: Right, note: str, missing: Sequence[MissingLevel] = ()) -> RightRow:
    """Return one row of the table of needed rights; ``missing`` marks what a test saw too low."""
    seen = {cell.column: cell.has for cell in missing if cell.right == right.title}
    cells = [
        _missing_cell(right, column, seen[column])
        if column in seen
        else _needed_cell(right, column)
        for column in Column
    ]
    return RightRow(right.module, right.function, note, (cells[0], cells[1], cells[2], cells[3]))


def _missing_cell(right: Right, column: Column, has: Level | None) -> Cell:
    needed, granted = right.needed[column] or Level.NONE, has or Level.NONE
    words = tr("{right}, {column}, needs {needed}, granted {granted}")
    spoken = words.format(
        right=right.function, column=column.label, needed=needed.value, granted=granted.value
    )
    return Cell(f"{granted}→{needed}", CellKind.WRONG, spoken)


def _needed_cell(right: Right, column: Column) -> Cell:
    level = right.needed[column] or Level.NONE
    kind = CellKind.QUIET if level is Level.NONE else CellKind.PLAIN
    return Cell(level.value, kind, f"{right.function}, {column.label}, {level.value}")


def granted_row(row: Granted) -> RightRow:
    """Return one row of the matrix needed, granted and fix."""
    add, edit, delete, inquire = (_granted_cell(row, column) for column in Column)
    return RightRow(row.right.module, row.right.function, "", (add, edit, delete, inquire))


def _granted_cell(row: Granted, column: Column) -> Cell:
    needed = row.right.needed[column] or Level.NONE
    has = (row.granted or Levels())[column]
    text, kind = _compared(needed, has)
    words = tr("{right}, {column}, needs {needed}, granted {granted}")
    granted = has.value if has else tr("couldn't be checked")
    spoken = words.format(
        right=row.right.function, column=column.label, needed=needed.value, granted=granted
    )
    return Cell(text, kind, spoken)


def _compared(needed: Level, has: Level | None) -> tuple[str, CellKind]:
    if has is None and needed is not Level.NONE:
        return f"{needed}?", CellKind.WARNING
    if has and not has.covers(needed):
        return f"{has}→{needed}", CellKind.WRONG
    if has and not needed.covers(has):
        return f"{has}→{needed}", CellKind.WARNING
    return ("–", CellKind.QUIET) if needed is Level.NONE else (needed.value, CellKind.GOOD)
