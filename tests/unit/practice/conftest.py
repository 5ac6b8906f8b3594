from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from wizard.practice import PracticeServer
from wizard.practice.api import Setting
from wizard.practice.role import Permission
from wizard.practice.scenarios import Scenario
from wizard.practice.server import scope_of

API = "/v2026_1/apis/3.0"
EVERYTHING: dict[str, Any] = {
    "tickets": ["service", "project"],
    "closes_tickets": True,
    "maps_contacts": True,
    "maps_owners": True,
}


@dataclass
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.text)


def basic(company_id: str, public_key: str, private_key: str) -> str:
    token = f"{company_id}+{public_key}:{private_key}".encode()
    return f"Basic {base64.b64encode(token).decode()}"


def signed(server: PracticeServer, **changes: str) -> dict[str, str]:
    """The two headers of a request; ``changes`` replaces values by name."""
    values: dict[str, Any] = {**server.values, **changes}
    user = basic(values["company_id"], values["public_key"], values["private_key"])
    return {"Authorization": user, "clientId": values["client_id"]}


@dataclass
class Visitor:
    """One keep-alive connection to a practice server."""

    server: PracticeServer
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)

    def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        self.connection.request(method, path, body=body, headers=dict(headers or {}))
        reply = self.connection.getresponse()
        return Answer(reply.status, reply.read().decode(), reply.headers)

    def call(self, method: str, path: str, body: object = None, **changes: str) -> Answer:
        """One signed request below the API base."""
        sent = None if body is None else json.dumps(body).encode()
        return self.ask(method, API + path, headers=signed(self.server, **changes), body=sent)

    def get(self, path: str, **changes: str) -> Answer:
        return self.call("GET", path, **changes)


def grant(
    visitor: Visitor, *, withheld: tuple[Permission, ...] = (), added: tuple[Permission, ...] = ()
) -> None:
    """Serve every scope with a role that differs by these rights."""
    scenario = Scenario("test", "Test", "For one test.", withheld=withheld, added=added)
    visitor.server._arrange(Setting(scenario, scope_of(**EVERYTHING)))


Visit = Callable[..., Visitor]


@pytest.fixture
def visit() -> Iterator[Visit]:
    """Start practice servers and connect to them; everything is closed afterwards."""
    with ExitStack() as stack:

        def start(scenario: str = "good", **options: Any) -> Visitor:
            visitor = Visitor(stack.enter_context(PracticeServer(scenario, **options)))
            stack.callback(visitor.connection.close)
            return visitor

        yield start
