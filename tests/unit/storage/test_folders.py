from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from wizard.storage.folders import UserDirs

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="XDG is for the others")


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "runtime"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return folder


def test_xdg_data_home_is_used(runtime: Path, tmp_path: Path) -> None:
    folders = UserDirs.default()
    assert folders.data == tmp_path / "data" / "h2r-link"
    assert folders.connections == tmp_path / "data" / "h2r-link" / "connections"
    assert folders.records == tmp_path / "data" / "h2r-link" / "records"
    assert folders.logs.is_relative_to(Path(os.environ["HOME"]).parent)


def test_created_folders_are_private(runtime: Path) -> None:
    folders = UserDirs.default()
    folders.make()
    for folder in (folders.data, folders.logs, folders.runtime):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_private_runtime_folder_is_used(runtime: Path) -> None:
    assert UserDirs.default().runtime == runtime / "h2r-link"


@pytest.mark.parametrize("spoil", ["open", "link", "gone", "unset", "foreign"])
def test_a_runtime_folder_accessible_to_others_is_not_used(
    runtime: Path, spoil: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    match spoil:
        case "open":
            runtime.chmod(0o755)
        case "link":
            runtime.rename(runtime.with_name("real"))
            runtime.symlink_to(runtime.with_name("real"))
        case "gone":
            runtime.rmdir()
        case "unset":
            monkeypatch.delenv("XDG_RUNTIME_DIR")
        case "foreign":
            monkeypatch.setattr(os, "getuid", lambda: os.geteuid() + 1)
    folders = UserDirs.default()
    assert folders.runtime == folders.data / "run"
