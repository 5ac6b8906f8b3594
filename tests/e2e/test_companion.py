"""Companion mode in the real window: every step by keyboard alone, docked on a real screen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.screen import MISSING, PATIENCE_S, Program, Screen, program, screen
from wizard.practice import PracticeServer

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or bool(MISSING),
    reason=f"needs Linux and {', '.join(MISSING) or 'nothing else'}",
)

STRIP, SCREEN_WIDTH = 360, 1280
# How many actions each step has before its button leads on.
ACTIONS = {"scope": 5, "role": 7, "member": 7}


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path / "home") as made:
        yield made


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer() as made:
        yield made


def geometry(on: Screen, window: Program) -> dict[str, int]:
    """Where the window's content is on the screen: X, Y, WIDTH and HEIGHT."""
    output = on.robot("getwindowgeometry", "--shell", window.window)
    pairs = (line.partition("=") for line in output.splitlines())
    return {name: int(value) for name, _, value in pairs if name in {"X", "Y", "WIDTH", "HEIGHT"}}


def wait_for(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def dock(on: Screen, window: Program) -> None:
    window.press("alt+k")
    wait_for(lambda: geometry(on, window).get("WIDTH") == STRIP)


def go_through(window: Program, step: str, then: str) -> None:
    """Press Next for each action of ``step``; the last one opens ``then``."""
    window.press(*["alt+n"] * ACTIONS[step])
    window.until(lambda draft: draft["step"] == then)


def test_all_eight_steps_by_keyboard_in_the_strip(shown: Screen, server: PracticeServer) -> None:
    values = server.values
    with program(shown) as window:
        before = geometry(shown, window)
        dock(shown, window)
        docked = geometry(shown, window)
        assert docked["X"] + docked["WIDTH"] >= SCREEN_WIDTH - 8
        go_through(window, "scope", "site")
        window.press("alt+n")
        window.type(values["site"])
        window.press("alt+n")
        window.type(values["company_id"])
        window.until(lambda draft: draft["company_id"] == values["company_id"])
        window.press("alt+n")
        window.until(lambda draft: draft["step"] == "role")
        window.press(*["alt+n"] * 3, "alt+a")
        window.until(lambda draft: len(draft["ticked"]) == 3)
        window.press(*["alt+n"] * 4)
        window.until(lambda draft: draft["step"] == "member")
        go_through(window, "member", "keys")
        window.press(*["alt+n"] * 5)
        window.type(values["public_key"])
        window.press("Tab")
        window.type(values["private_key"])
        window.until(lambda draft: draft["public_key"] == values["public_key"])
        window.press("alt+n")
        window.until(lambda draft: draft["step"] == "client_id")
        window.press("shift+Tab", "Down", "Down")
        window.until(lambda draft: draft["client_id_state"] == "have")
        window.type(values["client_id"])
        window.press("alt+n")
        tested = window.until(lambda draft: draft["last_test"])["last_test"]
        assert tested["verdict"] == "ready"
        window.press("alt+n")
        window.until(lambda draft: draft["step"] == "handover")
        window.press(*["alt+n"] * 5, "alt+y")
        linked = window.until(lambda draft: draft["linked"], press="alt+m")
        assert linked["linked"]["proven"] is True
        assert geometry(shown, window)["WIDTH"] == STRIP
        window.press("alt+k")
        wait_for(lambda: geometry(shown, window) == before)
        window.press("alt+s")
        assert window.ended() == (0, "", "")


def test_the_strip_requests_to_stay_on_top(shown: Screen) -> None:
    with program(shown) as window:
        above = lambda: "_NET_WM_STATE_ABOVE" in shown.states(window.window)  # noqa: E731
        assert not above()
        dock(shown, window)
        wait_for(above)
        window.press("alt+k")
        wait_for(lambda: not above())


def test_the_strip_works_under_a_window_manager_that_ignores_its_requests(shown: Screen) -> None:
    """Without a window manager windows aren't kept on top; the strip still works."""
    with program(shown) as window:
        shown.without_manager()
        shown.robot("windowfocus", "--sync", window.window)
        dock(shown, window)
        go_through(window, "scope", "site")
        window.press("alt+k")
        wait_for(lambda: geometry(shown, window).get("WIDTH", 0) > STRIP)


@pytest.fixture
def wayland(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a program on a Wayland compositor that shows nothing."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    env = {**kept, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(runtime)}
    env |= {"WAYLAND_DISPLAY": "h2r", "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
    command = ["weston", "--backend=headless-backend.so", "--socket=h2r", "--idle-time=0"]
    # The window with the frame that Qt draws around it has to fit in.
    command += ["--width=1600", "--height=1000"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=env, stdout=quiet, stderr=quiet) as compositor:
        try:
            wait_for(lambda: (runtime / "h2r").exists() and compositor.poll() is None)
            yield {**env, "QT_QPA_PLATFORM": "wayland", "PYTHONFAULTHANDLER": "1"}
        finally:
            compositor.terminate()


@pytest.mark.skipif(not shutil.which("weston"), reason="needs weston")
def test_under_wayland_the_strip_is_narrow_and_placed_by_the_compositor(
    wayland: dict[str, str],
) -> None:
    """No program may place its windows there or keep them on top; everything else works."""
    command = [sys.executable, "-m", "tests.e2e.wayland_window"]
    done = subprocess.run(
        command, env=wayland, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert (report["platform"], report["placed"]) == ("wayland", False)
    before, docked, after = report["widths"]
    assert docked == STRIP
    assert after == before > STRIP
