"""Docks a window at the right edge of its screen, on top of other windows, and restores it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QObject, QRect, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from wizard.ui.theme import theme

WIDTH = 360
_ON_TOP = Qt.WindowType.WindowStaysOnTopHint


def can_place_windows() -> bool:
    """Whether a program may position its windows and keep them on top; false on Wayland."""
    return not QGuiApplication.platformName().startswith("wayland")


def docked_geometry(available: QRect, frame: QRect, content: QRect, width: int) -> QRect:
    """Return where the content of a docked window stands on a screen.

    ``available`` is the part of the screen that no task bar takes. What the window manager draws
    around a window is the difference between its ``frame`` and its ``content``.
    """
    left, top = content.left() - frame.left(), content.top() - frame.top()
    right, bottom = frame.right() - content.right(), frame.bottom() - content.bottom()
    room = available.adjusted(left, top, -right, -bottom)
    narrow = min(width, room.width())
    return QRect(room.right() - narrow + 1, room.top(), narrow, room.height())


def moved_inside(frame: QRect, available: QRect) -> QRect:
    """Return ``frame`` moved, and shrunk if necessary, to fit into ``available``."""
    size = frame.size().boundedTo(available.size())
    left = max(available.left(), min(frame.left(), available.right() - size.width() + 1))
    top = max(available.top(), min(frame.top(), available.bottom() - size.height() + 1))
    return QRect(left, top, size.width(), size.height())


def show_title_bar(window: QWidget) -> None:
    """Move ``window`` down where its title bar is above the screen.

    QDialog places a window before it knows what the window manager draws around it.
    """
    top = window.screen().availableGeometry().top()
    if can_place_windows() and window.frameGeometry().top() < top:
        window.move(window.frameGeometry().left(), top)


class Dock(QObject):
    """Position of ``window``: as it was, or docked.

    It is docked once and may be moved afterwards by the user or the window manager. Only if a
    screen is removed or shrinks is it moved back into view.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._before: QByteArray | None = None
        self._screen: QScreen | None = None

    @property
    def docked(self) -> bool:
        """Whether the window is docked."""
        return self._before is not None

    def remember(self) -> None:
        """Save the current geometry; the window counts as docked from now on."""
        self._before = self._window.saveGeometry()

    def dock(self) -> None:
        """Make the window narrow, move it to the edge of its screen, and keep it on top."""
        window = self._window
        # Else the minimum of the full window still holds.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        if layout := window.layout():
            layout.activate()
        if window.isMaximized() or window.isFullScreen():
            window.showNormal()
        self._stay_on_top(on=True)
        self._place()
        self._follow_screens()

    def undock(self) -> None:
        """Restore the window; if its screen is gone, move it to another one."""
        before, self._before = self._before, None
        if before is None:
            return
        self._stay_on_top(on=False)
        self._window.restoreGeometry(before)
        self._keep_inside()

    def _place(self) -> None:
        window, width = self._window, theme.scaled(WIDTH)
        if not can_place_windows():
            window.resize(width, window.height())
            return
        available = window.screen().availableGeometry()
        window.setGeometry(
            docked_geometry(available, window.frameGeometry(), window.geometry(), width)
        )

    def _stay_on_top(self, *, on: bool) -> None:
        """Change the native window: Qt would hide a widget whose flags change."""
        window, handle = self._window, self._window.windowHandle()
        if not can_place_windows():
            return
        flags = window.windowFlags()
        window.overrideWindowFlags(flags | _ON_TOP if on else flags & ~_ON_TOP)
        if handle is not None:
            handle.setFlag(_ON_TOP, on)

    def _follow_screens(self) -> None:
        handle = self._window.windowHandle()
        if self._screen is not None or handle is None:
            return
        handle.screenChanged.connect(self._take_screen)
        self._take_screen(self._window.screen())

    def _take_screen(self, screen: QScreen) -> None:
        if self._screen is not None:
            self._screen.availableGeometryChanged.disconnect(self._keep_inside)
        self._screen = screen
        screen.availableGeometryChanged.connect(self._keep_inside)
        self._keep_inside()

    def _keep_inside(self) -> None:
        window = self._window
        # Else the minimum of the full window still holds.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        if layout := window.layout():
            layout.activate()
        if window.isMaximized() or window.isFullScreen() or not can_place_windows():
            return
        frame, available = window.frameGeometry(), window.screen().availableGeometry()
        inside = moved_inside(frame, available)
        if inside.size() != frame.size():
            window.resize(window.size() - (frame.size() - inside.size()))
        if inside.topLeft() != frame.topLeft():
            window.move(inside.topLeft())
