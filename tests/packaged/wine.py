"""A copy of the Windows of ``dev.py windows`` for one test module."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.e2e.screen import Screen
from tests.packaged.conftest import ROOT
from windows.wine import LAST_WORDS_S, WINE, Wine

MADE = ROOT / ".windows"
PYTHON = MADE / "python/python.exe"
LIMIT_S = 300
# Qt finds no fonts in the DirectWrite of wine 8, and uses any other font.
PLATFORM = "windows:fontengine=gdi"
ENTRY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\h2r-link"


@dataclass(frozen=True)
class Windows(Wine):
    """A Windows on which programs are installed; its windows open on ``screen``."""

    screen: Screen | None = None

    def start(self, *command: object, stdin: int | None = None) -> subprocess.Popen[bytes]:
        """Start a program; its output comes by pipes, as Python under wine wants it."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [str(WINE), *map(str, command)], env=self.env, stdin=stdin, stdout=pipe, stderr=pipe
        )

    def opening(self, program: Path) -> list[str]:
        """Return the command that opens a program's window."""
        # By a batch file: wine keeps QT_... from what is started from outside.
        batch = self.drive / "open.bat"
        batch.write_text(
            f'@set QT_QPA_PLATFORM={PLATFORM}\r\n@"Z:{program}"\r\n'.replace("/", "\\")
        )
        return [str(WINE), "cmd", "/c", r"C:\open.bat"]

    def ended(self, *command: object) -> subprocess.CompletedProcess[str]:
        """Run to the end; return exit code and output."""
        with self.start(*command, stdin=subprocess.DEVNULL) as process:
            readers = [_Reader(pipe) for pipe in (process.stdout, process.stderr) if pipe]
            try:
                process.wait(LIMIT_S)
            finally:
                process.kill()
            outputs = [reader.output() for reader in readers]
        return subprocess.CompletedProcess(command, process.returncode, *outputs)

    def code(self, *command: object) -> int:
        """Run to the end; return the exit code alone."""
        # Without pipes: an installer's children may outlive it and would keep them open.
        nowhere = subprocess.DEVNULL
        return subprocess.run(
            [str(WINE), *map(str, command)],
            env=self.env,
            stdin=nowhere,
            stdout=nowhere,
            stderr=nowhere,
            timeout=LIMIT_S,
            check=False,
        ).returncode

    def output_of(self, *command: object) -> str:
        """Run to the end; return what was printed."""
        return self.ended(*command).stdout

    def uninstall(self, home: Path, *switches: str) -> int:
        """Run an uninstaller, which goes on as a copy of itself, to its end."""
        uninstaller = home / "uninstall.exe"
        code = self.code(uninstaller, "/S", *switches)
        end = time.monotonic() + LIMIT_S
        while code == 0 and (uninstaller.exists() or self.registered()):
            assert time.monotonic() < end, "the uninstaller does not end"
            time.sleep(0.05)
        return code

    def registered(self) -> bool:
        keys = (f"{root}\\{ENTRY}" for root in ("HKCU", "HKLM"))
        return any(self.code("reg", "query", key, "/v", "DisplayName") == 0 for key in keys)

    @property
    def mine(self) -> Path:
        return self.user / "AppData/Local/Programs"

    @property
    def data(self) -> Path:
        """Where the program keeps its files."""
        return self.user / "AppData/Local/h2r-link"

    @property
    def menu(self) -> Path:
        return self.user / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"


class _Reader(threading.Thread):
    """Reads a pipe, though not to its end: what Windows started beside a program may keep it open.

    The first program has Windows' services beside it, the first one with a window the desktop. Both
    stay for as long as any other program runs.
    """

    def __init__(self, pipe: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self._pipe, self._parts = pipe.fileno(), list[bytes]()
        self.start()

    def run(self) -> None:
        while part := os.read(self._pipe, 65536):
            self._parts.append(part)

    def output(self) -> str:
        """Return what was printed, once the program has ended."""
        self.join(LAST_WORDS_S)
        return b"".join(self._parts).decode("utf-8", "replace").replace("\r\n", "\n")


def _left_by_tests(folder: str, names: list[str]) -> list[str]:
    return names if Path(folder).name == "Temp" else [name for name in names if name == "h2r-link"]


@contextmanager
def a_windows(prefix: Path, screen: Screen) -> Iterator[Windows]:
    """Provide a copy of the Windows that ``dev.py windows`` made, while tests need it."""
    shutil.copytree(MADE / "prefix", prefix, symlinks=True, ignore=_left_by_tests)
    made = Windows(prefix, screen.env["DISPLAY"], screen=screen)
    screen.env = made.env
    # Stays, so that not every program starts Windows anew; and Windows' own programs, which would
    # keep the pipes of the first one open, are up before that.
    subprocess.run([str(WINE.with_name("wineserver")), "-p"], env=made.env, check=True)
    made.code("wineboot")
    try:
        yield made
    finally:
        made.stop()
