"""Runs of the write test against the practice server and the fault server."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from tests.faultserver import FaultServer, Reply, Request, Script, SignIn, Tenant, healthy
from tests.faultserver.reply import json_reply
from wizard.base import assets
from wizard.connectwise.transport.proxy import ProxySetting
from wizard.domain.check import Status
from wizard.domain.faults.fault import Fault
from wizard.domain.rights import RightsTable
from wizard.domain.scope import Scope, Ticket
from wizard.domain.secret import Secret
from wizard.domain.ticket import (
    Board,
    Company,
    Phase,
    Project,
    TicketOffer,
    TicketPlan,
    TicketReport,
    TicketStep,
)
from wizard.domain.values.values import FieldTexts, LinkValues, parse_values
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.ticket.events import Offered, TicketEvent, TicketFinished
from wizard.linktest.ticket.offer import offer
from wizard.linktest.ticket.run import run_ticket
from wizard.practice import PracticeServer

RIGHTS = RightsTable.parse(assets.text("rights.toml"))
TENANT = Tenant(public_key="PracticePublic016", private_key="PracticePrivate16")
"""Its keys bear the mark of practice, so that they may travel in clear on this computer."""
NOW = datetime(2026, 11, 23, 16, 5, 12, tzinfo=UTC)
BOARD = Board(1, "Help Desk")
COMPANY = Company(2, "Acme Test Company", is_internal=True)
PROJECT = Project(21, "Onboarding", Board(2, "Projects", Ticket.PROJECT), COMPANY)
PHASE = Phase(31, "Phase 1")
PASSED, FAILED = Status.PASSED, Status.FAILED
UNKNOWN, NOT_RUN = Status.UNKNOWN, Status.NOT_RUN


def settings(timeout_s: float = 60.0, proxy: ProxySetting | None = None) -> LinkTestOptions:
    return LinkTestOptions(RIGHTS, timeout_s, proxy or ProxySetting())


def read(typed: FieldTexts) -> LinkValues:
    values = parse_values(typed).values
    assert values
    return values


def values_for(site: str, tenant: Tenant = TENANT, *, closes: bool = False) -> LinkValues:
    """The values that ``tenant`` knows."""
    return read(
        FieldTexts(
            site,
            tenant.company_id,
            tenant.public_key,
            Secret(tenant.private_key),
            Secret(tenant.client_id),
            Scope(frozenset(Ticket), closes_tickets=closes),
        )
    )


def practice_values(server: PracticeServer, *, closes: bool = False) -> LinkValues:
    """The values that the practice server has issued."""
    given = server.values
    scope = Scope(frozenset(Ticket), closes_tickets=closes)
    keys = Secret(given["private_key"]), Secret(given["client_id"])
    return read(FieldTexts(given["site"], given["company_id"], given["public_key"], *keys, scope))


def service_plan() -> TicketPlan:
    return TicketOffer(Ticket.SERVICE).service_plan(BOARD, COMPANY, NOW)


def project_plan() -> TicketPlan:
    return TicketOffer(Ticket.PROJECT).project_plan(PROJECT, PHASE, NOW)


@dataclass(frozen=True)
class Tried:
    """Result of a write test, and how long it took."""

    events: tuple[TicketEvent, ...]
    took_s: float

    @property
    def report(self) -> TicketReport:
        last = self.events[-1]
        assert isinstance(last, TicketFinished)
        assert not any(isinstance(event, TicketFinished) for event in self.events[:-1])
        return last.report

    @property
    def fault(self) -> Fault | None:
        problem = self.report.problem
        return problem.fault if problem else None

    @property
    def statuses(self) -> tuple[Status, ...]:
        """How the four steps ended, in order."""
        assert [row.step for row in self.report.rows] == list(TicketStep)
        return tuple(row.status for row in self.report.rows)

    @property
    def text(self) -> str:
        """Everything a person may read."""
        report = self.report
        rows = [row.sentence for row in report.rows]
        evidence = report.problem.evidence if report.problem else ""
        return "\n".join([*rows, report.message, report.fix, evidence])


def never() -> bool:
    return False


def attempt(
    plan: TicketPlan,
    values: LinkValues,
    *,
    timeout_s: float = 60.0,
    cancelled: Callable[[], bool] = never,
    proxy: ProxySetting | None = None,
) -> Tried:
    """Run the write test."""
    begun = time.monotonic()
    events = tuple(run_ticket(plan, values, settings(timeout_s, proxy), cancelled))
    return Tried(events, time.monotonic() - begun)


def offered(values: LinkValues, kind: Ticket = Ticket.SERVICE, **options: Any) -> TicketOffer:
    """Read an offer."""
    cancelled = options.pop("cancelled", never)
    *_, last = offer(values, kind, settings(**options), cancelled)
    assert isinstance(last, Offered)
    return last.offer


@dataclass
class TicketShelf:
    """The tickets of one fault server, of either kind: made, found, closed and deleted."""

    path: str = "/service/tickets"
    board: int = 1
    closed_statuses: frozenset[int] = frozenset({12})
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(5001))

    def script(self, tenant: Tenant = TENANT) -> Script:
        """A healthy ConnectWise that keeps its tickets here and lets them be deleted."""
        one = self.path + "/*"
        sound = healthy(tenant).api(self.path, self.search, method="GET")
        for method, answer in {
            "GET": self.read,
            "PATCH": self.change,
            "DELETE": self.delete,
        }.items():
            sound = sound.api(one, answer, method=method)
        return sound.api(self.path, self.create, method="POST")

    def create(self, request: Request) -> Reply:
        number = next(self.numbers)
        made = {"id": number, "closedFlag": False, "board": {"id": self.board}}
        self.tickets[number] = json.loads(request.body) | made
        return json_reply(self.tickets[number], 201)

    def search(self, request: Request) -> Reply:
        asked = request.query.get("conditions", [""])[0]
        wanted = asked.removeprefix('summary="').removesuffix('"')
        found = [t for t in self.tickets.values() if not asked or t["summary"] == wanted]
        return json_reply(found)

    def read(self, request: Request) -> Reply:
        return self._one(request, json_reply)

    def change(self, request: Request) -> Reply:
        def apply(ticket: dict[str, Any]) -> Reply:
            (change,) = json.loads(request.body)
            assert (change["op"], change["path"]) == ("replace", "status/id")
            ticket |= {"status": {"id": change["value"]}}
            ticket["closedFlag"] = change["value"] in self.closed_statuses
            return json_reply(ticket)

        return self._one(request, apply)

    def delete(self, request: Request) -> Reply:
        def remove(ticket: dict[str, Any]) -> Reply:
            del self.tickets[ticket["id"]]
            return Reply(204, content_type=None)

        return self._one(request, remove)

    def _one(self, request: Request, answer: Callable[[dict[str, Any]], Reply]) -> Reply:
        ticket = self.tickets.get(int(request.path.rpartition("/")[2]))
        return answer(ticket) if ticket else SignIn.NO_RECORD.value


def posts(server: FaultServer | PracticeServer) -> int:
    """How many tickets were asked for."""
    return sum(request.method == "POST" for request in server.requests)


def methods(server: FaultServer | PracticeServer) -> list[str]:
    """The methods of all requests that were no reads."""
    return [request.method for request in server.requests if request.method != "GET"]
