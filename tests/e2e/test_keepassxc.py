"""The real KeePassXC as the vault: it asks its user, who allows, refuses, or isn't there."""

from __future__ import annotations

import gc
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from tests.e2e.desktop_session import LINUX, Session, session
from tests.e2e.screen import NEEDED, PATIENCE_S, Screen, screen
from tests.e2e.test_vault import ENTRY, refusal, vault_of_this_computer
from tests.unit.storage.vault.vault_contract import stored
from wizard.domain.faults.fault import Fault

MISSING = [
    name
    for name in ("dbus-run-session", "keepassxc", "keepassxc-cli", *NEEDED)
    if not shutil.which(name)
]
pytestmark = [
    pytest.mark.skipif(
        not LINUX or bool(MISSING), reason=f"needs Linux and {', '.join(MISSING) or 'nothing else'}"
    ),
    # keyring 25.7 leaves the connection open after a refused unlock.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
T = TypeVar("T")
PASSWORD = "TestDatabasePassword"
# An empty database whose only group is offered to other programs.
DATABASE = """<?xml version="1.0" encoding="UTF-8"?>
<KeePassFile>
<Meta><DatabaseName>Test</DatabaseName><CustomData><Item>
<Key>FDO_SECRETS_EXPOSED_GROUP</Key><Value>{01010101-0101-0101-0101-010101010101}</Value>
</Item></CustomData></Meta>
<Root><Group><UUID>AQEBAQEBAQEBAQEBAQEBAQ==</UUID><Name>Root</Name></Group></Root>
</KeePassFile>
"""
SETTINGS = """[General]
ConfigVersion=2
UpdateCheckMessageShown=true
[GUI]
CheckForUpdates=false
[FdoSecrets]
Enabled=true
ShowNotification=false
"""
TITLE = "Test - KeePassXC"
ACCESS, UNLOCK, CREATE = "Access Request", "Unlock Database", "Create a new KeePassXC database"


class KeePassXC:
    """The program on a screen and a session bus of its own; its user answers by the keyboard."""

    def __init__(self, on: Screen, desktop: Session) -> None:
        self._screen, self._desktop = on, desktop
        self._database = on.home / "test.kdbx"
        self._env = {**desktop.env, **on.env, "DBUS_SESSION_BUS_ADDRESS": desktop.address}
        # Its lock against a second start lies there.
        self._env["TMPDIR"] = str(on.home)
        settings = on.home / ".config/keepassxc/keepassxc.ini"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS, encoding="ascii")
        self._running: subprocess.Popen[str] | None = None

    def make_database(self) -> None:
        exported = self._database.with_suffix(".xml")
        exported.write_text(DATABASE, encoding="ascii")
        command = ["keepassxc-cli", "import", "-p", str(exported), str(self._database)]
        text = f"{PASSWORD}\n{PASSWORD}\n"
        subprocess.run(
            command, env=self._env, input=text, text=True, capture_output=True, check=True
        )

    def start(self, *arguments: str) -> None:
        """Start it and wait until the bus knows it; its standard input is the password."""
        self._running = subprocess.Popen(
            ["keepassxc", *arguments],
            env=self._env,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._running.stdin
        self._running.stdin.write(f"{PASSWORD}\n")
        self._running.stdin.flush()
        self._desktop.wait_for("org.freedesktop.secrets", "KeePassXC did not start")

    def start_open(self) -> None:
        if not self._database.exists():
            self.make_database()
        self.start("--pw-stdin", str(self._database))
        deadline = time.monotonic() + PATIENCE_S
        while not self._windows(TITLE):
            assert time.monotonic() < deadline, "the database was not opened"
            time.sleep(0.05)

    def start_locked(self) -> None:
        self.make_database()
        self.start(str(self._database))

    def asks(self, title: str, call: Callable[[], T], *keys: str) -> T:
        """Make ``call``; whenever KeePassXC opens ``title``, its user presses ``keys``."""
        with ThreadPoolExecutor(1) as pool:
            made = pool.submit(call)
            deadline, asked = time.monotonic() + PATIENCE_S, set[str]()
            while not made.done():
                for window in set(self._windows(title)) - asked:
                    asked.add(window)
                    self._screen.robot("windowactivate", "--sync", window)
                    for key in keys:
                        self._screen.robot("key", "--clearmodifiers", key)
                if time.monotonic() > deadline:
                    self.end()  # frees the call
                    raise AssertionError(f"not answered by {title}")
                time.sleep(0.05)
            assert asked, f"{title} was not opened"
            return made.result()

    def _windows(self, title: str) -> list[str]:
        return self._screen.robot("search", "--onlyvisible", "--name", title).split()

    def end(self) -> None:
        if self._running:
            self._running.kill()
            self._running.communicate()


@pytest.fixture
def keepassxc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeePassXC]:
    with screen(tmp_path / "home") as shown, session(tmp_path) as desktop:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
        program = KeePassXC(shown, desktop)
        yield program
        program.end()
        gc.collect()


def test_an_allowed_secret_is_stored_read_and_replaced(keepassxc: KeePassXC) -> None:
    keepassxc.start_open()
    vault = vault_of_this_computer()
    assert vault.name == "KeePassXC"
    for text in ("first", "second"):
        keepassxc.asks(ACCESS, partial(vault.store, ENTRY, stored(text)), "Return")
        assert keepassxc.asks(ACCESS, partial(vault.read, ENTRY), "Return") == stored(text)


def test_a_refused_access_is_reported_as_denied(keepassxc: KeePassXC) -> None:
    keepassxc.start_open()
    vault = vault_of_this_computer()
    problem = keepassxc.asks(
        ACCESS, lambda: refusal(lambda: vault.store(ENTRY, stored())), "Escape"
    )
    assert problem.fault is Fault.VAULT_LOCKED
    assert "KeePassXC denied h2r-link access" in problem.message


def test_a_database_that_stays_locked_is_reported(keepassxc: KeePassXC) -> None:
    keepassxc.start_locked()
    vault = vault_of_this_computer()
    problem = keepassxc.asks(UNLOCK, lambda: refusal(lambda: vault.read(ENTRY)), "Escape")
    assert problem.fault is Fault.VAULT_LOCKED
    assert "KeePassXC is locked" in problem.message
    assert problem.fix == "Unlock its database, then try again."


def test_a_missing_database_is_reported(keepassxc: KeePassXC) -> None:
    keepassxc.start()
    vault = vault_of_this_computer()
    problem = keepassxc.asks(
        CREATE, lambda: refusal(lambda: vault.store(ENTRY, stored())), "Escape"
    )
    assert problem.fault is Fault.VAULT_UNAVAILABLE
    assert "KeePassXC isn't set up yet" in problem.message
    assert problem.fix == "Open or create a database in KeePassXC, then try again."


def test_the_program_that_takes_over_from_it_is_named(keepassxc: KeePassXC) -> None:
    keepassxc.start_open()
    vault = vault_of_this_computer()
    assert vault.name == "KeePassXC"
    keepassxc.end()
    problem = refusal(lambda: vault.read(ENTRY))
    assert "GNOME Keyring isn't set up yet" in problem.message
    assert "KeePassXC" not in problem.fix
