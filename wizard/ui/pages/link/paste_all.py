"""Fills all five fields from one text on the clipboard."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.faults.fault import Field
from wizard.domain.pasted_text.notes import not_taken
from wizard.domain.pasted_text.parse import Pasted, parse_pasted
from wizard.domain.secret import Secret
from wizard.domain.text import tr, trn
from wizard.ui.pages.link.paste_choices import PasteChoices
from wizard.ui.pages.value_field import LinkValueField
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.buttons import LinkButton


class PasteAll(QWidget):
    """Fills ``inputs`` from the clipboard, and says what was found and what is missing.

    Signals:
        filled: at least one value was found and stands in its field.
    """

    filled = Signal()

    def __init__(
        self, inputs: Mapping[Field, LinkValueField], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inputs = inputs
        about = tr("Fills in the values from one text that names each of them, in any order.")
        self._link = LinkButton(tr("Paste all five at once"), description=about)
        self._link.setObjectName("paste-all")
        self._link.setToolTip(about)
        self._link.clicked.connect(self._paste)
        self._said = Banner()
        self._said.setObjectName("pasted")
        self._said.action.setObjectName("clear-clipboard")
        self._said.pressed.connect(self._clear)
        self._said.hide()
        self._choices = PasteChoices()
        self._choices.chosen.connect(self._choose)
        self._before: dict[Field, Secret] = {}
        self._undo = LinkButton(tr("Undo"))
        self._undo.setObjectName("undo-paste")
        self._undo.clicked.connect(self._take_back)
        self._undo.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._said)
        column.addWidget(self._choices)
        column.addWidget(self._undo, 0, Qt.AlignmentFlag.AlignLeft)

    def _paste(self) -> None:
        pasted = parse_pasted(QGuiApplication.clipboard().text(QClipboard.Mode.Clipboard))
        before = {value: Secret(field.field.text()) for value, field in self._inputs.items()}
        usable = {value for value, field in self._inputs.items() if field.accepted}
        for value in pasted.found:
            text: str | Secret = getattr(pasted, value.value)
            self._write(value, text if isinstance(text, Secret) else Secret(text))
        kept = tuple(v for v in pasted.found if v in usable and not self._inputs[v].accepted)
        for value in kept:
            self._write(value, before[value])
        changed = [
            v for v, field in self._inputs.items() if field.field.text() != before[v].reveal()
        ]
        self._before = {value: before[value] for value in changed}
        self._undo.setVisible(any(before[value].reveal() for value in changed))
        self._say(pasted, kept)
        self._choices.show_choices(pasted.choices)
        if pasted.found:
            self.filled.emit()

    def _choose(self, value: Field, text: Secret) -> None:
        """Fill in what was chosen; *Undo* brings back what stood there."""
        before = Secret(self._inputs[value].field.text())
        self._write(value, text)
        self._before.setdefault(value, before)
        self._undo.setVisible(any(map(bool, self._before.values())))
        self._inputs[value].field.setFocus()
        announce(self._said, tr("{value} was filled in.").format(value=value.label))
        self.filled.emit()

    def _write(self, value: Field, text: Secret) -> None:
        self._inputs[value].field.edit.setText(text.reveal())

    def _take_back(self) -> None:
        """Put every field that was filled back as it was."""
        for value, text in self._before.items():
            self._write(value, text)
        self._before = {}
        self._undo.hide()
        self._said.hide()
        self._choices.clear()
        self._link.setFocus()
        announce(self._link, tr("The fields were restored."))

    def _say(self, pasted: Pasted, kept: tuple[Field, ...]) -> None:
        good = not pasted.lacking and not kept
        tone = theme.Tone.GOOD if good else theme.Tone.WARNING
        clear = tr("C&lear the clipboard") if pasted.found or pasted.choices else ""
        line, detail = _found(pasted), " ".join(filter(None, (_kept(kept), *_notes(pasted))))
        self._said.show_line(tone, line, detail, clear)
        self._said.show()
        announce(self._said, f"{line} {detail}".strip())

    def _clear(self) -> None:
        QGuiApplication.clipboard().clear(QClipboard.Mode.Clipboard)
        self._said.hide()
        self._choices.clear()
        self._link.setFocus()
        announce(self._link, tr("The clipboard is empty."))


def _found(pasted: Pasted) -> str:
    if not pasted.found:
        return tr("None of the five values was found on the clipboard.")
    if not pasted.lacking:
        return tr("All five values were found.")
    return tr("Found: {values}.").format(values=_names(pasted.found))


def _kept(values: tuple[Field, ...]) -> str:
    if not values:
        return ""
    sentence = tr("Unchanged: {values}. The text has no usable value.")
    return sentence.format(values=_names(values))


def _notes(pasted: Pasted) -> tuple[str, ...]:
    """What is missing, why, and how much was left over."""
    if not (pasted.found or pasted.keys_unnamed or pasted.choices):
        return (tr("Copy a text that names each value, then try again."),)
    lacking = tuple(value for value in pasted.lacking if value not in pasted.choices)
    missing = tr("Missing: {values}.").format(values=_names(lacking))
    loosely = tr("Check {values}: the name in the text doesn't mention ConnectWise.")
    unnamed = tr("A key without a name was ignored: only the name tells which key it is.")
    left = trn("{count} item was ignored.", "{count} items were ignored.", pasted.unmatched)
    return (
        missing if lacking else "",
        *not_taken(pasted),
        loosely.format(values=_names(pasted.loosely)) if pasted.loosely else "",
        unnamed if pasted.keys_unnamed else "",
        left if pasted.unmatched else "",
    )


def _names(values: tuple[Field, ...]) -> str:
    return ", ".join(value.label for value in values)
