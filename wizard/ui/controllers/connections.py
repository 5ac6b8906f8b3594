"""Opens and closes connections; owns what outlives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Signal

from wizard.domain.draft import Draft, new_draft
from wizard.domain.faults.fault import Field, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr
from wizard.storage.log import LogEvent
from wizard.ui.controllers.autosave import DraftAutosave
from wizard.ui.controllers.background import TaskQueue
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.controllers.fix_watch import FixWatch
from wizard.ui.controllers.history import HistoryController
from wizard.ui.controllers.key_storage import SecretSync
from wizard.ui.controllers.leftover_tickets import LeftoverTickets
from wizard.ui.controllers.link_test import LinkTestController
from wizard.ui.controllers.services import Services
from wizard.ui.controllers.session import Session
from wizard.ui.controllers.ticket import TicketController
from wizard.ui.controllers.vault_access import VaultWorker

if TYPE_CHECKING:
    from datetime import datetime

    from wizard.domain.report import Report
    from wizard.domain.ticket import TicketReport
    from wizard.practice import PracticeServer
    from wizard.storage.drafts import LoadedDrafts
    from wizard.ui.controllers.batch_test import BatchTest
    from wizard.ui.controllers.key_rejection import Rejection
    from wizard.ui.controllers.removal import RemovedConnection
    from wizard.ui.controllers.renewal import Renewal


class ConnectionManager(QObject):
    """Owns the open connection, the two tests, and the threads that save.

    ``shows`` says whether the window shows the test or what a step needs fixed.

    Signals:
        settled: nothing is left to be saved, stored or cleared away.
        tests_changed: the link test or the lookup of the open connection has progressed.
    """

    settled = Signal()
    tests_changed = Signal()

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.services = services
        self._files = TaskQueue("files", self)
        self.notes = LeftoverTickets(services.left_tickets, self._files, self)
        self.notes.changed.connect(self._tell)
        self._vault_worker = VaultWorker(services.open_vault, self)
        self._no_door = VaultWorker(None, self)
        self._test = LinkTestController(services.test, self)
        self._lookup = LinkTestController(services.look_up, self)
        self.history = HistoryController(services.history, self._files, services.now, self)
        self._before: OpenConnection | None = None
        self.began = False
        self.current: OpenConnection | None = None
        self.shows: Callable[[Step], bool] = lambda _: False
        for tasks in (self._files, self._vault_worker.tasks):
            tasks.idle.connect(self._tell)
        for test in (self._test, self._lookup):
            test.changed.connect(self.tests_changed)
        self._test.finished.connect(self._keep_report)
        self._test.finished.connect(self._log_test)
        self._vault_worker.opened.connect(self._log_vault)

    @cached_property
    def batch_test(self) -> BatchTest:
        """The batch test of several connections."""
        from wizard.ui.controllers.batch_test import BatchTest  # noqa: PLC0415 - the first paint does without

        made = BatchTest(self.services, self._vault_worker, self)
        made.tested.connect(self.keep_test)
        made.reported.connect(self.history.keep)
        return made

    @property
    def vault_worker(self) -> VaultWorker:
        """Access to the vault of this computer."""
        return self._vault_worker

    @property
    def tasks(self) -> TaskQueue:
        """Queue of file operations."""
        return self._files

    @property
    def busy(self) -> bool:
        """Whether something is still being saved, stored or cleaned up."""
        return self.notes.busy or self._files.busy or self._vault_worker.tasks.busy

    @property
    def has_unshown_failure(self) -> bool:
        """True if a failed save or a leftover ticket must be shown before closing."""
        return self.notes.unshown or bool(self.current and self.current.saving.failure)

    @property
    def unkept(self) -> tuple[Field, ...]:
        """Values of the open connection that are lost when it is closed."""
        connection = self.current
        return connection.keys.unkept if connection and not connection.practice else ()

    def finish(self, timeout_s: float) -> None:
        """Block for at most twice ``timeout_s`` until pending file and vault calls are done."""
        for tasks in (self._files, self._vault_worker.tasks):
            tasks.finish(timeout_s)

    def begin(self) -> None:
        """Start what was deferred until the first paint: imports, and the vault."""
        self.began = True
        self._vault_worker.tasks.do(self.services.prepare)
        self._vault_worker.open()
        if self.current:
            self.current.keys.begin()

    def speak(self, language: str) -> Services:
        """Use ``language`` for the open connection and later ones."""
        self.services = replace(self.services, language=language)
        if self.current:
            self.current = replace(
                self.current, services=replace(self.current.services, language=language)
            )
        if self._before:
            self._before = replace(self._before, services=self.services)
        return self.services

    def new(self) -> OpenConnection:
        """Open a new connection."""
        return self.open(new_draft(self.services.now()))

    def open(self, draft: Draft) -> OpenConnection:
        """Open the connection of ``draft``."""
        session = Session(draft)
        made = self._connection(session, self.services, self._vault_worker, None)
        if self.began:
            made.keys.begin()
        return made

    def open_practice(self) -> OpenConnection:
        """Open a connection to the practice server; it stays in memory.

        Raises:
            OSError: the practice server cannot listen.
        """
        from wizard.ui.controllers.practice_services import practice_services  # noqa: PLC0415 - as above

        server = self.services.practice()
        server.start()
        before = self.current
        host = urlsplit(server.values["site"]).netloc
        services = practice_services(self.services, host)
        session = Session(new_draft(self.services.now()), practice=host)
        made = self._connection(session, services, self._no_door, server)
        self._before = before
        scope = session.draft.scope

        def follow() -> None:
            nonlocal scope
            if session.draft.scope != scope and session.draft.scope.tickets:
                scope = session.draft.scope
                server.choose(
                    tickets=sorted(scope.tickets),
                    closes_tickets=scope.closes_tickets,
                    maps_contacts=scope.maps_contacts,
                    maps_owners=scope.maps_owners,
                )

        session.changed.connect(follow)
        return made

    def leave_practice(self) -> OpenConnection:
        """Stop the practice server and return to the previous connection."""
        before, self._before = self._before, None
        self._leave()
        self.current = before or self.new()
        return self.current

    def scenarios(self) -> Mapping[str, str]:
        """Return the practice scenarios by name, with their titles."""
        from wizard.practice import SCENARIOS  # noqa: PLC0415 - the start does without

        return {name: tr(scenario.title) for name, scenario in SCENARIOS.items()}

    def switch_scenario(self, scenario: str) -> None:
        """Switch the practice scenario; earlier results become invalid."""
        if self.current and self.current.practice:
            self.current.practice.switch(scenario)
            self.current.watch.forget()
            self._test.forget()
            self._lookup.forget()
            self.current.session.update_draft(last_test=None)

    def all(self, then: Callable[[LoadedDrafts], None]) -> None:
        """Read all drafts, after pending saves."""
        if self.services.drafts is not None:
            self._files.do(self.services.drafts.all, then)

    def remove(self, draft: Draft, then: Callable[[RemovedConnection], None]) -> None:
        """Remove a connection; ``then`` always gets what was removed."""
        from wizard.ui.controllers.removal import remove  # noqa: PLC0415 - the start does without

        self._shut(draft)
        remove(draft, self.services, self._vault_worker, self._files, then)

    def check_rejection(self, draft: Draft, then: Callable[[Rejection, str], None]) -> None:
        """Sign in once with the stored keys of ``draft``; ``then`` gets the result."""
        from wizard.storage.saved_values import read_saved  # noqa: PLC0415 - as above
        from wizard.ui.controllers.key_rejection import (  # noqa: PLC0415 - as above
            KeyRejectionCheck,
            Rejection,
        )

        self.batch_test.stop()
        check = KeyRejectionCheck(self.services.test, self)
        check.ended.connect(then)
        check.ended.connect(check.deleteLater)
        self._vault_worker.call(
            lambda vault: read_saved(vault, draft),
            check.start,
            lambda problem: check.ended.emit(
                Rejection.UNKNOWN, f"{problem.message} {problem.fix}".strip()
            ),
        )

    def renew(self, draft: Draft) -> Renewal:
        """Return a renewal of the keys of ``draft``; closes its tests and pages."""
        from wizard.ui.controllers.renewal import Renewal  # noqa: PLC0415 - the start does without

        self.batch_test.stop()
        self._shut(draft)
        return Renewal(draft, self.services, self._vault_worker)

    def session_of(self, draft: Draft) -> Session | None:
        """Return the session of ``draft``, if it is open."""
        session = self.current.session if self.current else None
        return session if session and session.draft.id == draft.id else None

    def keep_test(self, draft: Draft) -> None:
        """Save the last test of a draft, whether it is open or not."""
        drafts = self.services.drafts
        if session := self.session_of(draft):
            session.update_draft(last_test=draft.last_test)
        elif drafts is not None:
            self._files.do(lambda: drafts.save(draft), None, lambda _: None)

    def close_connection(self, draft: Draft) -> None:
        """Close the connection of ``draft`` if it is open: something else saves it next."""
        self.batch_test.stop()
        self._shut(draft)

    def flush(self) -> None:
        """Save and store everything pending at once."""
        if self.current:
            self.current.saving.save()
            self.current.keys.store_pending()

    def flush_and_stop(self) -> None:
        """Flush, and clean up a test ticket that is being written."""
        self.notes.mark_shown()
        self.flush()
        if self.current:
            self.current.ticket.stop()

    def close(self) -> None:
        """Stop the tests and the practice server."""
        self.batch_test.stop()
        self._leave()

    def _connection(
        self,
        session: Session,
        services: Services,
        vault_worker: VaultWorker,
        server: PracticeServer | None,
    ) -> OpenConnection:
        self._leave()
        self._test.forget()
        self._lookup.forget()
        self._test.use(services.test)
        self._lookup.use(services.look_up)
        saving = DraftAutosave(session, services.drafts, self._files, self)
        keys = SecretSync(session, vault_worker, self)
        session.setParent(self)
        ticket = TicketController(services, None if server else self.notes, self)
        ticket.reported.connect(lambda report: _keep_ticket(session, report, services.now()))
        self.current = OpenConnection(
            session=session,
            services=services,
            tasks=self._files,
            saving=saving,
            keys=keys,
            vault=vault_worker,
            test=self._test,
            lookup=self._lookup,
            ticket=ticket,
            history=self._practice_history(services) if server else self.history,
            watch=self._watch(session, services),
            practice=server,
        )
        return self.current

    def _watch(self, session: Session, services: Services) -> FixWatch:
        watch = FixWatch(services.recheck, self._is_watchable, session)
        watch.arrived.connect(self._test_again)
        watch.changed.connect(self.tests_changed)
        session.changed.connect(lambda: watch.forget_unless(session.accepted_values, session.proxy))
        return watch

    def _is_watchable(self, step: Step) -> bool:
        """Whether the problem is visible, and no test is running already."""
        return self.shows(step) and not self._test.busy

    def _test_again(self) -> None:
        if self.current:
            self.current.start_test()

    def _keep_report(self, report: Report) -> None:
        if self.current:
            self.current.keep(report)

    def _practice_history(self, services: Services) -> HistoryController:
        return HistoryController(services.history, self._files, services.now, self)

    def _leave(self) -> None:
        self.flush()
        self._test.forget()
        self._lookup.forget()
        if self.current:
            self.current.end()

    def _log_test(self, report: Report) -> None:
        connection = self.current
        if connection and (logs := connection.services.logs):
            self._files.do(lambda: logs.tested(report, connection.session.draft.id))

    def _log_vault(self) -> None:
        logs, found = self.services.logs, self._vault_worker.vault_or_problem
        if logs and isinstance(found, Problem):
            self._files.do(lambda: logs.log_event(LogEvent.VAULT, found.fault))

    def _shut(self, draft: Draft) -> None:
        """Close the connection of ``draft`` if it is open, so that nothing saves it any more."""
        if self.current and self.session_of(draft):
            self._leave()
            self.current.saving.end()
            self.current = None

    def _tell(self) -> None:
        if not self.busy:
            self.settled.emit()


def _keep_ticket(session: Session, report: TicketReport, now: datetime) -> None:
    from wizard.domain.ticket import LastTicket  # noqa: PLC0415 - the first paint does without

    session.update_draft(ticket=LastTicket.of(report, now))
