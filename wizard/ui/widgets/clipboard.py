"""Clipboard for secrets: marked, kept out of histories, cleared after a time."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QClipboard, QGuiApplication

CLEAR_AFTER_S = 30.0
_HINT = "x-kde-passwordManagerHint"
_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
# Source: Microsoft, "Clipboard Formats" (cloud clipboard and clipboard history formats).
_WINDOWS_FORMATS = (
    "ExcludeClipboardContentFromMonitorProcessing",
    "CanIncludeInClipboardHistory",
    "CanUploadToCloudClipboard",
    "Clipboard Viewer Ignore",
)


def put(text: str) -> None:
    """Put ``text`` on the clipboard; the X11 selection is left alone."""
    QGuiApplication.clipboard().setText(text, QClipboard.Mode.Clipboard)


def secret_mime(text: str) -> QMimeData:
    """Return ``text`` with the marks that clipboard histories and password managers know."""
    data = QMimeData()
    data.setText(text)
    data.setData(_HINT, b"secret")
    for name in _WINDOWS_FORMATS:
        data.setData(_WINDOWS.format(name), bytes(4))
    return data


class SecretOnClipboard(QObject):
    """Copies secrets to the clipboard and clears them after a time and on quit.

    Only a digest is kept, so what somebody copied meanwhile stays where it is.

    Signals:
        cleared: the secret has left the clipboard.
    """

    cleared = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._digest = b""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.clear)

    def put(self, text: str, clear_after_s: float = CLEAR_AFTER_S) -> None:
        """Put ``text`` on the clipboard, marked as a secret, for ``clear_after_s`` seconds."""
        self._digest = _digest(text)
        clipboard = QGuiApplication.clipboard()
        clipboard.setMimeData(secret_mime(text), QClipboard.Mode.Clipboard)
        self._timer.start(round(clear_after_s * 1000))

    def clear(self) -> None:
        """Empty the clipboard if what it holds is still the secret put there."""
        self._timer.stop()
        digest, self._digest = self._digest, b""
        clipboard = QGuiApplication.clipboard()
        if digest and _digest(clipboard.text(QClipboard.Mode.Clipboard)) == digest:
            clipboard.clear(QClipboard.Mode.Clipboard)
            self.cleared.emit()


def secret_clipboard() -> SecretOnClipboard:
    """Return the one object of this application that puts secrets on the clipboard."""
    application = QCoreApplication.instance()
    found = application.findChild(SecretOnClipboard) if application is not None else None
    return found or SecretOnClipboard(application)


def _digest(text: str) -> bytes:
    from hashlib import sha256  # noqa: PLC0415 - it loads OpenSSL, which the first paint does without

    return sha256(text.encode()).digest()
