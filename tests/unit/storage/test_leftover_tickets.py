"""The file of test tickets that may still be open."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from wizard.domain.ticket import LeftoverTicket
from wizard.storage.files import StorageError
from wizard.storage.leftover_tickets import LeftoverTicketFile

ONE = LeftoverTicket("Hire2Retire link test – can be deleted 1", 5001, "Contoso MSP")
TWO = LeftoverTicket("Hire2Retire link test – can be deleted 2")
KEPT = b'{"summary": "x", "number": 7, "connection": ""}'


def test_tickets_keep_their_order(tmp_path: Path) -> None:
    file = LeftoverTicketFile(tmp_path / "new" / "tickets.json")
    assert file.all() == ()
    file.save((ONE, TWO))
    assert LeftoverTicketFile(file.path).all() == (ONE, TWO)
    file.save(())
    assert file.all() == ()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps access rights elsewhere")
def test_the_file_is_private(tmp_path: Path) -> None:
    file = LeftoverTicketFile(tmp_path / "tickets.json")
    file.save((ONE,))
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    [b"", b"[", b"[]", b"{}", b'{"tickets": 7}', b"\xff\xfe", b"[" * 9000, b'{"tickets": ["x"]}'],
)
def test_an_unreadable_file_counts_as_missing(tmp_path: Path, content: bytes) -> None:
    file = LeftoverTicketFile(tmp_path / "tickets.json")
    file.path.write_bytes(content)
    assert file.all() == ()


@pytest.mark.parametrize(
    "row",
    [
        b'{"summary": 1, "number": 7, "connection": ""}',
        b'{"summary": "x", "number": true, "connection": ""}',
        b'{"summary": "x", "number": 7, "connection": null}',
        b'{"summary": "x"}',
    ],
)
def test_an_invalid_row_hides_no_other(tmp_path: Path, row: bytes) -> None:
    file = LeftoverTicketFile(tmp_path / "tickets.json")
    file.path.write_bytes(b'{"version": 1, "tickets": [' + row + b"," + KEPT + b"]}")
    assert file.all() == (LeftoverTicket("x", 7),)


def test_texts_are_sanitized_when_loaded(tmp_path: Path) -> None:
    file = LeftoverTicketFile(tmp_path / "tickets.json")
    file.save((LeftoverTicket("evil\u202e\x1b[31m" + "x" * 500, 1, "name\n"),))
    (found,) = file.all()
    assert "\u202e" not in found.summary
    assert "\x1b" not in found.summary
    assert len(found.summary) <= 200
    assert found.connection == "name"


def test_a_folder_in_its_place_is_reported(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        LeftoverTicketFile(tmp_path).save((ONE,))


def test_a_possibly_open_ticket_is_described_by_number_or_subject() -> None:
    assert ONE.message == "Contoso MSP: Test ticket 5001 may still be open in ConnectWise."
    assert TWO.message == "A test ticket may still be open in ConnectWise."
    assert ONE.fix == "Close or delete ticket 5001 in ConnectWise."
    assert f"“{TWO.summary}”" in TWO.fix
