from __future__ import annotations

import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from wizard.storage.files import (
    StoreUnavailable,
    is_temporary,
    private_folder,
    remove_all,
    unavailable,
    write_all,
)

posix = pytest.mark.skipif(os.name == "nt", reason="Windows keeps access rights elsewhere")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_every_new_folder_and_file_is_the_users_own(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_all({tmp_path / "a" / "b" / "file": b"text"})
    finally:
        os.umask(before)
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700
    assert mode(tmp_path / "a" / "b" / "file") == 0o600


@posix
def test_a_file_is_private_from_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    flush = os.fsync

    def watching(handle: int) -> None:
        seen.extend(mode(path) for path in tmp_path.glob(".*.tmp"))
        flush(handle)

    monkeypatch.setattr(os, "fsync", watching)
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "file").chmod(0o644)
    write_all({tmp_path / "file": b"new"})
    assert seen == [0o600]
    assert mode(tmp_path / "file") == 0o600


@posix
def test_an_open_folder_is_closed_to_others(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    assert mode(private_folder(tmp_path / "open")) == 0o700


def test_files_are_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    for text in (b"first", b"second"):
        write_all({tmp_path / "a": text, tmp_path / "b": text})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a": b"second",
        "b": b"second",
    }


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreUnavailable) as refused:
        private_folder(tmp_path / "file" / "folder")
    assert str(tmp_path) in refused.value.sentence


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on a file's size there")
def test_a_full_disk_changes_no_file(tmp_path: Path) -> None:
    import resource

    write_all({tmp_path / "a": b"old", tmp_path / "b": b"old"})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(StoreUnavailable) as refused:
            write_all({tmp_path / "a": b"new", tmp_path / "b": b"new" * 100})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert refused.value.sentence.startswith("There is no room left on the disk")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_a_file_that_is_held_open_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = [PermissionError(13, "held")] * 3
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if refusals:
            raise refusals.pop()
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    write_all({tmp_path / "a": b"new"})
    assert (tmp_path / "a").read_bytes() == b"new"
    refusals.extend([PermissionError(13, "held")] * 9)
    with pytest.raises(StoreUnavailable):
        write_all({tmp_path / "a": b"newer"})
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"new"]


def test_two_writers_never_mix(tmp_path: Path) -> None:
    texts = [bytes([65 + n]) * 50_000 for n in range(4)]

    def work(text: bytes) -> None:
        for _ in range(10):
            write_all({tmp_path / "a": text})

    threads = [threading.Thread(target=work, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if (tmp_path / "a").exists():
            assert (tmp_path / "a").read_bytes() in texts
    for thread in threads:
        thread.join()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_removing_returns_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert remove_all([tmp_path / "none", tmp_path / "a"]) == (tmp_path / "a",)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_removed_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreUnavailable, match="folder"):
        remove_all([tmp_path / "folder"])


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "x"), "no room left"),
        (OSError(13, "x"), "read-only or belongs to someone else"),
        (OSError(30, "x"), "read-only or belongs to someone else"),
        (OSError(5, "Input/output error"), "cannot be reached: Input/output error"),
        (OSError("odd"), "cannot be reached: OSError"),
    ],
)
def test_each_cause_has_its_sentence(error: OSError, words: str) -> None:
    sentence = unavailable(error, Path("place")).sentence
    assert words in sentence
    assert "place" in sentence


def test_only_leftovers_count_as_temporary() -> None:
    names = [".a.json.1f.tmp", "a.json", ".hidden", "a.tmp"]
    assert [is_temporary(Path(name)) for name in names] == [True, False, False, False]
