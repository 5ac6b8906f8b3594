"""Hostile responses use little memory and time, and are reported as what they are."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.faultserver import Bend, Ending, FaultProxy, ProxyRules, Reply, Script
from tests.faultserver.fixtures import HOST, Sites
from tests.unit.connectwise.link import (
    PATIENCE_S,
    SITE,
    Outcome,
    at_lookup,
    at_read,
    at_sign_in,
    link,
)
from wizard.connectwise import client as requesting
from wizard.connectwise.client import Client
from wizard.connectwise.transport.proxy import ProxySetting
from wizard.domain.check import Check, Status
from wizard.domain.faults.fault import Fault

MIB = 1 << 20
BLANKS = 64 * MIB


def encoded(encoding: str, body: bytes) -> Reply:
    return Reply(body=body, headers=(("Content-Encoding", encoding),))


def deflated(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = b" " * MIB
    parts = [packer.compress(block) for _ in range(size // MIB)]
    return b"".join([*parts, packer.flush()])


def head(*lines: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode("latin-1")


GZIPPED = gzip.compress(b" " * BLANKS, 1)
TOO_MUCH = {
    "gzip": Bend(lambda _, sound: replace(sound, padding_mib=512, compressed=True)),
    "gzip in gzip": encoded("gzip, gzip", gzip.compress(GZIPPED, 1)),
    "deflate": encoded("deflate", deflated(BLANKS)),
    "zlib": encoded("deflate", zlib.compress(b" " * BLANKS, 1)),
    "plain": Reply(padding_mib=64),
}
BROKEN = {
    "10,000 headers": Reply(raw=head(*(f"X-Filler-{n}: x" for n in range(10_000)))),
    "endless header": Reply(raw=head("X-Filler: " + "x" * MIB)),
    "negative length": Reply(raw=head("Content-Length: -5") + b"{}"),
    "length of words": Reply(raw=head("Content-Length: some") + b"{}"),
    "two lengths": Reply(raw=head("Content-Length: 2", "Content-Length: 9") + b"{}"),
    "negative chunk": Reply(raw=head("Transfer-Encoding: chunked") + b"-5\r\n{}\r\n0\r\n\r\n"),
    "chunk of words": Reply(raw=head("Transfer-Encoding: chunked") + b"some\r\n{}\r\n0\r\n\r\n"),
    "too many encodings": encoded(", ".join(["gzip"] * 20), GZIPPED),
    "half a gzip": encoded("gzip", b"\x1f\x8b\x08\x00nonsense"),
    "status of words": Reply(raw=b"HTTP/1.1 ok\r\n\r\n"),
    "status out of range": Reply(raw=b"HTTP/1.1 99999 ok\r\n\r\n"),
    "old HTTP": Reply(raw=b'{"CompanyName": "Acme"}\r\n\r\n', ending=Ending.CLOSE),
}
CUT_OFF = {
    "endless chunk size": Reply(raw=head("Transfer-Encoding: chunked") + b"f" * MIB),
    "in the head": Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Ty", ending=Ending.CLOSE),
    "in the status": Reply(raw=b"HTTP/1.1 200 OK\r\n", ending=Ending.CLOSE),
    "in a chunk": Reply(raw=head("Transfer-Encoding: chunked") + b"ff\r\n{}", ending=Ending.CLOSE),
    "between chunks": Reply(
        raw=head("Transfer-Encoding: chunked") + b"2\r\n{}\r\n", ending=Ending.CLOSE
    ),
}


@contextmanager
def little_memory(limit_mib: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit_mib * MIB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("reply", TOO_MUCH.values(), ids=TOO_MUCH)
class TestTooMuch:
    def test_an_oversized_body_is_not_kept(self, sites: Sites, reply: Reply) -> None:
        sites.start(at_lookup(reply))
        client = Client(None, time.monotonic() + 20)
        try:
            with little_memory(40):
                answer = client.get(f"{SITE}/login/companyinfo/acmetest")
        finally:
            client.close()
        assert answer.oversized
        assert answer.body == b""

    def test_an_oversized_body_is_reported(self, sites: Sites, reply: Reply) -> None:
        sites.start(at_sign_in(reply))
        outcome = link()
        assert outcome.failed == [(Check.SIGN_IN, Fault.BAD_REPLY)]
        assert "too much data" in outcome.text


def test_a_body_at_the_limit_is_kept(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requesting, "SIZE_LIMIT", 1000)
    sites.start(at_lookup(Reply(body=b"x" * 1000)))
    client = Client(None, time.monotonic() + 20)
    try:
        assert len(client.get(f"{SITE}/login/companyinfo/acmetest").body) == 1000
    finally:
        client.close()


@pytest.mark.parametrize("reply", BROKEN.values(), ids=BROKEN)
class TestBroken:
    def test_before_the_site_is_identified(self, sites: Sites, reply: Reply) -> None:
        sites.start(at_lookup(reply))
        outcome = link()
        assert_quick(outcome)
        assert outcome.failed == [(Check.SITE, Fault.SITE_NOT_CONNECTWISE)], outcome.text

    def test_after_sign_in(self, sites: Sites, reply: Reply) -> None:
        sites.start(at_read(reply))
        outcome = link()
        assert_quick(outcome)
        assert outcome.failed == [(Check.RIGHTS, Fault.BAD_REPLY)], outcome.text


@pytest.mark.parametrize("reply", CUT_OFF.values(), ids=CUT_OFF)
class TestCutOff:
    def test_before_the_site_is_identified(self, sites: Sites, reply: Reply) -> None:
        """Above all it isn't taken for an empty response, which would mean an unknown company."""
        sites.start(at_lookup(reply))
        assert link().failed == [(Check.SITE, Fault.REFUSED)]

    def test_after_sign_in(self, sites: Sites, reply: Reply) -> None:
        sites.start(at_sign_in(reply))
        outcome = link()
        assert outcome.failed == [(Check.SIGN_IN, Fault.BAD_REPLY)]
        assert "an incomplete response" in outcome.text


