"""A process that paints its first window, prints what that took, and exits.

``python -m tests.benchmarks.painted wizard`` starts h2r-link as a double click does;
``... qwizard`` shows a QWizard with one page, one title and one label, of the same size.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from tests.benchmarks.status import status


def main() -> None:
    """Show one of the two."""
    {"wizard": start_wizard, "qwizard": _start_qwizard}[sys.argv[1]](_tell)


def start_wizard(then: Callable[[Any], None]) -> None:
    """Start h2r-link; ``then`` is called with its window when the first paint is complete."""
    import wizard.__main__ as program

    def imported(name: str) -> object:
        found = import_module(name)
        _watch(import_module("wizard.ui.window.window").Window, then)
        return found

    program.import_module = imported
    sys.argv = ["h2r-link"]
    program.main()


def _start_qwizard(then: Callable[[Any], None]) -> None:
    from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWizard, QWizardPage

    class Bare(QWizard):
        pass

    app = QApplication(["qwizard"])
    page = QWizardPage()
    page.setTitle("A page")
    QVBoxLayout(page).addWidget(QLabel("Some words."))
    shown = Bare()
    shown.addPage(page)
    shown.resize(1120, 720)
    _watch(Bare, then)
    shown.show()
    app.exec()


def _watch(window: Any, then: Callable[[Any], None]) -> None:
    """Call ``then`` once, when the event loop comes round after the paint of the window."""
    from PySide6.QtCore import QTimer

    original, seen = window.paintEvent, []

    def painted(self: Any, event: object) -> None:
        if not seen:
            seen.append(True)
            QTimer.singleShot(0, lambda: then(self))
        original(self, event)

    window.paintEvent = painted


def _tell(_window: object) -> None:
    painted_at, cpu_s, peak_kib = time.monotonic(), time.process_time(), status("VmHWM")
    import json

    found = {"painted_at": painted_at, "cpu_s": cpu_s, "peak_kib": peak_kib}
    print(json.dumps(found), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
