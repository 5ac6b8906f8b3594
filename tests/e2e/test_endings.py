"""A failing computer ends a command with exit code 3 and one sentence; nothing hangs."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.program import COMMAND, TIMEOUT_S, practice, validate
from tests.unit.storage.examples import EMPTY
from wizard.storage.draft_json import dump
from wizard.storage.drafts import DraftFolder
from wizard.storage.files import StorageError
from wizard.storage.folders import UserDirs

if sys.platform == "win32":
    pytest.skip("done with the means of a Unix shell", allow_module_level=True)

VALUES = {
    "site": "https://127.0.0.1:9",
    "company_id": "examplemsp",
    "public_key": "TESTpublicKEY001",
    "private_key": "TESTprivateKEY01",
    "client_id": "00000000-0000-4000-8000-000000000001",
}
COMMANDS = {
    "--version": 0,
    "--help": 0,
    "check --help": 0,
    "address na.myconnectwise.net": 0,
    "address na.myconnectwise.net --json": 0,
    "practice --list": 0,
    "selftest": 0,
    "check --from values.json": 3,
    "check --from values.json --json": 3,
}
SAYS = "h2r-link: "


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "values.json").write_text(json.dumps(VALUES), encoding="ascii")
    return tmp_path


def in_shell(
    folder: Path, command: str, around: str = "", before: str = "", **changed: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of ours in a shell, with something ``before`` it and redirections ``around``.

    The program is started by its own text, so that nothing depends on the folder.
    """
    start = "import sys; sys.path.insert(0, sys.argv.pop(1)); from wizard.__main__ import main"
    python = f"'{sys.executable}' -c '{start}; sys.exit(main())' '{Path.cwd()}'"
    return subprocess.run(
        ["bash", "-c", f"{before} exec {python} {command} {around}"],
        cwd=folder,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **changed},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def assert_not_done(ended: subprocess.CompletedProcess[str], words: str = "") -> None:
    assert ended.returncode == 3, ended
    lines = ended.stderr.splitlines()
    assert lines, "it said nothing"
    assert lines[-1].startswith(SAYS)
    assert words in lines[-1]
    assert "Traceback" not in ended.stderr
    assert VALUES["private_key"] not in ended.stderr


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("around", [">/dev/full", ">&-"])
def test_a_result_that_cannot_be_written_is_reported(
    folder: Path, command: str, around: str
) -> None:
    assert_not_done(in_shell(folder, command, around))


@pytest.mark.parametrize("command", ["address na.myconnectwise.net", "check --from values.json"])
@pytest.mark.parametrize("around", [">/dev/full 2>/dev/full", ">&- 2>&-", "<&- >&- 2>&-"])
def test_the_exit_code_reports_the_failure_when_no_stream_is_writable(
    folder: Path, command: str, around: str
) -> None:
    ended = in_shell(folder, command, around)
    assert (ended.returncode, ended.stdout, ended.stderr) == (3, "", "")


@pytest.mark.parametrize("command", ["--help", "selftest", "check --from values.json --json"])
@pytest.mark.parametrize("around", ["2>&-", "<&- 2>&-"])
def test_the_other_streams_may_be_closed(folder: Path, command: str, around: str) -> None:
    ended = in_shell(folder, command, around)
    assert ended.returncode == COMMANDS[command]
    assert ended.stdout
    assert ended.stderr == ""


def test_a_closed_standard_input_counts_as_empty(folder: Path) -> None:
    ended = in_shell(folder, "check --from -", "<&-")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "standard input is closed" in ended.stderr


