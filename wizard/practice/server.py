"""Public interface of the practice server."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from types import TracebackType
from typing import Self, TypedDict, Unpack

from wizard.domain.dataclass import dataclass
from wizard.domain.scope import Scope, Ticket
from wizard.practice.api import PracticeSite, Setting
from wizard.practice.http import HttpResponse, Request, RequestSeen
from wizard.practice.http_server import ADDRESS, PracticeHttp
from wizard.practice.scenarios import Scenario, scenario_named
from wizard.practice.sign_in import COMPANY_ID, IssuedKeys

_LONGEST_LOG = 10_000


class ScopeChoice(TypedDict, total=False):
    """Purpose of the workflow; service tickets by default."""

    tickets: Sequence[str]
    closes_tickets: bool
    maps_contacts: bool
    maps_owners: bool


def scope_of(**choice: Unpack[ScopeChoice]) -> Scope:
    """Read a choice.

    Raises:
        ValueError: ``tickets`` is empty or holds another kind than service and project.
    """
    kinds, named = [kind.value for kind in Ticket], choice.get("tickets", ["service"])
    if not named or not set(named) <= set(kinds):
        raise ValueError(f"tickets has to name at least one of {', '.join(kinds)}")
    return Scope(
        frozenset(map(Ticket, named)),
        closes_tickets=choice.get("closes_tickets", False),
        maps_contacts=choice.get("maps_contacts", False),
        maps_owners=choice.get("maps_owners", False),
    )


class PracticeLinkValues(TypedDict):
    """Values to link with, in the format of ``check --from``."""

    site: str
    company_id: str
    public_key: str
    private_key: str
    client_id: str
    tickets: list[str]
    closes_tickets: bool
    maps_contacts: bool
    maps_owners: bool


@dataclass(frozen=True, slots=True)
class _Run:
    keys: IssuedKeys
    site: PracticeSite
    http: PracticeHttp
    stopping: threading.Event


class PracticeServer:
    """A simulated ConnectWise PSA over plain HTTP on 127.0.0.1, with new keys at every start.

    ``port`` 0 takes any free one. ``think_s`` delays every response by so many seconds. The role of
    its API member grants what the chosen scope needs and nothing else, unless the scenario says
    otherwise.

    Raises:
        ValueError: no such scenario, or a scope without a known kind of ticket.
    """

    def __init__(
        self,
        scenario: str = "good",
        port: int = 0,
        *,
        think_s: float = 0.0,
        **scope: Unpack[ScopeChoice],
    ) -> None:
        self._setting = Setting(scenario_named(scenario), scope_of(**scope))
        self._wanted_port = port
        self._think_s = think_s
        self._run: _Run | None = None
        self._seen: deque[RequestSeen] = deque(maxlen=_LONGEST_LOG)
        self._logging = threading.Lock()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Issue keys and start serving.

        Raises:
            OSError: the port is taken.
            RuntimeError: the server is running already.
        """
        if self._run is not None:
            raise RuntimeError("the practice server is running already")
        keys, stopping = IssuedKeys.fresh(), threading.Event()

        def answer(request: Request) -> HttpResponse | None:
            self._log(request)
            return None if stopping.wait(self._think_s) else site.answer(request)

        http = PracticeHttp(self._wanted_port, answer)
        site = PracticeSite(keys, f"{ADDRESS}:{http.port}", self._setting)
        self._run = _Run(keys, site, http, stopping)
        http.start()

    def stop(self) -> None:
        """Close all connections and the port; does nothing if not running."""
        run, self._run = self._run, None
        if run is not None:
            run.stopping.set()
            run.http.stop()

    def switch(self, scenario: str) -> None:
        """Switch the scenario from the next request on; keys and tickets stay.

        Raises:
            ValueError: no such scenario.
        """
        self._arrange(Setting(scenario_named(scenario), self._setting.scope))

    def choose(self, **scope: Unpack[ScopeChoice]) -> None:
        """Adapt the role to another scope from the next request on; keys and tickets stay.

        Raises:
            ValueError: no known kind of ticket.
        """
        self._arrange(Setting(self._setting.scenario, scope_of(**scope)))

    @property
    def scenario(self) -> Scenario:
        """The current scenario."""
        return self._setting.scenario

    @property
    def port(self) -> int:
        """The port it listens on.

        Raises:
            RuntimeError: the server is not running.
        """
        return self._running.http.port

    @property
    def values(self) -> PracticeLinkValues:
        """The values to link with; secrets included.

        Raises:
            RuntimeError: the server is not running.
        """
        run, scope = self._running, self._setting.scope
        return {
            "site": f"http://{ADDRESS}:{run.http.port}",
            "company_id": COMPANY_ID,
            "public_key": run.keys.public_key,
            "private_key": run.keys.private_key,
            "client_id": run.keys.client_id,
            "tickets": [kind.value for kind in Ticket if kind in scope.tickets],
            "closes_tickets": scope.closes_tickets,
            "maps_contacts": scope.maps_contacts,
            "maps_owners": scope.maps_owners,
        }

    @property
    def requests(self) -> tuple[RequestSeen, ...]:
        """The latest requests, oldest first, as soon as they are read."""
        with self._logging:
            return tuple(self._seen)

    @property
    def _running(self) -> _Run:
        if self._run is None:
            raise RuntimeError("the practice server is not running")
        return self._run

    def _arrange(self, setting: Setting) -> None:
        self._setting = setting
        if self._run is not None:
            self._run.site.setting = setting

    def _log(self, request: Request) -> None:
        seen = RequestSeen(
            request.method,
            request.path,
            request.authorization is not None,
            request.client_id is not None,
        )
        with self._logging:
            self._seen.append(seen)
