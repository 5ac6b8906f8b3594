"""What the dialogs of a hand-over share: heading, outcome, facts, and a bar with two buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from wizard.domain.text import tr
from wizard.ui.pages.form_rows import FormRows
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import announce
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.buttons import Button, Rank
from wizard.ui.widgets.dialog_bar import DialogBar
from wizard.ui.widgets.label import Heading, Label
from wizard.ui.widgets.layouts import resize_within_screen
from wizard.ui.widgets.page import PageScroll

_WIDTH = 680


class CapsuleDialog(QDialog):
    """A page of its own with one button that acts; `primary` is hidden until it has an act."""

    def __init__(self, name: str, title: str, purpose: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self._heading = Heading(title)
        self.outcome = Banner()
        self.outcome.setObjectName("outcome")
        self.outcome.hide()
        self._page = page = PageScroll()
        self.body = page.body
        self.body.addWidget(self._heading)
        self.purpose = Label(purpose, ink=theme.Color.MUTED)
        self.purpose.setVisible(bool(purpose))
        self.body.addWidget(self.purpose)
        self.body.addWidget(self.outcome)
        self.primary = Button("", Rank.PRIMARY)
        self.primary.hide()
        self.close_button = Button(tr("&Close"))
        self.close_button.setObjectName("close-capsule")
        self.close_button.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(page, 1)
        self._bar = self._make_bar()
        column.addWidget(self._bar)
        self._tallest = 0
        self.resize(theme.scaled(_WIDTH), self.height())

    def showEvent(self, event: QShowEvent) -> None:
        self._settle()
        super().showEvent(event)
        self._heading.arrive()

    def act_with(self, text: str, name: str, act: Callable[[], None]) -> None:
        """Give the primary button its words and its act."""
        self.primary.setText(text)
        self.primary.setObjectName(name)
        self.primary.clicked.connect(act)
        self.primary.show()

    def allow(self, reason: str = "") -> None:
        """Enable the primary button, or say why it waits."""
        self.primary.setEnabled(not reason)
        self._bar.reason.setText(reason)
        self.primary.setAccessibleDescription(reason)

    def say(self, tone: theme.Tone, line: str, detail: str = "") -> None:
        """Show and announce how it went."""
        self.outcome.show_line(tone, line, detail)
        self.outcome.show()
        # Once everything else that this changes is changed.
        QTimer.singleShot(0, self, self._settle)
        announce(self.outcome, f"{line} {detail}".strip())

    def add_facts(self, title: str, facts: dict[str, str]) -> None:
        """Add a card with names and values; an empty value is left out."""
        rows = FormRows(title)
        for name, text in facts.items():
            if text:
                rows.add(name, text)
        self.body.addWidget(rows)

    def _settle(self) -> None:
        """Take the height of the contents, and put a button that is alone at the right."""
        alone = self.primary.isHidden()
        self._bar.row.setStretch(0, int(alone))
        self._bar.reason.setVisible(not alone)
        bar = self._bar.sizeHint().expandedTo(self._bar.minimumSize())
        wanted = self._page.whole_height(self.width()) + bar.height()
        # Once it is seen, it grows only.
        self._tallest = max(self._tallest, wanted)
        resize_within_screen(self, QSize(self.width(), self._tallest))

    def _make_bar(self) -> DialogBar:
        bar = DialogBar()
        bar.row.addStretch(0)
        bar.row.addWidget(self.close_button)
        bar.row.addWidget(bar.reason, 1)
        bar.row.addWidget(self.primary)
        return bar


class UnusableFileDialog(CapsuleDialog):
    """One sentence on why a file isn't used."""

    def __init__(self, why: str, parent: QWidget | None = None) -> None:
        super().__init__("capsule-unusable", tr("This file can't be used"), "", parent)
        self.say(theme.Tone.WARNING, why)
