"""Step 5: the two keys."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QGuiApplication

from wizard.domain.faults.fault import Field, Step
from wizard.domain.text import tr
from wizard.ui.controllers.key_storage import SecretLocation
from wizard.ui.pages.base import StepPage
from wizard.ui.pages.held_back import HeldBack
from wizard.ui.pages.key_repair import KeyRepair
from wizard.ui.pages.practice_values import PracticeValues
from wizard.ui.pages.vault_notice import VaultNotice
from wizard.ui.theme import theme
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.choice import CheckBox
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.label import RichLabel
from wizard.ui.widgets.secret_field import SecretField

_DESCRIPTION = 4


class KeysPage(StepPage):
    """Public and private key, and where they are kept."""

    step = Step.KEYS
    asks = (Field.PUBLIC_KEY, Field.PRIVATE_KEY)
    pictures = ("keys",)

    def build(self) -> None:
        """Fill the page."""
        if self.connection.practice:
            practice = PracticeValues(self.session, self.connection.practice, self.asks)
            practice.filled.connect(self.next_focus_asked)
            practice.filled.connect(self.fit)
            self.add(practice)
        self._held = HeldBack(self.session)
        self.add(self._held)
        public, private = (self.ask(value) for value in self.asks)
        self._clipboard = Banner(
            theme.Tone.WARNING,
            tr("The private key is still on the clipboard."),
            action=tr("C&lear the clipboard"),
        )
        self._clipboard.action.setObjectName("clear-clipboard")
        self._clipboard.pressed.connect(self._clear)
        self._clipboard.hide()
        if isinstance(private.field, SecretField):
            private.field.pasted.connect(self._pasted)
        for number in range(1, 6):
            self.add_action(number, copies=number == _DESCRIPTION)
        self._repair = KeyRepair(self.session)
        self.add_action(6, public.field, private.field, self._repair, self._clipboard)
        self._agreed = _Agreement("")
        self._agreed.setObjectName("remember")
        self._agreed.toggled.connect(self._decide)
        self._vault = Banner(theme.Tone.WARNING)
        self._notice = VaultNotice(self.connection)
        self.add(self._agreed)
        self.add(self._notice)
        self.add(self._vault)
        late = tr(
            "That private key can't be shown again. Press **+** on **API Keys** again, "
            "press **Save**, copy both keys of the new pair, and delete the first pair."
        )
        self.add(Disclosure(tr("I closed it too soon"), RichLabel(late)))
        self.connection.keys.changed.connect(self.follow)
        self.connection.vault.opened.connect(self.follow)

    def refresh(self) -> None:
        """Show the session as it is now."""
        name = self.connection.vault.name
        self._agreed.setVisible(bool(name))
        self._agreed.say(
            tr("Store the private key and the Client ID in {vault}").format(vault=name),
            self._where(),
        )
        self._agreed.setChecked(self.session.draft.remember_keys)
        self._notice.refresh(stored_only=False)
        self._show_vault()
        self._held.refresh()
        self._repair.refresh()
        super().refresh()

    def _decide(self, on: bool) -> None:  # noqa: FBT001 - Qt's signature
        if on != self.session.draft.remember_keys:
            self.connection.keys.decide(remember=on)

    def _where(self) -> str:
        match self.connection.keys.kept:
            case SecretLocation.STORING:
                return tr("Storing …")
            case SecretLocation.LOADING:
                return tr("Reading stored keys …")
            case SecretLocation.IN_VAULT if self.session.draft.remember_keys:
                return tr("Stored.")
            case _:
                pass
        if self.session.draft.remember_keys:
            return tr("They're stored as soon as they're complete.")
        return tr("They stay in memory until you close the window.")

    def _show_vault(self) -> None:
        if self.connection.practice:
            line, detail = tr("Practice: the keys stay in memory."), ""
            self._vault.show_line(theme.Tone.NEUTRAL, line, detail)
        elif self.connection.vault.unprotected:
            line = tr("GNOME Keyring isn't protected by a password.")
            detail = tr(
                "Keys stored in it can be read from a file on this disk. Leave the box "
                "above cleared to keep them in memory, or set a password for the keyring "
                "first."
            )
            self._vault.show_line(theme.Tone.WARNING, line, detail)
        unprotected = self.connection.vault.unprotected and self._notice.problem is None
        self._vault.setVisible(bool(self.connection.practice or unprotected))

    def _pasted(self) -> None:
        self._clipboard.setVisible(bool(QGuiApplication.clipboard().text()))

    def _clear(self) -> None:
        QGuiApplication.clipboard().clear()
        self._clipboard.hide()
        self.inputs[Field.PRIVATE_KEY].field.setFocus()


class _Agreement(CheckBox):
    """A check box whose label is set later: the vault's name is not known at first."""

    def say(self, text: str, note: str) -> None:
        """Show other words."""
        self._words = replace(self._words, text=text, note=note)
        self.setAccessibleName(text)
        self.setAccessibleDescription(note)
        self.updateGeometry()
        self.update()
