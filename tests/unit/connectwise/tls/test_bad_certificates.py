"""Every kind of bad certificate, and its explanation on each kind of system.

The sentences stand on the certificates that were sent and on what the system says of them; no test
here knows OpenSSL's own codes. Where the test's authority cannot be added to the system's store
(Windows, macOS), only the kinds that need none are tried.
"""

from __future__ import annotations

import contextlib
import importlib
import ssl
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.faultserver import Authority, Certificate, Chain, FaultServer, Resolver, Tls, self_signed
from tests.faultserver.certificates import EXPIRED, NOT_YET, _key_pem, _name, weak_key
from tests.faultserver.fixtures import HOST
from tests.unit.connectwise.link import link
from tests.windows import under_wine
from wizard.connectwise.tls import context as trust
from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault

NOT_TRUSTED, EXPIRED_CODE, NAME_CODE, CHAINING, USAGE, SIGNATURE = (
    0x800B0109,
    0x800B0101,
    0x800B010F,
    0x800B010A,
    0x800B0110,
    0x80096004,
)
STRANGER = Authority("Example Stranger", "Strangers")
ISSUER_URL = "http://authority.example.test/intermediate.crt"


def day(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%d")


def below_expired(known: Authority) -> Certificate:
    expired = Authority("Example Old Intermediate", validity=EXPIRED, parent=known)
    return expired.issue(HOST)


def for_clients(known: Authority) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(HOST, "Example Tests"))
        .issuer_name(known.name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    )
    signed = builder.sign(known._key, hashes.SHA256())
    return Certificate(signed.public_bytes(Encoding.PEM), _key_pem(key))


def forged(known: Authority) -> Certificate:
    """As if the authority had signed it: its name and key id, but not its signature."""
    sound = known.issue(HOST)
    der = bytearray(ssl.PEM_cert_to_DER_cert(sound.chain_pem.decode("ascii")))
    der[-1] ^= 1
    return replace(sound, chain_pem=ssl.DER_cert_to_PEM_cert(bytes(der)).encode("ascii"))


@dataclass(frozen=True)
class Bad:
    """A kind; ``code`` is what Windows says of it (winerror.h)."""

    make: Callable[[Authority], Certificate]
    fault: Fault
    said: tuple[str, ...]
    code: int
    needs_store: bool = True


BAD = {
    "self-signed": Bad(
        lambda _: self_signed(HOST),
        Fault.TLS_UNTRUSTED,
        (f"issued by {HOST}", "self-signed"),
        NOT_TRUSTED,
        needs_store=False,
    ),
    "unknown authority": Bad(
        lambda _: STRANGER.issue(HOST),
        Fault.TLS_UNTRUSTED,
        ("issued by Example Stranger (Strangers)", "add the certificate authority Example Str"),
        NOT_TRUSTED,
        needs_store=False,
    ),
    "unknown authority, root sent": Bad(
        lambda _: STRANGER.issue(HOST, chain=Chain.WITH_ROOT),
        Fault.TLS_UNTRUSTED,
        ("issued by Example Stranger (Strangers)",),
        NOT_TRUSTED,
        needs_store=False,
    ),
    "unknown authority, intermediate sent": Bad(
        lambda _: STRANGER.intermediate().issue(HOST),
        Fault.TLS_UNTRUSTED,
        ("issued by Example Stranger (Strangers)",),
        NOT_TRUSTED,
        needs_store=False,
    ),
    "inspection": Bad(
        lambda _: Authority("Zscaler Root CA", "Zscaler Inc.").issue(HOST),
        Fault.TLS_INTERCEPTED,
        ("TLS inspection by Zscaler Root CA (Zscaler Inc.)", "can read the keys"),
        NOT_TRUSTED,
        needs_store=False,
    ),
    "missing intermediate": Bad(
        lambda known: known.intermediate().issue(
            HOST, chain=Chain.LEAF_ONLY, issuer_url=ISSUER_URL
        ),
        Fault.TLS_INCOMPLETE_CHAIN,
        ("without the intermediate certificate of Example Test Intermediate",),
        CHAINING,
        needs_store=False,
    ),
    "missing intermediate, no address of it": Bad(
        lambda known: known.intermediate().issue(HOST, chain=Chain.LEAF_ONLY),
        Fault.TLS_INCOMPLETE_CHAIN,
        ("without the intermediate certificate of Example Test Intermediate",),
        CHAINING,
        needs_store=False,
    ),
    "expired": Bad(
        lambda known: known.issue(HOST, validity=EXPIRED),
        Fault.TLS_EXPIRED,
        (f"expired on {day(EXPIRED.to_days)}",),
        EXPIRED_CODE,
    ),
    "expired intermediate": Bad(
        below_expired, Fault.TLS_EXPIRED, (f"expired on {day(EXPIRED.to_days)}",), EXPIRED_CODE
    ),
    "not yet valid": Bad(
        lambda known: known.issue(HOST, validity=NOT_YET),
        Fault.TLS_NOT_YET_VALID,
        (f"(valid from {day(NOT_YET.from_days)})", "computer's date is wrong"),
        EXPIRED_CODE,
    ),
    "another name": Bad(
        lambda known: known.issue("elsewhere.example.test"),
        Fault.TLS_WRONG_NAME,
        ("(elsewhere.example.test)",),
        NAME_CODE,
    ),
    "no name": Bad(
        lambda known: known.issue(), Fault.TLS_WRONG_NAME, ("(unnamed (Exa",), NAME_CODE
    ),
    "not for servers": Bad(for_clients, Fault.TLS_UNTRUSTED, ("this computer's rules",), USAGE),
    "forged": Bad(forged, Fault.TLS_UNTRUSTED, ("this computer's rules",), SIGNATURE),
    "weak key": Bad(
        lambda known: known.issue(HOST, key=weak_key()),
        Fault.TLS_UNTRUSTED,
        ("issued by Example Test Authority",),
        NOT_TRUSTED,
    ),
}


