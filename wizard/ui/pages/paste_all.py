"""For people who have all five values in one text: one press fills the fields."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.faults import Blame
from wizard.domain.paste import Pasted, read_all
from wizard.domain.secret import Secret
from wizard.domain.wording import tr, trn
from wizard.ui import look
from wizard.ui.pages.inputs import Input
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.spoken import announce


class PasteAll(QWidget):
    """Fills ``inputs`` from the clipboard, and says what was found and what is missing.

    Signals:
        filled: at least one value was found and stands in its field.
    """

    filled = Signal()

    def __init__(self, inputs: Mapping[Blame, Input], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inputs = inputs
        about = tr("From the clipboard: a text with the name of each value, in any order.")
        self._link = LinkButton(tr("Paste all five at once"), description=about)
        self._link.setObjectName("paste-all")
        self._link.setToolTip(about)
        self._link.clicked.connect(self._paste)
        self._said = Banner()
        self._said.setObjectName("pasted")
        self._said.action.setObjectName("clear-clipboard")
        self._said.pressed.connect(self._clear)
        self._said.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.TIGHT)
        column.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._said)

    def _paste(self) -> None:
        pasted = read_all(QGuiApplication.clipboard().text(QClipboard.Mode.Clipboard))
        for value in pasted.found:
            text: str | Secret = getattr(pasted, value.value)
            self._inputs[value].field.edit.setText(
                text.reveal() if isinstance(text, Secret) else text
            )
        self._say(pasted)
        if pasted.found:
            self.filled.emit()

    def _say(self, pasted: Pasted) -> None:
        tone = look.Tone.CAREFUL if pasted.lacking else look.Tone.GOOD
        clear = tr("C&lear the clipboard") if pasted.found else ""
        line, detail = _found(pasted), " ".join(filter(None, _notes(pasted)))
        self._said.show_line(tone, line, detail, clear)
        self._said.show()
        announce(self._said, f"{line} {detail}".strip())

    def _clear(self) -> None:
        QGuiApplication.clipboard().clear(QClipboard.Mode.Clipboard)
        self._said.hide()
        self._link.setFocus()
        announce(self._link, tr("The clipboard is empty."))


def _found(pasted: Pasted) -> str:
    if not pasted.found:
        return tr("None of the five values was found on the clipboard.")
    if not pasted.lacking:
        return tr("All five values were found.")
    return tr("Found: {values}.").format(values=_names(pasted.found))


def _notes(pasted: Pasted) -> tuple[str, ...]:
    """What is missing, why, and how much was left over."""
    if not pasted.found and not pasted.keys_unnamed:
        return (tr("Copy a text with the name of each value beside it, then press again."),)
    missing = tr("Missing: {values}.").format(values=_names(pasted.lacking))
    unnamed = tr("A key without its name is left out: only the name tells which key it is.")
    left = trn("{count} piece was not used.", "{count} pieces were not used.", pasted.left_over)
    return (
        missing if pasted.lacking else "",
        unnamed if pasted.keys_unnamed else "",
        left if pasted.left_over else "",
    )


def _names(values: tuple[Blame, ...]) -> str:
    return ", ".join(value.label for value in values)
