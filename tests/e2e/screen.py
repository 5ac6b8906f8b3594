"""A separate screen with the real window, driven only by the keyboard."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

NEEDED = ("Xvfb", "openbox", "xclip", "xdotool", "xprop")
MISSING = [name for name in NEEDED if not shutil.which(name)]
TITLE = "Hire2Retire Link"
PATIENCE_S = 60.0


class Screen:
    """A virtual X server with a window manager.

    ``depth`` is in bits a pixel; of ``more``, the options of Xvfb, some take abilities away.
    """

    def __init__(
        self, home: Path, depth: int = 24, more: Sequence[str] = (), size: str = "1280x1024"
    ) -> None:
        self.home = home
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            [
                "Xvfb",
                "-displayfd",
                str(writing),
                "-screen",
                "0",
                f"{size}x{depth}",
                "-nolisten",
                "tcp",
                # Else it starts anew when its last client leaves, and whoever connects just then
                # (the window manager) loses the connection.
                "-noreset",
                *more,
            ],
            pass_fds=[writing],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        self.env = {
            **kept,
            "DISPLAY": f":{number}",
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "data"),
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONFAULTHANDLER": "1",
        }
        self._manager = subprocess.Popen(
            ["openbox"],
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def states(self, window: str) -> str:
        """The states that the window manager gives ``window``, by their names."""
        return self._told("xprop", "-id", window, "_NET_WM_STATE")

    def upper_and_lower_edge(self, window: str) -> tuple[int, int]:
        """Where ``window`` begins and ends on the screen, with what is drawn around it."""
        told = self._told("xwininfo", "-id", window)
        top, height = (
            int(re.findall(rf"{name}: +(-?\d+)", told)[0])
            for name in ("Absolute upper-left Y", "Height")
        )
        frame = self._told("xprop", "-id", window, "_NET_FRAME_EXTENTS")
        above, below = map(int, re.findall(r"\d+", frame.partition("=")[2])[2:])
        return top - above, top + height + below

    def _told(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self.env, capture_output=True, text=True, timeout=PATIENCE_S, check=True
        )
        return done.stdout

    def clipboard(self) -> str:
        """The text that the owner of the clipboard gives, or nothing."""
        command = ["xclip", "-out", "-selection", "clipboard"]
        done = subprocess.run(
            command, env=self.env, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
        return done.stdout

    def without_manager(self) -> None:
        """End the window manager: from now on windows are not framed, placed or activated."""
        self._manager.terminate()
        self._manager.wait(10)

    def close(self) -> None:
        """End window manager and server."""
        for process in (self._manager, self._server):
            process.terminate()
            process.wait(10)

    def robot(self, *arguments: str) -> str:
        """Let xdotool do something; return what it printed."""
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        return done.stdout.strip()


class Program:
    """The wizard as a process, seen through its window and its files."""

    def __init__(
        self, screen: Screen, command: Sequence[str] = (), data: Path | None = None
    ) -> None:
        self._screen = screen
        self._data = data or screen.home / "data/h2r-link"
        self._process = subprocess.Popen(
            # Whoever runs the tests may have SIGHUP ignored, which a child inherits.
            ["env", "--default-signal=HUP", *(command or [sys.executable, "-m", "wizard"])],
            env=screen.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            screen.robot("windowactivate", "--sync", self._find(TITLE))
            self.window = self._wait_for_focus(TITLE)
        except BaseException:
            self.kill()
            raise

    def _find(self, title: str) -> str:
        """Wait for a window with this title; a search ends early when a window goes meanwhile."""
        deadline = time.monotonic() + PATIENCE_S
        search = ("search", "--sync", "--onlyvisible", "--name", title)
        while not (found := self._screen.robot(*search)):
            assert time.monotonic() < deadline, f"no window is called {title}"
        return found

    def _wait_for_focus(self, title: str) -> str:
        """Wait for the keyboard, which comes after the window is said to be the active one."""
        deadline = time.monotonic() + PATIENCE_S
        while self._screen.robot("getwindowfocus") != (window := self._find(title)):
            assert time.monotonic() < deadline, "the window does not get the keyboard"
            # The window manager forgets an activation that comes while it still maps the window.
            self._screen.robot("windowactivate", window)
            time.sleep(0.02)
        return window

    @property
    def running(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self._screen.robot("key", "--clearmodifiers", key)

    def type(self, text: str) -> None:
        """Type a text into whatever has the focus."""
        self._screen.robot("type", "--clearmodifiers", "--delay", "8", text)

    def discard(self) -> None:
        """Agree to lose what no vault keeps, once that is asked."""
        self._wait_for_focus("Leave without saving")
        self.press("alt+d")

    def signal(self, number: int) -> None:
        """Send the process a signal."""
        self._process.send_signal(number)

    def draft(self) -> dict:
        """The one draft on the disk, or nothing yet."""
        files = list((self._data / "connections").glob(f"{'[0-9a-f]' * 12}.json"))
        return json.loads(files[0].read_text(encoding="utf-8")) if files else {}

    def until(self, reached: Callable[[dict], object], press: str = "") -> dict:
        """Wait until the draft on the disk is as expected, pressing ``press`` meanwhile."""
        deadline = time.monotonic() + PATIENCE_S
        draft: dict = {}
        while time.monotonic() < deadline:
            draft = self.draft()
            with contextlib.suppress(KeyError, TypeError):
                if reached(draft):
                    return draft
            assert self.running, self.ended()
            if press:
                self.press(press)
            time.sleep(0.02)
        raise AssertionError(f"never reached: {draft}")

    def ended(self) -> tuple[int, str, str]:
        """Wait for the end: exit code, standard output, standard error."""
        out, err = self._process.communicate(timeout=PATIENCE_S)
        return self._process.returncode, out, err

    def last_words(self) -> str:
        """Whether it was still running, and all its output, for the message of a failed test."""
        state = "still running" if self.running else f"ended with {self._process.returncode}"
        if self.running:
            self._process.kill()
        out, err = self._process.communicate()
        return f"the program: {state}\n{out}{err}"

    def kill(self) -> None:
        """Kill the process."""
        if self.running:
            self._process.kill()
        self._process.communicate()


@contextmanager
def screen(
    home: Path, depth: int = 24, more: Sequence[str] = (), size: str = "1280x1024"
) -> Iterator[Screen]:
    """Yield a screen; close it in the end."""
    home.mkdir(mode=0o700)
    made = Screen(home, depth, more, size)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def program(on: Screen, command: Sequence[str] = (), data: Path | None = None) -> Iterator[Program]:
    """Yield the program with its window shown and active; kill what is left of it in the end.

    Without ``command`` it is the one of this checkout; ``data`` is where it keeps its files.
    """
    made = Program(on, command, data)
    try:
        yield made
    except BaseException:
        print(made.last_words())
        raise
    finally:
        made.kill()
