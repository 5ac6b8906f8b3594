"""The lock of the one window."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wizard.storage.files import StorageError
from wizard.storage.lock import FolderLock

on_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes and links of this kind")


def test_only_one_process_holds_the_lock(tmp_path: Path) -> None:
    first, second = (FolderLock(tmp_path / "run", "window.lock") for _ in "12")
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()


@on_posix
@pytest.mark.parametrize("kind", ["pipe", "folder", "link", "device"])
def test_another_file_type_in_its_place_is_not_a_lock(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    place = folder / "window.lock"
    match kind:
        case "pipe":
            os.mkfifo(place)
        case "folder":
            place.mkdir()
        case "link":
            place.symlink_to(tmp_path / "elsewhere")
        case "device":
            place.symlink_to("/dev/null")
    lock = FolderLock(folder, "window.lock")
    with pytest.raises(StorageError):
        lock.take()
    assert not lock.held
    assert not (tmp_path / "elsewhere").exists()
