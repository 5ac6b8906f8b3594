"""The real window, by keyboard alone: fill, test, link, close, open again."""

from __future__ import annotations

import json
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.screen import MISSING, PATIENCE_S, Program, Screen, program, screen
from wizard.practice import PracticeServer

BOARDS = "v2026_1/apis/3.0/service/info/boards/active"

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or bool(MISSING),
    reason=f"needs Linux and {', '.join(MISSING) or 'nothing else'}",
)


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path / "home") as made:
        yield made


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer() as made:
        yield made


@pytest.mark.parametrize("height", [748, 768, 900])
def test_title_bar_and_buttons_fit_a_small_screen(tmp_path: Path, height: int) -> None:
    with screen(tmp_path / "home", size=f"1366x{height}") as small, program(small) as window:
        deadline = time.monotonic() + PATIENCE_S
        while not (0 <= (edges := small.upper_and_lower_edge(window.window))[0] < edges[1]):
            assert time.monotonic() < deadline, edges
            time.sleep(0.05)
        assert edges[1] <= height


def to_the_keys(window: Program, server: PracticeServer) -> None:
    """From the first page to the end of the one with the keys."""
    values = server.values
    window.press("alt+n")
    window.until(lambda draft: draft["step"] == "site")
    window.type(values["site"])
    window.press("Tab")
    window.type(values["company_id"])
    window.until(lambda draft: draft["company_id"] == values["company_id"])
    window.press("alt+n")
    window.until(lambda draft: draft["step"] == "role")
    window.press("alt+a")
    window.until(lambda draft: len(draft["ticked"]) == 3)
    for step in ("member", "keys"):
        window.press("alt+n")
        window.until(lambda draft, step=step: draft["step"] == step)
    window.type(values["public_key"])
    window.press("Tab")
    window.type(values["private_key"])
    window.until(lambda draft: draft["public_key"] == values["public_key"])


def to_the_verdict(window: Program, server: PracticeServer) -> str:
    """From the first page to the end of the link test; return what it says."""
    to_the_keys(window, server)
    window.press("alt+n")
    window.until(lambda draft: draft["step"] == "client_id")
    window.press("Tab", "Down", "Down")
    window.until(lambda draft: draft["client_id_state"] == "have")
    window.type(server.values["client_id"])
    window.press("alt+n")
    return window.until(lambda draft: draft["last_test"])["last_test"]["verdict"]


def test_the_whole_wizard_works_by_keyboard(shown: Screen, server: PracticeServer) -> None:
    with program(shown) as window:
        assert to_the_verdict(window, server) == "ready"
        window.press("alt+n")
        window.until(lambda draft: draft["step"] == "handover")
        window.press("alt+y")
        # The tick is set a moment after its key; until then the button waits.
        linked = window.until(lambda draft: draft["linked"], press="alt+m")
        assert linked["linked"]["proven"] is True
        window.press("alt+s")
        assert window.ended() == (0, "", "")
    record = json.loads(next(shown.home.glob("data/h2r-link/records/*.json")).read_text())
    assert record["proven"] is True
    assert record["company_id"] == server.values["company_id"]
    kept = b"".join(path.read_bytes() for path in shown.home.rglob("*") if path.is_file())
    for secret in ("private_key", "client_id"):
        assert server.values[secret].encode() not in kept


def test_a_newly_granted_permission_turns_green_by_itself(shown: Screen) -> None:
    """Without any input: the wizard polls every five seconds, and tests again."""
    with PracticeServer("right-arrives") as server, program(shown) as window:
        assert to_the_verdict(window, server) == "not_ready"
        tested = len(server.requests)
        window.until(lambda draft: draft["last_test"]["verdict"] == "ready")
        looks = [seen for seen in server.requests[tested:] if seen.authorization]
        # One or two looks that carry the keys, then one whole test.
        before_the_test = [seen.path for seen in looks].index(BOARDS)
        assert 1 <= before_the_test <= 3
        window.press("alt+F4")
        window.discard()
        assert window.ended() == (0, "", "")


def test_a_second_start_resumes_where_the_first_stopped(
    shown: Screen, server: PracticeServer
) -> None:
    with program(shown) as window:
        to_the_keys(window, server)
        window.press("alt+F4")
        window.discard()
        assert window.ended() == (0, "", "")
    with program(shown) as window:
        window.press("Tab", "Tab", "Return")
        window.press("alt+b")
        draft = window.until(lambda draft: draft["step"] == "member")
        assert draft["public_key"] == server.values["public_key"]
        assert len(draft["ticked"]) == 3


def test_escape_keeps_the_window_and_what_was_typed(shown: Screen) -> None:
    with program(shown) as window:
        window.press("alt+n")
        window.until(lambda draft: draft["step"] == "site")
        window.type("na.myconnectwise.net")
        window.press("Escape", "Tab")
        window.type("contoso")
        draft = window.until(lambda draft: draft["company_id"] == "contoso")
        assert draft["site"] == "https://na.myconnectwise.net"
        assert window.running
        window.press("alt+s")
        assert window.ended() == (0, "", "")


def test_a_window_closed_during_a_hanging_test_exits_soon_and_cleanly(
    shown: Screen, server: PracticeServer
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent, program(shown) as window:
        site = f"http://127.0.0.1:{silent.getsockname()[1]}"
        values = server.values
        window.press("Tab", "Return")
        window.until(lambda draft: draft["step"] == "link")
        for value in (site, values["company_id"], values["private_key"]):
            window.type(value)
            window.press("Tab")
        window.press("Tab")
        window.type(values["public_key"])
        window.press("Tab")
        window.type(values["client_id"])
        window.press("Return")
        line, _ = silent.accept()
        with line:
            begun = time.monotonic()
            window.press("alt+F4")
            window.discard()
            assert window.ended() == (0, "", "")
            assert time.monotonic() - begun < 20, "it waited for the test to end"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_saves_the_last_input_and_exits_cleanly(shown: Screen, name: str) -> None:
    with program(shown) as window:
        window.press("alt+n")
        window.until(lambda draft: draft["step"] == "site")
        window.type("na.myconnectwise.net")
        window.press("Tab")
        window.type("contoso")
        # X delivers keys in their order: what a later one copies was typed.
        window.press("ctrl+a", "ctrl+c")
        window.until(lambda _: shown.clipboard() == "contoso")
        # Before the time after which it would have saved by itself is over, if nothing else runs.
        window.signal(getattr(signal, name))
        assert window.ended() == (0, "", "")
        assert window.draft()["company_id"] == "contoso"
