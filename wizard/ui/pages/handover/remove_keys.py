"""*Remove the keys from this computer*, after a second press, with the list of what is gone."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.controllers.key_storage import SecretLocation
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.layouts import add_flow


class RemoveKeys(QWidget):
    """Offered while the vault keeps something of this connection."""

    def __init__(self, connection: OpenConnection) -> None:
        super().__init__()
        self._connection = connection
        self._asking = False
        self.button = LinkButton(tr("Remove the keys from this computer…"))
        self.button.setObjectName("remove-keys")
        self.button.clicked.connect(self._ask)
        self._banner = Banner()
        self._banner.setObjectName("keys-removed")
        self._banner.action.setObjectName("remove-keys-now")
        self._banner.pressed.connect(self._remove)
        self._banner.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CLOSE)
        add_flow(column, [self.button])
        column.addWidget(self._banner)

    def refresh(self) -> None:
        """Offer what can be done now."""
        kept = self._connection.keys.kept is SecretLocation.IN_VAULT and bool(
            self._connection.session.draft.generation
        )
        self.button.setVisible(kept)
        if self._asking and not kept:
            self._asking = False
            self._banner.hide()

    def _ask(self) -> None:
        self._asking = not self._asking
        self._banner.setVisible(self._asking)
        line = tr("Delete the private key and the Client ID from {vault} and this window?")
        detail = tr(
            "ConnectWise won't show the private key again. To test this connection later, "
            "you'll have to enter both again. Hire2Retire keeps its own copy."
        )
        if self._asking:
            vault = self._connection.vault.name
            self._say(theme.Tone.WARNING, line.format(vault=vault), detail, tr("Remove them"))

    def _remove(self) -> None:
        self._connection.keys.forget(self._removed, self._refused)

    def _removed(self, entries: tuple[str, ...]) -> None:
        self._asking = False
        line = tr("The keys were removed from this computer.")
        names = tr("Deleted: {names}.").format(names=", ".join(entries)) if entries else ""
        self._say(theme.Tone.GOOD, line, names)

    def _refused(self, problem: Problem) -> None:
        self._say(theme.Tone.WRONG, problem.message, problem.fix, tr("Try again"))

    def _say(self, tone: theme.Tone, line: str, detail: str, action: str = "") -> None:
        self._banner.show_line(tone, line, detail, action)
        self._banner.show()
        announce(self._banner, f"{line} {detail}".strip())