def test_a_flood_of_interim_responses_ends(sites: Sites) -> None:
    flood = b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000
    sites.start(at_lookup(Reply(raw=flood, ending=Ending.CLOSE)))
    outcome = link()
    assert_quick(outcome)
    assert outcome.failed == [(Check.SITE, Fault.REFUSED)]


def test_an_unrequested_content_encoding_is_reported(sites: Sites) -> None:
    server = sites.start(at_sign_in(encoded("br", b"\x0b\x02\x80[]\x03")))
    outcome = link()
    assert outcome.failed == [(Check.SIGN_IN, Fault.BAD_REPLY)]
    assert "br" not in (server.requests[0].header("accept-encoding") or "").split(", ")


def test_a_response_without_a_body_may_be_empty(sites: Sites) -> None:
    sites.start(at_lookup(Reply(204, content_type=None)))
    assert link().failed == [(Check.COMPANY, Fault.COMPANY_UNKNOWN)]


def test_a_chunked_body_without_chunks_is_empty_and_complete(sites: Sites) -> None:
    lines = ("Content-Type: application/json", "Transfer-Encoding: chunked")
    sites.start(at_lookup(Reply(raw=head(*lines) + b"0\r\n\r\n")))
    assert link().failed == [(Check.COMPANY, Fault.COMPANY_UNKNOWN)]


def test_a_proxy_with_endless_headers_is_reported(sites: Sites) -> None:
    endless = Reply(raw=head("X-Filler: " + "x" * MIB))
    with FaultProxy({}, ProxyRules(refusal=endless)) as proxy:
        outcome = link(proxy=ProxySetting(f"127.0.0.1:{proxy.port}"))
    assert_quick(outcome)
    assert outcome.failed == [(Check.CONNECT, Fault.PROXY_UNREACHABLE)]
    assert "doesn't respond like an HTTP proxy" in outcome.text


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"HTTP/1.0 200 OK\n\n", None),
        (b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", None),
        (b"HTTP/1.1 200\r\n\r\n", None),
        (b"HTTP/1.1 302 Found\r\nLocation: /sign-in\r\n\r\n", Fault.PROXY_BLOCKED),
        (b"HTTP/1.1 511 Network Authentication Required\r\n\r\n", Fault.PROXY_BLOCKED),
        (b"HTTP/1.1 504 Gateway Timeout\r\n\r\n", Fault.PROXY_NO_ROUTE),
        (b"HTTP/2 200\r\n\r\n", Fault.PROXY_UNREACHABLE),
        (b"\x15\x03\x03\x00\x02\x02\x28", Fault.PROXY_UNREACHABLE),
    ],
)
def test_the_status_line_of_a_proxy_is_limited(
    sites: Sites, raw: bytes, fault: Fault | None
) -> None:
    """Those that pass here are not real tunnels: no TLS follows."""
    sites.start()
    with FaultProxy({(HOST, 443): ("127.0.0.1", 1)}, ProxyRules(refusal=Reply(raw=raw))) as proxy:
        outcome = link(proxy=ProxySetting(f"127.0.0.1:{proxy.port}"))
    if fault is None:
        assert outcome.failed == [(Check.CERTIFICATE, Fault.REFUSED)]
        assert outcome.states()[Check.CONNECT] is Status.PASSED
    else:
        assert outcome.failed == [(Check.CONNECT, fault)]


def assert_quick(outcome: Outcome) -> None:
    assert outcome.took_s < PATIENCE_S / 2


PIECES = st.sampled_from(
    [
        *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 ", b"204 ", b"302 ", b"429 ", b"\r\n", b"\n", b"\x00"),
        *(b"Content-Length: ", b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n"),
        *(b"Content-Encoding: deflate\r\n", b"Retry-After: ", b"Location: ", b"5", b"-1", b": "),
        *(b"Content-Type: application/json\r\n", b'{"CompanyName": "A"}', b"[]", b"\x1f\x8b\x08"),
    ]
)
NOISE = st.lists(PIECES | st.binary(max_size=6), max_size=12).map(b"".join)


@pytest.mark.usefixtures("no_pause")
@pytest.mark.parametrize("place", [at_lookup, at_sign_in, at_read])
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(noise=NOISE)
def test_no_response_causes_an_internal_error(
    sites: Sites, place: Callable[[Reply], Script], noise: bytes
) -> None:
    sites.start(place(Reply(raw=noise, ending=Ending.CLOSE)))
    outcome = link()
    assert_quick(outcome)
    assert Fault.INTERNAL not in {fault for _, fault in outcome.failed}, outcome.text
