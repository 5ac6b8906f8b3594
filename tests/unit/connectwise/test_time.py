"""Deadlines hold against everything that hangs or is slow; *Stop* takes effect immediately."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faultserver import (
    Authority,
    FaultProxy,
    FaultServer,
    HttpFault,
    ProxyFault,
    Resolver,
    TlsFault,
    TransportFault,
    rate_limited,
    tls,
)
from tests.faultserver.fixtures import HOST, Sites
from tests.unit.connectwise.link import (
    RIGHTS,
    SITE,
    at_lookup,
    at_read,
    at_sign_in,
    in_time,
    link,
    typed,
)
from wizard.connectwise.client import Client
from wizard.connectwise.tls.context import ON_OPENSSL
from wizard.connectwise.transport.errors import NoResponseError
from wizard.connectwise.transport.proxy import ProxySetting
from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault
from wizard.linktest.events import Ended, Event, Finished, Started, Waiting
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.run import run

ROOT = Path(__file__).resolve().parents[3]
GRACE_S = 0.5
AT_ONCE_S = 0.1
LEAVING_S = 15.0
PATIENCE_S = 30.0


@dataclass
class Place:
    """The check in which a link test hangs; ``reached`` waits until it does."""

    check: Check
    reached: Callable[[], None]
    proxy: ProxySetting = field(default_factory=ProxySetting)


@dataclass
class Scene:
    """What a place is built of."""

    sites: Sites
    resolver: Resolver
    running: ExitStack


def dead_resolver(scene: Scene) -> Place:
    scene.resolver.hangs(HOST)
    return Place(Check.NAME, lambda: until(lambda: bool(scene.resolver.asked)))


def full_backlog(scene: Scene) -> Place:
    scene.sites.start(transport=TransportFault.NEVER_ACCEPTED)
    return Place(Check.CONNECT, lambda: until(lambda: HOST in scene.resolver.asked))


def silence(scene: Scene) -> Place:
    server = scene.sites.start(transport=TransportFault.SILENT)
    return Place(Check.CERTIFICATE, server.wait_for_connections)


def hung_handshake(scene: Scene) -> Place:
    server = scene.sites.start(fault=TlsFault.HANDSHAKE_HANGS)
    return Place(Check.CERTIFICATE, server.wait_for_connections)


def dripping_handshake(scene: Scene) -> Place:
    server = scene.sites.start(fault=TlsFault.HANDSHAKE_DRIPS)
    return Place(Check.CERTIFICATE, server.wait_for_connections)


def silent_lookup(scene: Scene) -> Place:
    server = scene.sites.start(at_lookup(HttpFault.SILENT))
    return Place(Check.SITE, server.wait_for_requests)


def dripping_lookup(scene: Scene) -> Place:
    server = scene.sites.start(at_lookup(HttpFault.DRIP))
    return Place(Check.SITE, server.wait_for_requests)


def endless_interim_replies(scene: Scene) -> Place:
    server = scene.sites.start(at_lookup(HttpFault.ENDLESS_CONTINUE))
    return Place(Check.SITE, server.wait_for_requests)


def silent_sign_in(scene: Scene) -> Place:
    server = scene.sites.start(at_sign_in(HttpFault.SILENT_IN_REPLY))
    return Place(Check.SIGN_IN, lambda: server.wait_for_requests(2))


def dripping_read(scene: Scene) -> Place:
    server = scene.sites.start(at_read(HttpFault.DRIP))
    return Place(Check.RIGHTS, lambda: server.wait_for_requests(3))


def silent_proxy(scene: Scene) -> Place:
    return behind(scene, ProxyFault.SILENT_AFTER_REQUEST)


def dripping_proxy(scene: Scene) -> Place:
    return behind(scene, ProxyFault.DRIP)


def full_proxy(scene: Scene) -> Place:
    proxy = scene.running.enter_context(FaultProxy({}, ProxyFault.NEVER_ACCEPTED))
    return Place(Check.CONNECT, lambda: None, ProxySetting(f"127.0.0.1:{proxy.port}"))


def behind(scene: Scene, fault: ProxyFault) -> Place:
    server = scene.sites.start()
    proxy = FaultProxy({(HOST, 443): server.address}, fault)
    scene.running.enter_context(proxy)
    return Place(Check.CONNECT, proxy.wait_for_requests, ProxySetting(f"127.0.0.1:{proxy.port}"))


PLACES = [
    dead_resolver,
    full_backlog,
    silence,
    hung_handshake,
    dripping_handshake,
    silent_lookup,
    dripping_lookup,
    endless_interim_replies,
    silent_sign_in,
    dripping_read,
    silent_proxy,
    dripping_proxy,
    full_proxy,
]


def long_wait(scene: Scene) -> Place:
    server = scene.sites.start(at_sign_in(rate_limited("20")))
    return Place(Check.SIGN_IN, lambda: server.wait_for_requests(2))


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < ends, "waited in vain"
        threading.Event().wait(0.001)


@pytest.fixture
def scene(sites: Sites, resolver: Resolver) -> Iterator[Scene]:
    with ExitStack() as running:
        yield Scene(sites, resolver, running)


@pytest.fixture
def no_thread_left(resolver: Resolver) -> Iterator[None]:
    """Assert that every thread of the link test ends, except one waiting for a name lookup."""
    before = set(threading.enumerate())
    yield
    resolver.release()
    until(lambda: not {t for t in threading.enumerate() if ours(t)} - before)


def ours(thread: threading.Thread) -> bool:
    """Whether it is a thread of the link test, and not of a fault server."""
    return not thread.name.startswith(("Fault", "MainThread", "pytest"))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_the_deadline_is_kept(
    scene: Scene, no_thread_left: None, place: Callable[[Scene], Place]
) -> None:
    timeout_s = 0.4
    most_s = timeout_s + GRACE_S
    outcome = in_time(lambda: link(timeout_s=timeout_s, proxy=place(scene).proxy), most_s)
    assert timeout_s - 0.05 < outcome.took_s < most_s
    assert outcome.exit_code == 3
    [(_, fault)] = outcome.failed
    slow = {Fault.DNS_FAILED, Fault.TIMEOUT, Fault.SERVICE_TIMEOUT, Fault.PROXY_UNREACHABLE}
    assert fault in slow


def test_a_retry_after_beyond_the_deadline_is_not_waited_for(scene: Scene) -> None:
    long_wait(scene)
    outcome = in_time(lambda: link(timeout_s=4.0), GRACE_S)
    assert outcome.took_s < GRACE_S
    assert outcome.failed == [(Check.SIGN_IN, Fault.RATE_LIMITED)]


def test_the_seconds_waited_are_reported(scene: Scene) -> None:
    silence(scene)
    assert "didn't respond in time (0.3 s)" in link(timeout_s=0.3).text


def test_connecting_is_limited_to_ten_seconds(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.connectwise.client.CONNECT_S", 0.3)
    monkeypatch.setattr("wizard.connectwise.client.CONNECT_SHARE", 0.0)
    silence(scene)
    outcome = link(timeout_s=30.0)
    assert outcome.took_s < 25.0
    assert outcome.failed == [(Check.CERTIFICATE, Fault.TIMEOUT)]
    assert "didn't respond in time (1 s)" in outcome.text


def test_connecting_to_a_proxy_is_limited_to_ten_seconds(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.connectwise.client.CONNECT_S", 0.3)
    monkeypatch.setattr("wizard.connectwise.client.CONNECT_SHARE", 0.0)
    outcome = link(timeout_s=30.0, proxy=full_proxy(scene).proxy)
    assert outcome.took_s < 25.0
    assert outcome.failed == [(Check.CONNECT, Fault.PROXY_UNREACHABLE)]
    assert "it doesn't respond" in outcome.text


class Stopping:
    """A link test in a thread of its own, to be stopped."""

    def __init__(self, proxy: ProxySetting) -> None:
        self.events: list[tuple[float, Event]] = []
        self._stop = threading.Event()
        self._settings = LinkTestOptions(RIGHTS, 30.0, proxy)
        self._thread = threading.Thread(target=self._run, name="FaultTest")
        self._thread.start()

    def _run(self) -> None:
        for event in run(typed(SITE), self._settings, self._stop.is_set):
            self.events.append((time.monotonic(), event))

    def stop(self) -> tuple[float, Event, Event]:
        """Stop; return the seconds to the next event, that event, and the last."""
        # Counted: on Windows the clock may show one time before and after.
        stopped_at, before = time.monotonic(), len(self.events)
        self._stop.set()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        at, event = self.events[before]
        return at - stopped_at, event, self.events[-1][1]


def stop(scene: Scene, place: Callable[[Scene], Place]) -> tuple[float, Event, Event]:
    """Stop a link test where it hangs; return as `Stopping.stop` does."""
    where = place(scene)
    stopping = Stopping(where.proxy)
    where.reached()
    until(lambda: any(event == Started(where.check) for _, event in stopping.events))
    if place is long_wait:
        until(lambda: any(isinstance(event, Waiting) for _, event in stopping.events))
    return stopping.stop()


@pytest.mark.parametrize("place", [*PLACES, long_wait], ids=lambda place: place.__name__)
def test_stop_takes_effect_immediately(
    scene: Scene, no_thread_left: None, place: Callable[[Scene], Place]
) -> None:
    for _ in range(5):  # a busy computer may be late
        seconds, event, last = stop(scene, place)
        if seconds < AT_ONCE_S:
            break
    assert seconds < AT_ONCE_S
    assert isinstance(event, Ended)
    assert event.row.problem is not None
    assert event.row.problem.fault is Fault.CANCELLED
    assert isinstance(last, Finished)
    assert last.report.verdict.exit_code == 3


LEAVE = """
import socket, sys, threading, time
if {name_hangs}:
    socket.getaddrinfo = lambda *_: time.sleep(60)
