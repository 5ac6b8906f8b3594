"""A field for one of the five values; it is parsed while typing, and problems are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from wizard.domain.faults.fault import Field
from wizard.domain.text import N_, tr
from wizard.ui.controllers.session import SECRETS, Session
from wizard.ui.pages.misplaced_paste import MisplacedPaste, misplaced_paste
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.fields import MessageKind, ValueField
from wizard.ui.widgets.secret_field import SecretField

if TYPE_CHECKING:
    from wizard.domain.credentials.clean import Stripped

PAUSE_MS = 700
FieldMessage = tuple[str, MessageKind]
_LABELS = {
    Field.SITE: N_("ConnectWise &address"),
    Field.COMPANY_ID: N_("Company &ID"),
    Field.PRIVATE_KEY: N_("P&rivate key"),
    Field.PUBLIC_KEY: N_("&Public key"),
    Field.CLIENT_ID: N_("&Client ID"),
}


def secret_field(label: str, *, hint: str = "", beside: bool = False) -> SecretField:
    """Return a field for a secret with its words in the reader's language."""
    return SecretField(
        label,
        show=tr("Show"),
        hide=tr("Hide"),
        paste=tr("Paste"),
        clear=tr("Clear"),
        hint=hint,
        beside=beside,
    )


class LinkValueField(QObject):
    """Connects one field with one value of the session.

    While text is typed, a problem is shown after a pause or when the field loses the focus; after
    a paste it is shown at once. On leaving, the text is replaced by its cleaned form. ``verdict``
    says something about an accepted text, such as what a lookup found.

    Signals:
        left: the field was left, or Enter was pressed in it.
    """

    left = Signal()

    def __init__(
        self,
        session: Session,
        value: Field,
        *,
        hint: str = "",
        beside: bool = False,
        verdict: Callable[[], FieldMessage] | None = None,
    ) -> None:
        label = tr(_LABELS[value])
        self.field: ValueField = (
            secret_field(label, hint=hint, beside=beside)
            if value in SECRETS
            else ValueField(label, hint=hint, beside=beside)
        )
        super().__init__(self.field)
        self.value = value
        self._session = session
        self._verdict = verdict
        self._beside = beside
        self._suggestion: Callable[[], str] | None = None
        self._misplaced: MisplacedPaste | None = None
        self._removed: tuple[Stripped, ...] = ()
        self._typing = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._settle)
        self.field.edit.setObjectName(value.value)
        self.field.offer.setObjectName(f"{value.value}.suggestion")
        self.field.offer.clicked.connect(self._take_offer)
        self.field.read.connect(self._read)
        self.field.edit.editingFinished.connect(self._leave)
        self.refresh()
        session.changed.connect(self._follow)

    @property
    def empty(self) -> bool:
        """Whether the field is empty."""
        return not self.field.text()

    @property
    def accepted(self) -> bool:
        """Whether the value can be used."""
        return self._session.accepts(self.value)

    def refresh(self) -> None:
        """Show the session's text and its message."""
        self.field.set_text(self._session.text(self.value))
        text, kind = self._message()
        self.field.show_message(text, kind)
        self.field.show_offer(self._offered())
        if self._beside:
            self.field.message.setVisible(bool(text))

    def suggest(self, suggestion: Callable[[], str]) -> None:
        """Offer what ``suggestion`` returns, where the text itself leads to no suggestion."""
        self._suggestion = suggestion
        self.refresh()

    def on_page_left(self) -> None:
        """Mask a secret and drop what a paste left to offer; the page is about to disappear."""
        self._misplaced = None
        if isinstance(self.field, SecretField):
            self.field.hide_text()

    def _offered(self) -> str:
        """The text of the link below the message."""
        if self._misplaced:
            return self._misplaced.offer
        suggestion = self._suggested()
        return tr("Use {value}").format(value=suggestion) if suggestion else ""

    def _suggested(self) -> str:
        problem = self._session.problem(self.value)
        if problem:
            return problem.suggestion
        return self._suggestion() if self._suggestion else ""

    def _take_offer(self) -> None:
        misplaced, self._misplaced = self._misplaced, None
        suggestion = self._suggested()
        self.field.setFocus()
        if misplaced:
            announce(self.field.edit, misplaced.move(self._session))
            self.refresh()
        else:
            self._session.write(self.value, suggestion)

    def _follow(self) -> None:
        """Refresh while the page is visible, even if the field itself is about to appear."""
        around = self.field.parentWidget() or self.field
        if around.isVisible():
            self.refresh()

    def _message(self) -> FieldMessage:
        problem = self._session.problem(self.value)
        if problem:
            said = "" if self._typing else f"{problem.message} {problem.fix}".strip()
            return said, MessageKind.WRONG
        removed = self._session.removed(self.value) or self._removed
        if removed:
            notes = ", ".join(note.note for note in removed)
            return f"{notes[:1].upper()}{notes[1:]}.", MessageKind.REMOVED
        held = self._session.held.get(self.value)
        if held:
            return tr("Entered for {host}").format(host=held), MessageKind.WARNING
        accepted = self._session.accepts(self.value)
        return self._verdict() if self._verdict and accepted else ("", MessageKind.GOOD)

    def _read(self, text: str) -> None:
        before = self._session.text(self.value)
        self._typing = abs(len(text) - len(before)) <= 1
        self._removed = ()
        self._misplaced = None if self._typing else misplaced_paste(self._session, self.value, text)
        self._pause.start()
        self._session.write(self.value, text)

    def _settle(self) -> None:
        self._pause.stop()
        self._typing = False
        self.refresh()

    def _leave(self) -> None:
        read = self._session.parsed(self.value)
        if self._session.accepts(self.value) and read.text != self.field.text():
            self._removed = read.removed
            self._session.write(self.value, read.text)
        if self.value is Field.SITE:
            self._session.bind()
        self._settle()
        self.left.emit()