def test_a_closed_output_pipe_is_reported(folder: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    process = subprocess.Popen(
        [*COMMAND, "practice", "--list"], stdout=write, stderr=subprocess.PIPE, text=True
    )
    os.close(write)
    _, err = process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 3
    assert err == "h2r-link: standard output was closed before everything was written.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="limits differ")
class TestLimits:
    def test_a_tour_needs_open_files(self, folder: Path) -> None:
        assert_not_done(in_shell(folder, "tour pictures", before="ulimit -n 20;"), "open files")

    def test_a_tour_needs_memory(self, folder: Path) -> None:
        ended = in_shell(folder, "tour pictures", before="ulimit -v 500000;")
        assert_not_done(ended, "isn't enough memory")

    @pytest.mark.parametrize("command", ["check --from values.json", "check nobody"])
    def test_too_few_file_descriptors_are_not_blamed_on_a_value(
        self, folder: Path, command: str
    ) -> None:
        ended = in_shell(folder, command, before="ulimit -n 8;")
        assert ended.returncode in {2, 3}
        assert "Traceback" not in ended.stderr


class TestHome:
    def test_nothing_is_read_from_the_working_folder(self, folder: Path) -> None:
        place = folder / "data" / "h2r-link" / "connections"
        place.mkdir(parents=True)
        (place / f"{EMPTY.id}.json").write_bytes(dump(EMPTY))
        ended = in_shell(folder, f"check {EMPTY.id}", HOME="data", XDG_DATA_HOME="data")
        assert ended.returncode == 2
        assert [path.name for path in place.iterdir()] == [f"{EMPTY.id}.json"]

    @pytest.mark.skipif(
        sys.platform != "linux" or os.getuid() != 0, reason="only root is somebody else"
    )
    def test_a_missing_home_setting_is_reported(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Such as in a container: a number, and no entry in the list of users."""
        monkeypatch.delenv("HOME")
        monkeypatch.delenv("XDG_DATA_HOME")
        monkeypatch.delenv("XDG_STATE_HOME")
        monkeypatch.setattr(os, "getuid", lambda: 54_321)
        with pytest.raises(StorageError, match="no home folder"):
            UserDirs.default()

    def test_a_nonexistent_home_folder_is_reported(self, folder: Path) -> None:
        gone = str(folder / "gone")
        ended = in_shell(folder, "check Contoso", HOME=gone, XDG_DATA_HOME=f"{gone}/data")
        assert_not_done(ended, "doesn't exist")

    def test_an_unreadable_data_folder_is_reported(self, folder: Path) -> None:
        (folder / "h2r-link").write_bytes(b"")
        ended = in_shell(folder, "check Contoso", XDG_DATA_HOME=str(folder))
        assert_not_done(ended, "can't be reached")

    def test_an_unknown_connection_name_is_a_usage_error(self, folder: Path) -> None:
        ended = in_shell(folder, "check Contoso", XDG_DATA_HOME=str(folder))
        assert (ended.returncode, ended.stdout) == (2, "")


@pytest.mark.parametrize("source", ["-", "pipe"])
def test_ctrl_c_ends_waiting_for_input(folder: Path, source: str) -> None:
    os.mkfifo(folder / "pipe")
    # Open for both, so that the program's own opening succeeds and its reading waits.
    handle = os.open(folder / "pipe", os.O_RDWR)
    process = subprocess.Popen(
        [*COMMAND, "check", "--json", "--from", str(folder / "pipe") if source == "pipe" else "-"],
        stdin=handle,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for_thread(process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=TIMEOUT_S)
    finally:
        process.kill()
        os.close(handle)
    assert (process.returncode, err) == (3, "")
    assert json.loads(out)["checks"][0]["fault"] == "cancelled"


def test_a_pipe_without_a_writer_does_not_block(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    ended = in_shell(folder, "check --from pipe --timeout 0.5")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "couldn't be read in time" in ended.stderr


def test_values_are_read_from_a_shell_pipe(folder: Path) -> None:
    with practice() as values:
        (folder / "good.json").write_text(json.dumps(values), encoding="ascii")
        ended = in_shell(folder, "check --from <(cat good.json)")
    assert ended.returncode == 0, ended


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("source", ["values.json", "-"])
def test_values_are_read_in_the_encodings_windows_writes(
    folder: Path, source: str, encoding: str
) -> None:
    text = json.dumps({**VALUES, "company_id": ""}, indent=1)
    (folder / "values.json").write_bytes(text.encode(encoding))
    ended = in_shell(folder, f"check --json --from {source}", "<values.json")
    row = json.loads(ended.stdout)["checks"][0]
    assert (row["fault"], row["blames"]) == ("value.missing", ["company_id"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_notes_are_read_in_the_encodings_windows_writes(folder: Path, encoding: str) -> None:
    text = f"Öffentlicher Schlüssel: {VALUES['public_key']}\nFirmen-ID: examplemsp\n"
    (folder / "notes.txt").write_bytes(text.encode(encoding))
    ended = in_shell(folder, "check --json --from notes.txt")
    assert "Found in the text: Company ID, Public key." in ended.stderr


def wait_for_thread(process: subprocess.Popen[str]) -> None:
    """Wait until the program has begun to wait for its input on a thread of its own."""
    tasks = Path(f"/proc/{process.pid}/task")
    deadline = time.monotonic() + TIMEOUT_S
    while tasks.exists() and len(list(tasks.iterdir())) < 2:
        assert time.monotonic() < deadline, "it never began"
        time.sleep(0.01)


@pytest.fixture
def silent_vault(folder: Path) -> Iterator[dict[str, str]]:
    """A saved connection, and a session bus that takes calls and never answers one."""
    saved = replace(EMPTY, name="Contoso", site="https://127.0.0.1:9", company_id="contoso")
    DraftFolder(folder / "h2r-link" / "connections").save(replace(saved, generation=1))
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind("\0h2r-link-silent-" + os.urandom(8).hex())
        bus.listen()
        name = bus.getsockname()[1:].decode("ascii")
        address = f"unix:abstract={name}"
        yield {"XDG_DATA_HOME": str(folder), "DBUS_SESSION_BUS_ADDRESS": address}


@pytest.mark.skipif(sys.platform != "linux", reason="other vaults are no D-Bus services")
class TestSilentVault:
    def test_the_deadline_covers_the_vault(
        self, folder: Path, silent_vault: dict[str, str]
    ) -> None:
        ended = in_shell(folder, "check Contoso --json --timeout 0.3", **silent_vault)
        report = json.loads(ended.stdout)
        validate(report, "report")
        assert (ended.returncode, ended.stderr) == (3, "")
        row = report["checks"][0]
        assert (row["fault"], row["status"]) == ("vault.locked", "failed")
        assert "didn't respond in time (0.3 s)" in row["message"]

    def test_many_connections_wait_for_the_vault_once(
        self, folder: Path, silent_vault: dict[str, str]
    ) -> None:
        drafts = DraftFolder(folder / "h2r-link" / "connections")
        for number in range(30):
            site = f"https://127.0.0.{number + 1}:9"
            one = replace(EMPTY, id=f"{number:012x}", site=site, company_id="contoso")
            drafts.save(replace(one, generation=1))
        timeout_s = 4
        begun = time.monotonic()
        ended = in_shell(folder, f"check --all --json --timeout {timeout_s}", **silent_vault)
        took_s = time.monotonic() - begun
        faults = [
            row["report"]["checks"][0]["fault"] for row in json.loads(ended.stdout)["connections"]
        ]
        assert (ended.returncode, ended.stderr) == (3, "")
        assert len(faults) > 29
        # Whether the program or the D-Bus library loses patience first: one answer holds for all.
        assert set(faults) in ({"vault.locked"}, {"vault.unavailable"})
        # Each for itself would take as long as all their times together.
        assert took_s < timeout_s * len(faults) / 3

    @pytest.mark.parametrize("target", ["Contoso", "--all"])
    def test_ctrl_c_ends_waiting_for_the_vault(
        self, folder: Path, silent_vault: dict[str, str], target: str
    ) -> None:
        process = subprocess.Popen(
            [*COMMAND, "check", target, "--json"],
            env={**os.environ, **silent_vault},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            wait_for_thread(process)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=TIMEOUT_S)
        finally:
            process.kill()
        document = json.loads(out)
        report = document["connections"][0]["report"] if target == "--all" else document
        validate(report, "report")
        assert (process.returncode, err) == (3, "")
        assert report["checks"][0]["fault"] == "cancelled"
