from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.storage.examples import EMPTY, FULL, ID, NOW
from wizard.storage.draft_json import dump
from wizard.storage.drafts import SIZE_LIMIT, DraftFolder, LoadedDrafts
from wizard.storage.files import StorageError
from wizard.storage.json_fields import YEARS

ROOT = Path(__file__).resolve().parents[3]
OTHER = "ba9876543210"
DAMAGE = {
    "empty": b"",
    "torn": dump(FULL)[:200],
    "zeros": bytes(400),
    "foreign": b'{"hello": "world"}',
    "list": b"[]",
    "other connection": dump(replace(FULL, id=OTHER)),
    "wrong type": dump(FULL).replace(b'"generation": 2', b'"generation": "2"'),
    "unknown step": dump(FULL).replace(b'"step": "client_id"', b'"step": "nowhere"'),
    "odd date": dump(FULL).replace(b'"asked_on": "2026-05-12"', b'"asked_on": "soon"'),
    "year one": dump(FULL).replace(b'"asked_on": "2026', b'"asked_on": "0001'),
    "last year of all": dump(FULL).replace(b'"created": "2026', b'"created": "9999'),
    "countless generations": dump(FULL).replace(b'"generation": 2', b'"generation": 2147483647'),
    "oversized": dump(FULL) + b" " * SIZE_LIMIT,
    "deep": b"[" * 200_000,
}
NEWER = dump(FULL).replace(b'"version": 1', b'"version": 2')
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="done with Linux's own means")


@pytest.fixture
def folder(tmp_path: Path) -> DraftFolder:
    return DraftFolder(tmp_path / "connections")


@pytest.fixture
def saved(folder: DraftFolder) -> Path:
    """A saved draft; return its file."""
    folder.save(FULL)
    return folder.path / f"{ID}.json"


def names(folder: DraftFolder) -> list[str]:
    return sorted(path.name for path in folder.path.iterdir())


def test_without_saved_drafts_nothing_is_found(folder: DraftFolder) -> None:
    assert folder.all() == LoadedDrafts()
    assert folder.remove(ID) == ()
    assert not folder.path.exists()


def test_a_saved_draft_is_loaded(folder: DraftFolder, saved: Path) -> None:
    assert folder.load(ID) == FULL
    assert folder.all() == LoadedDrafts((FULL,))
    assert names(folder) == [f"{ID}.json", f"{ID}.json.bak"]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps access rights elsewhere")
def test_files_and_folder_are_private(folder: DraftFolder, saved: Path) -> None:
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.path.iterdir()} == {0o600}


def test_the_newest_comes_first(folder: DraftFolder) -> None:
    far = datetime(YEARS.start, 1, 1, tzinfo=timezone(timedelta(hours=23)))
    ages = [NOW, NOW + timedelta(days=1), far, datetime(YEARS.stop - 1, 12, 31, tzinfo=UTC)]
    for number, created in enumerate(ages):
        folder.save(replace(EMPTY, id=f"{number:012x}", created=created))
    assert [draft.id[-1] for draft in folder.all().drafts] == ["3", "1", "0", "2"]


@pytest.mark.parametrize("content", DAMAGE.values(), ids=list(DAMAGE))
def test_a_damaged_file_is_quarantined_and_its_backup_used(
    folder: DraftFolder, saved: Path, content: bytes
) -> None:
    saved.write_bytes(content)
    loaded = folder.all()
    assert loaded.drafts == (FULL,)
    (problem,) = loaded.problems
    assert problem.path.name.startswith(f"{ID}.json.damaged-")
    assert problem.path.read_bytes() == content
    assert problem.path.name in problem.reason
    assert "last working copy is used" in problem.reason
    assert folder.all() == LoadedDrafts((FULL,)), "told once"
    folder.save(FULL)
    assert len(names(folder)) == 3


@pytest.mark.parametrize("content", DAMAGE.values(), ids=list(DAMAGE))
def test_without_a_valid_backup_both_files_are_kept(
    folder: DraftFolder, saved: Path, content: bytes
) -> None:
    folder.save(replace(EMPTY, id=OTHER))
    saved.write_bytes(content)
    saved.with_name(f"{ID}.json.bak").write_bytes(content)
    loaded = folder.all()
    assert loaded.drafts == (replace(EMPTY, id=OTHER),)
    assert [problem.path.read_bytes() for problem in loaded.problems] == [content, content]
    assert all("no working copy" in problem.reason for problem in loaded.problems)


