"""Crash window: says what was saved and offers the support file; reveals no secret.

`CrashWatch.install` takes over Python's hooks, which PySide6 calls for slots and virtual functions,
too. They may be called on any thread and at any moment, even while a window is being painted; so
they only record the location, and the event loop opens the window.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from wizard.base.hardening import report_crash
from wizard.base.traceback_summary import TracebackSummary, summarize_traceback
from wizard.domain.text import tr
from wizard.storage.log import LogFolder
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button, Rank
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.label import Heading, Label
from wizard.ui.widgets.layouts import resize_to_content

Saved = Callable[[], tuple[str, ...]]
Support = Callable[[TracebackSummary], str]
_DIFFERENT_AT_MOST = 20


class CrashWatch(QObject):
    """Handles uncaught exceptions on every thread.

    ``saved`` returns sentences that say what is safe and what is not; ``support`` the text of the
    support file. Both are called on the GUI thread, and may fail themselves. Create it on the GUI
    thread, once the application exists, and keep a reference.
    """

    _struck = Signal(object)

    def __init__(
        self, log: LogFolder, saved: Saved, support: Support, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._log, self._saved, self._support = log, saved, support
        self._known: set[TracebackSummary] = set()
        self._noting = threading.Lock()
        self._hooks = sys.excepthook, threading.excepthook
        self.window: CrashWindow | None = None
        self._struck.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Install the exception hooks."""
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread

    def remove(self) -> None:
        """Restore the earlier exception hooks."""
        sys.excepthook, threading.excepthook = self._hooks

    def _caught(
        self, kind: type[BaseException], error: BaseException, _: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
        else:
            self._note(error)

    def _caught_in_thread(self, hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None and not issubclass(hook.exc_type, SystemExit):
            self._note(hook.exc_value)

    def _note(self, error: BaseException) -> None:
        """Log an exception and show it, each one once; never raises."""
        # A defect in painting strikes sixty times a second, and one in noting would never end.
        with contextlib.suppress(Exception):
            trace = summarize_traceback(error)
            with self._noting:
                if trace in self._known or len(self._known) >= _DIFFERENT_AT_MOST:
                    return
                self._known.add(trace)
            report_crash(error)
            self._log.defect(trace)
            self._struck.emit(trace)
            if _nobody_loops(self):
                self._show(trace, waiting=True)

    def _show(self, trace: TracebackSummary, *, waiting: bool = False) -> None:
        if self.window is not None:
            return
        self.window = CrashWindow(trace, _sentences(self._saved), self._support)
        self.window.finished.connect(self._forget)
        if waiting:
            self.window.exec()
        else:
            # Modal, so that another dialog that is open does not stand in its way.
            self.window.setWindowModality(Qt.WindowModality.ApplicationModal)
            self.window.show()

    def _forget(self) -> None:
        window, self.window = self.window, None
        if window is not None:
            window.deleteLater()


class CrashWindow(QDialog):
    """Says that an error occurred, what was saved, and that no action is needed."""

    def __init__(self, trace: TracebackSummary, saved: tuple[str, ...], support: Support) -> None:
        super().__init__()
        self.setObjectName("crash")
        self.setWindowTitle(tr("Something went wrong in h2r-link"))
        self._trace, self._support = trace, support
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.BLOCK, theme.BLOCK, theme.BLOCK, theme.PART)
        self._column.setSpacing(theme.NEAR)
        self._heading = Heading(tr("Something went wrong in h2r-link"))
        self._add(self._heading)
        self._add(Label(tr("This isn't your mistake.")))
        for sentence in saved:
            self._add(Label(sentence))
        self._add(Label(tr("You can continue, or restart h2r-link. It opens where you left off.")))
        details = Disclosure(tr("Technical details"), Label(str(trace), theme.Type.CODE))
        details.toggled.connect(lambda: resize_to_content(self, self.width()))
        self._add(details)
        self._add(
            Label(
                tr("The support file helps to fix it. You can review it before it's saved."),
                ink=theme.Color.MUTED,
            )
        )
        self._column.addStretch(1)
        self._add_buttons()
        resize_to_content(self, theme.CARD * 2 - theme.PART)
        self._heading.arrive()

    def show_support(self) -> None:
        """Show the support file."""
        with contextlib.suppress(Exception):
            from wizard.ui.dialogs.support import SupportDialog  # noqa: PLC0415 - as for the first paint

            SupportDialog(self._support(self._trace), parent=self).open()

    def _add(self, part: QWidget) -> None:
        self._column.addWidget(part)

    def _add_buttons(self) -> None:
        support = Button(tr("&Support file…"))
        support.setObjectName("support-file")
        support.clicked.connect(self.show_support)
        close = Button(tr("&Close"), Rank.PRIMARY)
        close.setObjectName("close")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        row = QHBoxLayout()
        self._column.addLayout(row)
        row.setSpacing(theme.NEAR)
        row.addWidget(support)
        row.addStretch(1)
        row.addWidget(close)


def _sentences(saved: Saved) -> tuple[str, ...]:
    try:
        return saved()
    except Exception:  # noqa: BLE001 - the window must open even if this fails
        return (tr("Everything saved before is still there."),)


def _nobody_loops(watch: QObject) -> bool:
    """True if no event loop is running in this thread yet."""
    current = QThread.currentThread()
    started = QCoreApplication.instance() is not None
    return started and current is watch.thread() and current.loopLevel() == 0
