"""Drives the window like a user and takes screenshots for the tour."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from wizard.domain.errors import WizardError
from wizard.ui.pages.base import StepPage
from wizard.ui.widgets.filter_box import FilterBox
from wizard.ui.window.window import Window

W = TypeVar("W", bound=QWidget)

STUCK_AFTER_MS = 20_000
_PROCESS_EVENTS_MS = 40


class StuckError(WizardError):
    """A page did not reach the expected state; the message names the page."""


class WindowDriver:
    """Uses a window through mouse and keyboard events."""

    def __init__(self, window: Window) -> None:
        self._window = window
        # WORKAROUND PySide6 6.11.3: one for all waits. On Windows, making hundreds of them while
        # other threads emit signals crashed now and then in SignalManager::retrieveMetaObject.
        self._loop = QEventLoop()

    def press(self, name: str) -> None:
        """Click the middle of the widget called ``name``, on the page or around it.

        Raises:
            StuckError: there is none.
        """
        widget, page = self._find(name, QWidget), self._window.page
        if page.isAncestorOf(widget):
            page.ensureWidgetVisible(widget)
        middle = QPointF(widget.rect().center())
        button = held = Qt.MouseButton.LeftButton
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            place = widget.mapToGlobal(middle)
            click = QMouseEvent(kind, middle, place, button, held, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(widget, click)
            held = Qt.MouseButton.NoButton
        self.process_events()

    def choose(self, name: str, data: str) -> None:
        """Choose the entry that holds ``data`` in a combo box, by keyboard.

        Raises:
            StuckError: there is none.
        """
        box = self._find(name, QComboBox)
        for key in [Qt.Key.Key_Home] + [Qt.Key.Key_Down] * box.findData(data):
            press = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(box, press)
        if box.currentData() != data:
            raise StuckError(f"{name} has no {data}")

    def pick(self, name: str, text: str) -> None:
        """Choose the entry ``text`` of a list, as soon as it is there.

        Raises:
            StuckError: it doesn't come.
        """
        box = self._find(name, FilterBox)
        self.until(lambda: box.isEnabled() and box.findText(text) >= 0)
        box.setCurrentIndex(box.findText(text))
        box.picked.emit()
        self.process_events()

    def fill(self, name: str, text: str) -> None:
        """Replace the text of a field.

        Raises:
            StuckError: there is none.
        """
        edit = self._find(name, QLineEdit)
        edit.selectAll()
        edit.insert(text)
        self.process_events()

    def turn_page(self) -> StepPage:
        """Press Next and return the next page."""
        before = self._window.page
        self.press("next")
        self.until(lambda: self._window.page is not before)
        page = self._window.page
        if not isinstance(page, StepPage):
            raise StuckError(page.objectName())
        return page

    def until(self, done: Callable[[], bool]) -> None:
        """Process events until ``done``.

        Raises:
            StuckError: it takes too long.
        """
        clock = QElapsedTimer()
        clock.start()
        while not done():
            if clock.hasExpired(STUCK_AFTER_MS):
                raise StuckError(self._window.page.objectName())
            self.process_events()

    def process_events(self) -> None:
        """Process events for 40 ms."""
        QTimer.singleShot(_PROCESS_EVENTS_MS, self._loop.quit)
        self._loop.exec()

    def grab(self, file: Path, above: QWidget | None = None) -> None:
        """Save a screenshot of the window, with a dialog ``above`` its center.

        Raises:
            StuckError: the file cannot be written.
        """
        picture = self._window.grab()
        if above is not None:
            dialog = above.grab()
            free = picture.deviceIndependentSize() - dialog.deviceIndependentSize()
            painter = QPainter(picture)
            painter.drawPixmap(QPointF(free.width() / 2, free.height() / 2), dialog)
            painter.end()
        if not picture.save(str(file)):
            raise StuckError(f"{file.name} cannot be written")

    def leave(self) -> None:
        """Close the window and wait until everything is saved."""
        self._window.left.connect(self._loop.quit)
        QTimer.singleShot(0, self._window.leave)
        self._loop.exec()
        self._window.deleteLater()

    def _find(self, name: str, kind: type[W]) -> W:
        page = self._window.page
        found = page.findChild(kind, name) or self._window.findChild(kind, name)
        if not isinstance(found, kind):
            raise StuckError(f"there is no {name} on {page.objectName()}")
        return found
