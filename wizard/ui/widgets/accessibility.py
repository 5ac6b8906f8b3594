"""Accessibility: roles that plain widgets lack, and announcements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

W = TypeVar("W", bound=type[QWidget])
Make = Callable[[Any], QAccessibleInterface]
_makers: dict[str, tuple[type[QWidget], Make]] = {}


def spoken_by(make: Make) -> Callable[[W], W]:
    """Register ``make`` as the factory of accessible interfaces for a class of widgets."""

    def register(kind: W) -> W:
        if not _makers:
            QAccessible.installFactory(_interface)
        _makers[kind.__name__] = (kind, make)
        return kind

    return register


def spoken_as(role: QAccessible.Role) -> Callable[[W], W]:
    """Give a class of widgets the role ``role`` in the accessibility tree."""
    return spoken_by(lambda widget: QAccessibleWidget(widget, role))


def announce(widget: QWidget, message: str, *, urgent: bool = False) -> None:
    """Announce ``message`` to screen readers; ``urgent`` interrupts them."""
    if not message or not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(widget, message)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)


def _interface(class_name: str, thing: QObject) -> QAccessibleInterface | None:
    kind, make = _makers.get(class_name, (None, None))
    if kind is None or make is None or not isinstance(thing, kind):
        return None
    return make(thing)
