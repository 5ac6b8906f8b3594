"""State shared by the pages of one open connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.domain.check import Check, Status
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import VALUES, Fault, Field
from wizard.domain.faults.problem import Problem
from wizard.domain.progress import Facts, Job
from wizard.ui.controllers.autosave import DraftAutosave
from wizard.ui.controllers.background import TaskQueue
from wizard.ui.controllers.fix_watch import FixWatch
from wizard.ui.controllers.history import HistoryController
from wizard.ui.controllers.key_storage import SecretSync
from wizard.ui.controllers.link_test import LinkTestController
from wizard.ui.controllers.services import Services
from wizard.ui.controllers.session import Session
from wizard.ui.controllers.ticket import TicketController
from wizard.ui.controllers.vault_access import VaultWorker
from wizard.ui.dates import day

if TYPE_CHECKING:
    from wizard.domain.report import CheckResult, Report
    from wizard.practice import PracticeServer


@dataclass(frozen=True, slots=True)
class OpenConnection:
    """One open connection with everything its pages may use.

    ``practice`` is the simulated ConnectWise, or None for a real one.
    """

    session: Session
    services: Services
    tasks: TaskQueue
    saving: DraftAutosave
    keys: SecretSync
    vault: VaultWorker
    test: LinkTestController
    lookup: LinkTestController
    ticket: TicketController
    history: HistoryController
    watch: FixWatch
    practice: PracticeServer | None = None

    @property
    def facts(self) -> Facts:
        """Current facts, for the list of steps and every page."""
        session, draft = self.session, self.session.draft
        refused = {value: session.problem(value) for value in VALUES}
        found = self.vault.vault_or_problem
        return Facts(
            draft=draft,
            today=self.services.now().astimezone().date(),
            accepted=frozenset(value for value in VALUES if session.accepts(value)),
            refused={value: problem for value, problem in refused.items() if problem},
            held=session.held,
            needed=[right.title for right in self.services.rights.needed(draft.scope)],
            lookup=self.lookup_report,
            running=self._running,
            vault=self.keys.problem or (found if isinstance(found, Problem) else None),
            show_day=day,
        )

    @property
    def report(self) -> Report | None:
        """Report of the last test, unless it is out of date."""
        current = self.test.typed is not None and self.test.revision == self.session.draft.revision
        return self.test.report if current else None

    def start_test(self) -> None:
        """Test the current values, unless a test is running or a secret is held back."""
        if not self.test.busy and not self.session.held:
            revision = self.session.begin_test()
            self.test.start(self.session.accepted_values, self.session.proxy, revision)

    def keep(self, report: Report) -> None:
        """Store the report of a finished test, and watch for fixes."""
        if any(map(_says_nothing, report.rows)):
            return
        if self.report is report:
            self.history.keep(self.session.draft, report)
        self.session.keep_test(report, self.services.now(), self.test.revision)
        if self.test.typed is not None:
            self.watch.follow(report, self.test.typed, self.session.proxy)

    @property
    def awaits_client_id(self) -> bool:
        """Whether the Client ID alone is missing: what it isn't needed for is tested meanwhile."""
        others = (value for value in VALUES if value is not Field.CLIENT_ID)
        empty = not self.session.text(Field.CLIENT_ID)
        return empty and all(self.session.accepts(value) for value in others)

    @property
    def ticket_fate(self) -> str:
        """Outcome of the latest test ticket in one sentence, or ""."""
        ticket = self.session.draft.ticket
        if ticket is None:
            return ""
        return ticket.sentence(dismissed=not self.ticket.may_be_open(ticket.summary))

    @property
    def lookup_report(self) -> Report | None:
        """Finished lookup of the current address and Company ID, or None."""
        lookup = self.lookup
        # The first paint does without what reads the values.
        about = lookup.report and lookup.is_report_for(self.session.lookup_values)
        return lookup.report if about else None

    @property
    def _running(self) -> frozenset[Job]:
        jobs = {Job.LOOKUP: self.lookup.busy, Job.TEST: self.test.busy}
        return frozenset(job for job, busy in jobs.items() if busy)

    def end(self) -> None:
        """Let no ticket be created any more, and stop the simulated ConnectWise."""
        self.watch.forget()
        self.ticket.stop()
        if self.practice:
            self.practice.stop()


def _says_nothing(row: CheckResult) -> bool:
    """Whether it ended the test before it said anything of the link: stopped, or nothing sent."""
    stopped = row.problem is not None and row.problem.fault is Fault.CANCELLED
    return stopped or (row.check is Check.VALUES and row.status is Status.FAILED)
