"""Access to the vault of this computer: every call runs on a worker thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr
from wizard.storage.vault.vault import Vault, VaultError
from wizard.ui.controllers.background import TaskQueue

T = TypeVar("T")


class VaultWorker(QObject):
    """Opens the vault on demand and queues calls to it.

    ``vault_or_problem`` is the vault, the reason why there is none, or None as long as nobody has
    looked. ``unprotected`` says that the vault keeps secrets unencrypted on the disk.

    Signals:
        opened: it is known now whether there is a vault.
    """

    opened = Signal()

    def __init__(
        self, look: Callable[[], Vault | Problem] | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._asked = False
        self._seen: Vault | Problem | None = None
        self.vault_or_problem: Vault | Problem | None = None
        self._found_unprotected = False
        self.unprotected = False
        self.tasks = TaskQueue("vault", self)

    @property
    def vault(self) -> Vault | None:
        """The vault, if there is one."""
        return self.vault_or_problem if isinstance(self.vault_or_problem, Vault) else None

    @property
    def name(self) -> str:
        """Name of the vault as the user knows it, or ""."""
        return self.vault.name if self.vault else ""

    def open(self) -> None:
        """Open the vault unless that was tried already."""
        look = self._look
        if look is not None and not self._asked:
            self._asked = True
            failed = self._take
            self.tasks.do(
                lambda: self._find(look),
                self._take,
                lambda error: failed(problem_from_exception(error)),
            )

    def look_again(self) -> None:
        """Open the vault again: it may be running or unlocked by now."""
        self._asked = False
        self.open()

    def call(
        self,
        work: Callable[[Vault], T],
        then: Callable[[T], None],
        failed: Callable[[Problem], None],
    ) -> None:
        """Call ``work`` with the vault, which is opened first; fails without one."""
        self.open()
        if self._asked:
            self.tasks.do(
                lambda: work(self._entered()),
                then,
                lambda error: failed(problem_from_exception(error)),
            )

    def _find(self, look: Callable[[], Vault | Problem]) -> Vault | Problem:
        """Open the vault on the worker thread, so that later calls find it open."""
        self._seen = look()
        self._found_unprotected = isinstance(self._seen, Vault) and not self._seen.protected
        return self._seen

    def _entered(self) -> Vault:
        if isinstance(self._seen, Vault):
            return self._seen
        raise VaultError(self._seen or problem_from_exception(RuntimeError()))

    def _take(self, found: Vault | Problem) -> None:
        self.vault_or_problem, self.unprotected = found, self._found_unprotected
        self.opened.emit()


def problem_from_exception(error: Exception) -> Problem:
    """Return the problem of a failed vault call."""
    if isinstance(error, VaultError):
        return error.problem
    advice = tr("Keep the keys at hand until the link is set up.")
    return Problem(Fault.VAULT_UNAVAILABLE, {"what": type(error).__name__, "advice": advice})
