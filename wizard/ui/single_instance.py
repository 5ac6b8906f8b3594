"""One window per user: a second start raises the first window and exits.

A lock held by the kernel decides which start is first, so a killed program blocks nothing. Requests
to show the window go through a local socket beside the lock. Both are in a folder that no other
user can access.
"""

from __future__ import annotations

import base64
import contextlib
import os
import re
import sys
import time
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from wizard.storage.files import StorageError, read_small, write_all
from wizard.storage.lock import WINDOW_LOCK, FolderLock

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalSocket

PATIENCE_S = 10.0
_SOCKET, _PIPE = "window", "window.pipe"
_REPLY = b"shown\n"
_RETRY_S = 0.05
_CONNECT_MS, _ANSWER_MS = 500, 2_000
# Desktops let a window come to the front when it names the click that wished for it.
_WISHES = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
# A token, and the path of a file to open as URL-safe Base64.
_REQUEST = re.compile(rb"show ([\x21-\x7e]{0,256})(?: ([A-Za-z0-9_=-]{1,50000}))?\n")
_LONGEST_REQUEST = 50_300


class StartOutcome(Enum):
    """Result of a start: the only window, or one is open already.

    `ELSEWHERE` is a window in another Windows session of the same user, as over Remote Desktop.
    """

    FIRST = auto()
    RAISED = auto()
    ELSEWHERE = auto()
    SILENT = auto()


class SingleInstance(QObject):
    """The lock and socket of the one window, in a private folder.

    Signals:
        asked: another start wants the window to come to the front; its activation token or "".
        opened: another start was given this file, an absolute path.
    """

    asked = Signal(str)
    opened = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._lock = FolderLock(folder, WINDOW_LOCK)
        self._server: QObject | None = None

    def acquire(self, patience_s: float = PATIENCE_S, file: str = "") -> StartOutcome:
        """Acquire the lock, or raise the window that holds it; needs no event loop.

        That window opens ``file``, an absolute path, if there is one.

        Blocks for at most about ``patience_s``, and only while another window holds the lock and
        does not respond. Without a private folder every start is the first.
        """
        until = time.monotonic() + patience_s
        while not self._take():
            # What is opened in another session can't be seen from this one.
            same_session = _is_in_this_session(self._folder)
            if _ask(self._folder, file if same_session else ""):
                return StartOutcome.RAISED if same_session else StartOutcome.ELSEWHERE
            if time.monotonic() >= until:
                return StartOutcome.SILENT
            time.sleep(_RETRY_S)
        return StartOutcome.FIRST

    def listen(self) -> bool:
        """Accept later starts; return whether that works. Needs the application."""
        if not self._lock.held:
            return False
        from PySide6.QtNetwork import QLocalServer  # noqa: PLC0415 - not before the first paint

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._admit)
        self._server = server
        with contextlib.suppress(OSError, StorageError):
            address = _address(self._folder, new=True)
            # A leftover of a killed program: the lock is ours, so no process listens there.
            QLocalServer.removeServer(address)
            return server.listen(address)
        return False

    def leave(self) -> None:
        """Release the lock."""
        if self._server is not None:
            self._server.deleteLater()
            self._server = None
        self._lock.release()

    def _take(self) -> bool:
        try:
            return self._lock.take()
        except StorageError:
            # A window too many is better than none.
            return True

    def _admit(self) -> None:
        from PySide6.QtNetwork import QLocalServer  # noqa: PLC0415 - loaded by `listen`

        server = self._server
        if not isinstance(server, QLocalServer):
            return
        visit = _Visit(server.nextPendingConnection())
        visit.wished.connect(self.asked)
        visit.brought.connect(self.opened)


