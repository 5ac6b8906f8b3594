"""The vault of this computer; on Linux a GNOME Keyring on its own session bus."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.desktop_session import LINUX, Session, on_linux, session
from tests.e2e.program import COMMAND, h2r_link
from tests.unit.storage.vault.vault_contract import HOST, KEY, VaultContract, stored
from wizard.documents.record_folder import RecordFolder
from wizard.documents.records import record_of
from wizard.domain.draft import new_draft
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.ticket import LeftoverTicket
from wizard.storage.drafts import DraftFolder
from wizard.storage.folders import UserDirs
from wizard.storage.leftover_tickets import LeftoverTicketFile
from wizard.storage.lock import WINDOW_LOCK, FolderLock
from wizard.storage.log import LogEvent, LogFolder
from wizard.storage.settings import SettingsFile
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.storage.vault.system import open_vault
from wizard.storage.vault.vault import Vault, VaultError

# Owns the name of the Secret Service, called as its argument says, until its standard input ends.
OWNER = """
import sys
from pathlib import Path
from jeepney import DBus
from jeepney.io.blocking import open_dbus_connection
Path("/proc/self/comm").write_text(sys.argv[1])
with open_dbus_connection("SESSION") as bus:
    bus.send_and_get_reply(DBus().RequestName("org.freedesktop.secrets"))
    print("owns it", flush=True)
    sys.stdin.read()
