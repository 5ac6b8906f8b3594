"""What the environment of the process may change, and what it must not."""

from __future__ import annotations

import hashlib
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.faultserver import (
    Authority,
    FaultServer,
    Reply,
    Resolver,
    healthy,
    tls,
)
from tests.faultserver.fixtures import HOST, Sites
from tests.unit.connectwise.link import TENANT, link
from wizard.connectwise.tls import context as trust
from wizard.connectwise.tls.context import ON_OPENSSL, TrustContext, contexts
from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault

BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


class TestBundlesOfOtherPrograms:
    @pytest.mark.parametrize("name", BUNDLES)
    def test_ca_bundle_variables_cannot_add_trust(
        self,
        sites: Sites,
        resolver: Resolver,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        name: str,
    ) -> None:
        stranger = Authority("Example Stranger")
        monkeypatch.setenv(name, str(stranger.write(tmp_path)))
        with FaultServer(tls=tls(stranger, HOST)) as server:
            resolver.maps(HOST, server)
            outcome = link()
        assert outcome.failed == [(Check.CERTIFICATE, Fault.TLS_UNTRUSTED)]

    @pytest.mark.parametrize("name", BUNDLES)
    def test_ca_bundle_variables_cannot_remove_trust(
        self, sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setenv(name, str(tmp_path / "missing.pem"))
        sites.start()
        assert link().exit_code == 0


def test_a_netrc_file_cannot_replace_the_credentials(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text(f"machine {HOST} login intruder password test\ndefault login x password y\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    server = sites.start()
    assert link().exit_code == 0
    user = (f"{TENANT.company_id}+{TENANT.public_key}", TENANT.private_key)
    assert {request.basic for request in server.requests if request.signed} == {user}
    assert server.requests[0].authorization is None


def test_no_tls_key_log_is_written(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "keys.log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(log))
    sites.start()
    assert link().exit_code == 0
    assert not log.exists()


openssl = pytest.mark.skipif(not ON_OPENSSL, reason="the system reads its own store")


class TestTheStoreOfTheSystem:
    def test_a_folder_of_certificates_is_used(
        self,
        authority: Authority,
        resolver: Resolver,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        certificate = x509.load_pem_x509_certificate(authority.pem)
        name = f"{subject_hash(certificate):08x}.0"
        (tmp_path / name).write_bytes(certificate.public_bytes(Encoding.PEM))
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
        monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
        with FaultServer(tls=tls(authority, HOST)) as server:
            resolver.maps(HOST, server)
            assert link().exit_code == 0

    @openssl
    def test_without_its_ca_no_server_is_trusted(
        self,
        authority: Authority,
        resolver: Resolver,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        other = Authority("Example Other").write(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(other))
        with FaultServer(tls=tls(authority, HOST)) as server:
            resolver.maps(HOST, server)
            assert link().failed == [(Check.CERTIFICATE, Fault.TLS_UNTRUSTED)]

    @openssl
    def test_a_changed_store_is_used_by_the_next_test(
        self,
        authority: Authority,
        resolver: Resolver,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(Authority("Example Other").write(tmp_path)))
        with FaultServer(tls=tls(authority, HOST)) as server:
            resolver.maps(HOST, server)
            assert link().exit_code == 3
            authority.write(tmp_path)
            assert link().exit_code == 0

    @openssl
    def test_an_unchanged_store_is_not_read_again(self, sites: Sites) -> None:
        first = contexts()()
        first.load()
        assert contexts()() is first

    def test_a_store_that_disappears_is_not_cached(self, monkeypatch: pytest.MonkeyPatch) -> None:
        gone = ssl.get_default_verify_paths()._replace(cafile="gone.pem", capath=None)
        monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: gone)
        assert contexts()() is not contexts()()

    @openssl
    def test_the_store_is_read_once_for_all_connections(self, sites: Sites) -> None:
        context = TrustContext()
        context.load()
        before = context._ctx.cert_store_stats()
        context.load()
        assert context._ctx.cert_store_stats() == before
        assert before["x509_ca"] == 1

    def test_certificates_are_always_required(self, trusted: Authority) -> None:
        context = TrustContext()
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname

    def test_only_secure_tls_versions_and_ciphers_are_offered(self) -> None:
        context = TrustContext()
        assert context.minimum_version is ssl.TLSVersion.TLSv1_2
        assert context.maximum_version is ssl.TLSVersion.MAXIMUM_SUPPORTED
        assert {cipher["auth"] for cipher in context.get_ciphers()} <= {
            *("auth-any", "auth-rsa", "auth-ecdsa"),
        }
        assert all(cipher["strength_bits"] >= 128 for cipher in context.get_ciphers())

    @pytest.mark.parametrize("weak", ["ALL:aNULL:@SECLEVEL=0", "eNULL:@SECLEVEL=0"])
    def test_insecure_tls_is_refused(self, monkeypatch: pytest.MonkeyPatch, weak: str) -> None:
        monkeypatch.setattr(trust, "_CIPHERS", weak)
        with pytest.raises(RuntimeError, match="would be accepted"):
            TrustContext()


def test_cookies_are_not_sent_back(sites: Sites) -> None:
    def with_cookie(reply: Reply) -> Reply:
        return reply.with_headers(("Set-Cookie", "session=test; Path=/"))

    server = sites.start(healthy().lookup(lambda asked: with_cookie(TENANT.lookup(asked))))
    assert link().exit_code == 0
    assert len(server.requests) > 2
    assert all(request.header("cookie") is None for request in server.requests)


def test_requests_carry_user_agent_and_accept_headers(sites: Sites) -> None:
    server = sites.start()
    link()
    assert {request.header("user-agent") for request in server.requests} == {"h2r-link"}
    accepted = "application/vnd.connectwise.com+json, application/json;q=0.9"
    assert {request.header("accept") for request in server.requests} == {accepted}


def test_a_redirect_to_another_host_is_not_followed(sites: Sites, resolver: Resolver) -> None:
    trap = sites.trap("elsewhere.example.test")
    location = Reply(302, headers=(("Location", "https://elsewhere.example.test/"),))
    sites.start(healthy().api("/service/info/boards/active", location))
    assert link().exit_code != 0
    assert trap.requests == []


def subject_hash(certificate: x509.Certificate) -> int:
    """Return what OpenSSL names a certificate's file by: SHA-1 over the subject, in lower case."""
    lower = [x509.NameAttribute(part.oid, part.value.lower()) for part in certificate.subject]
    header_length = 2
    content = x509.Name(lower).public_bytes()[header_length:]
    return int.from_bytes(hashlib.sha1(content).digest()[:4], "little")


def test_no_encoding_detector_is_imported() -> None:
    told = (
        "import sys, wizard.connectwise.client, requests; "
        "print(requests.compat.chardet, 'charset_normalizer' in sys.modules)"
    )
    command = [sys.executable, "-W", "error", "-c", told]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.strip(), done.stderr) == ("None False", "")
