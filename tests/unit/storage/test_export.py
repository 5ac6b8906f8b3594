from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from wizard.storage.export import export
from wizard.storage.files import StorageError


def test_a_file_is_written_as_it_is(tmp_path: Path) -> None:
    export(tmp_path / "support.txt", b"a\nb\r\n\x00")
    assert (tmp_path / "support.txt").read_bytes() == b"a\nb\r\n\x00"
    assert os.listdir(tmp_path) == ["support.txt"]  # noqa: PTH208 - hidden ones, too


def test_a_file_of_before_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "support.txt").write_text("older and longer")
    export(tmp_path / "support.txt", b"new")
    assert (tmp_path / "support.txt").read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps access rights elsewhere")
def test_the_file_is_private_and_the_folder_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    export(tmp_path / "support.txt", b"x")
    assert stat.S_IMODE((tmp_path / "support.txt").stat().st_mode) == 0o600
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_folder_that_is_gone_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"gone"):
        export(tmp_path / "gone" / "support.txt", b"x")
    assert list(tmp_path.iterdir()) == []


def test_where_a_folder_has_the_name_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "support.txt").mkdir()
    with pytest.raises(StorageError):
        export(tmp_path / "support.txt", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["support.txt"]
