"""Startup without a usable display: one sentence instead of Qt's abort."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import (
    QLocale,
    QMessageLogContext,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
    qWarning,
)
from PySide6.QtWidgets import QApplication

from wizard.base import language
from wizard.domain.text import tr
from wizard.ui.controllers.gui_thread_gc import GuiThreadGc
from wizard.ui.theme.theme import ColorScheme, ThemeFollower
from wizard.ui.window.window import Window

NO_DISPLAY = 2


@contextmanager
def display_needed() -> Iterator[None]:
    """Exit with code 2 and one sentence if Qt aborts within this context.

    Qt ends the process itself when it finds no display, so this has to come before it does.
    """
    said: list[str] = []

    def listen(kind: QtMsgType, _: QMessageLogContext, message: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            _end()
        said.append(message)

    before = qInstallMessageHandler(listen)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
    # What Qt says on the way to giving up only repeats the sentence; what it says else is kept.
    for message in said:
        qWarning(message)


def _end() -> None:
    sentence = tr(
        "there is no display for the window. Without one, {tour} takes a screenshot of "
        "every page and {check} tests a link."
    )
    if sys.stderr is not None:
        words = sentence.format(tour="h2r-link tour DIR", check="h2r-link check NAME")
        sys.stderr.write(f"h2r-link: {words}\n")
        sys.stderr.flush()
    # Back in Qt the process would be aborted.
    os._exit(NO_DISPLAY)


PROGRAM = "h2r-link"
# The style by argument: for what `setStyle` returns PySide6 would prepare all of QStyle, 566
# members of enumerations, which the first page does without.
ARGUMENTS = [PROGRAM, "-style", "Fusion"]
VAULT_TAKES_AT_MOST_MS = 60_000


def application() -> QApplication:
    """Return the QApplication."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        with display_needed():
            app = QApplication(ARGUMENTS)
        GuiThreadGc(app)
    app.setApplicationName(PROGRAM)
    app.setDesktopFileName(PROGRAM)
    if language.spoken() != QLocale().name().partition("_")[0]:
        QLocale.setDefault(QLocale(language.spoken()))
    app.setQuitOnLastWindowClosed(False)
    return app


def open_address(address: str) -> bool:
    """Open ``address`` in the browser; return whether that worked."""
    from PySide6.QtCore import QUrl  # noqa: PLC0415 - the first paint does without
    from PySide6.QtGui import QDesktopServices  # noqa: PLC0415 - as above

    return QDesktopServices.openUrl(QUrl(address))


def open_window(make: Callable[[], Window], scheme: ColorScheme | None = None) -> int:
    """Show the window created by ``make``; return the exit code.

    A vault that is still waiting for the user gets a minute, with the window hidden.
    """
    app = application()
    ThemeFollower(app, scheme)
    window = make()

    def leave() -> None:
        if not window.manager.busy:
            app.quit()
            return
        window.manager.settled.connect(app.quit)
        QTimer.singleShot(VAULT_TAKES_AT_MOST_MS, app.quit)

    window.left.connect(leave)
    window.show()
    return app.exec()
