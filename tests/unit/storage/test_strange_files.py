"""Anything in place of one of our files is read quickly and safely, or counts as missing."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.unit.storage.examples import FULL, ID
from wizard.domain.ticket import LeftoverTicket
from wizard.storage.draft_json import dump
from wizard.storage.drafts import DraftFolder
from wizard.storage.files import UnfitFileError, read_small
from wizard.storage.leftover_tickets import LeftoverTicketFile
from wizard.storage.log import PROGRAM_LOG, LogEvent, LogFolder
from wizard.storage.settings import SettingsFile
from wizard.storage.vault import system

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has none of these")
DEADLINE_S = 30
LIMIT = 1_000


def pipe(place: Path, good: bytes) -> None:
    os.mkfifo(place)


def folder(place: Path, good: bytes) -> None:
    place.mkdir()


def link(place: Path, good: bytes) -> None:
    elsewhere = place.with_name("elsewhere")
    elsewhere.write_bytes(good)
    place.symlink_to(elsewhere)


def link_to_a_device(place: Path, good: bytes) -> None:
    place.symlink_to("/dev/zero")


def link_to_itself(place: Path, good: bytes) -> None:
    place.symlink_to(place.name)


def listening(place: Path, good: bytes) -> None:
    # The path of a socket may have 107 bytes, so it is bound by its name alone.
    descriptor = os.open(place.parent, os.O_RDONLY)
    before = os.open(".", os.O_RDONLY)
    try:
        os.fchdir(descriptor)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(place.name)
    finally:
        os.fchdir(before)
        os.close(descriptor)
        os.close(before)


def endless(place: Path, good: bytes) -> None:
    with place.open("wb") as file:
        file.write(good)
        file.truncate(1 << 40)


def someone_elses(place: Path, good: bytes) -> None:
    place.write_bytes(good)
    try:
        os.chown(place, 12_345, -1)
    except PermissionError:
        pytest.skip("only root gives files away")


STRANGE = (
    pipe,
    folder,
    link,
    link_to_a_device,
    link_to_itself,
    listening,
    endless,
    someone_elses,
)


def within_the_deadline(work: Callable[[], object]) -> object:
    """Do ``work`` on a separate thread, so that blocking forever is a failure, not a hang."""
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(work()), daemon=True)
    thread.start()
    thread.join(DEADLINE_S)
    assert found, "it waits, or it raised"
    return found[0]


def refusal(path: Path) -> str:
    try:
        read_small(path, LIMIT)
    except UnfitFileError as unfit:
        return str(unfit.strerror)
    return "was read"


def draft(place: Path) -> object:
    return DraftFolder(place.parent).all().drafts


def settings(place: Path) -> object:
    return SettingsFile(place).language


def left_tickets(place: Path) -> object:
    return LeftoverTicketFile(place).all()


def log(place: Path) -> object:
    logs = LogFolder(place.parent)
    found = logs.tail(5)
    logs.log_event(LogEvent.STARTED)
    return found


def keyring_configuration(place: Path) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("keyring.util.platform_.config_root", lambda: place.parent)
        return system._configured()


READERS: dict[Callable[[Path], object], tuple[str, bytes, object]] = {
    draft: (f"{ID}.json", dump(FULL), (FULL,)),
    settings: ("settings.json", b'{"language": "de"}', "de"),
    left_tickets: (
        "left-tickets.json",
        b'{"tickets": [{"summary": "x", "number": 7, "connection": ""}]}',
        (LeftoverTicket("x", 7),),
    ),
    log: (PROGRAM_LOG, b"line\n", ("line",)),
    keyring_configuration: ("keyringrc.cfg", b"[backend]\ndefault-keyring=a.B\n", "a.B"),
}


@pytest.mark.parametrize("make", STRANGE)
def test_only_a_small_regular_file_of_ours_is_read(
    make: Callable[[Path, bytes], None], tmp_path: Path
) -> None:
    make(tmp_path / "place", b"good")
    reasons = {"not a regular file", "too large", "someone else's"}
    assert within_the_deadline(lambda: refusal(tmp_path / "place")) in reasons


@pytest.mark.parametrize(("size", "read"), [(LIMIT, True), (LIMIT + 1, False)])
def test_the_size_limit_is_exact(tmp_path: Path, size: int, read: bool) -> None:
    (tmp_path / "place").write_bytes(b"x" * size)
    assert (refusal(tmp_path / "place") == "was read") is read


def test_a_file_growing_while_it_is_read_is_refused_at_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "place"
    place.write_bytes(b"x")
    look = os.fstat

    def growing(handle: int) -> os.stat_result:
        status = look(handle)
        with place.open("ab") as file:
            file.write(b"y" * LIMIT)
        return status

    monkeypatch.setattr(os, "fstat", growing)
    assert refusal(place) == "too large"


def test_a_file_replaced_between_check_and_open_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "place"
    place.write_bytes(b"x")
    opened = os.open

    def late(path: Path, flags: int) -> int:
        place.unlink()
        os.mkfifo(place)
        return opened(path, flags)

    monkeypatch.setattr(os, "open", late)
    assert within_the_deadline(lambda: refusal(place)) == "not a regular file"


@pytest.mark.parametrize("read", READERS)
def test_a_good_file_is_read(read: Callable[[Path], object], tmp_path: Path) -> None:
    name, good, expected = READERS[read]
    (tmp_path / name).write_bytes(good)
    assert read(tmp_path / name) == expected


@pytest.mark.parametrize("make", STRANGE)
@pytest.mark.parametrize("read", READERS)
def test_an_unusable_file_counts_as_missing(
    read: Callable[[Path], object], make: Callable[[Path, bytes], None], tmp_path: Path
) -> None:
    name, good, _ = READERS[read]
    make(tmp_path / name, good)
    assert not within_the_deadline(lambda: read(tmp_path / name))


def test_nothing_is_written_to_a_pipe_in_place_of_the_log(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / PROGRAM_LOG)
    reader = os.open(tmp_path / PROGRAM_LOG, os.O_RDONLY | os.O_NONBLOCK)
    try:
        within_the_deadline(lambda: log(tmp_path / PROGRAM_LOG))
        with suppress(BlockingIOError):
            assert os.read(reader, 100) == b""
    finally:
        os.close(reader)
