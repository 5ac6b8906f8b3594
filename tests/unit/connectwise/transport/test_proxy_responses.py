"""Responses of real proxies to CONNECT, and how they are explained."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest

from wizard.connectwise.network_errors import RequestTarget, problem_from_error
from wizard.connectwise.transport.errors import ConnectFailedError, NoResponseError
from wizard.connectwise.transport.proxy import Proxy
from wizard.connectwise.transport.proxy_sign_in import ProxyResponse, ProxySignIn
from wizard.connectwise.transport.proxy_tunnel import TunnelRefusedError
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.proxy_choice import ProxySource
from wizard.domain.secret import Secret

USER, PASSWORD = "proxyuser", "pröxy:t&st"
PLACE = "cw.example.test:444"
Headers = Sequence[tuple[str, str]]


def problem_from(reply: ProxyResponse, *, signed: bool = False) -> Problem:
    refused = ConnectFailedError(TunnelRefusedError(reply, signed=signed), by_proxy=True)
    error = NoResponseError(refused, signed=False, begun=False, expired=False, waited_s=0.1)
    proxy = Proxy("proxy.example.test", 3128, ProxySource.EXPLICIT)
    return problem_from_error(error, RequestTarget(PLACE, 444, proxy, 30))


def squid(error: str) -> Headers:
    return [("server", "squid/5.7"), ("x-squid-error", error), ("content-type", "text/html")]


NO_NAME = "it couldn't find a server with that name"
DNS_DOWN = "its DNS isn't working"
REFUSED = "the server refused its connection"
SILENT = "the server didn't respond in time"
NO_ROUTE = "its network has no route to the server"
FAILED = "it couldn't connect to the server"
WAYS: list[tuple[int, str, Headers, str, str]] = [
    (503, "Service Unavailable", squid("ERR_DNS_FAIL 0"), "Name Error", NO_NAME),
    (503, "Service Unavailable", squid("ERR_DNS_FAIL 0"), "Server Failure: The name", DNS_DOWN),
    (503, "Service Unavailable", squid("ERR_CONNECT_FAIL 111"), "", REFUSED),
    (503, "Service Unavailable", squid("ERR_CONNECT_FAIL 110"), "", SILENT),
    (503, "Service Unavailable", squid("ERR_CONNECT_FAIL 113"), "", NO_ROUTE),
    (503, "Service Unavailable", squid("ERR_CANNOT_FORWARD 0"), "not allowed here", FAILED),
    (504, "Gateway Timeout", squid("ERR_READ_TIMEOUT 0"), "", SILENT),
    (500, "Unable to connect", (), "Tinyproxy was unable to connect to the server", FAILED),
    (404, "No such domain", (), "<h1>404</h1> This is Privoxy.", NO_NAME),
    (503, "Connect failed", (), "it could not be established, just try again", FAILED),
    (502, "Proxy Error", (), "Reason: <b>DNS lookup failure for: cw.example.test</b>", NO_NAME),
    (502, "Bad Gateway", (), "[Errno -2] Name or service not known", NO_NAME),
    (502, "Bad Gateway", (), "[Errno -3] Temporary failure in name resolution", DNS_DOWN),
    (502, "Bad Gateway", (), "dial tcp: lookup cw.example.test: no such host", NO_NAME),
    (502, "Bad Gateway", (), "dial tcp 192.0.2.1:443: connect: connection refused", REFUSED),
    (502, "Bad Gateway", (), "dial tcp 192.0.2.1:443: i/o timeout: timed out", SILENT),
    (502, "Fiddler - DNS Lookup Failed", (), "", NO_NAME),
    (502, "Cannot find server.", (), "Unknown Host", NO_NAME),
    (502, "Proxy Error ( The host was not found. )", (), "", NO_NAME),
    (503, "Service Unavailable", (), "No server is available to handle this request.", FAILED),
    (503, "Service Unavailable", (), "dns_unresolved_hostname", NO_NAME),
    (503, "Service Unavailable", (), "dns_server_failure", DNS_DOWN),
    (504, "Gateway Time-out", (), "The server didn't respond in time.", SILENT),
    (502, "cannotconnect", (), "The host could not be reached", FAILED),
    (504, "Host x lookup failed: Host not found", (), "", NO_NAME),
    (503, "", (), "upstream connect error. reset reason: connection failure", FAILED),
    (502, "Bad Gateway", (), "", "it responded with HTTP 502"),
    (503, "", (), "<a>Privacy Policy</a>", "it responded with HTTP 503"),
    (404, "Not Found", (), "", "it responded with HTTP 404"),
    (522, "", (), "", "it responded with HTTP 522"),
]


@pytest.mark.parametrize(("status", "reason", "headers", "page", "what"), WAYS)
def test_a_proxy_without_a_route_to_the_host_is_reported(
    status: int, reason: str, headers: Headers, page: str, what: str
) -> None:
    problem = problem_from(ProxyResponse(status, reason, headers, page.encode()))
    assert problem.fault is Fault.PROXY_NO_ROUTE
    assert what in problem.message
    assert "cw.example.test:444" in problem.message


BLOCKS: list[tuple[int, str, Headers, str, str]] = [
    (403, "Forbidden", squid("ERR_ACCESS_DENIED 0"), "", "with HTTP 403 from Squid"),
    (403, "Filtered", [("server", "tinyproxy/1.11.1")], "", "with HTTP 403 from tinyproxy"),
    (403, "Request blocked by Privoxy", (), "", "with HTTP 403 "),
    (403, "", (), "<h1>Zscaler</h1> Website blocked", "with HTTP 403 from Zscaler"),
    (403, "Forbidden", (), "The host was not found in the list", "with HTTP 403 "),
    (200, "OK", (), "<html>FortiGate Web Page Blocked", "with its own page from FortiGate"),
    (302, "Found", [("location", "http://portal.example.test")], "", "with a redirect"),
    (502, "Proxy Error ( The ISA Server denied the URL. )", (), "", "with HTTP 502"),
    (502, "Proxy Error ( The specified SSL port is not allowed. )", (), "", "with HTTP 502"),
    (503, "", (), "Access Denied (policy_denied), by company policy", "with HTTP 503"),
    (451, "", (), "", "with HTTP 451"),
]


@pytest.mark.parametrize(("status", "reason", "headers", "page", "what"), BLOCKS)
def test_a_proxy_that_blocks_the_host_is_reported(
    status: int, reason: str, headers: Headers, page: str, what: str
) -> None:
    problem = problem_from(ProxyResponse(status, reason, headers, page.encode()))
    assert problem.fault is Fault.PROXY_BLOCKED
    assert what in problem.message
    assert problem.fix == "Ask whoever runs the proxy to allow cw.example.test, port 444."


@pytest.mark.parametrize("status", [400, 405, 501])
def test_a_web_server_in_place_of_a_proxy_is_reported(status: int) -> None:
    problem = problem_from(ProxyResponse(status, "Not Allowed", [("server", "nginx")]))
    assert problem.fault is Fault.PROXY_UNREACHABLE
    assert f"it doesn't work as a proxy for HTTPS (HTTP {status})" in problem.message


DIGEST = 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5'
MISSING, WRONG = "it needs a user name and a password", "it didn't accept the user name"


@pytest.mark.parametrize(
    ("offers", "signed", "what"),
    [
        (["Negotiate"], False, "doesn't support (Negotiate)"),
        (["Negotiate"], True, "doesn't support (Negotiate)"),
        (["Negotiate", "NTLM"], False, "doesn't support (Negotiate, NTLM)"),
        (["Negotiate, NTLM"], False, "doesn't support (Negotiate, NTLM)"),
        (["NTLM TlRMTVNTUAACAAAA=="], False, "doesn't support (NTLM)"),
        (["Kerberos"], False, "doesn't support (Kerberos)"),
        (["hunter2-is-no-scheme"], True, "doesn't support."),
        (["hunter2-is-no-scheme", "ntlm"], True, "doesn't support (NTLM)"),
        (['Digest realm="r", nonce="n", qop="auth-int"'], True, "doesn't support (Digest)"),
        (['Digest realm="r", nonce="n", algorithm=ODD'], True, "doesn't support (Digest)"),
        (['Basic realm="a, NTLM b=c"'], False, MISSING),
        (["Negotiate", 'Basic realm="x"'], False, MISSING),
        (['Negotiate, Basic realm="x", NTLM'], True, WRONG),
        ([DIGEST], False, MISSING),
        ([DIGEST], True, WRONG),
        ([], False, MISSING),
        ([], True, WRONG),
    ],
)
def test_missing_wrong_and_unsupported_credentials_are_distinguished(
    offers: list[str], what: str, *, signed: bool
) -> None:
    headers = [("proxy-authenticate", offer) for offer in offers]
    problem = problem_from(
        ProxyResponse(407, "Proxy Authentication Required", headers), signed=signed
    )
    assert problem.fault is Fault.PROXY_SIGN_IN
    assert what in problem.message
    begins = "Ask whoever" if "support" in what else "Correct" if signed else "Enter"
    assert problem.fix.startswith(begins)


def header(*offers: str, user: str = USER, sent: str = "", status: int = 407) -> str:
    reply = ProxyResponse(status, "", [("proxy-authenticate", offer) for offer in offers])
    return ProxySignIn(user, Secret(PASSWORD)).answer(reply, PLACE, sent)


def fields(answer: str) -> dict[str, str]:
    kind, _, rest = answer.partition(" ")
    assert kind == "Digest"
    pairs = (part.split("=", 1) for part in rest.split(", "))
    return {name: text.strip('"') for name, text in pairs}


class TestDigest:
    @pytest.mark.parametrize(
        ("algorithm", "name"),
        [("", "md5"), (", algorithm=MD5", "md5"), (", algorithm=SHA-256", "sha256")],
    )
    @pytest.mark.parametrize("quality", ["", ', qop="auth"', ', qop="auth-int, auth"'])
    def test_the_response_is_what_the_standard_says(
        self, algorithm: str, name: str, quality: str
    ) -> None:
        def hashed(text: str) -> str:
            return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()

        given = fields(header(f'Digest realm="a \\"b\\"", nonce="n0"{quality}{algorithm}'))
        first = hashed(f'{USER}:a "b":{PASSWORD}')
        last = hashed(f"CONNECT:{PLACE}")
        middle = f"n0:{given['nc']}:{given['cnonce']}:auth" if quality else "n0"
        assert given["response"] == hashed(f"{first}:{middle}:{last}")
        assert given["uri"] == PLACE
        assert given.get("nc", "00000001") == "00000001"

    def test_md5_sess_uses_its_own_session_key(self) -> None:
        given = fields(header('Digest realm="r", nonce="n", qop="auth", algorithm=MD5-sess'))

        def hashed(*parts: str) -> str:
            text = ":".join(parts).encode()
            return hashlib.md5(text, usedforsecurity=False).hexdigest()

        key = hashed(hashed(USER, "r", PASSWORD), "n", given["cnonce"])
        expected = hashed(key, "n", "00000001", given["cnonce"], "auth", hashed("CONNECT", PLACE))
        assert given["response"] == expected

    def test_the_strongest_offered_scheme_is_used(self) -> None:
        sha = 'Digest realm="r", nonce="sha", algorithm=SHA-256'
        assert fields(header('Basic realm="x"', DIGEST, sha))["nonce"] == "sha"
        assert header("Negotiate", 'Basic realm="x"').startswith("Basic ")

    def test_basic_is_reused_and_a_nonce_is_not(self) -> None:
        sign_in = ProxySignIn(USER, Secret(PASSWORD))
        assert sign_in.authorization() == ""
        reply = ProxyResponse(407, "", [("proxy-authenticate", DIGEST)])
        assert fields(sign_in.answer(reply, PLACE, ""))["nc"] == "00000001"
        assert sign_in.authorization() == ""
        reply = ProxyResponse(407, "", [("proxy-authenticate", "Basic")])
        answer = sign_in.answer(reply, PLACE, "")
        assert sign_in.authorization() == answer

    @pytest.mark.parametrize(
        ("offers", "options"),
        [
            ([DIGEST], {"user": ""}),
            ([DIGEST], {"status": 403}),
            (["Negotiate", "NTLM"], {}),
            (['Basic realm="x"'], {"sent": "Basic Zm9v"}),
        ],
    )
    def test_without_a_usable_challenge_no_header_is_sent(
        self, offers: list[str], options: dict[str, str]
    ) -> None:
        assert header(*offers, **options) == ""  # type: ignore[arg-type]

    def test_the_repr_contains_no_password(self) -> None:
        assert PASSWORD not in repr(vars(ProxySignIn(USER, Secret(PASSWORD))))
