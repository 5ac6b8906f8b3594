"""Summary of the last link test in a draft: codes, names and levels, never sentences.

It is translated when it is shown, whatever language it was tested in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import datetime
from string import Formatter
from types import MappingProxyType

from wizard.domain.check import Check, Status, Verdict
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import OPTIONAL, Fault, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Report, Summary
from wizard.domain.rights import Column, Level, RightRow
from wizard.domain.text import N_, tr, trn

# Details that are names or numbers; every other one may be words in the language of the test.
LANGUAGE_FREE = frozenset(
    {"board", "host", "issuer", "number", "port", "product", "proxy", "seconds"}
)


@dataclass(frozen=True, slots=True)
class MissingLevel:
    """One level that was too low; without ``column``, a missing *customize* entry.

    ``right`` is the title of the right, ``has`` is None where reading was refused.
    """

    right: str
    column: Column | None = None
    has: Level | None = None
    needed: Level = Level.ALL
    table: str = ""

    @property
    def sentence(self) -> str:
        """``Service Desk › Service Tickets › Add Level is None, needs All``."""
        if self.column is None:
            cell = tr("customize doesn't allow {tables}").format(tables=self.table)
        elif self.has is None:
            cell = tr("{column} needs {needed}").format(
                column=self.column.label, needed=self.needed
            )
        else:
            cell = tr("{column} is {has}, needs {needed}").format(
                column=self.column.label, has=self.has, needed=self.needed
            )
        return f"{self.right} › {cell}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem found by the test; ``check`` is None for a warning that belongs to no check."""

    fault: Fault
    status: Status
    step: Step
    check: Check | None = None
    affects: tuple[Field, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        known = {name: text for name, text in self.details.items() if name in LANGUAGE_FREE}
        object.__setattr__(self, "details", MappingProxyType(known))

    @classmethod
    def of(cls, problem: Problem, status: Status, check: Check) -> Finding:
        """Convert ``problem``, without its sentences."""
        return cls(problem.fault, status, problem.step, check, problem.affects, problem.details)

    @property
    def headline(self) -> str:
        """What happened; just which check, where the details can't be said in every language."""
        happened = self.fault.entry.happened
        names = {name for _, name, _, _ in Formatter().parse(happened) if name} - OPTIONAL
        if names <= set(self.details):
            return tr(happened).format_map({**dict.fromkeys(OPTIONAL, ""), **self.details})
        if self.check is None or self.status not in _ENDED:
            return ""
        return tr(_ENDED[self.status]).format(check=self.check.label)


_ENDED = {
    Status.FAILED: N_("{check}: failed."),
    Status.WARNING: N_("{check}: passed with a warning."),
    Status.UNKNOWN: N_("{check}: couldn't be checked."),
}
_HEADLINES = {
    Verdict.READY: N_("Last test passed {when}."),
    Verdict.NOT_READY: N_("Last test failed {when}."),
    Verdict.NOT_PROVEN: N_("Last test couldn't be completed {when}."),
}


@dataclass(frozen=True, slots=True)
class LastTest:
    """The last link test of a connection.

    ``revision`` is that of the draft when it was tested: with another one the result is out of
    date. ``statuses`` is empty in a draft of the first release.
    """

    verdict: Verdict
    at: datetime
    revision: int = 0
    statuses: Mapping[Check, Status] = field(default_factory=dict, hash=False)
    findings: tuple[Finding, ...] = ()
    missing: tuple[MissingLevel, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "statuses", MappingProxyType(dict(self.statuses)))

    @classmethod
    def of(cls, report: Report, at: datetime, revision: int) -> LastTest:
        """Keep ``report``, the test of a draft with this ``revision``."""
        rows = [(row.check, row.status, row.problem) for row in report.rows]
        found = [Finding.of(problem, status, check) for check, status, problem in rows if problem]
        known = {finding.fault for finding in found}
        found += [
            Finding(warned.fault, Status.WARNING, warned.fault.entry.step)
            for warned in report.warnings
            if warned.fault not in known
        ]
        return cls(
            verdict=report.verdict,
            at=at,
            revision=revision,
            statuses={check: status for check, status, _ in rows},
            findings=tuple(found),
            missing=tuple(cell for row in report.rights for cell in _missing(row)),
        )

    @property
    def passed(self) -> bool:
        """Whether it was ready, with or without warnings."""
        return self.verdict.exit_code == 0

    def has_passed(self, check: Check) -> bool:
        """Whether ``check`` passed; in a passed test every check did."""
        status = self.statuses.get(check)
        return self.passed if status is None else status in {Status.PASSED, Status.WARNING}

    def finding(self, *statuses: Status) -> Finding | None:
        """Return the first finding with one of ``statuses``."""
        return next((found for found in self.findings if found.status in statuses), None)

    @property
    def detail(self) -> str:
        """The first finding in one sentence, or ""."""
        if self.missing:
            return f"{self.missing[0].sentence}."
        found = self.finding(Status.FAILED, Status.UNKNOWN, Status.WARNING)
        return found.headline if found else ""

    def summary(self, when: str, *, out_of_date: bool = False) -> Summary:
        """Return the result in words that begin "Last test"; ``when`` is "today", "on 12 May"."""
        detail = tr("Something has changed since then.") if out_of_date else self.detail
        again = tr("Test again.")
        return Summary.of(self._headline(when), f"{detail} {again}".strip())

    def _headline(self, when: str) -> str:
        if self.verdict is Verdict.READY_WITH_WARNINGS:
            warnings = max(1, len(self.findings))
            words = trn(
                "Last test passed {{when}}, with one warning.",
                "Last test passed {{when}}, with {count} warnings.",
                warnings,
            )
            return words.format(when=when)
        return tr(_HEADLINES[self.verdict]).format(when=when)


def _missing(row: RightRow) -> Iterator[MissingLevel]:
    granted = row.granted
    for column in row.missing():
        refused = row.refused and column is Column.INQUIRE
        has = granted[column] if granted and not refused else None
        yield MissingLevel(row.right.title, column, has, row.right.needed[column] or Level.NONE)
    for table in row.denied:
        yield MissingLevel(row.right.title, table=table)
