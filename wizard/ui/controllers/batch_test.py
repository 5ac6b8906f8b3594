"""Tests several connections one after the other, with the keys in the vault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from wizard.domain.connections import BatchSummary
from wizard.domain.draft import ClientIdState, Draft
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.last_test import LastTest
from wizard.domain.report import Report
from wizard.domain.text import tr
from wizard.storage.vault.entry import VaultValue
from wizard.ui.controllers.link_test import LinkTestController
from wizard.ui.controllers.services import Services
from wizard.ui.controllers.vault_access import VaultWorker

if TYPE_CHECKING:
    from wizard.storage.saved_values import SavedValues


class BatchTest(QObject):
    """One round of tests; ``current`` is the draft that is tested now.

    Signals:
        tested: a draft with its new last test.
        reported: the draft and the report of its test.
        skipped: a draft that could not be tested, and why.
        changed: it has begun, gone on or ended.
        ended: the `BatchSummary` of a round that has come to its end or was stopped.
    """

    tested = Signal(object)
    reported = Signal(object, object)
    skipped = Signal(object, str)
    changed = Signal()
    ended = Signal(object)

    def __init__(
        self, services: Services, vault_worker: VaultWorker, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._now, self._vault_worker = services.now, vault_worker
        self._waiting: list[Draft] = []
        self.current: Draft | None = None
        self._summary = BatchSummary()
        self._trial = LinkTestController(services.test, self)
        self._trial.finished.connect(self._finish)

    @property
    def busy(self) -> bool:
        """Whether a batch test is running."""
        return self.current is not None

    def start(self, drafts: Sequence[Draft]) -> None:
        """Test ``drafts`` in order."""
        self.stop()
        self._waiting = [*drafts]
        self._summary = BatchSummary()
        if self._waiting:
            self._next()

    def stop(self) -> None:
        """Stop; results so far are kept."""
        self._waiting = []
        if self.current is not None:
            self.current = None
            self._trial.forget()
            self.changed.emit()
            self.ended.emit(self._summary)

    def _next(self) -> None:
        from wizard.storage.saved_values import read_saved  # noqa: PLC0415 - the first paint does without

        self.current = draft = self._waiting.pop(0) if self._waiting else None
        self.changed.emit()
        if draft is None:
            self.ended.emit(self._summary)
        else:
            self._vault_worker.call(
                lambda vault: read_saved(vault, draft),
                lambda kept: self._test(draft, kept),
                lambda problem: self._skip(draft, problem),
            )

    def _test(self, draft: Draft, kept: SavedValues) -> None:
        if draft is not self.current:
            return
        if kept.missing is None:
            self._trial.start(kept.typed, kept.proxy)
        else:
            self._skip_with(draft, _why_not(draft, kept))

    def _skip(self, draft: Draft, problem: Problem) -> None:
        if draft is self.current:
            self._skip_with(draft, problem.message)

    def _skip_with(self, draft: Draft, why: str) -> None:
        self._count(unchecked=1)
        self.skipped.emit(draft, why)
        self._next()

    def _count(self, *, passed: int = 0, failed: int = 0, unchecked: int = 0) -> None:
        so_far = self._summary
        self._summary = BatchSummary(
            so_far.passed + passed, so_far.failed + failed, so_far.unchecked + unchecked
        )

    def _finish(self, report: Report) -> None:
        draft = self.current
        stopped = any(r.problem and r.problem.fault is Fault.CANCELLED for r in report.rows)
        if draft is None or stopped:
            return
        last = LastTest.of(report, self._now(), draft.revision)
        code = report.verdict.exit_code
        self._count(passed=code == 0, failed=code == 1, unchecked=code not in {0, 1})
        self.tested.emit(replace(draft, last_test=last))
        self.reported.emit(draft, report)
        self._next()


def _why_not(draft: Draft, kept: SavedValues) -> str:
    waits = draft.client_id_state is ClientIdState.ASKED and kept.missing is VaultValue.CLIENT_ID
    if waits:
        return tr("Not tested without a Client ID.")
    return tr("Not tested: its keys aren't stored on this computer.")