class _Visit(QObject):
    """Connection of one later start; limited to one message and a short time.

    Signals:
        wished: it requests the window; its activation token or "".
        brought: the file that it was given.
    """

    wished = Signal(str)
    brought = Signal(str)

    def __init__(self, line: QLocalSocket) -> None:
        super().__init__(line)
        self._line = line
        line.readyRead.connect(self._hear)
        line.disconnected.connect(line.deleteLater)
        QTimer.singleShot(_ANSWER_MS, self, self._hang_up)
        # Data received before the signal was connected is not announced again.
        QTimer.singleShot(0, self, self._hear)

    def _hear(self) -> None:
        if not self._line.canReadLine() and self._line.bytesAvailable() < _LONGEST_REQUEST:
            return
        wish = _REQUEST.fullmatch(bytes(self._line.readAll().data()))
        file = _path_in(wish[2]) if wish and wish[2] else ""
        if wish and file is not None:
            self._line.write(_REPLY)
            self.wished.emit(wish[1].decode("ascii"))
            if file:
                self.brought.emit(file)
        self._line.disconnectFromServer()

    def _hang_up(self) -> None:
        self._line.abort()


def bring_to_front(window: QWidget, token: str = "") -> None:
    """Raise ``window`` as far as the desktop allows it."""
    if token:
        # Qt reads it from there when it asks the desktop; it counts once.
        os.environ[_WISHES[0]] = token
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    os.environ.pop(_WISHES[0], None)


def _path_in(encoded: bytes) -> str | None:
    """Return the absolute path that a request brings; None if it brings something else."""
    try:
        path = os.fsdecode(base64.urlsafe_b64decode(encoded))
    except ValueError:
        return None
    return path if Path(path).is_absolute() and "\0" not in path else None


def _ask(folder: Path, file: str) -> bool:
    """Ask the running window to raise itself; return whether it responded."""
    from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415 - a second start alone needs it

    _allow_focus()
    try:
        address = _address(folder)
    except OSError:
        return False
    socket = QLocalSocket()
    socket.connectToServer(address)
    if not socket.waitForConnected(_CONNECT_MS):
        return False
    token = next(filter(None, map(os.environ.get, _WISHES)), "").encode("ascii", "ignore")
    brought = b" " + base64.urlsafe_b64encode(os.fsencode(file)) if file else b""
    requests = (b"show " + token + brought, b"show " + brought, b"show ")
    socket.write(next(one + b"\n" for one in requests if _REQUEST.fullmatch(one + b"\n")))
    socket.waitForBytesWritten(_ANSWER_MS)
    answered = socket.waitForReadyRead(_ANSWER_MS) and socket.readAll().data() == _REPLY
    socket.abort()
    return answered


def _address(folder: Path, *, new: bool = False) -> str:
    """Where the window listens: a socket in the folder, on Windows a pipe whose name is kept there.

    Raises:
        OSError: no window has listened yet.
        StorageError: the name cannot be kept.
    """
    if os.name != "nt":
        return str(folder / _SOCKET)
    # Names of pipes are open to every user; this one cannot be guessed.
    if new:
        write_all({folder / _PIPE: f"{os.urandom(16).hex()} {_session()}".encode("ascii")})
    return f"h2r-link-{_kept(folder)[0]}"


def _kept(folder: Path) -> tuple[str, str]:
    """Return the name of the window's pipe and the number of its session.

    Raises:
        OSError: no window has listened yet.
    """
    name, _, session = read_small(folder / _PIPE, 64).decode("ascii", "replace").partition(" ")
    return name, session


def _is_in_this_session(folder: Path) -> bool:
    if os.name != "nt":
        return True
    try:
        return _kept(folder)[1] in {"", _session()}
    except OSError:
        return True


def _session() -> str:
    """Return the number of the Windows session in which this program runs."""
    number = 0
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows alone needs it

        session_id = ctypes.c_uint32()
        if ctypes.windll.kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(session_id)):
            number = session_id.value
    return str(number)


def _allow_focus() -> None:
    """Windows lets the program that was just started hand the focus on, if it says so."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows alone needs it

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
