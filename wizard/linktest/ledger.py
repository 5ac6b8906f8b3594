"""The rows of a link test while it runs, and the report they become."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from wizard.connectwise.reply import Reply
from wizard.domain.faults import Fault
from wizard.domain.foreign import without_values
from wizard.domain.problem import Problem
from wizard.domain.report import Check, Choices, Report, Row, Site, Status, Warned
from wizard.domain.rights import RightRow
from wizard.domain.wording import tr
from wizard.linktest.events import Ended, Finished, Started


@dataclass
class Ledger:
    """Collects rows; ``hidden`` are the values that no evidence may quote."""

    site: Site = field(default_factory=Site)
    hidden: tuple[str, ...] = ()
    rights: tuple[RightRow, ...] = ()
    choices: Choices = field(default_factory=Choices)
    proxy: str = ""
    issuer: str = ""
    running: Check = Check.VALUES
    rows: dict[Check, Row] = field(default_factory=dict)
    warnings: list[Warned] = field(default_factory=list)
    _begun: dict[Check, float] = field(default_factory=dict)
    _started: datetime = field(default_factory=lambda: datetime.now(UTC))
    _clock: float = field(default_factory=time.monotonic)

    def begin(self, check: Check) -> Started:
        """Note that a check runs."""
        self.running = check
        self._begun[check] = time.monotonic()
        return Started(check)

    def passed(self, check: Check, sentence: str, reply: Reply | None = None) -> Ended:
        """Note that a check has passed."""
        return self._end(Row(check, Status.PASSED, sentence), reply)

    def failed(self, check: Check, problem: Problem, reply: Reply | None = None) -> Ended:
        """Note that a check has failed."""
        return self._end(Row(check, Status.FAILED, problem=self._clean(problem)), reply)

    def careful(self, check: Check, problem: Problem, *, unknown: bool = False) -> Ended:
        """Note a check that ended as a warning, or that could not be told."""
        status = Status.UNKNOWN if unknown else Status.WARNING
        return self._end(Row(check, status, problem=self._clean(problem)), None)

    def warn(self, problem: Problem) -> None:
        """Note something worth knowing that is no row of its own."""
        self.warnings.append(Warned(problem.fault, self._clean(problem).message))

    def finish(self, requests: int) -> Finished:
        """Close the ledger; checks that were not reached are not run."""
        unreached = tr("Not run, because an earlier check did not pass.")
        rows = tuple(self.rows.get(check, Row(check, Status.NOT_RUN, unreached)) for check in Check)
        report = Report(
            rows=rows,
            rights=self.rights,
            warnings=tuple(self.warnings),
            site=self.site,
            started=self._started,
            duration_ms=(time.monotonic() - self._clock) * 1000,
            requests=requests,
            choices=self.choices,
            proxy=self.proxy,
            issuer=self.issuer,
        )
        return Finished(report)

    def _end(self, row: Row, reply: Reply | None) -> Ended:
        begun = self._begun.get(row.check)
        took = None if begun is None else (time.monotonic() - begun) * 1000
        problem = row.problem
        status = reply.status if reply else problem.http_status if problem else None
        request_id = reply.request_id if reply else problem.request_id if problem else ""
        row = replace(row, duration_ms=took, http_status=status, request_id=request_id)
        self.rows[row.check] = row
        return Ended(row)

    def _clean(self, problem: Problem) -> Problem:
        return replace(problem, evidence=without_values(problem.evidence, self.hidden))


def halted(fault: Fault, seconds: float) -> Problem:
    """The problem of a test that was stopped or ran out of time."""
    return Problem(fault, {"seconds": f"{seconds:g}"} if fault is Fault.SERVICE_TIMEOUT else {})
