"""Standard output and error as their readers need them: encoding, colors, a line that changes."""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata
from typing import TextIO

READABLE = "readable"
# Quotation marks, dashes, arrows, bullets.
_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u201a\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2013\u2014", "-"),
    "\u2039": "<",
    "\u203a": ">",
    "\u2192": ">",
    "\u2022": "*",
    "\u00df": "ss",
}
# Source: Microsoft, "GetFileType function" and "SetConsoleMode function".
_FILE_TYPE_PIPE = 3
_ENABLE_VIRTUAL_TERMINAL_PROCESSING = 0x0004


def set_encodings() -> None:
    """Set the encoding that each stream's reader expects.

    Characters that it can't represent are replaced by similar ones.
    """
    codecs.register_error(READABLE, _in_similar_characters)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding=_expected(stream), errors=READABLE)


def _in_similar_characters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wanted = error.object[error.start : error.end]
    return "".join(map(_similar, wanted)), error.end


def _similar(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return _PLAIN.get(character) or decomposed or "?"


def _expected(stream: TextIO) -> str | None:
    """Return the encoding to change to, None for the stream's own.

    On Windows, Python writes the code page of windowed programs, which only old editors read. What
    reads from a pipe there, such as PowerShell, ``for /f`` and .NET, takes the code page of the
    console; a file is opened by an editor, and read by those as UTF-8.
    """
    if sys.platform == "win32":
        chosen = "PYTHONIOENCODING" in os.environ and not sys.flags.ignore_environment
        if not chosen and not stream.isatty():
            return _console_encoding() if _is_pipe(stream) else "utf-8"
    return None


def _is_pipe(stream: TextIO) -> bool:
    if sys.platform == "win32":
        import ctypes

        try:
            return ctypes.windll.kernel32.GetFileType(_handle(stream)) == _FILE_TYPE_PIPE
        except OSError:
            pass  # a stream in memory
    return False


def _console_encoding() -> str:
    """Return the encoding of this process's console; UTF-8 without a console."""
    if sys.platform == "win32":
        import ctypes

        try:
            return codecs.lookup(f"cp{ctypes.windll.kernel32.GetConsoleOutputCP()}").name
        except LookupError:
            pass
    return "utf-8"


def colorful(stream: TextIO) -> bool:
    """Whether to use colors: on a terminal, unless NO_COLOR or TERM says otherwise."""
    if not stream.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.platform != "win32" or _takes_colors(stream)


def _takes_colors(stream: TextIO) -> bool:
    """Have a console of Windows interpret escape sequences; False if it prints them."""
    if sys.platform == "win32":
        import ctypes

        kernel, mode = ctypes.windll.kernel32, ctypes.c_uint32()
        if kernel.GetConsoleMode(_handle(stream), ctypes.byref(mode)):
            wanted = mode.value | _ENABLE_VIRTUAL_TERMINAL_PROCESSING
            return bool(kernel.SetConsoleMode(_handle(stream), wanted))
    return False


if sys.platform == "win32":

    def _handle(stream: TextIO) -> object:
        import ctypes
        import msvcrt

        return ctypes.c_void_p(msvcrt.get_osfhandle(stream.fileno()))


class StatusLine:
    """One line on a terminal that each text replaces; silent elsewhere."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = stream.isatty()
        self._length = 0

    def show(self, text: str) -> None:
        """Replace the line; "" clears it."""
        if self._shown:
            # Spaces: a console of Windows may print escape sequences as they are.
            cleared = f"\r{' ' * self._length}\r" if self._length else ""
            self._stream.write(f"{cleared}{text}")
            self._stream.flush()
            self._length = len(text)
