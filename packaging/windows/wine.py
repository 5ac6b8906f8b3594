"""A Windows of one's own on Linux: wine, with a folder that belongs to one purpose."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import product

WINE = Path("/usr/lib/wine/wine64")
_FONTS = (Path("/usr/share/wine/fonts"), Path("/usr/share/fonts/truetype/dejavu"))
# wine adds the computer's own fonts; Qt then chose a symbol font for windows.
_FONTS_BESIDE = product.ROOT / "tests/data/fonts.conf"
# How long the output of a program that has ended may still be on its way.
LAST_WORDS_S = 1.0
# A program that still runs after this time has its wineserver, or waits for one that crashed.
_LONG_S = 20.0


class WineServerEndedError(Exception):
    """The wineserver of a program ended before it."""


@dataclass(frozen=True)
class Wine:
    """A Windows in ``prefix``; ``display`` is where its windows open, "" for nowhere."""

    prefix: Path
    display: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        """The environment of every program that is started there."""
        variables = {"WINEPREFIX": str(self.prefix), "WINEDEBUG": "-all", "WINEARCH": "win64"}
        # Without Mono and Gecko, which are not needed and which wine would offer to download.
        variables |= {"DISPLAY": self.display, "WINEDLLOVERRIDES": "mscoree,mshtml="}
        variables |= {"FONTCONFIG_FILE": str(_FONTS_BESIDE)}
        # Folders that tests on Linux give to platformdirs mean nothing to a program on Windows.
        given = {n: v for n, v in os.environ.items() if not n.startswith("WIN_PD_OVERRIDE_")}
        return {**given, **variables, **self.more}

    @property
    def drive(self) -> Path:
        """Drive C."""
        return self.prefix / "drive_c"

    @property
    def user(self) -> Path:
        """The folder of the one user."""
        (user,) = (path for path in (self.drive / "users").iterdir() if path.name != "Public")
        return user

    def make(self, libraries: Sequence[Path], registry: Path) -> None:
        """Make it anew, as Windows 10, with ``libraries`` for everybody and what ``registry`` says.

        Raises:
            CalledProcessError: wine could not do it.
        """
        shutil.rmtree(self.prefix, ignore_errors=True)
        self.prefix.mkdir(parents=True)
        self.quietly("wineboot", "--init")
        self.quietly("winecfg", "-v", "win10")
        for path in libraries:
            shutil.copy(path, self.drive / "windows/system32")
        fonts = self.drive / "windows/Fonts"
        fonts.mkdir(exist_ok=True)
        for folder in _FONTS:
            for path in folder.glob("*.ttf"):
                shutil.copy(path, fonts)
        self.quietly("regedit", "/S", f"Z:{registry}")
        self.wait_until_idle()
        # Documents, Desktop and the like lead to this computer's user, whom nothing here concerns.
        for link in self.user.iterdir():
            if link.is_symlink():
                link.unlink()
                link.mkdir()

    def quietly(self, *command: object) -> None:
        """Run to the end without any output.

        Raises:
            CalledProcessError: it failed.
        """
        # No pipe: Windows' own programs, started with the first one, would keep it open.
        nowhere = subprocess.DEVNULL
        subprocess.run(
            [str(WINE), *map(str, command)],
            env=self.env,
            stdin=nowhere,
            stdout=nowhere,
            stderr=nowhere,
            check=True,
        )

    def wait_until_idle(self) -> None:
        """Wait until nothing runs there and everything is on the disk."""
        with self._server("-w") as waiting:
            waiting.wait()

    def stop(self) -> None:
        """End everything that runs there."""
        with self._server("-k") as stopping:
            stopping.wait()

    def _server(self, order: str) -> subprocess.Popen[bytes]:
        # Without the caller's pipes: the server may keep them open longer than the caller reads.
        nowhere = subprocess.DEVNULL
        return subprocess.Popen(
            [str(WINE.with_name("wineserver")), order],
            env=self.env,
            stdin=nowhere,
            stdout=nowhere,
            stderr=nowhere,
        )

    def run(self, *command: object, stdin: IO[bytes] | int | None = None) -> int:
        """Run a program as a part of this one; return its exit code.

        Raises:
            WineServerEndedError: its wineserver has crashed, which says nothing about the program.
        """
        # Python under wine 8 has no files as standard output, but pipes.
        with subprocess.Popen(
            [str(WINE), *map(str, command)],
            env=self.env,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            pumps = [_pump(process.stdout, sys.stdout), _pump(process.stderr, sys.stderr)]
            server_ended = threading.Event()
            watch = threading.Thread(target=self._watch, args=(process, server_ended), daemon=True)
            watch.start()
            code = process.wait()
            end = time.monotonic() + LAST_WORDS_S
            for thread in (*pumps, watch):
                # Not to the end of the pipe, which Windows' own programs may keep open.
                thread.join(max(0.0, end - time.monotonic()))
        if server_ended.is_set():
            raise WineServerEndedError
        return code

    def _watch(self, process: subprocess.Popen[bytes], server_ended: threading.Event) -> None:
        """End a program whose wineserver has crashed: it would wait for it for ever."""
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LONG_S)
            return
        with self._server("-w") as waiting:
            # Other programs may keep the server running, so it is not waited for.
            threading.Thread(target=_follow, args=(process, waiting), daemon=True).start()
            waiting.wait()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LONG_S)
            return
        server_ended.set()
        process.kill()


def _follow(first: subprocess.Popen[bytes], then: subprocess.Popen[bytes]) -> None:
    """End a program as soon as another one has ended."""
    first.wait()
    then.kill()


def _pump(source: IO[bytes] | None, target: IO[str]) -> threading.Thread:
    assert source is not None  # noqa: S101 - both pipes were asked for

    def pump() -> None:
        while block := os.read(source.fileno(), 65536):
            os.write(target.fileno(), block)

    target.flush()
    thread = threading.Thread(target=pump, daemon=True)
    thread.start()
    return thread
