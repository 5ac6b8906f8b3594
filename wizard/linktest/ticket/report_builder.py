"""Collects the rows of a running write test and builds the report."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from wizard.connectwise.response import Response
from wizard.domain.check import Status
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr
from wizard.domain.ticket import TicketOutcome, TicketPlan, TicketReport, TicketRow, TicketStep
from wizard.domain.values.values import LinkValues
from wizard.linktest.ticket.events import TicketEnded, TicketFinished, TicketStarted
from wizard.linktest.ticket.responses import cleaned, keyless, left_behind


class TicketReportBuilder:
    """Collects rows; no text in them quotes a key.

    ``number`` is the ticket's once it is known; ``requests`` counts what was sent.
    """

    def __init__(self, plan: TicketPlan, values: LinkValues) -> None:
        self.number: int | None = None
        self.requests = 0
        self._plan = plan
        self._values = values
        self._running = TicketStep.CREATE
        self._rows: dict[TicketStep, TicketRow] = {}
        self._remains = TicketOutcome.NOTHING
        self._problem: Problem | None = None
        self._warnings: list[str] = []
        self._warned: set[str] = set()
        self._started = datetime.now(UTC)
        self._clock = time.perf_counter()

    def begin(self, step: TicketStep) -> TicketStarted:
        """Record that a step is running."""
        self._running = step
        return TicketStarted(step)

    def warn(self, problem: Problem) -> None:
        """Record a warning; the next row that passes reports it, once."""
        if problem.message not in self._warned:
            self._warned.add(problem.message)
            self._warnings.append(problem.message)

    def end(self, sentence: str, status: Status = Status.PASSED) -> TicketEnded:
        """Record the result of the running step."""
        if status is Status.PASSED and self._warnings:
            status, sentence = Status.WARNING, " ".join([sentence, *self._warnings])
            self._warnings.clear()
        row = TicketRow(self._running, status, keyless(sentence, self._values))
        self._rows[row.step] = row
        return TicketEnded(row, self.number)

    def fail(self, problem: Problem) -> TicketEnded:
        """Record that the running step failed and no ticket was created."""
        self._problem = cleaned(problem, self._values)
        return self.end(self._problem.message, Status.FAILED)

    def leave(self, what: str, response: Response | None = None) -> TicketEnded:
        """Record that the running step failed and a ticket is or may be left behind."""
        self._remains = TicketOutcome.OPEN if self.number else TicketOutcome.UNCERTAIN
        named = str(self.number) if self.number else f"“{self._plan.summary}”"
        self._problem = cleaned(left_behind(named, what, response), self._values)
        if self._plan.cannot_be_closed and self.number and self._problem.http_status == 403:
            return self.end(tr("Left to you: the role isn't allowed to close it."), Status.NOT_RUN)
        return self.end(what, Status.FAILED)

    def prove(self, remains: TicketOutcome, sentence: str) -> TicketEnded:
        """Record that the ticket was verified to be deleted or closed."""
        self._remains = remains
        return self.end(sentence)

    def finish(self) -> TicketFinished:
        """Build the report; steps that were not reached are NOT_RUN."""
        unreached = tr("Not done: an earlier step didn't pass.")
        rows = (
            self._rows.get(step, TicketRow(step, Status.NOT_RUN, unreached)) for step in TicketStep
        )
        report = TicketReport(
            plan=self._plan,
            rows=tuple(rows),
            remains=self._remains,
            number=self.number,
            problem=self._problem,
            started=self._started,
            duration_ms=(time.perf_counter() - self._clock) * 1000,
            requests=self.requests,
        )
        return TicketFinished(report)
