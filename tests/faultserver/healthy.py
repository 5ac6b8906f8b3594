"""A small healthy ConnectWise PSA, to which tests add single faults."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from tests.faultserver.replies import iis_page
from tests.faultserver.reply import Reply, json_reply
from tests.faultserver.request import Request
from tests.faultserver.rights import MINIMUM_ROLE, RightRow
from tests.faultserver.script import API, LOOKUP, Script
from tests.faultserver.sign_in import SignIn

ROUTER_RELEASE = "v4_6_release"


@dataclass(frozen=True, slots=True)
class Board:
    """A service or project board."""

    id: int
    name: str
    project: bool = False


@dataclass(frozen=True, slots=True)
class Tenant:
    """Configuration of the small ConnectWise.

    ``codebase`` and ``site_url`` go into the lookup's reply untouched; ``site_url`` null leaves the
    key out, as older servers do. ``extra`` is added to that reply or replaces what is there.
    """

    company_id: str = "acmetest"
    company_name: str = "Acme Test Company"
    public_key: str = "TestPublicKey016"
    private_key: str = "TestPrivateKey16"
    client_id: str = "00000000-0000-4000-8000-000000000016"
    codebase: object = "v2025_1/"
    site_url: object = None
    is_cloud: object = "True"
    version: str = "v2025.1.112233"
    extra: tuple[tuple[str, object], ...] = ()
    boards: tuple[Board, ...] = (Board(1, "Help Desk"), Board(2, "Projects", project=True))
    rights: tuple[RightRow, ...] = MINIMUM_ROLE
    any_company: bool = False
    asks_for_keys: bool = True

    def lookup(self, request: Request) -> Reply:
        """Answer the company lookup: the company, or JSON null for one that is not known."""
        asked = unquote(request.path.rpartition("/")[2])
        if asked != self.company_id and not self.any_company:
            return json_reply(None)
        content = {
            "CompanyName": self.company_name,
            "Codebase": self.codebase,
            "VersionCode": "v2025.1",
            "VersionNumber": "v4.6.38842",
            "CompanyID": self.company_id,
            "IsCloud": self.is_cloud,
        }
        if self.site_url is not None:
            content |= {"SiteUrl": self.site_url, "AllowedOrigins": None}
        return json_reply(content | dict(self.extra))

    def refusal(self, request: Request) -> Reply | None:
        """Answer a call with wrong values; null when release, keys and Client ID are right."""
        release = request.path.split("/")[1]
        if release not in (str(self.codebase).strip("/"), ROUTER_RELEASE):
            return _reply(SignIn.CANNOT_ROUTE)
        if not self.asks_for_keys:
            return None
        if (request.client_id or "").lower() != self.client_id.lower():
            return _reply(SignIn.CLIENT_ID_401)
        if request.basic != (f"{self.company_id}+{self.public_key}", self.private_key):
            return _reply(SignIn.WRONG_KEYS)
        return None


def healthy(tenant: Tenant = Tenant()) -> Script:
    """Return the script of a ConnectWise that accepts ``tenant``'s values."""
    script = Script(otherwise=iis_page()).on(API + "/*", SignIn.NO_ENDPOINT)
    for path, rows in _tables(tenant).items():
        script = script.api(path, _paged(rows), method="GET")
        script = script.api(path + "/count", _api_reply({"count": len(rows)}), method="GET")
    info = {"version": tenant.version, "isCloud": True, "serverTimeZone": "Eastern Standard Time"}
    script = script.api("/system/info", _api_reply(info), method="GET")
    script = _with_ticket_writes(script)
    script = script.on(API + "/*", tenant.refusal)
    return script.on(LOOKUP, tenant.lookup, method="GET")


def _tables(tenant: Tenant) -> dict[str, list[dict[str, object]]]:
    boards: list[dict[str, object]] = [
        {"id": b.id, "name": b.name, "projectFlag": b.project, "inactiveFlag": False}
        for b in tenant.boards
    ]
    tables: dict[str, list[dict[str, object]]] = {
        "/service/info/boards": boards,
        "/service/info/boards/active": boards,
        "/service/boards": boards,
        "/service/priorities": _named("Priority 1", "Priority 2"),
        "/service/sources": _named("Email", "Phone"),
        "/service/tickets": [{"id": 1001, "summary": "New hire: Test Person"}],
        "/company/companies": [{"id": 2, "identifier": "AcmeTest", "name": tenant.company_name}],
        "/company/contacts": [{"id": 3, "firstName": "Test", "lastName": "Person"}],
        "/system/members": [{"id": 150, "identifier": "Hire2Retire"}],
        "/project/projects": [{"id": 21, "name": "Onboarding"}],
        "/project/projects/21/phases": [{"id": 31, "description": "Phase 1"}],
        "/project/tickets": [{"id": 2001, "summary": "New hire: Test Person"}],
        "/project/statuses": _named("Open", "Closed"),
        "/system/mySecurity": [row.as_json(n) for n, row in enumerate(tenant.rights, start=1)],
        "/system/mySecurity/customizeItems/": _customized(),
    }
    for board in tenant.boards:
        for part, rows in _board_parts().items():
            tables[f"/service/boards/{board.id}/{part}"] = rows
        if board.project:
            tables[f"/project/boards/{board.id}/teams"] = _board_parts()["teams"]
    return tables


def _board_parts() -> dict[str, list[dict[str, object]]]:
    return {
        "statuses": [
            {"id": 11, "name": "New", "defaultFlag": True, "closedStatus": False},
            {"id": 12, "name": "Closed", "defaultFlag": False, "closedStatus": True},
        ],
        "types": _named("Onboarding", "Offboarding"),
        "subtypes": _named("Laptop"),
        "items": _named("Order"),
        "teams": [{"id": 15, "name": "Service Team", "defaultFlag": True}],
    }


def _customized() -> list[dict[str, object]]:
    allowed = ("Service / Service Board", "Service / Priority", "Service / Source")
    return [
        {"id": n, "customizeIdentifier": "TableSetup", "itemIdentifier": name}
        for n, name in enumerate(allowed, start=1)
    ]


def _named(*names: str) -> list[dict[str, object]]:
    return [{"id": n, "name": name} for n, name in enumerate(names, start=1)]


def _paged(rows: Sequence[dict[str, object]]) -> Callable[[Request], Reply]:
    def page(request: Request) -> Reply:
        size = int(request.query.get("pageSize", ["25"])[0])
        start = (int(request.query.get("page", ["1"])[0]) - 1) * size
        return _api_reply(rows[start : start + size])

    return page


def _with_ticket_writes(script: Script) -> Script:
    made = replace(_api_reply({"id": 4711, "summary": "Test ticket"}), status=201)
    for path in ("/service/tickets", "/project/tickets"):
        script = script.api(path, made, method="POST")
        script = script.api(path + "/4711", _api_reply(json.loads(made.body)), method="GET")
        script = script.api(path + "/4711", _api_reply(json.loads(made.body)), method="PATCH")
        script = script.api(path + "/4711", SignIn.NO_PERMISSION, method="DELETE")
    return script


def _api_reply(content: object) -> Reply:
    return json_reply(content).with_headers(
        ("x-cw-request-id", "11111111-2222-4333-8444-555555555555"),
        ("api-current-version", "2025.1"),
        ("x-server-name", "TESTSERVER1"),
    )


def _reply(case: SignIn) -> Reply:
    reply: Reply = case.value
    return reply
