"""Keeps a masked text out of the accessibility events of Linux.

WORKAROUND Qt 6.11: what can be read of a password field is masked, but its bridge to AT-SPI sends
the clear text of every change to all listeners. These events are sent in the name of the line
edit's "accessible object", which only a spin box sets, to itself; without a text interface the
bridge drops them. Source: qwidgetlinecontrol.cpp and qabstractspinbox.cpp of qtbase, read 2026-11.
"""

from __future__ import annotations

import sys
from typing import cast

from PySide6.QtCore import QEvent, QLoggingCategory, Qt
from PySide6.QtGui import QAccessible, QAccessibleTextUpdateEvent, QResizeEvent, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QWidget

from wizard.ui.widgets.accessibility import spoken_as

NEEDED = sys.platform == "linux"
_MASK = "•"


@spoken_as(QAccessible.Role.NoRole)
class AccessibilityMask(QAbstractSpinBox):
    """Invisible helper that stops Qt's AT-SPI bridge from sending the clear text of ``edit``.

    It sends masked events instead. Create it before ``edit`` is added to a layout, then `attach_to`
    the same parent, so that it lives as long as ``edit``.
    """

    def __init__(self, edit: QLineEdit) -> None:
        super().__init__()
        self.setLineEdit(edit)
        # Everything else that a spin box does to its line edit is taken back; by this property
        # style sheets would find it.
        self.setProperty("_q_spinbox_lineedit", QLineEdit(self))
        edit.setValidator(cast("QValidator", None))
        edit.setFocusProxy(cast("QWidget", None))
        edit.setFrame(True)
        edit.setAcceptDrops(True)
        edit.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        # The bridge has a warning for each event that it drops.
        QLoggingCategory.setFilterRules("qt.accessibility.atspi.warning=false")
        self._edit, self._length = edit, len(edit.text())
        edit.textChanged.connect(self._tell)

    def attach_to(self, parent: QWidget) -> None:
        """Become a hidden child of ``parent``."""
        self.setParent(parent)
        self.hide()

    def changeEvent(self, _event: QEvent) -> None:
        """A spin box would lay its line edit out; this one does not own it."""

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """As above; grabbing a picture resizes hidden widgets, too."""

    def _tell(self, text: str) -> None:
        before, self._length = self._length, len(text)
        if QAccessible.isActive():
            event = QAccessibleTextUpdateEvent(self._edit, 0, _MASK * before, _MASK * len(text))
            QAccessible.updateAccessibility(event)
