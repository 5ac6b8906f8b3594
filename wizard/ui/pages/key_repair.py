"""A button that fixes keys in the wrong fields: swapped, or a whole sign-in in one field."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from wizard.domain.faults.fault import KEYS, Fault, Field
from wizard.domain.text import tr
from wizard.ui.controllers.session import Session
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.banner import Banner


class KeyRepair(Banner):
    """Shown while the keys can be put right without typing; the button moves them."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme.Tone.WARNING, parent=parent)
        self.setObjectName("key-repair")
        self.action.setObjectName("repair-keys")
        self._session = session
        self.pressed.connect(self._repair)
        self.hide()

    def refresh(self) -> None:
        """Show what can be fixed; announce a change."""
        line, detail, action = self._offer()
        if (line, detail) != (self.accessibleName(), self.accessibleDescription()):
            self.show_line(theme.Tone.WARNING, line, detail, action)
            if line and self.window().isVisible():
                announce(self, line)
        self.setVisible(bool(line))

    def _offer(self) -> tuple[str, str, str]:
        problems = [self._session.problem(value) for value in KEYS]
        if any(problem and problem.fault is Fault.KEYS_SWAPPED for problem in problems):
            return tr("Public key and Private key are swapped."), "", tr("S&wap them")
        if not self._sign_in():
            return "", "", ""
        line = tr("This is a complete sign-in: Company ID, public key, and private key.")
        return line, self._change(), tr("&Split it into its fields")

    def _change(self) -> str:
        """Say which Company ID is replaced by that of the sign-in."""
        old, new = self._session.parsed(Field.COMPANY_ID), self._sign_in()[Field.COMPANY_ID]
        if not old.accepted or old.text.casefold() == new.casefold():
            return ""  # what was refused may be the whole sign-in
        return tr("The Company ID changes from {old} to {new}.").format(old=old.text, new=new)

    def _sign_in(self) -> dict[Field, str]:
        from wizard.domain.credentials.sign_ins import whole_sign_in  # noqa: PLC0415 - rarely needed

        for value in (*KEYS, Field.COMPANY_ID):
            problem = self._session.problem(value)
            found = whole_sign_in(self._session.parsed(value).text) if problem else None
            if found:
                texts = (found.company, found.public, found.private)
                return dict(zip((Field.COMPANY_ID, *_PAIR), texts, strict=True))
        return {}

    def _repair(self) -> None:
        texts = self._sign_in()
        if not texts:
            first, second = (self._session.parsed(value).text for value in _PAIR)
            texts = {_PAIR[0]: second, _PAIR[1]: first}
        for value in texts:
            # Emptied first: in between, both fields must not hold the same text.
            self._session.write(value, "")
        for value, text in texts.items():
            self._session.write(value, text)
        announce(self, tr("The keys are in their fields."))


_PAIR = (Field.PUBLIC_KEY, Field.PRIVATE_KEY)
