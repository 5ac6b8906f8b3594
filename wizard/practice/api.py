"""The simulated ConnectWise API: handles requests, independent of sockets."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from wizard.domain.rights import Column
from wizard.domain.scope import Scope
from wizard.practice import endpoints, handlers
from wizard.practice.data import SYSTEM_INFO
from wizard.practice.endpoints import COLLECTIONS, Collection, plain
from wizard.practice.handlers import customize_rows, security_rows
from wizard.practice.http import (
    CANNOT_ROUTE,
    FORBIDDEN,
    NO_ENDPOINT,
    HttpResponse,
    Request,
    json_response,
    not_allowed,
)
from wizard.practice.role import Permission, Role
from wizard.practice.scenarios import Scenario
from wizard.practice.sign_in import COMPANY_ID, IssuedKeys, refusal
from wizard.practice.tickets import project_tickets, service_tickets

RELEASE = "v2026_1"
_RELEASES = ("v4_6_release", RELEASE)
_LOOKUP = "login/companyinfo/"
_API = "/apis/3.0/"
_NOTES = "/{id}/notes"


@dataclass(frozen=True, slots=True)
class Setting:
    """State that may change while the server runs: scenario and scope."""

    scenario: Scenario
    scope: Scope


@dataclass
class TestCounter:
    """Counts link tests: each begins with a lookup, followed by a sign-in."""

    clock: Callable[[], float] = time.monotonic
    tested_before: bool = False
    _signed_in: bool = False
    _first_signed: float = math.inf

    @property
    def signed_in_for_s(self) -> float:
        """Seconds since the first request with valid keys."""
        return max(0.0, self.clock() - self._first_signed)

    def looked_up(self) -> None:
        """Record a lookup; after an authenticated request it starts another test."""
        self.tested_before = self.tested_before or self._signed_in

    def signed_in(self) -> None:
        """Record a request with valid keys."""
        self._signed_in = True
        self._first_signed = min(self._first_signed, self.clock())


class PracticeSite:
    """A company with boards, tickets and one API member; thread-safe."""

    def __init__(
        self,
        keys: IssuedKeys,
        address: str,
        setting: Setting,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._setting = setting
        self._clock = clock
        self._tests = TestCounter(clock)
        self._keys = keys
        self._address = address
        self._one_at_a_time = threading.Lock()
        self._books = {b.kind.path: b for b in (service_tickets(), project_tickets())}

    @property
    def setting(self) -> Setting:
        """The current behavior."""
        return self._setting

    @setting.setter
    def setting(self, setting: Setting) -> None:
        if setting.scenario is not self._setting.scenario:
            self._tests = TestCounter(self._clock)
        self._setting = setting

    def answer(self, request: Request) -> HttpResponse:
        """Handle one request."""
        setting = self.setting
        path = request.path
        if path.lower().startswith(_LOOKUP):
            self._tests.looked_up()
            return self._company(request, path[len(_LOOKUP) :], setting.scenario)
        release, api, resource = f"/{path}/".partition(_API)
        if not api:
            return NO_ENDPOINT
        if release.strip("/").lower() not in _RELEASES or _API in f"/{resource}":
            return CANNOT_ROUTE
        stopped = refusal(self._keys, setting.scenario, request.authorization, request.client_id)
        stopped = stopped or setting.scenario.signed_in_response
        if stopped is not None:
            return stopped
        self._tests.signed_in()
        with self._one_at_a_time:
            return self._signed_in(request, resource.strip("/"), setting)

    def _company(self, request: Request, company_id: str, scenario: Scenario) -> HttpResponse:
        if request.method != "GET":
            return not_allowed(["GET"])
        if company_id != COMPANY_ID or not scenario.knows_company:
            return json_response(None)
        return json_response(
            {
                "CompanyName": "Practice MSP (simulated ConnectWise)",
                "Codebase": f"{RELEASE}/",
                "VersionCode": "v2026.1",
                "VersionNumber": "v4.6.11807",
                "CompanyID": "PMSP",
                "IsCloud": False,
                "SiteUrl": self._address,
                "AllowedOrigins": [],
            }
        )

    def _signed_in(self, request: Request, path: str, setting: Setting) -> HttpResponse:
        role = setting.scenario.role(setting.scope, self._tests.signed_in_for_s)
        if self._tests.tested_before:
            role = role.without_first(setting.scenario.lost)
        if path.lower() == "system/info":
            return json_response(SYSTEM_INFO) if request.method == "GET" else not_allowed(["GET"])
        target = endpoints.find((*COLLECTIONS, *self._changing(role)), path)
        if target is None:
            return NO_ENDPOINT
        collection = target.collection.path
        if collection in setting.scenario.refused:
            return FORBIDDEN
        if collection in self._books:
            return handlers.tickets(request, target, role, self._books[collection])
        holder = collection.removesuffix(_NOTES)
        if holder != collection:
            return handlers.notes(request, target, role, self._books[holder])
        return (
            handlers.read(request, target, role)
            if request.method == "GET"
            else not_allowed(["GET"])
        )

    def _changing(self, role: Role) -> tuple[Collection, ...]:
        """The lists that depend on the role or on what was written."""
        tickets = (
            Collection(path, Permission(book.kind.function, Column.INQUIRE), plain(book.rows()))
            for path, book in self._books.items()
        )
        notes = (
            Collection(path + _NOTES, Permission(book.kind.function, Column.INQUIRE), book.notes())
            for path, book in self._books.items()
        )
        return (
            Collection("system/mySecurity", None, plain(security_rows(role))),
            Collection("system/mySecurity/customizeItems", None, plain(customize_rows(role))),
            *tickets,
            *notes,
        )
