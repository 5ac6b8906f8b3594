"""The rows of a link test, and the verdict as a function of them: it can never contradict the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from wizard.domain.faults import Fault
from wizard.domain.problem import Problem
from wizard.domain.rights import RightRow, gaps
from wizard.domain.wording import mark, tr, trn


class Check(StrEnum):
    """The nine checks, in order."""

    VALUES = "values"
    NAME = "name"
    CONNECT = "connect"
    CERTIFICATE = "certificate"
    SITE = "site"
    COMPANY = "company"
    SIGN_IN = "sign_in"
    RIGHTS = "rights"
    BOARDS = "boards"

    @property
    def label(self) -> str:
        """How the list of checks names it."""
        return tr(_TITLES[self])


_TITLES = {
    Check.VALUES: mark("The five values"),
    Check.NAME: mark("Name"),
    Check.CONNECT: mark("Connection"),
    Check.CERTIFICATE: mark("Certificate"),
    Check.SITE: mark("ConnectWise PSA"),
    Check.COMPANY: mark("Company ID"),
    Check.SIGN_IN: mark("Sign-in"),
    Check.RIGHTS: mark("Rights"),
    Check.BOARDS: mark("Boards"),
}


class Status(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    WARNING = "warning"
    NOT_RUN = "not_run"
    UNKNOWN = "unknown"


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


@dataclass(frozen=True, slots=True)
class Row:
    """One check's outcome; ``sentence`` is what a passed or not-run row says."""

    check: Check
    status: Status
    sentence: str = ""
    problem: Problem | None = None
    duration_ms: float | None = None
    http_status: int | None = None
    request_id: str = ""

    @property
    def message(self) -> str:
        """What happened and why, or the passed row's sentence."""
        return self.problem.message if self.problem else self.sentence

    @property
    def fix(self) -> str:
        """What to do, or ""."""
        return self.problem.fix if self.problem else ""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something worth knowing that stops nothing, and is no row of its own."""

    fault: Fault
    message: str


@dataclass(frozen=True, slots=True)
class Site:
    """What is known about the ConnectWise that was tested; "" and None where it is not."""

    typed: str = ""
    host: str = ""
    api_base: str = ""
    release: str = ""
    version: str = ""
    company_name: str = ""
    cloud: bool | None = None
    region: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a workflow can choose from: names, harmless text, in the server's order."""

    boards: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    sample_board: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A finished link test; always nine rows."""

    rows: tuple[Row, ...]
    rights: tuple[RightRow, ...]
    warnings: tuple[Warned, ...]
    site: Site
    started: datetime
    duration_ms: float
    requests: int = 0
    choices: Choices = field(default_factory=Choices)
    proxy: str = ""
    issuer: str = ""

    @property
    def verdict(self) -> Verdict:
        """See `verdict_of`."""
        return verdict_of(self.rows, self.rights, self.warnings)

    @property
    def summary(self) -> str:
        """The verdict line."""
        return summary_of(self.rows, self.rights, self.warnings)

    def row(self, check: Check) -> Row:
        """The row of one check."""
        return next(row for row in self.rows if row.check is check)


def verdict_of(rows: Sequence[Row], rights: Sequence[RightRow], warnings: Sequence[Warned]) -> Verdict:
    """Return the verdict.

    A fault in a value, a right or a setting outweighs one outside of them. Rights that could not be
    read are a warning only if every needed Inquire Level was proven by a read.
    """
    failed = [row.problem for row in rows if row.status is Status.FAILED and row.problem]
    if any(not problem.fault.outside for problem in failed):
        return Verdict.NOT_READY
    if failed or any(row.status is Status.NOT_RUN for row in rows):
        return Verdict.NOT_PROVEN
    unread = any(row.status is Status.UNKNOWN for row in rows)
    if unread and not (rights and all(row.inquire_proven for row in rights)):
        return Verdict.NOT_PROVEN
    careful = unread or warnings or any(row.status is Status.WARNING for row in rows)
    return Verdict.READY_WITH_WARNINGS if careful else Verdict.READY


def summary_of(rows: Sequence[Row], rights: Sequence[RightRow], warnings: Sequence[Warned]) -> str:
    """Return the one verdict line, beginning with Ready to link, Nearly, Not ready or Not proven."""
    verdict = verdict_of(rows, rights, warnings)
    if verdict is Verdict.NOT_READY:
        return _not_ready(rows, rights)
    if verdict is Verdict.NOT_PROVEN:
        return tr("Not proven. {message}").format(message=_why_not_proven(rows))
    passed = sum(row.status is Status.PASSED for row in rows)
    line = tr("Ready to link. {passed} of {all} checks passed.").format(passed=passed, all=len(rows))
    return line if verdict is Verdict.READY else f"{line} {_careful(rows, warnings)}"


def _not_ready(rows: Sequence[Row], rights: Sequence[RightRow]) -> str:
    failed = [r.problem for r in rows if r.status is Status.FAILED and r.problem]
    wrong = [problem for problem in failed if not problem.fault.outside]
    short = gaps(rights)
    if [p.fault for p in failed] == [Fault.RIGHT_MISSING] and short:
        line = trn(
            "Nearly. One right is missing: {{first}}.",
            "Nearly. {count} rights are missing, the first: {{first}}.",
            len(short),
        )
        return line.format(first=short[0])
    return tr("Not ready. {message}").format(message=wrong[0].message)


def _why_not_proven(rows: Sequence[Row]) -> str:
    for status in (Status.FAILED, Status.UNKNOWN):
        for row in rows:
            if row.status is status and row.problem:
                return row.problem.message
    return tr("The test did not reach its end.")


def _careful(rows: Sequence[Row], warnings: Sequence[Warned]) -> str:
    notes = [r.message for r in rows if r.status in {Status.WARNING, Status.UNKNOWN}]
    notes += [w.message for w in warnings if w.message not in notes]
    return trn("One warning: {{first}}", "{count} warnings, the first: {{first}}", len(notes)).format(
        first=notes[0]
    )
