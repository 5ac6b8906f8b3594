"""Process hardening: keeps keys in memory out of core dumps, logs and tracebacks.

Call `harden` first in the program, before ``ssl`` or Qt is imported. Sources: core(5), prctl(2);
Microsoft, "SetErrorMode" and "WerSetFlags".
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sys
import threading
import warnings
from pathlib import Path
from types import TracebackType
from typing import TextIO

from wizard.base.traceback_summary import summarize_traceback

_CORE_FILTER = Path("/proc/self/coredump_filter")
_PR_SET_DUMPABLE = 4
_SEM_FAILCRITICALERRORS, _SEM_NOGPFAULTERRORBOX = 0x0001, 0x0002
_WER_FAULT_REPORTING_FLAG_NOHEAP = 0x0001
# Variables of libraries that weaken or redirect what this program promises: write down the keys of
# encrypted connections; have OpenSSL take ciphers or code from a file; name another keychain.
# Sources: OpenSSL, openssl-env(7); keyring, "Configuring" (KEYRING_PROPERTY_*).
_DROPPED = re.compile(r"SSLKEYLOGFILE|QLOGDIR|CTLOG_FILE|OPENSSL_.*|.*KEYRING_PROPERTY_.*")


def harden() -> None:
    """Disable core dumps, TLS key logs and tracebacks that quote values; never raises.

    Call it before ``ssl`` or ``hashlib`` is imported: OpenSSL reads its variables only once.
    """
    _drop_variables()
    sys.excepthook = _tell
    threading.excepthook = _tell_of_thread
    sys.unraisablehook = _tell_of_unraisable
    warnings.showwarning = _tell_of_warning
    # Records of other libraries quote URLs and values; ours are written by `wizard.storage.log`.
    logging.disable()
    # What the system refuses costs protection against a crash alone, so the program goes on.
    with contextlib.suppress(OSError, ValueError, ImportError, AttributeError):
        _keep_memory()


def _drop_variables() -> None:
    for name in tuple(os.environ):
        if _DROPPED.fullmatch(name):
            os.environ.pop(name, None)


def report_crash(error: BaseException) -> None:
    """Print to standard error which exception occurred and where, without its message."""
    # A windowed program has no standard error.
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"h2r-link: a defect: {summarize_traceback(error)}\n")


def _tell(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        report_crash(error)


def _tell_of_thread(hook: threading.ExceptHookArgs) -> None:
    if hook.exc_value is not None and not issubclass(hook.exc_type, SystemExit):
        report_crash(hook.exc_value)


def _tell_of_unraisable(hook: sys.UnraisableHookArgs) -> None:
    """Report an error in ``__del__`` or a callback without the object and the message."""
    if hook.exc_value is not None:
        report_crash(hook.exc_value)


def _tell_of_warning(  # noqa: PLR0917 - as Python calls it
    message: Warning | str,  # noqa: ARG001 - the names are Python's
    category: type[Warning],
    filename: str,  # noqa: ARG001 - as above
    lineno: int,  # noqa: ARG001 - as above
    file: TextIO | None = None,  # noqa: ARG001 - as above
    line: str | None = None,  # noqa: ARG001 - as above
) -> None:
    """Report the category of a warning only: its text may quote a value."""
    if sys.warnoptions and sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"h2r-link: a warning: {category.__name__}\n")


def _keep_memory() -> None:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows alone needs it

        kernel = ctypes.windll.kernel32
        kernel.SetErrorMode(_SEM_FAILCRITICALERRORS | _SEM_NOGPFAULTERRORBOX)
        # A report that Windows sends after a crash goes without the heap.
        kernel.WerSetFlags(_WER_FAULT_REPORTING_FLAG_NOHEAP)
        return
    import resource  # noqa: PLC0415 - Windows has none

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        _empty_core()


def _empty_core() -> None:
    """Exclude memory from core dumps: collectors that read from a pipe ignore the size limit."""
    # Not PR_SET_DUMPABLE: desktops refuse file dialogs and the choice of colors to a program that
    # they cannot look up (github.com/flatpak/xdg-desktop-portal/issues/785 and 1490).
    try:
        _CORE_FILTER.write_text("0", encoding="ascii")
    except OSError:
        hide()


def hide() -> None:
    """Prevent other programs of this user from reading this process's memory.

    For commands without a window. Source: prctl(2), PR_SET_DUMPABLE. Never raises; does nothing on
    other systems.
    """
    with contextlib.suppress(ImportError, OSError, AttributeError):
        if sys.platform.startswith("linux"):
            import ctypes  # noqa: PLC0415 - a missing ctypes must not end the program

            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
