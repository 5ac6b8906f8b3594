"""Test tickets that may still be open: shown in the window, and at the next start."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from wizard.ui.controllers.background import TaskQueue

if TYPE_CHECKING:
    from wizard.domain.ticket import LeftoverTicket


class LeftoverTicketStore(Protocol):
    """Storage of leftover tickets; `save` may raise `StorageError`."""

    def all(self) -> tuple[LeftoverTicket, ...]:
        """Return the stored tickets."""

    def save(self, tickets: Iterable[LeftoverTicket]) -> None:
        """Store these tickets, replacing the earlier ones."""


class LeftoverTickets(QObject):
    """Records every test ticket before it is created, so that a crash leaves the record.

    Signals:
        changed: another ticket is left behind now, or none is.
    """

    changed = Signal()

    def __init__(
        self, store: LeftoverTicketStore | None, files: TaskQueue, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._files = store, files
        found = store.all() if store else ()
        self._noted = {ticket.summary: ticket for ticket in found}
        self._under_way: set[str] = set()
        self._shown: set[str] = set(self._noted)

    @property
    def left(self) -> tuple[LeftoverTicket, ...]:
        """Tickets that are not being cleaned up any more, oldest first."""
        return tuple(t for t in self._noted.values() if t.summary not in self._under_way)

    @property
    def busy(self) -> bool:
        """Whether a ticket is being created or cleaned up."""
        return bool(self._under_way)

    @property
    def unshown(self) -> bool:
        """Whether one was left behind since `mark_shown`."""
        return any(ticket.summary not in self._shown for ticket in self.left)

    def mark_shown(self) -> None:
        """Record that the current leftovers have been shown."""
        self._shown = {ticket.summary for ticket in self.left}

    def begin(self, ticket: LeftoverTicket) -> threading.Event:
        """Record a ticket about to be created; the event is set once that is on disk.

        The event is also set if the disk refuses the record.
        """
        self._under_way.add(ticket.summary)
        return self._note(ticket)

    def number(self, summary: str, number: int) -> None:
        """Record the number of a ticket."""
        if self._noted[summary].number != number:
            self._note(replace(self._noted[summary], number=number))

    def end(self, summary: str, *, left: bool) -> None:
        """Cleanup of this ticket has ended; unless it is left, the record is deleted."""
        self._under_way.discard(summary)
        if not left:
            self.forget(summary)
        self.changed.emit()

    def forget(self, summary: str) -> None:
        """Delete the record: the ticket no longer exists."""
        if self._noted.pop(summary, None):
            self._save()
            self.changed.emit()

    def _note(self, ticket: LeftoverTicket) -> threading.Event:
        self._noted[ticket.summary] = ticket
        return self._save()

    def _save(self) -> threading.Event:
        store, noted, saved = self._store, tuple(self._noted.values()), threading.Event()

        def save() -> None:
            try:
                if store is not None:
                    store.save(noted)
            finally:
                saved.set()

        # A full disk must not prevent the cleanup.
        self._files.do(save, None, lambda _: None)
        return saved
