"""Which certificates this computer trusts, and how a refused one is explained."""

from __future__ import annotations

import contextlib
import importlib
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, ObjectIdentifier

from tests.faultserver import (
    Authority,
    Certificate,
    Chain,
    FaultServer,
    Resolver,
    Tls,
    TlsFault,
    Versions,
    self_signed,
    tls,
)
from tests.faultserver.certificates import CURRENT, _key_pem, _leaf
from tests.faultserver.fixtures import HOST, Sites
from tests.unit.connectwise.link import API_HOST, WEB_HOST, Outcome, link
from wizard.connectwise.tls import context as trust
from wizard.connectwise.tls.certificate import Peer, _shown
from wizard.connectwise.tls.context import ON_OPENSSL, TrustContext, contexts, peer_of, store_name
from wizard.connectwise.tls.interception import PRODUCTS, inspector
from wizard.connectwise.tls.public_authorities import count, is_public
from wizard.connectwise.tls.verification import certificate_problem
from wizard.domain.check import Check, Status, Verdict
from wizard.domain.faults.fault import Fault

INSPECTION = ("Zscaler Intermediate Root CA", "Zscaler Inc.")
TIMESTAMPS = x509.UnrecognizedExtension(
    ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"), b"\x04\x02\x00\x00"
)
DOMAIN_VALIDATED = x509.CertificatePolicies(
    [x509.PolicyInformation(ObjectIdentifier("2.23.140.1.2.1"), None)]
)


Against = Callable[..., Outcome]


def ending(when: str, days: int) -> str:
    return f"{when} {(datetime.now(UTC) + timedelta(days=days)).strftime('%Y-%m-%d')}"


def issuer_at(url: str) -> x509.AuthorityInformationAccess:
    place = x509.UniformResourceIdentifier(url)
    issuers = AuthorityInformationAccessOID.CA_ISSUERS
    return x509.AuthorityInformationAccess([x509.AccessDescription(issuers, place)])


