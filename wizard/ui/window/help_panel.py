"""The help of a page: why, common mistakes, and where to look."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wizard.domain.text import tr
from wizard.ui.pages.instructions import Instructions
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button, LinkButton
from wizard.ui.widgets.label import Heading, Label, RichLabel
from wizard.ui.widgets.layouts import add_flow
from wizard.ui.widgets.scroll_area import ScrollArea

WIDTH = 380
_ROOMY = 320


class HelpPanel(QFrame):
    """Stands at the right of every page, in the same place.

    Signals:
        closed: the user has read enough.
        support_asked: the support file is wanted.
        more_asked: the page of RoboMQ's own help is wanted.
        updates_asked: the page of releases is wanted; the program itself never looks there.
    """

    closed = Signal()
    more_asked = Signal()
    support_asked = Signal()
    updates_asked = Signal()

    def __init__(
        self, *, more: bool, updates: bool = False, version: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("help-panel")
        self.setAccessibleName(tr("Help"))
        self._text: Instructions | None = None
        self.heading = Heading(tr("Help"))
        self.close_button = Button(tr("Close help"))
        self.close_button.setObjectName("close-help")
        self.close_button.clicked.connect(self.closed)
        self._support = LinkButton(tr("Support file…"))
        self._support.setObjectName("support-file")
        self._support.clicked.connect(self.support_asked)
        self._more = LinkButton(tr("RoboMQ's help"))
        self._more.clicked.connect(self.more_asked)
        if not more:
            self._more.hide()
        self._updates = LinkButton(tr("Check for updates"))
        self._updates.setObjectName("check-for-updates")
        self._updates.setAccessibleDescription(tr("Opens the releases page in your browser."))
        self._updates.clicked.connect(self.updates_asked)
        if not updates:
            self._updates.hide()
        words = tr("Version {version}").format(version=version)
        self._version = Label(words, theme.Type.SMALL, theme.Color.MUTED)
        if not version:
            self._version.hide()
        self._area = ScrollArea()
        self._arrange()
        self.hide()

    def show_page(self, text: Instructions) -> None:
        """Show the help of a page; it is laid out when it is first seen."""
        self._text = text
        if self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        self._fill()
        super().showEvent(event)

    def add_foot(self, widget: QWidget) -> None:
        """Put ``widget`` below the text, on every page."""
        self._feet.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Beside the heading of the page, unless every pixel counts.
        top = theme.PAGE_Y if self.height() >= _ROOMY else theme.CLOSE
        self._whole.setContentsMargins(0, top, 0, theme.NEAR)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, active = QPainter(self), theme.current()
        painter.fillRect(self.rect(), active.color(theme.Color.SURFACE))
        painter.setPen(active.color(theme.Color.LINE))
        painter.drawLine(0, 0, 0, self.height())

    def _fill(self) -> None:
        text, self._text = self._text, None
        if text is None:
            return
        content = QWidget()
        content.setObjectName("page")
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.BLOCK, 0, theme.BLOCK, theme.BLOCK)
        column.setSpacing(theme.CLOSE)
        for section in text.sections:
            column.addSpacing(theme.CLOSE)
            column.addWidget(Label(section.title, theme.Type.STRONG))
            for line in section.lines:
                _add_line(column, line)
        column.addSpacing(theme.CLOSE)
        column.addWidget(Label(text.source, theme.Type.SMALL, theme.Color.MUTED))
        column.addStretch(1)
        self._area.setWidget(content)

    def _arrange(self) -> None:
        self._whole = column = QVBoxLayout(self)
        column.setSpacing(theme.NEAR)
        top = QHBoxLayout()
        column.addLayout(top)
        top.setContentsMargins(theme.BLOCK, 0, theme.BLOCK, 0)
        top.addWidget(self.heading, 1)
        top.addWidget(self.close_button)
        column.addWidget(self._area, 1)
        foot = add_flow(column, [self._support, self._more, self._updates, self._version])
        foot.setContentsMargins(theme.BLOCK, 0, theme.BLOCK, 0)
        self._feet = QVBoxLayout()
        self._feet.setContentsMargins(theme.BLOCK, 0, theme.BLOCK, 0)
        column.addLayout(self._feet)


def _add_line(column: QVBoxLayout, line: str) -> None:
    row = QHBoxLayout()
    column.addLayout(row)
    row.setSpacing(theme.CLOSE)
    if line.startswith("- "):
        row.addWidget(Label("•", ink=theme.Color.MUTED), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(RichLabel(line.removeprefix("- ")), 1)
