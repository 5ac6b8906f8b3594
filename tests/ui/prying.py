"""A client of the accessibility tree that also requests nonexistent elements."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget


def pry(widget: QWidget) -> int:
    """Read all below ``widget`` and ask everything for children beyond its last; count the asks.

    A wrong response of Qt ends the process: there is no exception to catch."""
    waiting, asked = [QAccessible.queryAccessibleInterface(widget)], 0
    while waiting:
        node = waiting.pop()
        _read(node)
        count = node.childCount()
        waiting += [child for number in range(count) if (child := node.child(number))]
        for number in (-1, count, count + 1, count + 1000):
            if (stray := node.child(number)) is not None:
                _read(stray)
            asked += 1
    return asked


def _read(node: QAccessibleInterface) -> None:
    node.role()
    node.state()
    node.rect()
    node.parent()
    for text in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value):
        node.text(text)
