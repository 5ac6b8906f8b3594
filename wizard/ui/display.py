"""What happens where no window can be opened: one sentence instead of Qt's abort."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler, qWarning

from wizard.domain.wording import tr

NO_DISPLAY = 2


@contextmanager
def display_needed() -> Iterator[None]:
    """End the program with exit code 2 and one sentence if Qt gives up in here.

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
        "there is no display to open the window on. Without one: {tour} makes a picture of every "
        "page, {check} tests a link."
    )
    if sys.stderr is not None:
        words = sentence.format(tour="h2r-link tour DIR", check="h2r-link check NAME")
        sys.stderr.write(f"h2r-link: {words}\n")
        sys.stderr.flush()
    # Back in Qt the process would be aborted.
    os._exit(NO_DISPLAY)
