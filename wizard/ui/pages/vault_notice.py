"""Notice about a vault that is locked or missing."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.banner import Banner


class VaultNotice(Banner):
    """Explains a locked or missing vault alike on every page that needs the keys.

    One button asks the vault again; a locked one then shows the system's own question.
    """

    def __init__(self, connection: OpenConnection, parent: QWidget | None = None) -> None:
        super().__init__(theme.Tone.WARNING, parent=parent)
        self.setObjectName("vault-notice")
        self.action.setObjectName("unlock")
        self._connection = connection
        self.pressed.connect(connection.keys.ask_again)
        self.hide()

    @property
    def problem(self) -> Problem | None:
        """Why the vault doesn't work now, or None."""
        found = self._connection.vault.vault_or_problem
        return self._connection.keys.problem or (found if isinstance(found, Problem) else None)

    def refresh(self, *, stored_only: bool = True) -> None:
        """Show the problem, if any; with ``stored_only`` just where stored keys are missed."""
        problem = self.problem
        missed = not stored_only or bool(self._connection.session.draft.generation)
        if problem and missed:
            locked = problem.fault is Fault.VAULT_LOCKED
            action = tr("Un&lock") if locked else tr("Try again")
            news = not self.isVisible() or self.accessibleName() != problem.message
            self.show_line(theme.Tone.WARNING, problem.message, problem.fix, action)
            if news and self.window().isVisible():
                announce(self, f"{problem.message} {problem.fix}".strip())
        self.setVisible(bool(problem and missed))
