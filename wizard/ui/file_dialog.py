"""Asks where to save a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wizard.domain.text import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

Choose = Callable[["QWidget", str, str], str]
"""Parent, suggested name and ending without a dot, to a path; "" when the user cancels."""

ChooseExisting = Callable[["QWidget", str], str]
"""Parent and ending without a dot, to the path of a file; "" when the user cancels."""


def choose_existing(parent: QWidget, ending: str) -> str:
    """Ask which file to open; "" when the user does not want to."""
    from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - the first paint does without

    folder = _folder("DownloadLocation")
    return QFileDialog.getOpenFileName(parent, tr("Open"), folder, f"*.{ending}")[0]


def in_documents(name: str) -> str:
    """Return the path of a file ``name`` in the user's folder of documents, else at home."""
    from PySide6.QtCore import QDir  # noqa: PLC0415 - as above

    return QDir(_folder("DocumentsLocation")).filePath(name)


def _folder(name: str) -> str:
    from PySide6.QtCore import QDir, QStandardPaths  # noqa: PLC0415 - as above

    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation[name])
    # One that isn't there would lead to where the program was started.
    return place if place and QDir(place).exists() else QDir.homePath()


def choose_file(parent: QWidget, suggested: str, ending: str) -> str:
    """Ask where to save a file named ``suggested``; "" when the user does not want to."""
    from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - as above

    place = in_documents(suggested)
    return QFileDialog.getSaveFileName(parent, tr("Save"), place, f"*.{ending}")[0]