@pytest.fixture
def tested(
    request: pytest.FixtureRequest, trusted: Authority, resolver: Resolver
) -> tuple[list[tuple[Check, Fault]], str, int]:
    """Result for a kind: faults, sentence, requests that reached the server."""
    bad: Bad = request.param
    # wine needs no root: it accepts a chain that it can't follow to the end.
    elsewhere = not sys.platform.startswith("linux") and not under_wine()
    if bad.needs_store and elsewhere and trust.ON_OPENSSL is False:
        pytest.skip("the test's authority is not in this system's store")
    with FaultServer(tls=Tls(bad.make(trusted))) as server:
        resolver.maps(HOST, server)
        outcome = link()
    row = outcome.report.row(Check.CERTIFICATE)
    return outcome.failed, f"{row.message} {row.fix}", len(server.requests)


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Verify as truststore does on Windows, with a system that gives the codes of the table."""

    @contextlib.contextmanager
    def verified_by_the_system(context: ssl.SSLContext) -> Iterator[None]:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        yield
        context.verify_mode = ssl.CERT_REQUIRED
        context.check_hostname = True

    def refuse(context: ssl.SSLContext, *_: object, **__: object) -> None:
        if context.verify_mode is not ssl.CERT_NONE:
            code: int = request.getfixturevalue("code")
            error = ssl.SSLCertVerificationError("…")
            error.verify_code, error.verify_message = code, "Words of the system"
            raise error

    api = importlib.import_module("truststore._api")
    monkeypatch.setattr(trust, "ON_OPENSSL", False)
    monkeypatch.setattr(api, "_configure_context", verified_by_the_system)
    monkeypatch.setattr(api, "_verify_peercerts_impl", refuse)


@pytest.mark.parametrize(
    ("tested", "bad"), [(bad, bad) for bad in BAD.values()], ids=BAD, indirect=["tested"]
)
def test_a_bad_certificate_is_explained_with_openssl(
    tested: tuple[list[tuple[Check, Fault]], str, int], bad: Bad
) -> None:
    assert_refused(tested, bad)


@pytest.mark.parametrize(
    ("tested", "bad", "code"),
    [(bad, bad, bad.code) for bad in BAD.values()],
    ids=BAD,
    indirect=["tested"],
)
def test_a_bad_certificate_is_explained_with_truststore(
    system: None, tested: tuple[list[tuple[Check, Fault]], str, int], bad: Bad, code: int
) -> None:
    assert_refused(tested, bad)


def assert_refused(tested: tuple[list[tuple[Check, Fault]], str, int], bad: Bad) -> None:
    failed, sentence, requests = tested
    assert failed == [(Check.CERTIFICATE, bad.fault)], sentence
    for part in bad.said:
        assert part in sentence
    assert requests == 0


def test_a_server_without_a_certificate_is_refused(
    trusted: Authority, resolver: Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An anonymous cipher needs none; it takes both sides to agree on one."""
    layer = Tls()
    context = layer.context()
    context.set_ciphers("aNULL:@SECLEVEL=0")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    monkeypatch.setattr(trust, "_CIPHERS", "ALL:aNULL:!eNULL:@SECLEVEL=0")
    monkeypatch.setattr(trust, "_refuse_weak", lambda _: None)
    trust._kept.clear()
    with FaultServer(tls=layer) as server:
        server._context = context
        resolver.maps(HOST, server)
        outcome = link()
    trust._kept.clear()
    assert outcome.failed == [(Check.CERTIFICATE, Fault.TLS_UNTRUSTED)], outcome.text
    assert server.requests == []
