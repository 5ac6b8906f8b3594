from __future__ import annotations

import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from wizard.storage.files import (
    StorageError,
    is_temporary,
    private_folder,
    read_small,
    remove_all,
    storage_error,
    write_all,
)

posix = pytest.mark.skipif(os.name == "nt", reason="Windows keeps access rights elsewhere")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_every_new_folder_and_file_is_private(tmp_path: Path) -> None:
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
def test_permissions_of_an_open_folder_are_restricted(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    assert mode(private_folder(tmp_path / "open")) == 0o700


def test_files_are_replaced_without_leftovers(tmp_path: Path) -> None:
    for text in (b"first", b"second"):
        write_all({tmp_path / "a": text, tmp_path / "b": text})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a": b"second",
        "b": b"second",
    }


def test_a_folder_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError) as refused:
        private_folder(tmp_path / "file" / "folder")
    assert str(tmp_path) in refused.value.sentence


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on a file's size there")
def test_a_full_disk_changes_no_file(tmp_path: Path) -> None:
    import resource

    write_all({tmp_path / "a": b"old", tmp_path / "b": b"old"})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(StorageError) as refused:
            write_all({tmp_path / "a": b"new", tmp_path / "b": b"new" * 100})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert refused.value.sentence.startswith("There is no space left on the disk")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
    assert (tmp_path / "a").read_bytes() == b"old"


class Held:
    """A file that Windows refuses to touch, a number of times, with one of its codes."""

    def __init__(self, times: int, code: int) -> None:
        self.times, self.code = times, code

    def refuse(self) -> None:
        if self.times:
            self.times -= 1
            error = PermissionError(13, "refused")
            error.winerror = self.code  # type: ignore[attr-defined, unused-ignore]
            raise error


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds waited, without real waiting."""
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr("wizard.storage.files.time.sleep", sleep)
    monkeypatch.setattr("wizard.storage.files.time.monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize("code", [32, 33, 5])
@pytest.mark.parametrize("method", ["replace", "unlink"])
def test_a_file_in_use_for_a_second_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: list[float], method: str, code: int
) -> None:
    held, real = Held(50, code), getattr(Path, method)

    def act(self: Path, *arguments: object) -> object:
        held.refuse()
        return real(self, *arguments)

    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(Path, method, act)
    if method == "replace":
        write_all({tmp_path / "a": b"new"})
        assert (tmp_path / "a").read_bytes() == b"new"
    else:
        assert remove_all([tmp_path / "a"]) == (tmp_path / "a",)
    assert 0.5 < clock[0] < 2


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (32, "Another program is using"),
        (33, "Another program is using"),
        (5, "another program is using it, it's read-only, or it belongs to someone else"),
    ],
)
def test_after_two_seconds_the_likely_cause_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: list[float], code: int, words: str
) -> None:
    monkeypatch.setattr(Path, "replace", lambda *_: Held(1, code).refuse())
    with pytest.raises(StorageError) as refused:
        write_all({tmp_path / "a": b"new"})
    assert words in refused.value.sentence
    assert 2 <= clock[0] < 2.1
    assert list(tmp_path.iterdir()) == []


def test_a_permanent_refusal_is_reported_immediately(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: list[float]
) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(13, "refused")

    monkeypatch.setattr(Path, "replace", forbidden)
    with pytest.raises(StorageError, match="read-only or belongs to someone else"):
        write_all({tmp_path / "a": b"new"})
    assert clock[0] == 0 or os.name == "nt"


def test_a_missing_drive_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "is_dir", lambda _: False)
    with pytest.raises(StorageError, match="can't be reached"):
        private_folder(Path("/share") / "folder")


def test_concurrent_writers_never_mix_their_content(tmp_path: Path) -> None:
    texts = [bytes([65 + n]) * 50_000 for n in range(4)]

    def work(text: bytes) -> None:
        for _ in range(10):
            write_all({tmp_path / "a": text})

    threads = [threading.Thread(target=work, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if (tmp_path / "a").exists():
            assert read_small(tmp_path / "a", 50_000) in texts
    for thread in threads:
        thread.join()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_removing_returns_the_deleted_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert remove_all([tmp_path / "none", tmp_path / "a"]) == (tmp_path / "a",)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_removal_is_reported(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageError, match="folder"):
        remove_all([tmp_path / "folder"])


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "x"), "no space left"),
        (OSError(13, "x"), "read-only or belongs to someone else"),
        (OSError(30, "x"), "read-only or belongs to someone else"),
        (OSError(5, "Input/output error"), "can't be reached: Input/output error"),
        (OSError("odd"), "can't be reached: OSError"),
    ],
)
def test_each_error_has_its_sentence(error: OSError, words: str) -> None:
    sentence = storage_error(error, Path("place")).sentence
    assert words in sentence
    assert "place" in sentence


def test_only_our_leftovers_count_as_temporary() -> None:
    names = [".a.json.1f.tmp", "a.json", ".hidden", "a.tmp"]
    assert [is_temporary(Path(name)) for name in names] == [True, False, False, False]
