"""Test history for the window, stored and read on the file thread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from wizard.ui.controllers.background import TaskQueue

if TYPE_CHECKING:
    from wizard.domain.draft import Draft
    from wizard.domain.drift import Drift, History
    from wizard.domain.report import Report
    from wizard.storage.history import HistoryStore


class HistoryController(QObject):
    """Stores each test and reports changes since the last passed one.

    Signals:
        compared: the id of a connection, the report of its test, and its `Drift`.
        loaded: the id of a connection and its `History`.
    """

    compared = Signal(str, object, object)
    loaded = Signal(str, object)

    def __init__(
        self,
        store: HistoryStore | None,
        tasks: TaskQueue,
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._tasks, self._now = store, tasks, now
        self._latest: tuple[Report, Drift] | None = None

    def keep(self, draft: Draft, report: Report) -> None:
        """Add a test to the history of ``draft``."""
        from wizard.domain.drift import was_stopped  # noqa: PLC0415 - the first paint does without
        from wizard.storage.history import keep_test  # noqa: PLC0415 - as above

        store = self._store
        if store is None or was_stopped(report):
            return
        at = self._now()

        def tell(found: tuple[Drift, History]) -> None:
            drift, history = found
            self._latest = (report, drift)
            self.compared.emit(draft.id, report, drift)
            self.loaded.emit(draft.id, history)

        # A history that can't be written leaves the test as it is.
        self._tasks.do(lambda: keep_test(store, draft, report, at), tell, lambda _: None)

    def drift_of(self, report: Report | None) -> Drift:
        """Return the changes that the test of ``report`` found, if it is the latest."""
        from wizard.domain.drift import Drift  # noqa: PLC0415 - as above

        if self._latest is None or self._latest[0] is not report:
            return Drift()
        return self._latest[1]

    def load(self, draft: Draft) -> None:
        """Read the history of ``draft``."""
        store = self._store
        if store is not None:
            self._tasks.do(
                lambda: store.load(draft.id), lambda history: self.loaded.emit(draft.id, history)
            )
