"""The vault of this computer: on Linux a GNOME Keyring of its own on a bus of its own, elsewhere
the system's.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.storage.vault.vault_contract import HOST, KEY, VaultContract, stored
from wizard.documents.records import RecordFolder, record_of
from wizard.domain.draft import new_draft
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.storage.drafts import DraftFolder
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.storage.vault.system import open_vault
from wizard.storage.vault.vault import Vault, VaultError

if sys.platform.startswith("linux"):
    from jeepney import DBus
    from jeepney.io.blocking import open_dbus_connection

LINUX = sys.platform.startswith("linux")
NEEDED = ("dbus-run-session", "gnome-keyring-daemon", "secret-tool")
MISSING = [name for name in NEEDED if not shutil.which(name)]
on_linux = pytest.mark.skipif(
    not LINUX or bool(MISSING), reason=f"needs Linux and {', '.join(MISSING) or 'nothing else'}"
)
ENTRY = Entry("0123456789ab", VaultValue.PRIVATE_KEY, "acme")


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
        deadline = time.monotonic() + 20
        with closing(open_dbus_connection(self.address)) as bus:
            question = DBus().NameHasOwner("org.freedesktop.secrets")
            while not bus.send_and_get_reply(question).body[0]:
                assert time.monotonic() < deadline, "the keyring did not start"

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


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session without display, whose bus this process uses."""
    with session(tmp_path) as opened:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", opened.address)
        monkeypatch.delenv("DISPLAY", raising=False)
        yield opened


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session whose keyring is open, for all tests that leave it so."""
    with session(tmp_path_factory.mktemp("keyring")) as opened:
        opened.unlock()
        yield opened


def vault_of_this_computer() -> Vault:
    vault = open_vault()
    assert isinstance(vault, Vault), vault
    return vault


def refusal(call: Callable[[], object]) -> Problem:
    with pytest.raises(VaultError) as refused:
        call()
    problem = refused.value.problem
    assert KEY not in f"{refused.value!r} {problem} {problem.message} {problem.fix}"
    return problem


@on_linux
class TestSecretService(VaultContract):
    @pytest.fixture
    def vault(self, shared: Session, monkeypatch: pytest.MonkeyPatch) -> Vault:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", shared.address)
        return vault_of_this_computer()

    def test_it_is_named_as_people_know_it(self, vault: Vault) -> None:
        assert vault.name == "GNOME Keyring / Secret Service"
        assert vault.lasting

    def test_another_program_finds_the_entry_under_its_name(
        self, vault: Vault, shared: Session, entry: Entry
    ) -> None:
        where = ("service", f"h2r-link/{entry.connection}/private_key", "username", "acme")
        vault.store(entry, stored())
        text = shared.secret_tool("lookup", *where)
        assert json.loads(text) == {"generation": 1, "host": HOST, "text": KEY}
        vault.delete(entry)
        assert shared.secret_tool("lookup", *where) == ""

    def test_one_value_is_one_entry(self, vault: Vault, shared: Session, entry: Entry) -> None:
        for text in ("first", "second"):
            vault.store(entry, stored(text))
        found = shared.secret_tool("search", "--all", "service", entry.service)
        assert found.count("secret = ") == 1

    def test_no_file_shows_the_secret(self, vault: Vault, shared: Session, entry: Entry) -> None:
        home = Path(shared.env["HOME"])
        draft = replace(new_draft(datetime.now(UTC)), id=entry.connection, company_id="acme")
        vault.store(entry, stored())
        DraftFolder(home / "connections").save(replace(draft, generation=1, vault_host=HOST))
        RecordFolder(home / "records").write(record_of(draft, None, "Ada", draft.created))
        files = [path for path in home.rglob("*") if path.is_file()]
        assert {".keyring", ".json", ".bak", ".html"} <= {path.suffix for path in files}
        assert [path for path in files if KEY.encode() in path.read_bytes()] == []

    def test_a_foreign_choice_of_backend_is_passed_over(
        self, vault: Vault, entry: Entry, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        vault_of_this_computer().store(entry, stored())
        assert vault.read(entry) == stored()


@on_linux
@pytest.mark.filterwarnings("ignore::ResourceWarning")
class TestClosedSecretService:
    @pytest.fixture(autouse=True)
    def collected(self) -> Iterator[None]:
        """Collect the connection that keyring 25.7 leaves open after a refused unlock."""
        yield
        gc.collect()

    def test_without_a_bus_there_is_no_vault(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
        problem = open_vault()
        assert isinstance(problem, Problem)
        assert problem.fault is Fault.VAULT_UNAVAILABLE

    def test_a_keyring_started_later_is_found(
        self, desktop: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
        assert isinstance(open_vault(), Problem)
        desktop.unlock()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
        vault_of_this_computer().store(ENTRY, stored())
        assert vault_of_this_computer().read(ENTRY) == stored()

    def test_a_keyring_that_was_never_made_is_told(self, desktop: Session) -> None:
        vault = vault_of_this_computer()
        problem = refusal(lambda: vault.store(ENTRY, stored()))
        assert problem.fault is Fault.VAULT_UNAVAILABLE
        assert "not set up yet" in problem.message

    def test_a_locked_keyring_is_told_and_works_once_it_is_open(self, desktop: Session) -> None:
        desktop.unlock()
        vault = vault_of_this_computer()
        vault.store(ENTRY, stored())
        desktop.secret_tool("lock")
        for call in (
            lambda: vault.read(ENTRY),
            lambda: vault.store(ENTRY, stored("other")),
            lambda: vault.delete(ENTRY),
        ):
            problem = refusal(call)
            assert problem.fault is Fault.VAULT_LOCKED
            assert "GNOME Keyring / Secret Service is locked" in problem.message
        desktop.unlock()
        assert vault.read(ENTRY) == stored()

    def test_a_keyring_that_goes_away_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with session(tmp_path) as opened:
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", opened.address)
            opened.unlock()
            vault = vault_of_this_computer()
            vault.store(ENTRY, stored())
        problem = refusal(lambda: vault.read(ENTRY))
        assert problem.fault is Fault.VAULT_UNAVAILABLE
        assert "isn't running" in problem.message


if not LINUX:

    class TestThisSystemsVault(VaultContract):
        @pytest.fixture
        def vault(self) -> Vault:
            return vault_of_this_computer()
