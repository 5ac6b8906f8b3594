"""Targets for the data of servers, proxies and certificates."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from http.client import BadStatusLine, LineTooLong

from tests.fuzz.oracle import (
    assert_keys_stay,
    assert_one_place,
    assert_showable,
    assert_tellable,
    may_lead_to,
)
from tests.fuzz.typed import text_of
from wizard.base import assets
from wizard.cli.report_json import to_json
from wizard.connectwise.client import _asked_pause
from wizard.connectwise.company_info import endpoint_for, lookup_url, read_company_info
from wizard.connectwise.response import Response
from wizard.connectwise.response_meaning import lookup_problem, wants_api_host
from wizard.connectwise.tls.certificate import Peer, certificate_from
from wizard.connectwise.tls.verification import certificate_problem, interception
from wizard.connectwise.transport.proxy_tunnel import TunnelRefusedError, open_tunnel
from wizard.domain.address.address import Address
from wizard.domain.report import Choices
from wizard.domain.rights import RightsTable
from wizard.domain.scope import Scope, Ticket
from wizard.domain.ticket import SUBJECT, Board, Company, TicketPlan
from wizard.linktest.checks.base import Reads
from wizard.linktest.read_result import ReadResult
from wizard.linktest.report_builder import ReportBuilder
from wizard.linktest.run import ReadWave
from wizard.linktest.ticket.offer import Owner, read_boards, read_phases
from wizard.linktest.ticket.responses import (
    UnknownOutcome,
    created,
    not_created,
    sight_of,
    words_of,
)

URL = "https://api-na.myconnectwise.net/v4_6_release/apis/3.0/service/boards"
STATUSES = (200, 200, 200, 201, 204, 302, 400, 401, 403, 403, 404, 404, 407, 429, 500, 503, 599)
TYPES = ("application/json", "text/html; charset=utf-16", "text/plain; charset=x-no", "", "html")
ADDRESSES = (
    Address("na.myconnectwise.net"),
    Address("api-eu.myconnectwise.net", release="v2025_1"),
    Address("staging.connectwisedev.com"),
    Address("sandbox-na.myconnectwise.net"),
    Address("cw.contoso.example", 8443),
    Address("[fd00::5]"),
    Address("127.0.0.1", 8080, secure=False),
)
SCOPE = Scope(frozenset(Ticket), closes_tickets=True, maps_contacts=True, maps_owners=True)
PLAN = TicketPlan(
    Board(1, "Help"), Company(2, "Contoso", is_internal=True), f"{SUBJECT} 1 UTC ab12"
)


@cache
def table() -> RightsTable:
    return RightsTable.parse(assets.text("rights.toml"))


def reply_of(data: bytes) -> Response:
    """Two bytes choose status and kind, the rest is the body and what the headers say."""
    status, kind = (*data[:2], 0, 0)[:2]
    said = data[2:42].decode("latin-1")
    headers = {"content-type": TYPES[kind % len(TYPES)], "x-cw-request-id": said}
    headers |= {"location": said, "retry-after": said}
    return Response(URL, STATUSES[status % len(STATUSES)], headers, data[2:])


def reply(data: bytes) -> None:
    found = reply_of(data)
    assert_showable(found.error_message, found.content_kind, found.request_id, found.location)
    assert isinstance(found.code, str)
    assert not (found.is_html and found.is_json)
    assert_tellable(lookup_problem(found))
    assert_tellable(ReadResult.from_response(found).problem)
    assert isinstance(wants_api_host(found), bool)
    asked_s = _asked_pause(found)
    assert asked_s is None or asked_s >= 0


def lookup(data: bytes) -> None:
    tenant = read_company_info(Response(URL, 200, {}, data))
    if tenant is None:
        return
    assert_showable(tenant.company_name, tenant.version, tenant.release, tenant.other_release)
    for address in ADDRESSES:
        target = endpoint_for(address, tenant)
        assert_showable(target.ignored, target.base)
        if target.host != tenant.site_url or not may_lead_to(address, tenant.site_url):
            assert_keys_stay(address, target.host)
        for aim in filter(
            None, (target, target.with_fallback_release(), target.with_api_host(address))
        ):
            host = aim.host.removesuffix(f":{address.port}")
            port = address.port if aim.host == address.netloc else 443
            assert_one_place(aim.base, address.scheme, host, port)
            seen = aim.origin
            assert (seen.scheme, seen.host, seen.port) == (address.scheme, host, port)
        assert (
            target.ignored
            or tenant.site_url in {"", target.host}
            or _same(address, tenant.site_url)
        )


def _same(address: Address, site_url: str) -> bool:
    """Whether a SiteUrl only spells a name of the typed host in another way."""
    names = {address.netloc, f"api-{address.netloc}", address.netloc.removeprefix("api-")}
    return site_url.isascii() and site_url.strip().lower() in {"", *names}


def company_url(data: bytes) -> None:
    """For any Company ID, the lookup stays on its host and in its path segment."""
    for address in ADDRESSES:
        url = lookup_url(address, text_of(data).encode("utf-8", "replace").decode())
        assert url.startswith(f"{address.origin}/login/companyinfo/")
        assert url.isascii()
        assert url.count("/") == 5
        host = address.netloc.removesuffix(f":{address.port}")
        assert_one_place(url, address.scheme, host, address.port)


def reach(data: bytes) -> None:
    """Rights and boards: one response to every read after sign-in."""
    result = ReadResult.from_response(reply_of(data))
    ledger = ReportBuilder()
    wave = ReadWave(Reads(ledger, table(), SCOPE, result))
    paths = wave.paths()
    assert all(path.startswith("/") and path.isascii() for path in paths)
    list(wave.judge(dict.fromkeys((*paths, "/service/boards?pageSize=1000"), result)))
    report = ledger.finish().report
    assert_showable(*_texts(to_json(report, "h2r-link/test")), *_names(report.choices))
    failed = {row.status for row in report.rows} & {"failed"}
    assert report.verdict.exit_code != 0 or not failed


def ticket(data: bytes) -> None:
    """The write test: a number counts only for the planned ticket."""
    found = reply_of(data)
    made = created(found, PLAN)
    if isinstance(made, int):
        document = json.loads(found.text)
        assert 200 <= found.status < 300
        assert (document["id"], made > 0) == (made, True)
        assert "1 UTC ab12" in document["summary"]
    elif isinstance(made, UnknownOutcome):
        assert_showable(made.what)
    else:
        assert_tellable(made)
    assert_tellable(not_created(found))
    assert_showable(words_of(found))
    sight_of(found, 5, 7)
    entries = ReadResult.from_response(found).entries
    owner = Owner(frozenset({"contoso", "catchall"}))
    projects = owner.projects(entries)
    assert_showable(*(part.name for part in (*read_boards(entries), *read_phases(entries))))
    assert_showable(*(company.name for company in owner.companies(entries)))
    assert_showable(*(f"{p.name}{p.board.name}{p.company.name}" for p in projects))


def tunnel(data: bytes) -> None:
    """Anything a proxy may send before it disconnects."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(data[:65_000])
        theirs.shutdown(socket.SHUT_WR)
        try:
            open_tunnel(ours, "na.myconnectwise.net:443")
        except TunnelRefusedError as refused:
            assert isinstance(refused.response.status, int)
        except (BadStatusLine, LineTooLong, OSError):
            pass


