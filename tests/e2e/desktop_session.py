"""A desktop session of its own: a bus, a home, and GNOME Keyring where a test asks for it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

if sys.platform.startswith("linux"):
    from jeepney import DBus, DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection
    from jeepney.wrappers import unwrap_msg

LINUX = sys.platform.startswith("linux")
NEEDED = ("dbus-run-session", "gnome-keyring-daemon", "secret-tool")
MISSING = [name for name in NEEDED if not shutil.which(name)]
on_linux = pytest.mark.skipif(
    not LINUX or bool(MISSING), reason=f"needs Linux and {', '.join(MISSING) or 'nothing else'}"
)


class Session:
    """A desktop session in a home of its own; commands are run in it one after the other."""

    def __init__(self, home: Path) -> None:
        home.mkdir(mode=0o700)
        runtime = home / "run"
        runtime.mkdir(mode=0o700)
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        self.env = {**kept, "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
        self._shell = subprocess.Popen(
            ["dbus-run-session", "--", "sh"],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.address = self.run('printf %s "$DBUS_SESSION_BUS_ADDRESS"')
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self.address

    def unlock(self) -> None:
        """Start the keyring, or open it again, and wait until the bus knows it."""
        self.run("printf pw | gnome-keyring-daemon --replace --unlock --components=secrets")
        self.wait_for("org.freedesktop.secrets", "the keyring did not start")

    def wait_for(self, name: str, otherwise: str) -> None:
        """Wait until a process on the bus owns ``name``."""
        deadline = time.monotonic() + 20
        with closing(open_dbus_connection(self.address)) as bus:
            question = DBus().NameHasOwner(name)
            while not bus.send_and_get_reply(question).body[0]:
                assert time.monotonic() < deadline, otherwise

    def make_keyring(self, password: bytes) -> None:
        """Make the default keyring with a password, or with none, as its own prompt does."""
        self.run("gnome-keyring-daemon --start --components=secrets")
        path, name = "/org/freedesktop/secrets", "org.freedesktop.secrets"
        service = DBusAddress(path, name, "org.freedesktop.Secret.Service")
        # Source: gnome-keyring, daemon/dbus/gkd-secret-service.c.
        inner = DBusAddress(path, name, "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface")
        label = {"org.freedesktop.Secret.Collection.Label": ("s", "login")}
        with closing(open_dbus_connection(self.address)) as bus:

            def ask(where: DBusAddress, method: str, kinds: str, *body: object) -> tuple[Any, ...]:
                question = new_method_call(where, method, kinds, body)
                answer: tuple[Any, ...] = unwrap_msg(bus.send_and_get_reply(question, timeout=20))
                return answer

            _, opened = ask(service, "OpenSession", "sv", "plain", ("s", ""))
            secret = (opened, b"", password, "text/plain")
            (made,) = ask(inner, "CreateWithMasterPassword", "a{sv}(oayays)", label, secret)
            ask(service, "SetAlias", "so", "default", made)

    def end_keyring(self) -> None:
        """End the keyring and wait until no process on the bus owns its name."""
        name, deadline = "org.freedesktop.secrets", time.monotonic() + 20
        with closing(open_dbus_connection(self.address)) as bus:
            (process,) = bus.send_and_get_reply(DBus().GetConnectionUnixProcessID(name)).body
            os.kill(process, signal.SIGTERM)
            while bus.send_and_get_reply(DBus().NameHasOwner(name)).body[0]:
                assert time.monotonic() < deadline, "the keyring did not end"

    def run(self, command: str) -> str:
        """Run a command in the session's shell and return what it printed."""
        assert self._shell.stdin
        assert self._shell.stdout
        self._shell.stdin.write(f"{command}\necho; echo END\n")
        self._shell.stdin.flush()
        lines = []
        while (line := self._shell.stdout.readline()) not in {"END\n", ""}:
            lines.append(line)
        return "".join(lines).strip()

    def secret_tool(self, *arguments: str) -> str:
        """Ask libsecret's own program, which shares nothing with ours."""
        command = ["secret-tool", *arguments]
        ended = subprocess.run(command, env=self.env, capture_output=True, text=True, check=False)
        return ended.stdout

    def close(self) -> None:
        assert self._shell.stdin
        assert self._shell.stdout
        self._shell.stdin.close()
        self._shell.wait(20)
        self._shell.stdout.close()


@contextmanager
def session(tmp_path: Path) -> Iterator[Session]:
    opened = Session(tmp_path / "session")
    try:
        yield opened
    finally:
        opened.close()
