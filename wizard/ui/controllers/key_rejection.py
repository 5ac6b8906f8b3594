"""Checks that ConnectWise rejects keys: after a renewal, and before a connection is removed."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from wizard.domain.check import Check, Status
from wizard.domain.report import Report
from wizard.domain.text import tr
from wizard.storage.saved_values import SavedValues
from wizard.ui.controllers.link_test import LinkTestController
from wizard.ui.controllers.services import LinkTest


class Rejection(Enum):
    """Result of one sign-in with the keys."""

    REJECTED = auto()
    STILL_VALID = auto()
    UNKNOWN = auto()


class KeyRejectionCheck(QObject):
    """Signs in once with keys that should be inactive.

    Signals:
        ended: the `Rejection`, and for ``UNKNOWN`` why it couldn't be checked.
    """

    ended = Signal(object, str)

    def __init__(self, test: LinkTest, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._test = LinkTestController(test, self)
        self._test.finished.connect(self._finish)

    @property
    def busy(self) -> bool:
        """Whether a sign-in is under way."""
        return self._test.busy

    def start(self, keys: SavedValues) -> None:
        """Sign in with ``keys``."""
        self._test.start(keys.typed, keys.proxy)

    def stop(self) -> None:
        """Cancel a running sign-in."""
        self._test.forget()

    def _finish(self, report: Report) -> None:
        self.ended.emit(*judge(report))


def judge(report: Report) -> tuple[Rejection, str]:
    """Return what a link test with the keys says about them.

    Only a refused key is rejected, only a sign-in that succeeded is valid: an unknown company, a
    Client ID that is refused or an outage tell nothing about the keys.
    """
    problem = next((row.problem for row in report.rows if row.problem), None)
    sign_in = next(row for row in report.rows if row.check is Check.SIGN_IN)
    if sign_in.problem and sign_in.problem.entry.proves_keys_refused:
        return Rejection.REJECTED, ""
    if sign_in.status in {Status.PASSED, Status.WARNING}:
        return Rejection.STILL_VALID, ""
    return Rejection.UNKNOWN, f"{problem.message} {problem.fix}".strip() if problem else tr(
        "The test ended early."
    )
