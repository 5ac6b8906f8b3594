"""Cyclic garbage collection in the GUI thread only.

Python collects in whichever thread happens to allocate. A worker that frees a widget's last cycle
destroys a QObject outside its thread, and the program crashes (seen with PySide6 6.11: segmentation
fault inside shiboken while a link test ran after windows had been closed).
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_EVERY_MS = 1000


class GuiThreadGc(QObject):
    """Replaces automatic collection while it exists; create it in the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(collect_if_due)
        self._timer.start(LOOK_EVERY_MS)


def collect_if_due() -> None:
    """Collect the oldest generation that Python would have collected by now."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return