def issued(authority: Authority, *extensions: x509.ExtensionType) -> Certificate:
    """A certificate of ``authority`` with ``extensions``, sent alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _leaf((HOST,), authority.name, key, CURRENT)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    signed = builder.sign(authority._key, hashes.SHA256())
    return Certificate(signed.public_bytes(Encoding.PEM), _key_pem(key))


@pytest.fixture
def against(trusted: Authority, resolver: Resolver) -> Iterator[Against]:
    """Run the link test against a server that shows a certificate."""
    with contextlib.ExitStack() as running:

        def run(certificate: Certificate, versions: Versions = Versions.MODERN) -> Outcome:
            server = FaultServer(tls=Tls(certificate, versions=versions))
            resolver.maps(HOST, running.enter_context(server))
            return link()

        yield run


def sentence(outcome: Outcome, check: Check = Check.CERTIFICATE) -> str:
    row = outcome.report.row(check)
    return f"{row.message} {row.fix}"


class TestInspection:
    @pytest.fixture
    def inspected(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, resolver: Resolver
    ) -> Iterator[tuple[FaultServer, Authority]]:
        authority = Authority(*INSPECTION)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(tmp_path)))
        with FaultServer(tls=tls(authority, HOST)) as server:
            resolver.maps(HOST, server)
            yield server, authority

    def test_trusted_inspection_is_a_warning_and_the_test_continues(
        self, inspected: tuple[FaultServer, Authority]
    ) -> None:
        outcome = link()
        row = outcome.report.row(Check.CERTIFICATE)
        assert row.status is Status.WARNING
        assert row.problem is not None
        assert row.problem.fault is Fault.TLS_INTERCEPTED
        assert INSPECTION[0] in row.message
        assert "can read the keys" in row.message
        assert "exempt" in row.fix
        assert store_name() not in row.fix
        assert outcome.report.verdict is Verdict.READY_WITH_WARNINGS
        assert outcome.report.issuer == f"{INSPECTION[0]} ({INSPECTION[1]})"
        assert any(request.signed for request in inspected[0].requests)

    def test_inspection_below_a_company_ca_is_recognized(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, resolver: Resolver
    ) -> None:
        root = Authority("FortiGate CA", "Fortinet")
        monkeypatch.setenv("SSL_CERT_FILE", str(root.write(tmp_path)))
        certificate = root.intermediate("Contoso Test Gateway").issue(HOST)
        with FaultServer(tls=Tls(certificate)) as server:
            resolver.maps(HOST, server)
            outcome = link()
        row = outcome.report.row(Check.CERTIFICATE)
        assert row.status is Status.WARNING
        assert "FortiGate CA" in row.message

    def test_untrusted_inspection_is_a_failure_that_names_the_product(
        self, against: Against
    ) -> None:
        outcome = against(Authority(*INSPECTION).issue(HOST))
        assert outcome.failed == [(Check.CERTIFICATE, Fault.TLS_INTERCEPTED)]
        assert f"Or add the certificate authority {INSPECTION[0]}" in sentence(outcome)
        assert store_name() in sentence(outcome)

    @pytest.mark.parametrize("product", PRODUCTS)
    def test_every_product_is_known_by_its_name(self, product: str) -> None:
        assert inspector(f"{product} Root CA") != ""

    @pytest.mark.parametrize(
        "name",
        [
            "ZscalerRootCA",
            "support@fortinet.com",
            "ca.contoso.goskope.com",
            "DO_NOT_TRUST_FiddlerRoot",
            "avast! Web/Mail Shield Root",
            "ESET, spol. s r. o.",
            "Gateway CA - Cloudflare Managed G1",
            "AO Kaspersky Lab",
            "Dr.Web Net Filter Service",
        ],
    )
    def test_issuer_names_seen_in_practice_are_recognized(self, name: str) -> None:
        assert inspector("irrelevant", name) != ""

    @pytest.mark.parametrize(
        "name",
        [
            "Let's Encrypt",
            "DigiCert Global G2 TLS RSA SHA256 2020 CA1",
            "Sectigo Public Server Authentication CA DV R36",
            "GTS CA 1C3 Google Trust Services LLC",
            "Amazon RSA 2048 M02",
            "Cloudflare Inc ECC CA-3",
            "GoDaddy.com, Inc.",
            "Control Data Systems",
            "Basset Hound CA",
            "Savage Issuing CA",
            "Contoso Root CA",
            "",
        ],
    )
    def test_other_authorities_are_not_taken_for_inspection(self, name: str) -> None:
        assert inspector(name) == ""

    def test_a_host_with_the_name_of_a_product_is_not_taken_for_inspection(
        self, trusted: Authority
    ) -> None:
        name = "psa.kaspersky-partner.example.test"
        with FaultServer(tls=Tls(self_signed(name))) as server:
            problem = certificate_problem(refusal(server, name), name, datetime.now(UTC))
        assert problem.fault is Fault.TLS_UNTRUSTED


def warned_of(outcome: Outcome) -> list[str]:
    """The warnings that TLS inspection can read the keys."""
    warnings = outcome.report.warnings
    return [w.message for w in warnings if w.fault is Fault.TLS_INTERCEPTED]


class TestTheCloud:
    """Its certificates come from public authorities; any other issuer can read the traffic."""

    @pytest.fixture
    def company(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
        """An authority that is on no list of products, trusted by this computer."""
        authority = Authority("Contoso Internal Root")
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(tmp_path)))
        return authority

    @pytest.fixture
    def serve(self, resolver: Resolver) -> Iterator[Callable[..., FaultServer]]:
        with contextlib.ExitStack() as running:

            def start(certificate: Certificate, *hosts: str) -> FaultServer:
                server = running.enter_context(FaultServer(tls=Tls(certificate)))
                for host in hosts:
                    resolver.maps(host, server)
                return server

            yield start

    @pytest.mark.parametrize("below", [False, True], ids=["root", "intermediate"])
    def test_a_company_ca_for_a_cloud_host_is_reported(
        self, company: Authority, serve: Callable[..., FaultServer], *, below: bool
    ) -> None:
        issuer = company.intermediate("Contoso Web Issuing") if below else company
        server = serve(issuer.issue(WEB_HOST, API_HOST), WEB_HOST, API_HOST)
        outcome = link(f"https://{WEB_HOST}")
        row = outcome.report.row(Check.CERTIFICATE)
        assert row.status is Status.WARNING, outcome.text
        assert row.problem is not None
        assert row.problem.fault is Fault.TLS_INTERCEPTED
        assert "Contoso Internal Root" in row.message
        assert "can read the keys" in row.message
        assert store_name() not in row.fix
        assert [API_HOST in message for message in warned_of(outcome)] == [True]
        assert outcome.report.verdict is Verdict.READY_WITH_WARNINGS
        assert any(request.signed for request in server.requests)

    def test_every_host_is_judged_separately(
        self,
        authority: Authority,
        tmp_path: Path,
        trusted: Authority,
        monkeypatch: pytest.MonkeyPatch,
        serve: Callable[..., FaultServer],
    ) -> None:
        company = Authority("Contoso Internal Root")
        store = tmp_path / "store.pem"
        store.write_bytes(authority.pem + company.pem)
        monkeypatch.setenv("SSL_CERT_FILE", str(store))
        serve(authority.issue(WEB_HOST), WEB_HOST)
        serve(company.issue(API_HOST), API_HOST)
        outcome = link(f"https://{WEB_HOST}")
        assert outcome.report.row(Check.CERTIFICATE).status is Status.PASSED
        (warned,) = warned_of(outcome)
        assert API_HOST in warned
        assert "Contoso Internal Root" in warned

    def test_a_public_ca_is_not_taken_for_inspection(
        self, trusted: Authority, serve: Callable[..., FaultServer]
    ) -> None:
        serve(trusted.intermediate().issue(WEB_HOST, API_HOST), WEB_HOST, API_HOST)
        outcome = link(f"https://{WEB_HOST}")
        assert outcome.report.row(Check.CERTIFICATE).status is Status.PASSED
        assert outcome.exit_code == 0
        assert warned_of(outcome) == []

    def test_the_name_of_a_public_ca_is_not_enough(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serve: Callable[..., FaultServer]
    ) -> None:
        liar = Authority("ISRG Root X1", "Internet Security Research Group")
        monkeypatch.setenv("SSL_CERT_FILE", str(liar.write(tmp_path)))
        serve(liar.issue(WEB_HOST, API_HOST), WEB_HOST, API_HOST)
        outcome = link(f"https://{WEB_HOST}")
        assert outcome.report.row(Check.CERTIFICATE).status is Status.WARNING

    def test_a_company_ca_is_not_inspection_of_its_own_server(
        self, company: Authority, serve: Callable[..., FaultServer]
    ) -> None:
        serve(company.issue(HOST), HOST)
        outcome = link()
        assert outcome.report.row(Check.CERTIFICATE).status is Status.PASSED
        assert warned_of(outcome) == []

    def test_an_unknown_ca_for_a_cloud_host_is_never_recommended_for_trust(
        self, trusted: Authority, serve: Callable[..., FaultServer]
    ) -> None:
        serve(Authority("Contoso Internal Root").issue(WEB_HOST), WEB_HOST)
        outcome = link(f"https://{WEB_HOST}")
        assert outcome.failed == [(Check.CERTIFICATE, Fault.TLS_UNTRUSTED)]
        assert "don't add this one" in sentence(outcome)


class TestPublicAuthorities:
    """Where the system verifies there is no verified chain, and the root is rarely sent."""

    @pytest.fixture
    def listed(self, trusted: Authority) -> Authority:
        return trusted

    @staticmethod
    def sent(certificate: Certificate) -> list[bytes]:
        chain = x509.load_pem_x509_certificates(certificate.chain_pem)
        return [one.public_bytes(Encoding.DER) for one in chain]

    @pytest.mark.parametrize("chain", Chain)
    def test_the_issuer_is_found_by_name_and_key_id(self, listed: Authority, chain: Chain) -> None:
        assert is_public([], self.sent(listed.issue(HOST, chain=chain)))
        below = listed.intermediate().issue(HOST, chain=chain)
        assert is_public([], self.sent(below)) is (chain is not Chain.LEAF_ONLY)

    def test_the_same_name_with_another_key_is_not_public(self, listed: Authority) -> None:
        double = Authority("Example Test Authority")
        assert double.name == listed.name
        assert not is_public([], self.sent(double.issue(HOST)))

    def test_a_public_certificate_that_is_not_a_ca_does_not_count(self, listed: Authority) -> None:
        stranger = self.sent(Authority("Example Stranger").issue(HOST))
        assert not is_public([], [*stranger, *self.sent(listed.issue(HOST, chain=Chain.WITH_ROOT))])

    @pytest.mark.parametrize("broken", [b"", b"0", b"\x30\x84\xff\xff\xff\xff", b"\x30\x00" * 9])
    def test_unreadable_data_is_not_a_public_certificate(self, broken: bytes) -> None:
        assert not is_public([], [broken])
        assert not is_public([broken], [])

    def test_the_list_of_public_authorities_is_available(self) -> None:
        assert count() > 100


def refusal(server: FaultServer, name: str) -> ssl.SSLCertVerificationError:
    with (
        socket.create_connection(server.address, 5) as sock,
        pytest.raises(ssl.SSLCertVerificationError) as refused,
    ):
        TrustContext().wrap_socket(sock, server_hostname=name)
    return refused.value


class TestMissingIntermediate:
    """Codes of OpenSSL do not tell an unknown authority from an intermediate that was not sent."""

    def test_a_public_certificate_with_timestamps(self, against: Against) -> None:
        outcome = against(issued(Authority("R11", "Let's Encrypt"), TIMESTAMPS))
        assert outcome.failed == [(Check.CERTIFICATE, Fault.TLS_INCOMPLETE_CHAIN)]
        assert "R11 (Let's Encrypt)" in sentence(outcome)

    def test_a_public_certificate_with_a_policy(self, against: Against) -> None:
        outcome = against(issued(Authority("Any CA", "Any"), DOMAIN_VALIDATED))
        assert outcome.failed == [(Check.CERTIFICATE, Fault.TLS_INCOMPLETE_CHAIN)]

    def test_a_certificate_with_an_issuer_url(self, against: Against) -> None:
        extension = issuer_at("http://pki.example.test/ca.crt")
        outcome = against(issued(Authority("Any CA", "Any"), extension))
        assert outcome.failed == [(Check.CERTIFICATE, Fault.TLS_INCOMPLETE_CHAIN)]

    def test_a_certificate_with_an_ldap_issuer_may_be_signed_by_a_root(
        self, against: Against
    ) -> None:
        extension = issuer_at("ldap:///CN=Contoso-CA,CN=AIA?cACertificate?base")
        outcome = against(issued(Authority("Contoso-CA", "Contoso"), extension))
        assert outcome.failed == [(Check.CERTIFICATE, Fault.TLS_UNTRUSTED)]

    @pytest.mark.parametrize("name", ["Contoso Issuing CA 2", "Contoso SubCA", "Contoso Sub-CA"])
    def test_a_certificate_whose_issuer_is_not_named_a_root(
        self, against: Against, name: str
    ) -> None:
        outcome = against(issued(Authority(name, "Contoso")))
        assert outcome.failed == [(Check.CERTIFICATE, Fault.TLS_INCOMPLETE_CHAIN)]

    def test_an_intermediate_of_another_chain_was_sent(self, against: Against) -> None:
        leaf = issued(Authority("R11", "Let's Encrypt"), TIMESTAMPS)
        other = Authority("R3", "Let's Encrypt")
        outcome = against(Certificate(leaf.chain_pem + other.pem, leaf.key_pem))
        assert outcome.failed == [(Check.CERTIFICATE, Fault.TLS_INCOMPLETE_CHAIN)]

    def test_the_unknown_root_is_named_when_the_chain_is_whole(self, against: Against) -> None:
        root = Authority("Contoso Test Root", "Contoso")
        certificate = root.intermediate("Contoso Test Issuing CA").issue(HOST)
        outcome = against(certificate)
        assert outcome.failed == [(Check.CERTIFICATE, Fault.TLS_UNTRUSTED)]
        assert "add the certificate authority Contoso Test Root" in sentence(outcome)
        assert store_name() in sentence(outcome)

    def test_a_company_root_is_not_a_missing_intermediate(self, against: Against) -> None:
        outcome = against(
            Authority("Contoso Test Root", "Contoso").issue(HOST, chain=Chain.WITH_ROOT)
        )
        assert outcome.failed == [(Check.CERTIFICATE, Fault.TLS_UNTRUSTED)]


class TestSentences:
    @pytest.mark.parametrize(
        ("fault", "said"),
        [
            (TlsFault.EXPIRED, ending("expired on", -2)),
            (TlsFault.NOT_YET_VALID, ending("isn't valid yet (valid from", 2)),
            (TlsFault.WRONG_NAME, "another name (elsewhere.example.test)"),
            (TlsFault.NO_NAME, "another name (unnamed (Example Tests))"),
            (TlsFault.SELF_SIGNED, f"issued by {HOST} (Example Tests)"),
            (TlsFault.UNKNOWN_AUTHORITY, "Example Unknown Authority"),
            (TlsFault.MISSING_INTERMEDIATE, "Example Test Intermediate"),
        ],
    )
    def test_the_sentences_name_host_issuer_and_dates(
        self, sites: Sites, fault: TlsFault, said: str
    ) -> None:
        sites.start(fault=fault)
        assert said in sentence(link())

    @pytest.mark.skipif(not ON_OPENSSL, reason="the system has words of its own")
    def test_the_evidence_quotes_openssl(self, sites: Sites) -> None:
        sites.start(fault=TlsFault.UNKNOWN_AUTHORITY)
        problem = link().report.row(Check.CERTIFICATE).problem
        assert problem is not None
        assert problem.evidence.startswith("unable to get local issuer certificate, issuer: Exa")

    def test_names_in_certificates_are_sanitized(self, against: Against) -> None:
        authority = Authority("\x1b[31mRed\u202e Authority", "Tests <img src=x>")
        outcome = against(authority.issue(HOST))
        assert "\x1b" not in outcome.text
        assert "\u202e" not in outcome.text
        assert "Red Authority" in sentence(outcome)

    def test_a_missing_certificate_is_described(self) -> None:
        error = ssl.SSLCertVerificationError("Peer sent no certificates to verify")
        problem = certificate_problem(error, HOST, datetime.now(UTC))
        assert problem.fault is Fault.TLS_UNTRUSTED
        assert "an unknown certificate authority" in problem.message
        assert problem.fix == "Ask whoever runs the server or your network about the certificate."

    def test_an_unknown_date_is_left_out(self) -> None:
        error = ssl.SSLCertVerificationError("certificate has expired")
        problem = certificate_problem(error, HOST, datetime.now(UTC))
        assert problem.fault is Fault.TLS_EXPIRED
        assert "expired." in problem.message

    def test_the_subject_falls_back_to_the_unit_and_the_organisation(self) -> None:
        assert _shown({"organizationalUnitName": "Unit"}) == "Unit"
        assert _shown({"organizationName": "Organisation"}) == "Organisation"
        assert _shown({"commonName": "Acme CA", "organizationName": "Acme"}) == "Acme CA"
        assert _shown({}) == "?"

    @pytest.mark.parametrize(
        ("platform", "name"),
        [("win32", "Windows"), ("darwin", "Keychain"), ("linux", "update-ca-certificates")],
    )
    def test_the_certificate_store_has_its_system_name(
        self, monkeypatch: pytest.MonkeyPatch, platform: str, name: str
    ) -> None:
        monkeypatch.setattr("sys.platform", platform)
        assert name in store_name()


class TestAccepted:
    @pytest.mark.parametrize("versions", [Versions.MODERN, Versions.ONLY_1_2])
    def test_a_complete_chain_is_accepted(
        self, against: Against, trusted: Authority, versions: Versions
    ) -> None:
        outcome = against(trusted.intermediate().issue(HOST), versions)
        assert outcome.exit_code == 0, outcome.text
        assert "Issued by Example Test Intermediate" in sentence(outcome)

    @pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
    def test_an_ip_address_with_a_port_is_accepted(
        self, trusted: Authority, host: str, shown: str
    ) -> None:
        with FaultServer(tls=tls(trusted, host), host=host) as server:
            outcome = link(f"https://{shown}:{server.port}")
        assert outcome.exit_code == 0, outcome.text
        assert sentence(outcome, Check.NAME).startswith(f"{shown}:{server.port} is an IP address")
        assert {request.host for request in server.requests} == {f"{shown}:{server.port}"}

    def test_an_ip_address_missing_from_the_certificate_is_refused(
        self, trusted: Authority
    ) -> None:
        with FaultServer(tls=tls(trusted, HOST)) as server:
            outcome = link(f"https://127.0.0.1:{server.port}")
        assert outcome.failed == [(Check.CERTIFICATE, Fault.TLS_WRONG_NAME)]
        assert f"({HOST})" in sentence(outcome)

    def test_a_name_on_another_port_is_accepted(self, sites: Sites, trusted: Authority) -> None:
        with FaultServer(tls=tls(trusted, HOST)) as server:
            sites._resolver.maps(HOST, server, port=8443)
            outcome = link(f"https://{HOST}:8443")
        assert outcome.exit_code == 0, outcome.text
        assert {request.host for request in server.requests} == {f"{HOST}:8443"}


class TestOtherSystems:
    """Windows and macOS check after the handshake; truststore asks them."""

    @pytest.fixture
    def system(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
        answers: list[tuple[int, str]] = []

        @contextlib.contextmanager
        def verified_by_the_system(context: ssl.SSLContext) -> Iterator[None]:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            yield
            context.verify_mode = ssl.CERT_REQUIRED
            context.check_hostname = True

        def check(context: ssl.SSLContext, *_: object, **__: object) -> None:
            if context.verify_mode is ssl.CERT_NONE:
                return
            for code, words in answers:
                error = ssl.SSLCertVerificationError(words)
                error.verify_code, error.verify_message = code, words
                raise error

        api = importlib.import_module("truststore._api")
        monkeypatch.setattr(trust, "ON_OPENSSL", False)
        monkeypatch.setattr(api, "_configure_context", verified_by_the_system)
        monkeypatch.setattr(api, "_verify_peercerts_impl", check)
        return answers

    def test_every_connection_has_its_own_context(self, system: object) -> None:
        context = contexts()
        assert context() is not context()

    def test_certificates_trusted_by_the_system_are_trusted(
        self, sites: Sites, system: object
    ) -> None:
        sites.start(fault=TlsFault.UNKNOWN_AUTHORITY)
        assert link().exit_code == 0

    @pytest.mark.parametrize(
        ("code", "words", "shown", "fault"),
        [
            (0x800B0101, "A required certificate is …", TlsFault.EXPIRED, Fault.TLS_EXPIRED),
            (0x800B0101, "", TlsFault.NOT_YET_VALID, Fault.TLS_NOT_YET_VALID),
            (-2146762495, "", None, Fault.TLS_EXPIRED),
            (0x800B010F, "", TlsFault.WRONG_NAME, Fault.TLS_WRONG_NAME),
            (0x800B0109, "", TlsFault.UNKNOWN_AUTHORITY, Fault.TLS_UNTRUSTED),
            (0x800B010A, "", TlsFault.MISSING_INTERMEDIATE, Fault.TLS_INCOMPLETE_CHAIN),
            (-67818, "", TlsFault.EXPIRED, Fault.TLS_EXPIRED),
            (-67819, "", None, Fault.TLS_NOT_YET_VALID),
            (-67602, "", TlsFault.WRONG_NAME, Fault.TLS_WRONG_NAME),
            (-67843, "not trusted", TlsFault.SELF_SIGNED, Fault.TLS_UNTRUSTED),
            (5, "certificate is expired", TlsFault.EXPIRED, Fault.TLS_EXPIRED),
            (5, "certificate name does not match", None, Fault.TLS_WRONG_NAME),
        ],
    )
    def test_certificates_refused_by_the_system_are_refused(
        self,
        sites: Sites,
        system: list[tuple[int, str]],
        code: int,
        words: str,
        shown: TlsFault | None,
        fault: Fault,
    ) -> None:
        sites.start(fault=shown)
        system.append((code, words))
        outcome = link()
        assert outcome.failed == [(Check.CERTIFICATE, fault)], outcome.text

    def test_the_certificate_is_read_before_the_socket_is_closed(
        self, sites: Sites, system: list[tuple[int, str]]
    ) -> None:
        sites.start(fault=TlsFault.UNKNOWN_AUTHORITY)
        system.append((0x800B0109, ""))
        assert "Example Unknown Authority" in sentence(link())


class TestReading:
    def test_a_plain_socket_has_no_certificate(self) -> None:
        assert peer_of(object(), HOST) == Peer(HOST)

    def test_a_socket_without_certificate_access_has_none(self) -> None:
        class Silent:
            _sslobj = object()

        assert peer_of(Silent(), HOST) == Peer(HOST)
