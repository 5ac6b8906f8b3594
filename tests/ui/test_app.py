"""The program as a process: one window, no display, a crash window, a log."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.ui.stage import Stage
from wizard.app import _window
from wizard.domain.text import tr
from wizard.storage.folders import UserDirs
from wizard.storage.log import LogFolder
from wizard.ui.dialogs.crash_support import saved, support_text
from wizard.ui.single_instance import SingleInstance, StartOutcome

COMMAND = [sys.executable, "-m", "wizard"]
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="xcb needs a display")


def run(tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        COMMAND,
        env={**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@LINUX
@pytest.mark.parametrize("display", ["", ":9973"])
def test_without_a_display_one_sentence_is_printed(tmp_path: Path, display: str) -> None:
    env = {"XDG_RUNTIME_DIR": str(tmp_path), "DISPLAY": display, "WAYLAND_DISPLAY": ""}
    tmp_path.chmod(0o700)
    ended = run(tmp_path, **env, QT_QPA_PLATFORM="xcb")
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert "tour" in ended.stderr
    assert "check" in ended.stderr


@pytest.mark.qt_log_ignore("does not support (raise|propagateSizeHints)", extend=True)
@pytest.mark.skipif(os.name == "nt", reason="places are in a folder of the session")
def test_a_second_start_raises_the_first_window(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    home = tmp_path / "run"
    home.mkdir(mode=0o700)
    folders = UserDirs(tmp_path / "data", tmp_path / "logs", home / "h2r-link")
    place = SingleInstance(folders.runtime)
    assert place.acquire() is StartOutcome.FIRST
    window = _window(folders, LogFolder(folders.logs), place, "")
    stage.windows.append(window)
    window.show()
    stage.until(lambda: window.manager.began)
    window.showMinimized()
    with subprocess.Popen(
        COMMAND, env={**os.environ, "XDG_RUNTIME_DIR": str(home)}, stderr=subprocess.PIPE
    ) as second:
        # The answer goes out only while this event loop runs.
        stage.qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
        assert second.returncode == 0
        assert not window.isMinimized()
    place.leave()


def test_a_crash_reports_what_was_saved(stage: Stage) -> None:
    window = stage.open()
    stage.type_all()
    stage.tested()
    stage.until(lambda: stage.draft.generation == 1)
    said = " ".join(saved(window.manager))
    assert tr("Your progress is saved.") in said
    assert stage.vault.name in said


def test_a_finished_test_is_in_the_log_and_the_support_file(stage: Stage) -> None:
    logs = LogFolder(stage.folder / "logs")
    window = stage.open(logs=logs)
    stage.type_all()
    stage.tested()
    stage.saved()
    assert any("verdict=ready" in line for line in logs.tail(20, stage.draft.id))
    text = support_text(window.manager.services, window.manager)
    assert "Verdict: ready" in text
    assert "contoso" not in text