def test_loading_one_draft_repairs_it_too(folder: DraftFolder, saved: Path) -> None:
    saved.write_bytes(b"{")
    assert folder.load(ID) == FULL
    saved.with_name(f"{ID}.json.bak").write_bytes(b"{")
    with pytest.raises(StorageError, match="no working copy"):
        folder.load(ID)


def test_a_lost_file_is_restored_from_its_backup(folder: DraftFolder, saved: Path) -> None:
    saved.unlink()
    assert folder.all() == LoadedDrafts((FULL,))


def test_a_newer_file_is_kept_and_explained(folder: DraftFolder, saved: Path) -> None:
    saved.write_bytes(NEWER)
    loaded = folder.all()
    assert loaded.drafts == ()
    (problem,) = loaded.problems
    assert problem.path == saved
    assert "newer version of h2r-link (file version 2)" in problem.reason
    for touch in (lambda: folder.load(ID), lambda: folder.save(FULL)):
        with pytest.raises(StorageError, match="newer version of h2r-link"):
            touch()
    assert saved.read_bytes() == NEWER


def test_a_newer_backup_of_a_damaged_file_is_kept(folder: DraftFolder, saved: Path) -> None:
    saved.write_bytes(b"{")
    copy = saved.with_name(f"{ID}.json.bak")
    copy.write_bytes(NEWER)
    loaded = folder.all()
    assert loaded.problems[0].path == copy
    assert len(loaded.problems) == 2
    assert copy.read_bytes() == NEWER


def test_saving_over_a_damaged_file_works(folder: DraftFolder, saved: Path) -> None:
    saved.write_bytes(b"{")
    folder.save(EMPTY)
    assert folder.load(ID) == EMPTY


@pytest.mark.parametrize(
    "bad",
    ["", "..", "../../etc/passwd", "0123456789AB", f"{ID}\n", f"{ID}.json", f"{ID}0", "é" * 12],
)
def test_only_valid_ids_reach_the_disk(folder: DraftFolder, saved: Path, bad: str) -> None:
    for touch in (
        lambda: folder.save(replace(EMPTY, id=bad)),
        lambda: folder.load(bad),
        lambda: folder.remove(bad),
    ):
        with pytest.raises(StorageError, match="no saved connection"):
            touch()
    assert names(folder) == [f"{ID}.json", f"{ID}.json.bak"]


def test_an_unknown_id_is_reported(folder: DraftFolder, saved: Path) -> None:
    with pytest.raises(StorageError, match="no saved connection"):
        folder.load(OTHER)


def test_other_files_are_left_alone(folder: DraftFolder, saved: Path) -> None:
    for name in ("notes.txt", "Copy of 0123456789ab.json", f"{ID}.json~", ".DS_Store"):
        (folder.path / name).write_bytes(b"mine")
    assert folder.all() == LoadedDrafts((FULL,))
    assert len(names(folder)) == 6


def test_a_folder_in_place_of_a_file_is_quarantined(folder: DraftFolder, saved: Path) -> None:
    saved.unlink()
    saved.mkdir()
    loaded = folder.all()
    assert loaded.drafts == (FULL,)
    assert loaded.problems[0].path.is_dir()
    folder.save(FULL)


@needs_linux
def test_a_pipe_in_place_of_a_file_does_not_block(folder: DraftFolder, saved: Path) -> None:
    saved.unlink()
    os.mkfifo(saved)
    assert folder.all().drafts == (FULL,)


def test_an_unreadable_file_is_kept_and_reported(
    folder: DraftFolder, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path, limit: int) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("wizard.storage.drafts.read_small", broken)
    loaded = folder.all()
    assert loaded.drafts == ()
    assert loaded.problems[0].path == saved
    assert "can't be reached" in loaded.problems[0].reason
    assert saved.exists()


def test_an_unreadable_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "connections").write_bytes(b"")
    loaded = DraftFolder(tmp_path / "connections").all()
    assert loaded.drafts == ()
    assert loaded.problems[0].path == tmp_path / "connections"
    assert "can't be reached" in loaded.problems[0].reason


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_loading_never_raises_whatever_the_folder_contains(
    tmp_path_factory: pytest.TempPathFactory, first: bytes, second: bytes
) -> None:
    folder = DraftFolder(tmp_path_factory.mktemp("any"))
    (folder.path / f"{ID}.json").write_bytes(first)
    (folder.path / f"{ID}.json.bak").write_bytes(second)
    assert folder.all().drafts == ()
    kept = sorted(path.read_bytes() for path in folder.path.iterdir())
    assert kept == sorted([first, second])


