"""Starts Qt and shows the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from wizard import language
from wizard.ui.display import display_needed
from wizard.ui.garbage import GuiThreadGc
from wizard.ui.look import ThemeFollower, ColorScheme
from wizard.ui.window import Window

PROGRAM = "h2r-link"
VAULT_TAKES_AT_MOST_MS = 60_000


def application() -> QApplication:
    """Return the one application."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        with display_needed():
            app = QApplication([PROGRAM])
        GuiThreadGc(app)
    app.setApplicationName(PROGRAM)
    app.setDesktopFileName(PROGRAM)
    if language.spoken() != QLocale().name().partition("_")[0]:
        QLocale.setDefault(QLocale(language.spoken()))
    app.setQuitOnLastWindowClosed(False)
    return app


def open_address(address: str) -> bool:
    """Open ``address`` in the browser; whether that worked."""
    return QDesktopServices.openUrl(QUrl(address))


def open_window(make: Callable[[], Window], scheme: ColorScheme | None = None) -> int:
    """Show the window that ``make`` builds; return the exit code when it was left.

    A vault that still waits for an answer of the user is given a minute, with the window hidden.
    """
    app = application()
    ThemeFollower(app, scheme)
    window = make()

    def leave() -> None:
        if not window.bench.busy:
            app.quit()
            return
        window.bench.settled.connect(app.quit)
        QTimer.singleShot(VAULT_TAKES_AT_MOST_MS, app.quit)

    window.left.connect(leave)
    window.show()
    return app.exec()
