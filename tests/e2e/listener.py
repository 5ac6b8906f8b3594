"""A user who knows the real window only by accessible names, over AT-SPI."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import screen as real
from tests.e2e.screen import Program, Screen, program, screen

if sys.platform != "linux":
    pytest.skip("AT-SPI is of Linux", allow_module_level=True)

from jeepney import DBus
from jeepney.io.blocking import open_dbus_connection

PYTHON = "/usr/bin/python3"
LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
PYATSPI = "/usr/lib/python3/dist-packages/pyatspi/__init__.py"
MISSING = [name for name in (*real.NEEDED, "dbus-run-session") if not shutil.which(name)]
MISSING += [path for path in (PYTHON, LAUNCHER, PYATSPI) if not Path(path).exists()]

TITLES = (
    "What Hire2Retire does",
    "Your ConnectWise",
    "Security role",
    "API member",
    "Keys",
    "Client ID",
    "Test the link",
    "Link account",
)
ROBOT = Path(__file__).with_name("screen_reader.py")
# A bus without services that start by themselves: no keyring asks for a password.
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
SESSION = 'echo "$DBUS_SESSION_BUS_ADDRESS"; "$0" --launch-immediately & cat >/dev/null; kill $!'


class Listener:
    """Asks the screen reader, a process of its own."""

    def __init__(self, robot: subprocess.Popen[str]) -> None:
        self._robot = robot

    def ask(self, act: str, *arguments: str) -> Any:
        """Have the screen reader do something; return what it found."""
        self.begin(act, *arguments)
        return self.answer()

    def begin(self, act: str, *arguments: str) -> None:
        """Have the screen reader do something, without waiting."""
        assert self._robot.stdin
        print(json.dumps([act, *arguments]), file=self._robot.stdin, flush=True)

    def answer(self) -> Any:
        """Wait for what it found."""
        assert self._robot.stdout
        answer = json.loads(self._robot.stdout.readline())
        assert "lost" not in answer, answer["lost"]
        return answer["said"]

    def open(self, button: str, title: str, cell: str = "") -> None:
        """Press ``button``; hear the heading of the step ``title``, and find a way on by names."""
        self.ask("forget")
        self.ask("press", button)
        self.arrive(title, cell)

    def arrive(self, title: str, cell: str = "") -> None:
        """Hear the heading of the step ``title``; the focus is on it, in a field or in ``cell``."""
        heading = self.ask("page")
        self.ask("item", "Steps", f"{title}, current, ")
        assert self.ask("cell", cell) if cell else self.ask("focused", heading)
        nameless = [role for role, name in self.ask("stops") if not name]
        assert not nameless

    def write(self, name: str, text: str) -> None:
        """Put ``text`` into the field ``name`` and read it there."""
        assert self.ask("write", name, text) == text

    def write_secret(self, name: str, text: str) -> None:
        """Put ``text`` into the field ``name``; it can't be read, masked or shown."""
        assert self.ask("role", name) == "password text"
        assert self.ask("write", name, text) == "•" * len(text)
        self.ask("press", f"Show {name}")
        assert self.ask("enabled", f"Hide {name}")
        assert not self.ask("read", name).strip("• ")
        self.ask("press", f"Hide {name}")


@contextmanager
def spoken_screen(folder: Path) -> Iterator[Screen]:
    """Yield a screen with a session bus and the accessibility bus; its files are in ``folder``."""
    config = folder / "bus.conf"
    config.write_text(BUS, encoding="utf-8")
    with screen(folder / "home") as made, tempfile.TemporaryDirectory() as runtime:
        command = ["dbus-run-session", f"--config-file={config}", "--", "sh", "-c", SESSION]
        with subprocess.Popen(
            [*command, LAUNCHER],
            env={**made.env, "XDG_RUNTIME_DIR": runtime},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as session:
            assert session.stdout
            address = session.stdout.readline().strip()
            made.env |= {"DBUS_SESSION_BUS_ADDRESS": address}
            _wait_for_accessibility(address)
            # What Qt's bridge has to say about itself is no word of the program.
            made.env |= {"QT_LOGGING_RULES": "qt.accessibility.*=false"}
            made.env |= {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
            yield made


def _wait_for_accessibility(address: str) -> None:
    """Wait for the accessibility bus; an earlier request would fail."""
    deadline = time.monotonic() + real.PATIENCE_S
    with closing(open_dbus_connection(address)) as bus:
        while not bus.send_and_get_reply(DBus().NameHasOwner("org.a11y.Bus")).body[0]:
            assert time.monotonic() < deadline, "the accessibility bus did not start"
            time.sleep(0.02)


@contextmanager
def robot(on: Screen) -> Iterator[Listener]:
    """Yield a screen reader."""
    with subprocess.Popen(
        [PYTHON, str(ROBOT)],
        env=on.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Listener(process)


@contextmanager
def listening(on: Screen) -> Iterator[tuple[Program, Listener]]:
    """Yield the program and a listener that hears it from the first announcement on."""
    with robot(on) as listener:
        listener.ask("forget")
        with program(on) as window:
            yield window, listener
