"""Leaving while a test ticket is being written: it is removed, or the user is informed."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import QTimer

from tests.faultserver import Bend, FaultServer
from tests.faultserver.reply import json_reply
from tests.ui.pages.ticket_stage import (
    SERVICE,
    create,
    meet,
    outcome,
    place,
    practise,
    ready,
    services,
    session,
    shelf,
    shown,
    with_projects,
)
from tests.ui.stage import Stage
from tests.unit.linktest.ticket.trying import TicketShelf, posts
from wizard.domain.draft import new_draft
from wizard.domain.faults.fault import Step
from wizard.domain.scope import Ticket
from wizard.domain.ticket import LeftoverTicket
from wizard.storage.leftover_tickets import LeftoverTicketFile
from wizard.ui.window import window as window_file

FORBIDDEN = json_reply({"code": "Security", "message": "The test role may not do this."}, 403)
KINDS = list(Ticket)


@pytest.fixture
def kept(stage: Stage) -> LeftoverTicketFile:
    return LeftoverTicketFile(stage.folder / "left-tickets.json")


class Hold:
    """Delays the response to one request until it is released."""

    def __init__(self) -> None:
        self.reached, self.go = threading.Event(), threading.Event()

    def __call__(self, _request: Any, reply: Any) -> Any:
        self.reached.set()
        self.go.wait(20)
        return reply


@contextmanager
def writing(
    stage: Stage, kept: LeftoverTicketFile, kind: Ticket, tickets: TicketShelf, *, clears: bool
) -> Iterator[tuple[FaultServer, Hold]]:
    """A ticket of ``kind`` has just been created; the response is delayed."""
    hold = Hold()
    script = tickets.script()
    if not clears:
        script = script.api(tickets.path + "/*", FORBIDDEN, method="DELETE")
        script = script.api(tickets.path + "/*", FORBIDDEN, method="PATCH")
    script = script.api(tickets.path, Bend(hold), method="POST")
    with FaultServer(with_projects(script)) as server:
        stage.left_tickets = kept
        meet(stage, server, {kind})
        place(stage, kind)
        create(stage)
        stage.until(hold.reached.is_set)
        try:
            yield server, hold
        finally:
            hold.go.set()


def gone(stage: Stage) -> bool:
    return stage.window._gone


@pytest.mark.parametrize("kind", KINDS)
def test_a_note_is_on_disk_before_the_ticket_is_created(
    stage: Stage, kept: LeftoverTicketFile, kind: Ticket
) -> None:
    tickets = shelf(kind)
    with writing(stage, kept, kind, tickets, clears=True) as (_, hold):
        (noted,) = kept.all()
        (made,) = tickets.tickets.values()
        assert noted == LeftoverTicket(made["summary"], 0, "acmetest")
        assert "may still be open" not in shown(stage)
        hold.go.set()
        assert "was created, read, and deleted" in outcome(stage)
        stage.until(lambda: not stage.window.manager.busy)
    assert kept.all() == ()


def test_a_slow_disk_keeps_a_ticket_from_being_created(
    stage: Stage, kept: LeftoverTicketFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, early = threading.Event(), []

    def ask(_request: Any, reply: Any) -> Any:
        asked.set()
        return reply

    def save(_self: LeftoverTicketFile, tickets: Iterable[LeftoverTicket]) -> None:
        if not early:
            early.append(asked.wait(1))
        write(kept, tickets)

    write = LeftoverTicketFile.save
    monkeypatch.setattr(LeftoverTicketFile, "save", save)
    tickets = shelf(Ticket.SERVICE)
    script = tickets.script().api(tickets.path, Bend(ask), method="POST")
    with FaultServer(with_projects(script)) as server:
        stage.left_tickets = kept
        meet(stage, server, {Ticket.SERVICE})
        place(stage, Ticket.SERVICE)
        create(stage)
        stage.until(asked.is_set)
        assert early == [False]
        stage.until(lambda: not stage.window.manager.busy)


def test_cleanup_continues_on_another_page(stage: Stage, kept: LeftoverTicketFile) -> None:
    tickets = shelf(Ticket.SERVICE)
    with writing(stage, kept, Ticket.SERVICE, tickets, clears=True) as (_, hold):
        stage.go(Step.KEYS)
        hold.go.set()
        stage.until(lambda: not stage.window.manager.busy)
        assert "may still be open" not in shown(stage)
        stage.go(Step.LINK)
        assert "was created, read, and deleted" in outcome(stage)
    assert tickets.tickets == {}


def test_a_ticket_that_stays_is_reported_on_another_page(
    stage: Stage, kept: LeftoverTicketFile
) -> None:
    tickets = shelf(Ticket.SERVICE)
    with writing(stage, kept, Ticket.SERVICE, tickets, clears=False) as (_, hold):
        stage.go(Step.KEYS)
        hold.go.set()
        stage.until(lambda: not stage.window.manager.busy)
        assert "acmetest: Test ticket 5001 may still be open in ConnectWise." in shown(stage)
        stage.press("ticket-is-gone")
        assert "may still be open" not in shown(stage)
        stage.until(lambda: not stage.window.manager.busy)
    assert kept.all() == ()


def test_the_outcome_is_still_shown_after_visiting_the_list(
    stage: Stage, kept: LeftoverTicketFile
) -> None:
    tickets = shelf(Ticket.SERVICE)
    with writing(stage, kept, Ticket.SERVICE, tickets, clears=True) as (_, hold):
        connection = stage.connection
        stage.window.show_connection(connection)
        stage.press("write-test")
        hold.go.set()
        assert "was created, read, and deleted" in outcome(stage)
        stage.until(lambda: not stage.window.manager.busy)
        session(stage).update_draft(name="Contoso")
        assert "was created, read, and deleted" in outcome(stage)
        assert ready(stage, "board").count() == 1


def test_a_ticket_of_another_connection_is_reported(stage: Stage, kept: LeftoverTicketFile) -> None:
    tickets = shelf(Ticket.SERVICE)
    with writing(stage, kept, Ticket.SERVICE, tickets, clears=False) as (_, hold):
        stage.window.show_connection(
            stage.window.manager.open(new_draft(session(stage).draft.created))
        )
        hold.go.set()
        stage.until(lambda: "Test ticket 5001 may still be open" in shown(stage))
    assert [ticket.number for ticket in kept.all()] == [5001]


@pytest.mark.parametrize("kind", KINDS)
def test_closing_the_window_waits_until_the_ticket_is_deleted(
    stage: Stage, kept: LeftoverTicketFile, kind: Ticket
) -> None:
    tickets = shelf(kind)
    with writing(stage, kept, kind, tickets, clears=True) as (_, hold):
        with stage.qtbot.waitSignal(stage.window.left):
            stage.window.close()
            assert not stage.window.isVisible()
            assert not gone(stage)
            hold.go.set()
        stage.until(lambda: not stage.window.manager.busy)
    assert tickets.tickets == {}
    assert kept.all() == ()


def test_a_closed_window_reopens_once_to_report_a_leftover_ticket(
    stage: Stage, kept: LeftoverTicketFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_file, "LEAVING_TAKES_AT_MOST_MS", 900)
    passed: list[bool] = []
    tickets = shelf(Ticket.SERVICE)
    with writing(stage, kept, Ticket.SERVICE, tickets, clears=False) as (_, hold):
        stage.window.close()
        QTimer.singleShot(1000, lambda: passed.append(True))
        hold.go.set()
        stage.until(stage.window.isVisible)
        assert "Test ticket 5001 may still be open in ConnectWise." in shown(stage)
        # The time limit of the first attempt must not close the window behind the user's back.
        stage.until(lambda: bool(passed))
        assert stage.window.isVisible()
        with stage.qtbot.waitSignal(stage.window.left):
            stage.window.close()
    assert [ticket.number for ticket in kept.all()] == [5001]


def test_closing_waits_for_a_hanging_connectwise_no_longer_than_the_grace_period(
    stage: Stage, kept: LeftoverTicketFile
) -> None:
    tickets = shelf(Ticket.SERVICE)
    with writing(stage, kept, Ticket.SERVICE, tickets, clears=True) as (server, _):
        stage.window.close()
        stage.until(stage.window.isVisible)
        assert "A test ticket may still be open in ConnectWise." in shown(stage)
        assert posts(server) == 1
    (left,) = kept.all()
    assert left.summary in shown(stage)


def test_the_next_start_reports_a_ticket_left_by_a_kill(
    stage: Stage, kept: LeftoverTicketFile
) -> None:
    kept.save((LeftoverTicket("Subject one", 5001, "Contoso MSP"), LeftoverTicket("Subject two")))
    stage.open(**services(left_tickets=kept))
    assert "Contoso MSP: Test ticket 5001 may still be open in ConnectWise." in shown(stage)
    assert "Close or delete ticket 5001 in ConnectWise." in shown(stage)
    stage.press("ticket-is-gone")
    assert "“Subject two”" in shown(stage)
    stage.go(Step.KEYS)
    assert "A test ticket may still be open in ConnectWise." in shown(stage)
    with stage.qtbot.waitSignal(stage.window.left):
        stage.window.close()
    stage.until(lambda: not stage.window.manager.busy)
    assert kept.all() == (LeftoverTicket("Subject two"),)


def test_practice_writes_no_note(stage: Stage, kept: LeftoverTicketFile) -> None:
    stage.left_tickets = kept
    practise(stage, SERVICE)
    place(stage, Ticket.SERVICE)
    create(stage)
    assert "left for you to close" in outcome(stage)
    stage.until(lambda: not stage.window.manager.busy)
    assert "may still be open" not in shown(stage)
    assert not kept.path.exists()
