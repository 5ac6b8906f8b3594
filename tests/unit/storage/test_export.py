from __future__ import annotations

import os
import stat
from dataclasses import replace as replace_
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wizard.domain.draft import new_draft
from wizard.storage.capsule_files import file_name
from wizard.storage.export import export, need_writable
from wizard.storage.files import StorageError, is_reserved


def test_a_file_is_written_unchanged(tmp_path: Path) -> None:
    export(tmp_path / "support.txt", b"a\nb\r\n\x00")
    assert (tmp_path / "support.txt").read_bytes() == b"a\nb\r\n\x00"
    assert os.listdir(tmp_path) == ["support.txt"]  # noqa: PTH208 - hidden ones, too


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "support.txt").write_text("older and longer")
    export(tmp_path / "support.txt", b"new")
    assert (tmp_path / "support.txt").read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps access rights elsewhere")
def test_the_file_is_private_and_the_folder_is_unchanged(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    export(tmp_path / "support.txt", b"x")
    assert stat.S_IMODE((tmp_path / "support.txt").stat().st_mode) == 0o600
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_missing_folder_is_reported_and_not_created(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"gone"):
        export(tmp_path / "gone" / "support.txt", b"x")
    assert list(tmp_path.iterdir()) == []


def test_writability_is_checked_before_there_is_content(
    tmp_path: Path,
) -> None:
    (tmp_path / "support.txt").write_text("of before")
    need_writable(tmp_path / "support.txt")
    assert (tmp_path / "support.txt").read_text() == "of before"
    with pytest.raises(StorageError, match="gone"):
        need_writable(tmp_path / "gone" / "support.txt")
    assert os.listdir(tmp_path) == ["support.txt"]  # noqa: PTH208 - hidden ones, too


def test_a_folder_with_the_same_name_leaves_no_temporary_file(tmp_path: Path) -> None:
    (tmp_path / "support.txt").mkdir()
    with pytest.raises(StorageError):
        export(tmp_path / "support.txt", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["support.txt"]


def test_a_virus_scanner_holding_the_file_briefly_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = [5, 32]
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if refusals:
            error = PermissionError(13, "in use")
            error.winerror = refusals.pop()  # type: ignore[attr-defined]
            raise error
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    export(tmp_path / "support.txt", b"x")
    assert (tmp_path / "support.txt").read_bytes() == b"x"
    assert not refusals


@pytest.mark.parametrize(
    ("name", "reserved"),
    [
        *(("CON", True), ("nul.txt", True), ("Com1.h2rlink", True), ("LPT² .pdf", True)),
        *(("record.", True), ("record ", True), ("CONIN$", True)),
        *(("contoso", False), ("COM10", False), ("console.txt", False), (".con", False)),
    ],
)
def test_names_reserved_by_windows_are_recognized(name: str, reserved: bool) -> None:
    assert is_reserved(name) is reserved


def test_on_windows_a_reserved_name_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "nul.pdf"
    monkeypatch.setattr("wizard.storage.export.os.name", "nt")
    with pytest.raises(StorageError, match="Choose another name"):
        export(path, b"x")
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_a_proposed_name_is_never_reserved_by_windows() -> None:
    draft = replace_(new_draft(datetime.now(UTC)), company_id="con")
    assert file_name(draft) == "company-con"
