"""Files that the desktop passes to the running program, as macOS does on a double click."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent


class FileOpenEvents(QObject):
    """Receives file open events as long as its parent lives.

    Signals:
        opened: the path of a file.
    """

    opened = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        # Elsewhere a path comes as an argument, and a filter sees every event of the program.
        app = QCoreApplication.instance()
        if app is not None and sys.platform == "darwin":
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            if event.file():
                self.opened.emit(event.file())
            return True
        return super().eventFilter(watched, event)