from tests.unit.connectwise.link import RIGHTS, typed
from wizard.linktest.events import Started
from wizard.linktest.run import run
from wizard.linktest.options import LinkTestOptions

stopped = False
events = run(typed({site!r}), LinkTestOptions(RIGHTS), lambda: stopped)
for event in events:
    if isinstance(event, Started) and event.check.value == {check!r}:
        stopped = {stops}
        if not stopped:
            next(reversed(threading.enumerate())).join(0.1)
            break
print("leaving", flush=True)
"""


@pytest.mark.parametrize("stops", [True, False], ids=["stopped", "abandoned"])
@pytest.mark.parametrize(
    ("place", "check"),
    [("name", "name"), ("handshake", "certificate"), ("reply", "site"), ("wave", "rights")],
)
def test_the_process_exits_silently(
    sites: Sites, authority: Authority, place: str, check: str, *, stops: bool
) -> None:
    fault = TlsFault.HANDSHAKE_HANGS if place == "handshake" else None
    script = {"reply": at_lookup(HttpFault.SILENT), "wave": at_read(HttpFault.DRIP)}.get(place)
    with FaultServer(script, tls=tls(authority, "127.0.0.1", fault=fault)) as server:
        code = LEAVE.format(site=server.url, check=check, stops=stops, name_hangs=place == "name")
        child = subprocess.Popen(
            [sys.executable, "-X", "dev", "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with child:
            assert child.stdout is not None
            assert child.stdout.readline() == "leaving\n"
            left_at = time.monotonic()
            _, errors = child.communicate(timeout=PATIENCE_S)
            took_s = time.monotonic() - left_at
    assert errors == ""
    assert child.returncode == 0
    assert took_s < LEAVING_S


LOAD = """
import time
from tests.unit.connectwise.link import RIGHTS, typed
from wizard.connectwise.tls.context import TrustContext
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.run import run

