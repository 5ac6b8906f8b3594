"""Report of a link test: one result per check, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime
from urllib.parse import urlsplit

from wizard.domain.check import Check, Outcome, Status, Verdict
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.proxy_choice import ProxyUsed
from wizard.domain.rights import Comparison, RightRow, gaps
from wizard.domain.text import tr, trn


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Result of one check; ``sentence`` is the text of a passed or skipped check.

    Raises:
        ValueError: a failed, undecided or warning result names no problem.
    """

    check: Check
    status: Status
    sentence: str = ""
    problem: Problem | None = None
    duration_ms: float | None = None
    http_status: int | None = None
    request_id: str = ""

    def __post_init__(self) -> None:
        quiet = self.status in {Status.PASSED, Status.NOT_RUN}
        if quiet is (self.problem is not None):
            raise ValueError(f"{self.check}: {self.status} and its problem contradict each other")

    @property
    def outcome(self) -> Outcome:
        """The outcome in one word."""
        return Outcome.of(self.status, self.problem.fault if self.problem else None)

    @property
    def message(self) -> str:
        """What happened and why, or the sentence of a passed check."""
        return self.problem.message if self.problem else self.sentence

    @property
    def fix(self) -> str:
        """What to do, or ""."""
        return self.problem.fix if self.problem else ""


@dataclass(frozen=True, slots=True)
class ReportWarning:
    """A warning that does not block and belongs to no check."""

    fault: Fault
    message: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The verdict in words: headline, detail, and both in one line."""

    headline: str
    detail: str
    line: str

    @classmethod
    def of(cls, headline: str, detail: str = "") -> Summary:
        """Return the summary whose line joins both parts."""
        return cls(headline, detail, f"{headline} {detail}".rstrip())


def decide_verdict(
    rows: Sequence[CheckResult], rights: Sequence[RightRow], warnings: Sequence[ReportWarning]
) -> Verdict:
    """Return the verdict.

    A fault in a value, a right or a setting outweighs an environmental one. Rights that could not
    be read are a warning only if a read verified every needed Inquire Level.
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
) -> Summary:
    """Return the verdict in words; they begin Ready to link, Nearly, Not ready or Not verified."""
    verdict = decide_verdict(rows, rights, warnings)
    if verdict is Verdict.NOT_READY:
        return _not_ready(rows, rights)
    if verdict is Verdict.NOT_PROVEN:
        return Summary.of(tr("Not verified."), _why_not_proven(rows))
    notes = _notes(rows, rights, warnings)
    if not notes:
        return Summary.of(tr("Ready to link."), tr("All checks passed."))
    headline = trn(
        "Ready to link, with one warning.", "Ready to link, with {count} warnings.", len(notes)
    )
    return Summary.of(headline, notes[0])


def _problems(rows: Sequence[CheckResult], status: Status) -> list[Problem]:
    return [row.problem for row in rows if row.status is status and row.problem]


def _comparisons(rights: Sequence[RightRow]) -> set[Comparison]:
    return {row.verdict for row in rights}


def _reached_all(rows: Sequence[CheckResult]) -> bool:
    ended = {row.check for row in rows if row.status is not Status.NOT_RUN}
    return ended == set(Check)


def _has_unproven_unknowns(rows: Sequence[CheckResult], rights: Sequence[RightRow]) -> bool:
    """True if an UNKNOWN result prevents the verdict from being READY."""
    unknown = {row.check for row in rows if row.status is Status.UNKNOWN}
    if unknown - {Check.RIGHTS, Check.BOARDS}:
        return True
    unread = unknown or Comparison.UNKNOWN in _comparisons(rights)
    return bool(unread) and not (rights and all(row.inquire_proven for row in rights))


def _not_ready(rows: Sequence[CheckResult], rights: Sequence[RightRow]) -> Summary:
    failed = _problems(rows, Status.FAILED)
    wrong = [p for p in failed if not p.fault.is_environmental]
    short = gaps(rights)
    if short and all(p.fault is Fault.RIGHT_MISSING for p in failed):
        line = trn(
            "Nearly. One permission is missing: {{first}}.",
            "Nearly. {count} permissions are missing, the first: {{first}}.",
            len(short),
        )
        headline = trn(
            "Nearly. One permission is missing.",
            "Nearly. {count} permissions are missing.",
            len(short),
        )
        return Summary(headline, f"{short[0]}.", line.format(first=short[0]))
    message = wrong[0].message if wrong else short[0]
    return Summary.of(tr("Not ready."), message)


def _why_not_proven(rows: Sequence[CheckResult]) -> str:
    known = _problems(rows, Status.FAILED) + _problems(rows, Status.UNKNOWN)
    return known[0].message if known else tr("The test didn't finish.")


def _notes(
    rows: Sequence[CheckResult], rights: Sequence[RightRow], warnings: Sequence[ReportWarning]
) -> list[str]:
    notes = [r.message for r in rows if r.status in {Status.WARNING, Status.UNKNOWN}]
    notes += [w.message for w in warnings]
    if not notes:
        notes = [r.fix for r in rights if r.verdict in {Comparison.EXCESS, Comparison.UNKNOWN}]
    return list(dict.fromkeys(notes))


@dataclass(frozen=True, slots=True)
class Site:
    """Facts about the tested ConnectWise; "" or None if unknown."""

    typed: str = ""
    host: str = ""
    api_base: str = ""
    release: str = ""
    version: str = ""
    company_name: str = ""
    cloud: bool | None = None
    region: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Owner of the keys, as far as ConnectWise returned it; "" or None if not."""

    identifier: str = ""
    role: str = ""
    api_member: bool | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What a workflow can choose from: names, harmless text, in the server's order.

    ``default_teams`` tells of the boards whose teams were read whether one is the default.
    """

    boards: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    sample_board: str = ""
    default_teams: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Result of a link test, with one row per check."""

    rows: tuple[CheckResult, ...]
    rights: tuple[RightRow, ...]
    warnings: tuple[ReportWarning, ...]
    site: Site
    started: datetime
    duration_ms: float
    requests: int = 0
    choices: Choices = field(default_factory=Choices)
    proxy: ProxyUsed | None = None
    issuer: str = ""
    signed_in: Member = field(default_factory=Member)

    @property
    def reach_note(self) -> str:
        """What a passed test of an on-premises server can't show, or ""."""
        from wizard.domain.address.hosts import Kind, kind_of  # noqa: PLC0415 - the first paint does without

        base = urlsplit(self.site.api_base)
        own = base.scheme == "https" and kind_of(base.hostname or "") is Kind.ON_PREMISES
        return cloud_must_reach() if own and self.verdict.exit_code == 0 else ""

    @property
    def verdict(self) -> Verdict:
        """See `decide_verdict`."""
        return decide_verdict(self.rows, self.rights, self.warnings)

    @property
    def summary(self) -> Summary:
        """See `summarize`."""
        return summarize(self.rows, self.rights, self.warnings)

    def row(self, check: Check) -> CheckResult:
        """Return the row of ``check``."""
        return next(row for row in self.rows if row.check is check)


def cloud_must_reach() -> str:
    """Return what an on-premises server needs besides a passed test."""
    return tr(
        "Verified from this computer only. Your firewall must also allow connections from "
        "Hire2Retire's cloud. Ask RoboMQ for the source addresses."
    )
