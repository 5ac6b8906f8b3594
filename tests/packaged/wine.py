"""A Windows of one's own: wine, with a folder that belongs to one test module."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

WINE = Path("/usr/lib/wine/wine64")
LIMIT_S = 120
ENTRY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\h2r-link"


@dataclass(frozen=True)
class Windows:
    """A Windows that belongs to one test module."""

    prefix: Path

    @property
    def env(self) -> dict[str, str]:
        away = {"WINEPREFIX": str(self.prefix), "WINEDEBUG": "-all", "WINEARCH": "win64"}
        # Without Mono and Gecko, which nobody here needs and wine would look for.
        return {**os.environ, **away, "DISPLAY": "", "WINEDLLOVERRIDES": "mscoree,mshtml="}

    def run(self, *command: object, output: Path = Path(os.devnull)) -> int:
        """Run to the end; return the exit code."""
        # Into a file: a pipe would stay open as long as Windows' own programs run.
        with output.open("w") as file:
            return subprocess.run(
                [str(WINE), *map(str, command)],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.DEVNULL,
                timeout=LIMIT_S,
                check=False,
            ).returncode

    def told(self, *command: object) -> str:
        """Run to the end; return what was printed."""
        output = self.prefix / "output.txt"
        self.run(*command, output=output)
        return output.read_text("utf-8", errors="replace")

    def uninstall(self, home: Path, *switches: str) -> int:
        """Run an uninstaller, which goes on as a copy of itself, to its end."""
        uninstaller = home / "uninstall.exe"
        code = self.run(uninstaller, "/S", *switches)
        end = time.monotonic() + LIMIT_S
        while code == 0 and (uninstaller.exists() or self.registered()):
            assert time.monotonic() < end, "the uninstaller does not end"
            time.sleep(0.05)
        return code

    def registered(self) -> bool:
        keys = (f"{root}\\{ENTRY}" for root in ("HKCU", "HKLM"))
        return any(self.run("reg", "query", key, "/v", "DisplayName") == 0 for key in keys)

    @property
    def drive(self) -> Path:
        return self.prefix / "drive_c"

    @property
    def user(self) -> Path:
        (user,) = (p for p in (self.drive / "users").iterdir() if p.name != "Public")
        return user

    @property
    def mine(self) -> Path:
        return self.user / "AppData/Local/Programs"

    @property
    def menu(self) -> Path:
        return self.user / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"