def test_removing_deletes_every_file_of_that_connection(folder: DraftFolder, saved: Path) -> None:
    folder.save(replace(EMPTY, id=OTHER))
    saved.write_bytes(b"{")
    folder.all()
    folder.save(FULL)
    (folder.path / f".{ID}.json.1f2e.tmp").write_bytes(b"")
    removed = folder.remove(ID)
    assert len(removed) == 4
    assert removed[-1] == saved, "the draft goes last"
    assert names(folder) == [f"{OTHER}.json", f"{OTHER}.json.bak"]


def test_temporary_files_of_killed_saves_are_deleted_after_an_hour(
    folder: DraftFolder, saved: Path
) -> None:
    young, old, strange = (folder.path / f".{n}.json.tmp" for n in ("young", "old", "strange"))
    young.write_bytes(b"")
    old.write_bytes(b"")
    strange.mkdir()
    for path in (old, strange):
        os.utime(path, (time.time() - 4_000,) * 2)
    assert folder.all() == LoadedDrafts((FULL,))
    assert young.exists()
    assert not old.exists()
    assert strange.exists()


# Reading needs modules that the user "nobody" may not read.
AS_NOBODY = """
import os, sys, unicodedata
from pathlib import Path
import wizard.storage.draft_json
from wizard.storage.drafts import DraftFolder
from wizard.storage.files import StorageError
os.chdir(sys.argv[1])
if os.geteuid() == 0:
    os.setuid(65534)
folder = DraftFolder(Path("connections"))
(draft,) = folder.all().drafts
try:
    folder.save(draft)
except StorageError as refused:
    print(refused.sentence)
print(len(folder.all().drafts), len(folder.all().problems))
"""


@needs_linux
def test_a_read_only_folder_loses_no_draft(folder: DraftFolder, saved: Path) -> None:
    saved.write_bytes(b"{")
    for path in (folder.path, folder.path.parent):
        path.chmod(0o555)
    for path in folder.path.iterdir():
        path.chmod(0o444)
    command = [sys.executable, "-c", AS_NOBODY, str(folder.path.parent)]
    try:
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    finally:
        for path in (folder.path, folder.path.parent):
            path.chmod(0o700)
    assert ended.stdout.splitlines() == [
        "connections can't be changed: the folder is read-only or belongs to someone else.",
        "1 1",
    ], ended.stderr
    assert names(folder) == [f"{ID}.json", f"{ID}.json.bak"]


FILL = """
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from wizard.domain.draft import Draft
from wizard.storage.drafts import DraftFolder
from wizard.storage.files import StorageError
folder = DraftFolder(Path(sys.argv[1]) / "connections")
draft = Draft(id="0" * 12, created=datetime.now(UTC), name="n" * 1_500)
saved = 0
try:
    for number in range(1_000):
        folder.save(replace(draft, id=f"{number:012x}"))
        saved += 1
except StorageError as refused:
    print(refused.sentence.replace(sys.argv[1], "DISK"))
try:
    folder.save(replace(draft, name="again"))
except StorageError:
    pass
loaded = folder.all()
print(saved == len(loaded.drafts) > 2, len(loaded.problems), not list(folder.path.glob(".*")))
"""


@needs_linux
def test_a_full_disk_loses_no_draft(tmp_path: Path) -> None:
    mount = 'mount -t tmpfs -o size=64k none "$0" && exec "$@"'
    prefix = ["unshare", "--mount", "sh", "-c", mount, str(tmp_path)]
    try:
        possible = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    except OSError:
        pytest.skip("unshare is not there")
    if possible.returncode:
        pytest.skip("only root may mount a small disk")
    command = [*prefix, sys.executable, "-c", FILL, str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.stdout.splitlines() == [
        "There is no space left on the disk for DISK/connections.",
        "True 0 True",
    ], ended.stderr


@pytest.mark.parametrize("kept", ["http://me:hunter2@proxy:8080", "me@http://x:hunter2@proxy:8080"])
def test_a_proxy_password_of_an_earlier_release_is_removed_from_the_files(
    folder: DraftFolder, saved: Path, kept: str
) -> None:
    old = dump(FULL).replace(FULL.proxy.encode(), kept.encode())
    copy = saved.with_name(f"{saved.name}.bak")
    for path in (saved, copy):
        path.write_bytes(old)
    (draft,) = folder.all().drafts
    assert "hunter2" not in draft.proxy
    for path in (saved, copy):
        assert b"hunter2" not in path.read_bytes()
        assert b"proxy:8080" in path.read_bytes()


def test_no_draft_is_saved_with_a_proxy_password(folder: DraftFolder) -> None:
    folder.save(replace(FULL, proxy="http://me:hunter2@proxy:8080"))
    assert all(b"hunter2" not in path.read_bytes() for path in folder.path.iterdir())