load = TrustContext.load
def load_slowly(context):
    time.sleep(0.3)
    load(context)
    print("loaded", flush=True)
TrustContext.load = load_slowly
list(run(typed("https://127.0.0.1:{port}"), LinkTestOptions(RIGHTS), lambda: False))
print("leaving", flush=True)
"""


@pytest.mark.skipif(not ON_OPENSSL, reason="the system verifies, and nothing is loaded")
def test_the_process_does_not_exit_while_the_store_is_being_read() -> None:
    """OpenSSL is cleaned up at the end of the process; a thread using it then would crash."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        child = subprocess.run(
            [sys.executable, "-X", "dev", "-c", LOAD.format(port=closed.getsockname()[1])],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (child.returncode, child.stdout.split(), child.stderr) == (0, ["leaving", "loaded"], "")


class TestClosing:
    def test_waiting_retries_are_abandoned(self, sites: Sites, no_thread_left: None) -> None:
        server = sites.start(at_lookup(rate_limited("50")))
        client = Client(None, time.monotonic() + 60, on_retry=lambda _: client.close())
        begun = time.monotonic()
        assert client.get(f"{SITE}/login/companyinfo/acmetest").status == 429
        assert time.monotonic() - begun < 30.0
        assert len(server.requests) == 1

    def test_no_connection_is_kept_open(self, sites: Sites, no_thread_left: None) -> None:
        server = sites.start()
        client = Client(None, time.monotonic() + PATIENCE_S)
        client.get(f"{SITE}/login/companyinfo/acmetest")
        client.preconnect(SITE, 3)
        server.wait_for_connections(4)
        client.close()
        server.wait_until_left()
        assert not client.sockets._ends

    def test_no_new_connection_is_opened(self, sites: Sites) -> None:
        server = sites.start()
        client = Client(None, time.monotonic() + PATIENCE_S)
        client.close()
        with pytest.raises(NoResponseError):
            client.get(SITE)
        assert server.connections == 0

    def test_at_the_deadline_every_connection_is_aborted(
        self, sites: Sites, no_thread_left: None
    ) -> None:
        sites.start(at_lookup(HttpFault.DRIP))
        client = Client(None, time.monotonic() + 0.2)
        with pytest.raises(NoResponseError) as unanswered:
            client.get(f"{SITE}/login/companyinfo/acmetest")
        assert unanswered.value.expired
        client.close()
