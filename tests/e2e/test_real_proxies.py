"""The link test through real proxies: what they carry, and how their refusals are reported."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.e2e.middlebox import folder, free_port, running
from tests.faultserver import Authority, FaultServer, tls
from tests.unit.connectwise.link import Outcome, link
from wizard.connectwise.transport.proxy import ProxySetting
from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault
from wizard.domain.secret import Secret

HOST = "cw.example.test"
USER, PASSWORD, REALM = "proxyuser", "test word", "Test proxy"
HELPERS = "/usr/lib/squid"
SQUID = """
http_port 127.0.0.1:{port}
pid_filename {folder}/pid
cache_log {folder}/log
access_log none
cache deny all
coredump_dir {folder}
pinger_enable off
hosts_file {folder}/hosts
dns_nameservers 127.0.0.1
dns_timeout 1 second
dns_retransmit_interval 1 second
shutdown_lifetime 0 seconds
"""
NO_SIGN_IN = "http_access allow all"
DENIED = "http_access deny all"
REQUIRED = "\nacl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all"
BASIC = f"auth_param basic program {HELPERS}/basic_ncsa_auth {{folder}}/basic{REQUIRED}"
DIGEST = (
    f"auth_param digest program {HELPERS}/digest_file_auth -c {{folder}}/digest\n"
    f"auth_param digest realm {REALM}{REQUIRED}"
)
NTLM = f"auth_param ntlm program {HELPERS}/ntlm_fake_auth{REQUIRED}"


@contextmanager
def squid(rules: str) -> Iterator[int]:
    """Run Squid; yields its port."""
    port = free_port()
    with folder() as place:
        (place / "conf").write_text((SQUID + rules + "\n").format(folder=place, port=port))
        (place / "hosts").write_text(f"127.0.0.1 {HOST}\n")
        hashed = subprocess.run(
            ["openssl", "passwd", "-1", PASSWORD], capture_output=True, text=True, check=True
        ).stdout
        (place / "basic").write_text(f"{USER}:{hashed}")
        secret = hashlib.md5(f"{USER}:{REALM}:{PASSWORD}".encode()).hexdigest()
        (place / "digest").write_text(f"{USER}:{REALM}:{secret}\n")
        arguments = ["-N", "-n", f"h2r{port}", "-f", str(place / "conf")]
        with running("squid", arguments, port):
            yield port


@contextmanager
def tinyproxy(rules: str = "") -> Iterator[int]:
    """Run tinyproxy; yields its port."""
    port = free_port()
    with folder() as place:
        lines = [f"Port {port}", "Listen 127.0.0.1", "Timeout 10", "MaxClients 50", rules]
        (place / "conf").write_text("\n".join(lines) + "\n")
        with running("tinyproxy", ["-d", "-c", str(place / "conf")], port):
            yield port


@contextmanager
def privoxy() -> Iterator[int]:
    """Run Privoxy; yields its port."""
    port = free_port()
    with folder() as place:
        lines = [f"listen-address 127.0.0.1:{port}", "templdir /etc/privoxy/templates"]
        (place / "conf").write_text("\n".join(lines) + "\n")
        with running("privoxy", ["--no-daemon", str(place / "conf")], port):
            yield port


@pytest.fixture
def server(trusted: Authority) -> Iterator[FaultServer]:
    with FaultServer(tls=tls(trusted, HOST, "127.0.0.1")) as running_server:
        yield running_server


def through(port: int, site: str, user: str = "", password: str = "") -> Outcome:
    setting = ProxySetting(f"127.0.0.1:{port}", user, Secret(password))
    return link(site, proxy=setting, timeout_s=30.0)


@pytest.mark.parametrize("rules", [NO_SIGN_IN, BASIC, DIGEST], ids=["none", "basic", "digest"])
def test_squid_allows_the_connection(server: FaultServer, rules: str) -> None:
    with squid(rules) as port:
        outcome = through(port, f"https://{HOST}:{server.port}", USER, PASSWORD)
    assert outcome.exit_code == 0, outcome.text


@pytest.mark.parametrize(
    ("rules", "user", "password", "said"),
    [
        (BASIC, "", "", "it needs a user name and a password"),
        (DIGEST, "", "", "it needs a user name and a password"),
        (BASIC, USER, "wrong", "it didn't accept the user name or the password"),
        (DIGEST, USER, "wrong", "it didn't accept the user name or the password"),
        (NTLM, USER, PASSWORD, "a kind of sign-in that h2r-link doesn't support (NTLM)"),
    ],
    ids=["basic-none", "digest-none", "basic-wrong", "digest-wrong", "ntlm"],
)
def test_squid_requires_authentication(
    server: FaultServer, rules: str, user: str, password: str, said: str
) -> None:
    with squid(rules) as port:
        outcome = through(port, f"https://{HOST}:{server.port}", user, password)
    assert outcome.failed == [(Check.CONNECT, Fault.PROXY_SIGN_IN)]
    assert said in outcome.text
    assert server.requests == []


@pytest.mark.parametrize(
    ("rules", "site", "fault", "said"),
    [
        (DENIED, f"https://{HOST}", Fault.PROXY_BLOCKED, "with HTTP 403 from Squid"),
        (NO_SIGN_IN, f"https://{HOST}:1", Fault.PROXY_NO_ROUTE, "refused its connection"),
        (NO_SIGN_IN, "https://no.example.test", Fault.PROXY_NO_ROUTE, "couldn't connect to the"),
    ],
    ids=["denied", "refused", "dns"],
)
def test_squid_cannot_reach_the_host(
    trusted: Authority, rules: str, site: str, fault: Fault, said: str
) -> None:
    with squid(rules) as port:
        outcome = through(port, site)
    assert outcome.failed == [(Check.CONNECT, fault)], outcome.text
    assert said in outcome.text


def test_squid_limits_connections(server: FaultServer) -> None:
    """It denies connections beyond the limit; the open ones carry all requests."""
    rules = f"acl many maxconn 4\nhttp_access deny many\n{NO_SIGN_IN}"
    with squid(rules) as port:
        outcome = through(port, f"https://{HOST}:{server.port}")
    assert outcome.exit_code == 0, outcome.text


class TestTinyproxy:
    def test_tinyproxy_allows_the_connection(self, server: FaultServer) -> None:
        with tinyproxy("BasicAuth proxyuser testword") as port:
            outcome = through(port, f"https://127.0.0.1:{server.port}", USER, "testword")
        assert outcome.exit_code == 0, outcome.text

    @pytest.mark.parametrize(
        ("rules", "fault", "said"),
        [
            ("", Fault.PROXY_NO_ROUTE, "it couldn't connect to the server"),
            ("ConnectPort 443", Fault.PROXY_BLOCKED, "with HTTP 403 from tinyproxy"),
            ("BasicAuth proxyuser testword", Fault.PROXY_SIGN_IN, "it needs a user name"),
        ],
        ids=["refused", "port", "sign-in"],
    )
    def test_tinyproxy_refuses_the_connection(
        self, trusted: Authority, rules: str, fault: Fault, said: str
    ) -> None:
        with tinyproxy(rules) as port:
            outcome = through(port, "https://127.0.0.1:1")
        assert outcome.failed == [(Check.CONNECT, fault)], outcome.text
        assert said in outcome.text


def test_privoxy_cannot_connect(trusted: Authority) -> None:
    with privoxy() as port:
        outcome = through(port, "https://127.0.0.1:1")
    assert outcome.failed == [(Check.CONNECT, Fault.PROXY_NO_ROUTE)], outcome.text
