"""Collects the rows of a running link test and builds the report."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import quote

from wizard.connectwise.response import Response
from wizard.domain.check import Check, Status
from wizard.domain.faults.problem import Problem
from wizard.domain.proxy_choice import ProxyUsed
from wizard.domain.report import CheckResult, Choices, Member, Report, ReportWarning, Site
from wizard.domain.rights import RightRow
from wizard.domain.sanitize import redact, sanitize
from wizard.domain.text import tr
from wizard.domain.values.values import LinkValues
from wizard.linktest.events import Ended, Finished, Started


@dataclass
class ReportBuilder:
    """Collects rows; no text in them quotes a value passed to `redact`.

    ``rights`` has one row for every right that is needed, whether it was reached or not.
    """

    site: Site = field(default_factory=Site)
    rights: tuple[RightRow, ...] = ()
    choices: Choices = field(default_factory=Choices)
    proxy: ProxyUsed | None = None
    issuer: str = ""
    signed_in: Member = field(default_factory=Member)
    running: Check = Check.VALUES
    rows: dict[Check, CheckResult] = field(default_factory=dict)
    warnings: list[ReportWarning] = field(default_factory=list)
    _evidence_without: tuple[str, ...] = ()
    _texts_without: tuple[str, ...] = ()
    _begun: dict[Check, float] = field(default_factory=dict)
    _started: datetime = field(default_factory=lambda: datetime.now(UTC))
    _clock: float = field(default_factory=time.perf_counter)

    def redact(self, company_id: str, values: LinkValues | None = None) -> None:
        """Remove these values from all evidence, and the keys from all texts.

        A Company ID is no secret and is often a part of the host's name, which stays readable.
        """
        company = (company_id, quote(company_id, safe=""))
        self._evidence_without = (*company, *(values.hidden if values else ()))
        self._texts_without = tuple(v for v in self._evidence_without if v not in company)

    def begin(self, check: Check) -> Started:
        """Record that a check is running."""
        self.running = check
        self._begun[check] = time.perf_counter()
        return Started(check)

    def pass_check(self, check: Check, sentence: str, response: Response | None = None) -> Ended:
        """Record a check as PASSED."""
        return self._end(CheckResult(check, Status.PASSED, self.redacted(sentence)), response)

    def fail_check(self, check: Check, problem: Problem) -> Ended:
        """Record a check as FAILED."""
        return self._end(CheckResult(check, Status.FAILED, problem=self._clean(problem)))

    def warn_check(self, check: Check, problem: Problem, *, unknown: bool = False) -> Ended:
        """Record a check as WARNING, or as UNKNOWN if ``unknown`` is true."""
        status = Status.UNKNOWN if unknown else Status.WARNING
        return self._end(CheckResult(check, status, problem=self._clean(problem)))

    def warn(self, problem: Problem) -> None:
        """Record a warning that belongs to no check."""
        self.warnings.append(ReportWarning(problem.fault, self._clean(problem).message))

    def redacted(self, foreign: str) -> str:
        """Return sanitized foreign text without the redacted values."""
        return redact(foreign, self._texts_without)

    def finish(self, requests: int = 0) -> Finished:
        """Build the report; checks that were not reached are NOT_RUN."""
        unreached = tr("Not checked: an earlier check didn't pass.")
        rows = tuple(
            self.rows.get(check, CheckResult(check, Status.NOT_RUN, unreached)) for check in Check
        )
        report = Report(
            rows=rows,
            rights=self.rights,
            warnings=tuple(self.warnings),
            site=self.site,
            started=self._started,
            duration_ms=(time.perf_counter() - self._clock) * 1000,
            requests=requests,
            choices=self.choices,
            proxy=self.proxy,
            issuer=self.issuer,
            signed_in=self.signed_in,
        )
        return Finished(report)

    def _end(self, row: CheckResult, response: Response | None = None) -> Ended:
        begun = self._begun.get(row.check)
        took = None if begun is None else (time.perf_counter() - begun) * 1000
        problem = row.problem
        status = response.status if response else problem.http_status if problem else None
        request_id = response.request_id if response else problem.request_id if problem else ""
        row = replace(
            row, duration_ms=took, http_status=status, request_id=self.redacted(request_id)
        )
        self.rows[row.check] = row
        return Ended(row)

    def _clean(self, problem: Problem) -> Problem:
        """Redact values, then truncate the evidence, so that no part of a value remains."""
        evidence = sanitize(redact(problem.evidence, self._evidence_without))
        details = {name: self.redacted(text) for name, text in problem.details.items()}
        return replace(problem, evidence=evidence, details=details)
