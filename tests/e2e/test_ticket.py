"""The test ticket in the real window: leaving in between never hides an open ticket."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.e2e.screen import Program, Screen
from tests.e2e.test_screen_reader import MISSING, TITLES, Listener, listening, shown
from tests.faultserver import Bend, FaultServer
from tests.faultserver.reply import json_reply
from tests.unit.linktest.ticket.trying import TENANT, TicketShelf

__all__ = ["shown"]
pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or bool(MISSING),
    reason=f"needs Linux and {', '.join(MISSING) or 'nothing else'}",
)
FORBIDDEN = json_reply({"code": "Security", "message": "The test role may not do this."}, 403)


class Place:
    """A ConnectWise that delays the response to a new ticket until it is released."""

    def __init__(self, *, clears: bool) -> None:
        self.shelf = TicketShelf()
        self.created, self.go = threading.Event(), threading.Event()
        script = self.shelf.script().api("/service/tickets", Bend(self._hold), method="POST")
        for method in () if clears else ("DELETE", "PATCH"):
            script = script.api("/service/tickets/*", FORBIDDEN, method=method)
        self.server = FaultServer(script)

    def _hold(self, _request: Any, reply: Any) -> Any:
        self.created.set()
        self.go.wait(60)
        return reply


@contextmanager
def created(on: Screen, place: Place) -> Iterator[tuple[Program, Listener]]:
    """A ticket has just been created from the window, which does not know its number yet."""
    with place.server as server, listening(on) as (window, reader):
        reader.arrive(TITLES[0])
        reader.open("I have all five values", TITLES[6])
        reader.write("ConnectWise address", server.url)
        reader.write("Company ID", TENANT.company_id)
        reader.write("Public key", TENANT.public_key)
        reader.write_secret("Private key", TENANT.private_key)
        reader.write_secret("Client ID", TENANT.client_id)
        reader.ask("press", "Test the link")
        reader.ask("announced", "Ready to link")
        reader.ask("press", "Create a test ticket (optional)")
        reader.ask("line", "Choose a board and a company.")
        assert reader.ask("rest", "Create a test ticket (optional)")
        window.press("Tab", "Down")
        reader.ask("line", "h2r-link creates one service ticket")
        reader.ask("press", "Yes, create this ticket")
        reader.ask("press", "Create a test ticket")
        assert place.created.wait(60)
        try:
            yield window, reader
        finally:
            place.go.set()


def noted(on: Screen) -> list[dict[str, object]]:
    file = on.home / "data/h2r-link/left-tickets.json"
    return json.loads(file.read_text(encoding="utf-8"))["tickets"]


def test_a_window_closed_during_a_test_ticket_reopens_to_report_it(shown: Screen) -> None:
    place = Place(clears=False)
    with created(shown, place) as (window, reader):
        window.press("alt+F4")
        place.go.set()
        reader.ask("line", "acmetest: Test ticket 5001 may still be open in ConnectWise.")
        assert [ticket["number"] for ticket in noted(shown)] == [5001]
        reader.ask("press", "It's deleted or closed")
        reader.ask("press", "Save and leave")
        reader.ask("press", "Discard and leave")
        assert window.ended() == (0, "", "")
    assert noted(shown) == []


def test_the_start_after_a_kill_reports_the_leftover_ticket(shown: Screen) -> None:
    place = Place(clears=True)
    with created(shown, place) as (window, _):
        window.kill()
    (left,) = noted(shown)
    (made,) = place.shelf.tickets.values()
    assert left["summary"] == made["summary"]
    with listening(shown) as (window, reader):
        reader.ask("line", "acmetest: A test ticket may still be open in ConnectWise.")
        reader.ask("line", f"Look for “{made['summary']}” there.")
        reader.ask("press", "Save and leave")
        assert window.ended() == (0, "", "")
