"""Only a busy server is retried, at most twice, and the wait is reported."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.faultserver import (
    FaultServer,
    HttpFault,
    Reply,
    Request,
    Script,
    SignIn,
    json_reply,
    rate_limited,
)
from tests.faultserver.fixtures import Sites
from tests.unit.connectwise.link import READ, SIGN_IN, Outcome, at_lookup, at_read, at_sign_in, link
from wizard.connectwise import client, pace
from wizard.connectwise.client import TRIES, _asked_pause
from wizard.connectwise.response import Response
from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault
from wizard.linktest.events import Waiting

SERVER_ERRORS = [
    HttpFault.ERROR_500,
    HttpFault.ERROR_500_PAGE,
    HttpFault.BAD_GATEWAY_502,
    HttpFault.UNAVAILABLE_503,
    HttpFault.GATEWAY_TIMEOUT_504,
]
NO_REASON = [
    SignIn.WRONG_KEYS,
    SignIn.CANNOT_ROUTE,
    SignIn.CLIENT_ID_403,
    SignIn.SSL_REQUIRED,
    HttpFault.REDIRECT_TO_PATH,
    HttpFault.TRUNCATED,
    HttpFault.SIGN_IN_PAGE_200,
]


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_FIRST_WAIT_S", 0.005)
    monkeypatch.setattr(pace, "FIRST_GAP_S", 0.005)


def asked(server: FaultServer, end: str) -> int:
    return sum(request.path.endswith(end) for request in server.requests)


def waits(outcome: Outcome) -> list[Check]:
    return [event.check for event in outcome.events if isinstance(event, Waiting)]


@pytest.mark.parametrize("fault", [*SERVER_ERRORS, rate_limited(), rate_limited("0")])
class TestOneTransientFailure:
    def test_the_lookup_is_retried(self, sites: Sites, fault: HttpFault) -> None:
        server = sites.start(at_lookup(None).on("/login/*", fault, None))
        outcome = link()
        assert outcome.exit_code == 0, outcome.text
        assert asked(server, "/acmetest") == 2
        assert waits(outcome) == [Check.SITE]

    def test_the_sign_in_is_retried(self, sites: Sites, fault: HttpFault) -> None:
        server = sites.start(at_sign_in(None).api(SIGN_IN, fault, None))
        outcome = link()
        assert outcome.exit_code == 0, outcome.text
        assert asked(server, SIGN_IN) == 2
        assert waits(outcome) == [Check.SIGN_IN]

    def test_a_rights_read_is_retried(self, sites: Sites, fault: HttpFault) -> None:
        server = sites.start(at_read(None).api(READ, fault, None))
        outcome = link()
        assert outcome.exit_code == 0, outcome.text
        assert asked(server, READ) == 2
        assert waits(outcome) == [Check.RIGHTS]


@pytest.mark.parametrize("fault", [*SERVER_ERRORS, HttpFault.RATE_LIMITED])
def test_a_lasting_failure_is_reported_after_the_retries(sites: Sites, fault: HttpFault) -> None:
    server = sites.start(at_sign_in(fault))
    outcome = link()
    expected = Fault.RATE_LIMITED if fault is HttpFault.RATE_LIMITED else Fault.SERVICE_ERROR
    assert outcome.failed == [(Check.SIGN_IN, expected)]
    assert outcome.exit_code == 3
    assert asked(server, SIGN_IN) == TRIES
    assert len(waits(outcome)) == TRIES - 1
    assert outcome.report.requests == 1 + TRIES


@pytest.mark.parametrize("reply", NO_REASON, ids=lambda reply: reply.name)
def test_other_failures_are_not_retried(sites: Sites, reply: SignIn | HttpFault) -> None:
    server = sites.start(at_read(reply))
    outcome = link()
    assert asked(server, READ) == 1
    assert waits(outcome) == []


@pytest.mark.parametrize("reply", [SignIn.WRONG_KEYS, SignIn.CLIENT_ID_401])
def test_a_refused_sign_in_is_not_retried(sites: Sites, reply: SignIn | HttpFault) -> None:
    server = sites.start(at_sign_in(reply))
    link()
    assert sum(request.signed for request in server.requests) == 1


def test_a_rate_limit_also_explains_an_earlier_single_refusal() -> None:
    """One request is rejected alone; while it waits, others show the rate limit."""
    together = threading.Barrier(2, timeout=60)

    def turn_away_at_once(_request: Request) -> Reply:
        together.wait()
        return json_reply({}, 503)

    def ask_the_others(_wait_s: float) -> None:
        if first_wait.acquire(blocking=False):
            with ThreadPoolExecutor(2) as pool:
                others.extend(pool.map(lambda n: ask(f"/other/{n}"), range(2)))

    first_wait, others = threading.Lock(), list[Response]()
    busy = HttpFault.UNAVAILABLE_503
    script = Script().on("/known", json_reply({})).on("/alone", busy)
    script = script.on("/other/*", turn_away_at_once, turn_away_at_once, busy)
    with FaultServer(script) as server:
        test = client.Client(None, time.monotonic() + 60, on_retry=ask_the_others)

        def ask(path: str) -> Response:
            return test.get(f"http://127.0.0.1:{server.port}{path}")

        ask("/known")
        assert ask("/alone").limited
        test.close()
    assert [response.limited for response in others] == [True, True]


def test_after_refused_keys_no_waiting_request_is_retried() -> None:
    """The keys were refused meanwhile; repeated attempts could lock the member."""
    script = Script().on("/busy", HttpFault.UNAVAILABLE_503).on("/refused", json_reply({}, 401))
    with FaultServer(script) as server:
        url = f"http://127.0.0.1:{server.port}"
        test = client.Client(
            None, time.monotonic() + 60, on_retry=lambda _: test.get(f"{url}/refused")
        )
        assert test.get(f"{url}/busy").status == 503
        test.close()
        assert (asked(server, "/busy"), asked(server, "/refused")) == (1, 1)


def test_retry_after_is_respected(sites: Sites) -> None:
    server = sites.start(at_lookup(None).on("/login/*", HttpFault.RATE_LIMITED_SECONDS, None))
    outcome = link()
    assert [e.seconds for e in outcome.events if isinstance(e, Waiting)] == [1.0]
    first, second, *_ = server.requests
    assert second.at - first.at >= 1.0


class TestRetryAfter:
    @staticmethod
    def pause(asked_for: str) -> float | None:
        return _asked_pause(Response("", 429, {"retry-after": asked_for}, b""))

    @pytest.mark.parametrize(
        ("asked_for", "seconds"),
        [("1", 1.0), (" 3 ", 3.0), ("0", 0.0), ("86400", 86400.0), ("9" * 500, float("inf"))],
    )
    def test_retry_after_in_seconds(self, asked_for: str, seconds: float) -> None:
        assert self.pause(asked_for) == seconds

    @pytest.mark.parametrize(("ahead_s", "seconds"), [(3, 3.0), (3600, 3600.0), (-3600, 0.0)])
    def test_retry_after_as_a_date(self, ahead_s: int, seconds: float) -> None:
        until = format_datetime(datetime.now(UTC) + timedelta(seconds=ahead_s), usegmt=True)
        assert self.pause(until) == pytest.approx(seconds, abs=1.1)

    @pytest.mark.parametrize(
        "asked_for",
        ["", "soon", "-5", "1.5", "²", "1e3", "99:99:99", "Mon, 31 Feb 2026 00:00:00 GMT", "\x00"],
    )
    def test_an_unreadable_retry_after_is_ignored(self, asked_for: str) -> None:
        assert self.pause(asked_for) is None