"""
ENTRY = Entry("0123456789ab", VaultValue.PRIVATE_KEY, "acme")


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session without display, whose bus this process uses."""
    with session(tmp_path) as opened:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", opened.address)
        monkeypatch.delenv("DISPLAY", raising=False)
        yield opened


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session with an open keyring, for all tests that keep it open."""
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

    def test_the_vault_is_called_by_its_product_name(self, vault: Vault) -> None:
        assert vault.name == "GNOME Keyring"
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

    @pytest.mark.parametrize("password", [b"", b"pw"])
    def test_a_keyring_without_a_password_is_detected_by_its_file(
        self, desktop: Session, monkeypatch: pytest.MonkeyPatch, password: bytes
    ) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", desktop.env["HOME"] + "/.local/share")
        desktop.make_keyring(password)
        vault = vault_of_this_computer()
        vault.store(ENTRY, stored())
        home = Path(desktop.env["HOME"])
        in_clear = [p for p in home.rglob("*.keyring") if KEY.encode() in p.read_bytes()]
        assert vault.protected is bool(password)
        assert bool(in_clear) is not bool(password)

    def test_a_keyring_that_d_bus_has_to_start_is_detected_before_anything_is_stored(
        self, desktop: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", desktop.env["HOME"] + "/.local/share")
        desktop.make_keyring(b"")
        desktop.end_keyring()
        vault = vault_of_this_computer()
        assert (vault.name, vault.protected) == ("GNOME Keyring", False)

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

    def test_a_backend_chosen_elsewhere_is_ignored(
        self, vault: Vault, entry: Entry, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        vault_of_this_computer().store(entry, stored())
        assert vault.read(entry) == stored()


@on_linux
@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("kwalletd6", "KWallet"),
        ("ksecretd", "KWallet"),
        ("keepassxc", "KeePassXC"),
        ("oo7-daemon", "the desktop's keyring"),
        ("keepassxc-proxy", "the desktop's keyring"),
    ],
)
def test_the_vault_is_called_by_the_product_that_owns_its_d_bus_name(
    desktop: Session, called: str, name: str
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, called],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as owner:
        assert owner.stdout
        assert owner.stdout.readline() == "owns it\n"
        assert vault_of_this_computer().name == name
        owner.communicate()


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

    def test_a_keyring_that_was_never_created_is_reported(self, desktop: Session) -> None:
        vault = vault_of_this_computer()
        problem = refusal(lambda: vault.store(ENTRY, stored()))
        assert problem.fault is Fault.VAULT_UNAVAILABLE
        assert "isn't set up yet" in problem.message

    def test_a_locked_keyring_is_reported_and_works_once_unlocked(self, desktop: Session) -> None:
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
            assert "GNOME Keyring is locked" in problem.message
        desktop.unlock()
        assert vault.read(ENTRY) == stored()

    def test_a_keyring_that_disappears_is_reported(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with session(tmp_path) as opened:
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", opened.address)
            opened.unlock()
            vault = vault_of_this_computer()
            vault.store(ENTRY, stored())
        problem = refusal(lambda: vault.read(ENTRY))
        assert problem.fault is Fault.VAULT_UNAVAILABLE
        assert "GNOME Keyring isn't running" in problem.message


if not LINUX:

    class TestThisSystemsVault(VaultContract):
        @pytest.fixture
        def vault(self) -> Vault:
            return vault_of_this_computer()


@on_linux
@pytest.mark.usefixtures("measured_programs")
class TestDeleteData:
    """``h2r-link delete-data`` against a real keyring."""

    @pytest.fixture
    def home(self, desktop: Session, monkeypatch: pytest.MonkeyPatch) -> Path:
        desktop.unlock()
        home = Path(desktop.env["HOME"])
        for name, folder in (("DATA", "data"), ("STATE", "state"), ("CACHE", "cache")):
            monkeypatch.setenv(f"XDG_{name}_HOME", str(home / folder))
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.setenv("XDG_RUNTIME_DIR", desktop.env["XDG_RUNTIME_DIR"])
        return home

    @pytest.fixture
    def folders(self, home: Path) -> UserDirs:
        """A connection with its keys in the keyring, and every other file there is."""
        folders = UserDirs.default()
        draft = replace(new_draft(datetime.now(UTC)), id=ENTRY.connection, company_id="acme")
        DraftFolder(folders.connections).save(replace(draft, generation=1, vault_host=HOST))
        RecordFolder(folders.records).write(record_of(draft, None, "Ada", draft.created))
        LeftoverTicketFile(folders.left_tickets).save([LeftoverTicket("h2r-link 7f", 4711, "acme")])
        SettingsFile(folders.settings).choose_language("en")
        LogFolder(folders.logs).log_event(LogEvent.STARTED)
        vault = vault_of_this_computer()
        vault.store(ENTRY, stored())
        vault.store(replace(ENTRY, value=VaultValue.OLD_PRIVATE_KEY), stored())
        return folders

    def test_only_files_of_other_programs_are_left(self, folders: UserDirs, home: Path) -> None:
        (folders.data / "of-somebody-else.txt").write_text("x", encoding="ascii")
        done = h2r_link("delete-data", "--yes")
        assert (done.code, done.err) == (0, "")
        assert "Test ticket 4711 may still be open in ConnectWise" in done.out
        assert vault_of_this_computer().read(ENTRY) is None
        assert (
            vault_of_this_computer().forget(replace(ENTRY, value=VaultValue.OLD_PRIVATE_KEY)) == ()
        )
        left = {p.relative_to(home) for p in home.rglob("*h2r-link*/**/*") if p.is_file()}
        assert left == {Path("data/h2r-link/of-somebody-else.txt")}
        (folders.data / "of-somebody-else.txt").unlink()
        again = h2r_link("delete-data", "--yes")
        assert (again.code, again.out) == (0, "There is nothing to delete.\n")

    def test_the_target_of_a_symbolic_link_is_not_deleted(
        self, folders: UserDirs, home: Path
    ) -> None:
        elsewhere = home / "elsewhere"
        folders.records.rename(elsewhere)
        folders.records.symlink_to(elsewhere)
        assert h2r_link("delete-data", "--yes").code == 0
        assert not folders.data.exists()
        assert list(elsewhere.glob("*.html"))

    def test_without_a_terminal_the_confirmation_option_is_required(
        self, folders: UserDirs
    ) -> None:
        done = h2r_link("delete-data")
        assert (done.code, done.out) == (2, "")
        assert "--yes" in done.err
        assert vault_of_this_computer().read(ENTRY)

    @pytest.mark.parametrize(("answer", "gone"), [("no", False), ("delete", True)])
    def test_on_a_terminal_it_asks_for_confirmation(
        self, folders: UserDirs, answer: str, gone: bool
    ) -> None:
        ours, theirs = os.openpty()
        os.write(ours, f"{answer}\n".encode())
        with os.fdopen(ours, "rb"), os.fdopen(theirs, "rb") as terminal:
            command = [*COMMAND, "delete-data"]
            done = subprocess.run(
                command, stdin=terminal, capture_output=True, text=True, timeout=60, check=False
            )
        assert done.returncode == 0
        assert "type delete:" in done.stdout
        assert (vault_of_this_computer().read(ENTRY) is None) is gone
        assert folders.connections.exists() is not gone

    def test_while_the_window_is_open_nothing_is_deleted(self, folders: UserDirs) -> None:
        lock = FolderLock(folders.runtime, WINDOW_LOCK)
        assert lock.take()
        done = h2r_link("delete-data", "--yes")
        lock.release()
        assert done.code == 3
        assert "h2r-link is open" in done.err
        assert folders.connections.exists()

    def test_without_the_vault_drafts_that_name_its_entries_are_kept(
        self, folders: UserDirs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = os.environ["DBUS_SESSION_BUS_ADDRESS"]
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
        done = h2r_link("delete-data", "--yes")
        assert done.code == 3
        assert "Nothing was deleted" in done.err
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        assert h2r_link("delete-data", "--yes").code == 0
        assert vault_of_this_computer().read(ENTRY) is None
