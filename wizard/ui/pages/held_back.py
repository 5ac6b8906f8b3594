"""Notice about keys that were entered for another host."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from wizard.domain.faults.fault import Field
from wizard.domain.text import N_, tr
from wizard.ui.controllers.session import Session
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.banner import Banner

_WORDS = {
    frozenset({Field.PRIVATE_KEY}): N_(
        "The private key was entered for {old}. It isn't sent to {new} until you confirm."
    ),
    frozenset({Field.CLIENT_ID}): N_(
        "The Client ID was entered for {old}. It isn't sent to {new} until you confirm."
    ),
}
_BOTH = N_(
    "The private key and the Client ID were entered for {old}. They aren't sent to {new} until you "
    "confirm."
)


class HeldBack(Banner):
    """Names both hosts; one button uses the keys for the current address."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme.Tone.WARNING, parent=parent)
        self.setObjectName("held-back")
        self.action.setObjectName("use-here")
        self._session = session
        self.pressed.connect(session.use_here)
        self.hide()

    def refresh(self) -> None:
        """Show what is held back; announce a change."""
        held = self._session.held
        words = _WORDS.get(frozenset(held), _BOTH) if held else ""
        hosts = " · ".join(dict.fromkeys(held.values()))
        line = tr(words).format(old=hosts, new=self._session.host) if words else ""
        if line != self.accessibleName():
            self.show_line(theme.Tone.WARNING, line, "", tr("&Use for this address"))
            if line and self.window().isVisible():
                announce(self, line)
        self.setVisible(bool(held))