class Sent:
    """A certificate with these fields, as the ``_ssl`` module hands it out."""

    def __init__(self, names: list[str]) -> None:
        common, unit, organisation, alternative, moment = (*names, *[""] * 5)[:5]
        parts = {"commonName": common, "organizationalUnitName": unit}
        parts["organizationName"] = organisation
        self.info = {
            "subject": tuple(((key, value),) for key, value in parts.items() if value),
            "issuer": tuple(((key, value[::-1]),) for key, value in parts.items() if value),
            "subjectAltName": (("DNS", alternative), ("DNS", common)),
            "notBefore": moment,
            "notAfter": alternative,
            "caIssuers": (organisation,),
        }

    def get_info(self) -> dict[str, object]:
        return self.info

    def public_bytes(self, form: int, /) -> bytes:
        return repr(self.info).encode()


def certificate(data: bytes) -> None:
    found = certificate_from(Sent(text_of(data).split("\n")))
    for code in (10, 18, 20, 62):
        error = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED]")
        error.verify_code, error.verify_message = code, text_of(data)
        error.chain = (found, found)  # type: ignore[attr-defined]
        assert_tellable(certificate_problem(error, "na.myconnectwise.net", datetime.now(UTC)))
    for host in ("na.myconnectwise.net", "cw.example.test"):
        problem = interception(Peer(host, (found,), found.issuer, public=False))
        if problem:
            assert_tellable(problem)


def _texts(found: object) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    parts = [*found, *found.values()] if isinstance(found, dict) else found
    for part in parts if isinstance(parts, list | tuple) else ():
        yield from _texts(part)


def _names(choices: Choices) -> tuple[str, ...]:
    lists = (choices.boards, choices.statuses, choices.types, choices.priorities)
    return (*(name for names in lists for name in names), choices.sample_board)
