"""A program as its user sees it: started on a screen that is observed from outside.

Xvfb keeps its picture in a file, so a first paint is seen without asking the program, whatever it
is made of. No window manager is there: it would draw a frame before the program draws anything.
"""

from __future__ import annotations

import mmap
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measure import PATIENCE_S, home, plain
from tests.e2e.screen import screen

WIDTH, HEIGHT, PIXEL = 1280, 1024, 4
# What is smaller is a splash screen.
LEAST_WIDTH, LEAST_HEIGHT = 560, 300
# Every sixteenth pixel of every sixteenth line is looked at.
STEP = 16
EVERY_S = 0.002


@dataclass(frozen=True, slots=True)
class Start:
    """From the start of the process until its first window is painted.

    ``going_ms`` is the time that passed, less what its main thread waited for a core of a busy
    computer; then CPU time of all threads, the peak of memory, and what was read from disk.
    """

    going_ms: float
    cpu_ms: float
    peak_mib: float
    read_mib: float


class Watch:
    """A screen with nothing on it, and the picture on it."""

    def __init__(self, display: str, picture: mmap.mmap) -> None:
        self._display, self._picture = display, picture
        # The header of an XWD file, in the order of this computer: its length is the first field,
        # the length of a line the 13th, the number of colors, of 12 bytes each, the 20th.
        header = struct.unpack(">20I", picture[:80])
        self._first, self._line = header[0] + 12 * header[19], header[12]

    def start(self, command: Sequence[str], folder: Path) -> Start:
        """Start a program that has a fresh home in ``folder``, and end it when it has painted.

        Raises:
            RuntimeError: it ended by itself, or nothing came.
        """
        with tempfile.TemporaryDirectory(dir=folder) as place:
            env = plain() | home(Path(place)) | {"XDG_RUNTIME_DIR": place}
            env |= {"DISPLAY": self._display, "QT_QPA_PLATFORM": "xcb"}
            began = time.monotonic()
            process = subprocess.Popen(
                command,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                self._wait(process, painted=True)
                return _told(process.pid, time.monotonic() - began)
            finally:
                process.kill()
                process.wait()
                self._wait(None, painted=False)

    def _wait(self, process: subprocess.Popen[bytes] | None, *, painted: bool) -> None:
        until = time.monotonic() + PATIENCE_S
        while self._painted() is not painted:
            if process is not None and process.poll() is not None:
                raise RuntimeError(f"{process.args} ended with {process.returncode}")
            if time.monotonic() > until:
                raise RuntimeError("the screen stays as it is")
            time.sleep(EVERY_S)

    def _painted(self) -> bool:
        """Whether something of a window's size is on the screen, which is black else."""
        lines = [self._colored(line) for line in range(0, HEIGHT, STEP)]
        tall = sum(width > LEAST_WIDTH for width in lines)
        return tall * STEP > LEAST_HEIGHT if tall else any(lines)

    def _colored(self, line: int) -> int:
        """How many pixels lie between the first and the last of a line that is not black."""
        start = self._first + line * self._line
        green = self._picture[start + 1 : start + WIDTH * PIXEL : STEP * PIXEL]
        return STEP * len(green.strip(b"\0"))


@contextmanager
def watch(folder: Path) -> Iterator[Watch]:
    """Yield a screen; close it in the end."""
    kept = folder / "picture"
    kept.mkdir()
    with screen(folder / "watched", more=("-br", "-fbdir", str(kept))) as shown:
        shown.without_manager()
        with (kept / "Xvfb_screen0").open("r+b") as file, mmap.mmap(file.fileno(), 0) as picture:
            yield Watch(shown.env["DISPLAY"], picture)


def _told(pid: int, wall_s: float) -> Start:
    # The clock of another process: CLOCK_PROCESS_CPUTIME_ID of its number, see clock_getcpuclockid.
    cpu_s = time.clock_gettime(~pid << 3 | 2)
    peak = _number(pid, "status", "VmHWM") / 1024
    # Nanoseconds on a core, then waiting for one: Documentation/scheduler/sched-stats.rst.
    waited_ms = int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[1]) / 1e6
    read = _number(pid, "io", "read_bytes") / 2**20
    return Start(wall_s * 1000 - waited_ms, cpu_s * 1000, peak, read)


def _number(pid: int, file: str, name: str) -> int:
    lines: Mapping[str, str] = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/{file}").read_text("ascii").splitlines()
    )
    return int(lines[name].split()[0])
