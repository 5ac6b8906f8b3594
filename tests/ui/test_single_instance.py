"""One window for each user, tested with real processes."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from wizard.storage.folders import UserDirs
from wizard.ui.single_instance import (
    SingleInstance,
    StartOutcome,
    _session,
    bring_to_front,
)

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import os
import sys
from pathlib import Path
from wizard.ui import single_instance
from wizard.ui.single_instance import SingleInstance, StartOutcome, bring_to_front
if "H2R_TEST_SESSION" in os.environ:
    single_instance._session = lambda: os.environ["H2R_TEST_SESSION"]
place = SingleInstance(Path(sys.argv[1]))
turn = place.acquire(float(sys.argv[2]), os.environ.get("H2R_TEST_FILE", ""))
print(turn.name, flush=True)
if turn is not StartOutcome.FIRST:
    sys.exit(0)
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication(["h2r-link"])
window = QWidget()
window.showMinimized()
def show(token):
    bring_to_front(window, token)
    print("shown", token, window.isMinimized(), window.isVisible(), flush=True)
place.asked.connect(show)
place.opened.connect(lambda file: print("opened", ascii(file), flush=True))
if len(sys.argv) < 4:
    print("listening", place.listen(), flush=True)
app.exec()
"""
Start = Callable[..., "subprocess.Popen[str]"]
posix = pytest.mark.skipif(os.name == "nt", reason="folders and signals of POSIX")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A private folder with a short name: a socket's address has some hundred characters."""
    with tempfile.TemporaryDirectory(prefix="h2r-") as name:
        yield Path(name) / "run"


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Start the program; what still runs in the end is killed."""
    running: list[subprocess.Popen[str]] = []

    def started(*more: str, patience_s: float = 30, **env: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(folder), str(patience_s), *more],
            cwd=ROOT,
            env={**os.environ, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield started
    for process in running:
        process.kill()
        _, said = process.communicate()
        assert "Error" not in said, said


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def first(start: Start) -> subprocess.Popen[str]:
    """Start a window and wait until it hears later starts."""
    process = start()
    assert (line(process), line(process)) == ("FIRST", "listening True")
    return process


def test_a_second_start_shows_the_first_window_and_exits_0(start: Start) -> None:
    window, before = first(start), ""
    for token in ("", "click-42", "blank and more"):
        second = start(XDG_ACTIVATION_TOKEN=token, DESKTOP_STARTUP_ID="")
        assert line(second) == "RAISED"
        assert second.wait(30) == 0
        shown = "shown click-42 False True" if token == "click-42" else "shown  False True"
        # A start that gets its reply late asks once more.
        said = line(window)
        assert (line(window) if said == before else said) == shown
        before = shown
    assert window.poll() is None


def test_a_second_start_passes_its_file_to_the_first(start: Start, tmp_path: Path) -> None:
    window = first(start)
    for name in ("contoso.h2rlink", "Nord süd 'x' \u202e.h2rlink", "x" * 200 + ".h2rlink"):
        second = start(H2R_TEST_FILE=str(tmp_path / name), XDG_ACTIVATION_TOKEN="")
        assert line(second) == "RAISED"
        assert line(window).startswith("shown")
        assert line(window) == f"opened {str(tmp_path / name)!a}"


@pytest.mark.skipif(os.name != "nt", reason="sessions of Windows")
def test_a_window_in_another_session_is_reported_and_nothing_opens(
    start: Start, tmp_path: Path
) -> None:
    """As of a user who is signed in at the desk and by Remote Desktop."""
    window = first(start)
    assert _session().isdigit()
    other = start(H2R_TEST_SESSION="77", H2R_TEST_FILE=str(tmp_path / "contoso.h2rlink"))
    assert line(other) == "ELSEWHERE"
    assert line(window).startswith("shown")
    assert line(start(H2R_TEST_FILE=str(tmp_path / "b.h2rlink"))) == "RAISED"
    assert line(window).startswith("shown")
    assert line(window) == f"opened {str(tmp_path / 'b.h2rlink')!a}"


@posix
def test_a_killed_window_does_not_block_the_next_start(start: Start, folder: Path) -> None:
    for _ in range(3):
        window = first(start)
        window.send_signal(signal.SIGKILL)
        window.wait(30)
        assert stat.S_ISSOCK((folder / "window").stat().st_mode), "nothing was left behind"
    begun = time.monotonic()
    window = first(start)
    second = start()
    assert line(second) == "RAISED"
    assert time.monotonic() - begun < 20


def test_of_simultaneous_starts_one_opens_and_the_others_show_it(start: Start) -> None:
    processes = [start() for _ in range(4)]
    turns = [line(process) for process in processes]
    assert sorted(turns) == ["FIRST", *["RAISED"] * 3]
    window = processes[turns.index("FIRST")]
    assert line(window) == "listening True"
    assert [line(window) for _ in range(3)] == ["shown  False True"] * 3
    assert [process.wait(30) for process in processes if process is not window] == [0, 0, 0]


def test_an_unresponsive_window_is_reported(start: Start) -> None:
    window = start("deaf")
    assert line(window) == "FIRST"
    second = start(patience_s=0.2)
    assert line(second) == "SILENT"
    assert second.wait(30) == 0


@posix
def test_a_start_waiting_for_a_window_that_dies_takes_its_place(start: Start) -> None:
    window = start("deaf")
    assert line(window) == "FIRST"
    second = start()
    window.kill()
    window.wait(30)
    assert (line(second), line(second)) == ("FIRST", "listening True")


@pytest.fixture
def place(folder: Path) -> Iterator[SingleInstance]:
    made = SingleInstance(folder)
    yield made
    made.leave()


@posix
def test_no_other_user_can_enter_the_folder(
    place: SingleInstance, folder: Path, qapp: object
) -> None:
    folder.mkdir(mode=0o755)
    assert place.acquire() is StartOutcome.FIRST
    assert place.listen()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "window.lock").stat().st_mode) == 0o600
    assert not stat.S_IMODE((folder / "window").stat().st_mode) & 0o077


@posix
@pytest.mark.parametrize("spoil", ["foreign", "link"])
def test_a_folder_owned_by_another_user_is_not_trusted(
    place: SingleInstance, folder: Path, monkeypatch: pytest.MonkeyPatch, spoil: str
) -> None:
    if spoil == "foreign":
        folder.mkdir(mode=0o700)
        monkeypatch.setattr(os, "getuid", lambda: os.geteuid() + 1)
    else:
        folder.with_name("theirs").mkdir(mode=0o700)
        folder.symlink_to(folder.with_name("theirs"))
    squatter = SingleInstance(folder)
    assert place.acquire() is StartOutcome.FIRST
    assert squatter.acquire(0) is StartOutcome.FIRST
    assert not place.listen()
    assert list(folder.iterdir()) == []


@posix
def test_a_lock_that_is_a_symbolic_link_is_not_followed(
    place: SingleInstance, folder: Path
) -> None:
    folder.mkdir(mode=0o700)
    (folder / "window.lock").symlink_to(folder / "elsewhere")
    assert place.acquire() is StartOutcome.FIRST
    assert not (folder / "elsewhere").exists()


@posix
def test_without_locks_every_start_is_the_first(
    place: SingleInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def refuse(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    assert place.acquire() is StartOutcome.FIRST


@posix
def test_a_stale_socket_without_the_lock_does_not_block(
    place: SingleInstance, folder: Path, qapp: object
) -> None:
    folder.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as squatter:
        squatter.bind(str(folder / "window"))
        squatter.listen()
        assert place.acquire() is StartOutcome.FIRST
        assert place.listen()


def test_the_instance_lock_is_released_on_exit(place: SingleInstance, folder: Path) -> None:
    assert place.acquire() is StartOutcome.FIRST
    place.leave()
    other = SingleInstance(folder)
    assert other.acquire(0) is StartOutcome.FIRST
    other.leave()


@pytest.mark.parametrize(
    "said",
    [
        *(
            b"hello\n",
            b"show \x1b[31m\n",
            b"show a b\n",
            b"show a cmVsYXRpdmU=\n",
            b"show a L3gAeQ==\n",
            b"x" * 5_000,
            b"show a\nshow b\n",
        ),
        *(b"\n", b"show\n", b"SHOW a\n", b"show \xff\n", b"show " + b"a" * 257 + b"\n", bytes(300)),
    ],
)
@posix
def test_a_client_that_sends_garbage_is_disconnected(
    place: SingleInstance, folder: Path, qtbot: QtBot, said: bytes
) -> None:
    place.acquire()
    place.listen()
    caller = QLocalSocket()
    with qtbot.assertNotEmitted(place.asked), qtbot.waitSignal(caller.disconnected):
        caller.connectToServer(str(folder / "window"))
        caller.write(said)
    assert caller.readAll().data() == b""


@posix
def test_a_silent_client_is_disconnected(
    place: SingleInstance, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.ui.single_instance._ANSWER_MS", 50)
    place.acquire()
    place.listen()
    caller = QLocalSocket()
    with qtbot.waitSignal(caller.disconnected):
        caller.connectToServer(str(folder / "window"))


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_minimized_window_is_restored(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    tokens: list[str] = []

    class Window(QWidget):
        def activateWindow(self) -> None:
            tokens.append(os.environ["XDG_ACTIVATION_TOKEN"])
            super().activateWindow()

    window = Window()
    qtbot.addWidget(window)
    window.showMaximized()
    window.showMinimized()
    bring_to_front(window, "click-42")
    assert not window.isMinimized()
    assert window.windowState() & Qt.WindowState.WindowMaximized
    qtbot.waitUntil(window.isActiveWindow)
    assert tokens == ["click-42"]
    assert "XDG_ACTIVATION_TOKEN" not in os.environ


def test_the_socket_folder_belongs_to_the_user() -> None:
    runtime = UserDirs.default().runtime
    assert runtime.is_relative_to(Path(os.environ["HOME"]).parent)
