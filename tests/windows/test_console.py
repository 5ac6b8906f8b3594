"""What a Windows console, and programs that read the output there, receive."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.windows.console import in_a_console
from wizard.practice import PracticeServer

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="Windows, or wine")
COLORS = 0x0004
LIMIT_S = 120
VALUES = {
    "company_id": "examplemsp",
    "public_key": "TESTpublicKEY001",
    "private_key": "TESTprivateKEY01",
    "client_id": "00000000-0000-4000-8000-000000000001",
}


@pytest.mark.parametrize(("code_page", "encoding"), [(850, "cp850"), (65001, "utf-8")])
def test_what_reads_from_a_pipe_gets_the_code_page_of_the_console(
    code_page: int, encoding: str
) -> None:
    """As PowerShell, ``for /f``, more and .NET read it."""
    done = in_a_console("--lang", "de", "practice", "--list", code_page=code_page)
    assert "Schlüssel" in done.out.decode(encoding), done


def test_a_character_that_the_code_page_lacks_comes_as_a_similar_one() -> None:
    done = in_a_console("--lang", "fr", "hunter2")
    assert (done.code, done.out) == (2, b"")
    assert "n'est pas" in done.err.decode("cp437"), done


def test_without_a_console_it_is_utf8() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wizard", "--lang", "de", "practice", "--list"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
        creationflags=getattr(subprocess, "DETACHED_PROCESS", 0),
    )
    assert "Schlüssel" in done.stdout.decode()


def test_a_file_is_utf8(tmp_path: Path) -> None:
    """It is opened by an editor, or sent."""
    file = tmp_path / "list.txt"
    line = f'"{sys.executable}" -m wizard --lang de practice --list > "{file}"'
    subprocess.run(f'cmd /d /s /c "{line}"', stdin=subprocess.DEVNULL, timeout=LIMIT_S, check=True)
    assert "Schlüssel" in file.read_text("utf-8")


def test_the_console_itself_takes_every_character_and_no_escape_sequence() -> None:
    with PracticeServer() as server:
        given = json.dumps(server.values)
        done = in_a_console("--lang", "de", "check", "--from", "-", piped=False, given=given)
    assert (done.code, done.mode & COLORS) == (0, 0)
    assert done.screen.startswith("Bereit zum Verknüpfen"), done.screen
    assert "[" not in done.screen


def test_ctrl_c_gives_a_report_with_the_running_check_cancelled() -> None:
    """In the colors that a console of Windows has to be asked for."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        site = f"https://127.0.0.1:{silent.getsockname()[1]}"
        command = ("check", "--from", "-")
        done = in_a_console(
            *command,
            piped=False,
            given=json.dumps({**VALUES, "site": site}),
            ctrl_c_after="Certificate …",
            colors=True,
        )
    assert (done.code, done.mode & COLORS) == (3, COLORS)
    assert "The test was stopped" in done.screen, done.screen
