"""Support file dialog: preview, then saved exactly as shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDate, QDir, QSize, qVersion
from PySide6.QtGui import QGuiApplication, QShowEvent, QTextOption
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from wizard.documents.support_facts import Facts
from wizard.domain.sanitize import sanitize
from wizard.domain.text import tr
from wizard.storage.export import export
from wizard.storage.files import StorageError
from wizard.ui.file_dialog import in_documents
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.buttons import Button, Rank
from wizard.ui.widgets.copy_button import CopyButton
from wizard.ui.widgets.label import Heading, Label
from wizard.ui.widgets.layouts import resize_within_screen

ChooseFile = Callable[[QWidget, str], str]


def display_facts() -> Facts:
    """Return facts about the display: platform, screens, colors. GUI thread only."""
    screens = (
        f"{screen.size().width()} x {screen.size().height()}, scale {screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    )
    return (
        ("Qt", f"{qVersion()} on {sanitize(QGuiApplication.platformName(), 40)}"),
        ("Screens", "; ".join(screens) or "none"),
        ("Colors", theme.current().scheme.value),
    )


def choose_file(parent: QWidget, suggested: str) -> str:
    """Ask where to save; "" when the user does not want to."""
    kinds, place = tr("Text files (*.txt)"), in_documents(suggested)
    return QFileDialog.getSaveFileName(parent, tr("Save the support file"), place, kinds)[0]


class SupportDialog(QDialog):
    """Shows ``text``, and saves or copies exactly that text."""

    def __init__(
        self, text: str, choose: ChooseFile = choose_file, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("support")
        self.setWindowTitle(tr("Support file"))
        self._text, self._choose = text, choose
        self._heading = Heading(tr("Support file"))
        self.preview = QPlainTextEdit(text)
        self.preview.setObjectName("preview")
        self.preview.setReadOnly(True)
        self.preview.setTabChangesFocus(True)
        self.preview.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.preview.setFont(theme.font(theme.Type.CODE))
        self.preview.setAccessibleName(tr("Preview"))
        self.outcome = Banner()
        self.outcome.hide()
        self._arrange()
        size = QSize(theme.SIDEBAR + theme.CARD + theme.CARD // 2, theme.CARD * 2)
        resize_within_screen(self, size)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._heading.arrive()

    def _arrange(self) -> None:
        purpose = Label(
            tr(
                "This is everything in the file. Send it to whoever is helping you. It contains "
                "no keys, Client ID, passwords, addresses, or Company ID."
            ),
            ink=theme.Color.MUTED,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.BLOCK, theme.BLOCK, theme.BLOCK, theme.PART)
        column.setSpacing(theme.NEAR)
        for part in (self._heading, purpose):
            column.addWidget(part)
        column.addWidget(self.preview, 1)
        column.addWidget(self.outcome)
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(theme.NEAR)
        row.addWidget(
            CopyButton(self._text, text=tr("&Copy"), done=tr("Copied"), name=tr("Copy all"))
        )
        row.addStretch(1)
        close = self._button(tr("Cl&ose"), "close", self.reject)
        row.addWidget(close)
        save = self._button(tr("&Save…"), "save", self.save, Rank.PRIMARY)
        save.setDefault(True)
        row.addWidget(save)

    def _button(
        self, text: str, name: str, act: Callable[[], None], rank: Rank = Rank.PLAIN
    ) -> Button:
        made = Button(text, rank)
        made.setObjectName(name)
        made.clicked.connect(act)
        return made

    def save(self) -> None:
        """Ask where, write the file, and say how that went."""
        chosen = self._choose(self, _suggested())
        if not chosen:
            return
        path = Path(chosen)
        try:
            export(path, self._text.encode())
        except StorageError as error:
            self._say(theme.Tone.WRONG, tr("The file wasn't saved."), error.sentence)
        else:
            self._say(theme.Tone.GOOD, tr("Saved."), QDir.toNativeSeparators(str(path)))

    def _say(self, tone: theme.Tone, line: str, detail: str) -> None:
        self.outcome.show_line(tone, line, detail)
        self.outcome.show()
        announce(self.outcome, f"{line} {detail}")


def _suggested() -> str:
    today = QDate.currentDate().toString("yyyyMMdd")
    return in_documents(f"h2r-link-support-{today}.txt")
