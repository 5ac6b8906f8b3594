"""Fixtures for tests that speak to fault servers.

A conftest takes them in with ``pytest_plugins = ["tests.faultserver.fixtures"]``.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import TypeVar

import certifi
import pytest

from tests.faultserver.certificates import Authority
from tests.faultserver.resolver import Resolver
from tests.faultserver.script import Script
from tests.faultserver.server import FaultServer, TrapServer
from tests.faultserver.tls import TlsFault, tls
from tests.faultserver.transport import SERVING, Transport, TransportFault
from wizard.connectwise import client, pace
from wizard.connectwise.response import Response
from wizard.connectwise.transport import name_service

HOST = "cw.example.test"
FEW_S = 5.0
Server = TypeVar("Server", bound=FaultServer)


class Sites:
    """Starts servers under host names of their own, on port 443 as far as this process can tell.

    Each shows a certificate for its names from an authority that this process trusts. All of them
    stop when the test ends.
    """

    def __init__(self, authority: Authority, resolver: Resolver, running: ExitStack) -> None:
        self._authority = authority
        self._resolver = resolver
        self._running = running

    def start(
        self,
        script: Script | None = None,
        *hosts: str,
        fault: TlsFault | None = None,
        transport: TransportFault | Transport | Sequence[Transport] = SERVING,
        encrypted: bool = True,
        think_s: float = 0.0,
    ) -> FaultServer:
        """Start a server called ``hosts`` that plays ``script``, or the healthy one.

        ``fault`` spoils its TLS layer; without ``encrypted`` it speaks plain HTTP.
        """
        names = hosts or (HOST,)
        layer = tls(self._authority, *names, fault=fault) if encrypted else None
        below = transport.value if isinstance(transport, TransportFault) else transport
        return self._run(FaultServer(script, tls=layer, transport=below, think_s=think_s), names)

    def trap(self, *hosts: str) -> TrapServer:
        """Start a trap called ``hosts``, which must never receive a key."""
        return self._run(TrapServer(tls=tls(self._authority, *hosts)), hosts)

    def _run(self, server: Server, names: Sequence[str]) -> Server:
        self._running.enter_context(server)
        for name in names:
            self._resolver.maps(name, server)
        return server


@pytest.fixture(scope="session")
def authority() -> Authority:
    """An authority made for this run; ``trusted`` makes this process trust it."""
    return Authority()


@pytest.fixture
def trusted(
    authority: Authority,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Authority:
    """The authority, for the length of the test a public one.

    It is trusted through ``SSL_CERT_FILE`` and stands in certifi's list.
    """
    path = authority.write(tmp_path_factory.mktemp("trust"))
    public = certifi.contents() + authority.pem.decode("ascii")
    monkeypatch.setattr(certifi, "contents", lambda: public)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    return authority


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Resolver]:
    """Name resolution under the test's control: only names it makes up exist."""
    names = Resolver()
    monkeypatch.setattr(socket, "getaddrinfo", names.getaddrinfo)
    monkeypatch.setattr(name_service, "diagnosed", names.diagnosed)
    yield names
    names.release()


@pytest.fixture
def sites(trusted: Authority, resolver: Resolver) -> Iterator[Sites]:
    """Servers under host names, trusted and reachable by this process alone."""
    with ExitStack() as running:
        yield Sites(trusted, resolver, running)


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry without pause: waiting, and how it is reported, has its own tests."""
    for module, name in (
        *((client, name) for name in ("_FIRST_WAIT_S", "LONGEST_WAIT_S")),
        *((pace, name) for name in ("FIRST_GAP_S", "LONGEST_GAP_S")),
    ):
        monkeypatch.setattr(module, name, 0.001)
    asked_pause = client._asked_pause

    def at_once(reply: Response) -> float | None:
        asked_s = asked_pause(reply)
        return 0.0 if asked_s is not None and asked_s < FEW_S else asked_s

    monkeypatch.setattr(client, "_asked_pause", at_once)
