"""Certificate authorities for tests, and the odd certificates that they hand out."""

from __future__ import annotations

import ipaddress
import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

_SHORTER_BITS = 248
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Validity:
    """Validity of a certificate, in days from now."""

    from_days: int
    to_days: int


CURRENT = Validity(-30, 30)
EXPIRED = Validity(-60, -2)
NOT_YET = Validity(2, 60)


class Chain(Enum):
    """Which certificates a server sends."""

    COMPLETE = auto()
    LEAF_ONLY = auto()
    WITH_ROOT = auto()


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server shows: PEM of the chain, leaf first, and of the leaf's private key."""

    chain_pem: bytes
    key_pem: bytes

    def load_into(self, context: ssl.SSLContext) -> None:
        """Make ``context`` show this certificate. The ssl module reads it from a file only."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "certificate.pem")
            path.write_bytes(self.key_pem + self.chain_pem)
            context.load_cert_chain(path)


class Authority:
    """A certificate authority, a root unless it has a ``parent``."""

    def __init__(
        self,
        common_name: str = "Example Test Authority",
        organisation: str = "Example Tests",
        *,
        validity: Validity = CURRENT,
        parent: Authority | None = None,
    ) -> None:
        self._parent = parent
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name(common_name, organisation)
        issuer = parent or self
        self._certificate = _signed(
            _builder(self.name, issuer.name, self._key, validity)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(_key_usage(signs_certificates=True), critical=True)
            .add_extension(issuer._own_key_id(), critical=False),
            issuer._key,
        )

    @property
    def pem(self) -> bytes:
        """The authority's own certificate."""
        return self._certificate.public_bytes(Encoding.PEM)

    def write(self, folder: Path) -> Path:
        """Write the certificate where ``SSL_CERT_FILE`` may point; return the file."""
        path = folder / "authority.pem"
        path.write_bytes(self.pem)
        return path

    def intermediate(self, common_name: str = "Example Test Intermediate") -> Authority:
        """Return an authority below this one."""
        return Authority(common_name, parent=self)

    def issue(
        self,
        *names: str,
        validity: Validity = CURRENT,
        chain: Chain = Chain.COMPLETE,
        issuer_url: str | None = None,
        key: PrivateKey | None = None,
    ) -> Certificate:
        """Sign a server certificate for host names and IP addresses.

        ``issuer_url`` is where the certificate says that its issuer's can be fetched, as those of
        public authorities do. Without ``names`` the certificate names no host.
        """
        key = key or ec.generate_private_key(ec.SECP256R1())
        leaf = _leaf(names, self.name, key, validity).add_extension(
            self._own_key_id(), critical=False
        )
        if issuer_url:
            leaf = leaf.add_extension(_issuer_at(issuer_url), critical=False)
        signed = _signed(leaf, self._key).public_bytes(Encoding.PEM)
        return Certificate(signed + self._chain_above_leaf(chain), _key_pem(key))

    def _chain_above_leaf(self, chain: Chain) -> bytes:
        if chain is Chain.LEAF_ONLY:
            return b""
        if self._parent is None:
            return self.pem if chain is Chain.WITH_ROOT else b""
        return self.pem + self._parent._chain_above_leaf(chain)

    def _own_key_id(self) -> x509.AuthorityKeyIdentifier:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())


def self_signed(*names: str, validity: Validity = CURRENT) -> Certificate:
    """Return a self-signed server certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(names[0], "Example Tests")
    signed = _signed(_leaf(names, name, key, validity), key)
    return Certificate(signed.public_bytes(Encoding.PEM), _key_pem(key))


def _signed(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """Sign with numbers of full length: wine rejects an ECDSA signature with a shorter one."""
    while True:
        certificate = builder.sign(key, hashes.SHA256())
        numbers = decode_dss_signature(certificate.signature)
        if min(numbers).bit_length() > _SHORTER_BITS:
            return certificate


def weak_key() -> rsa.RSAPrivateKey:
    """Return a key that today's security levels refuse."""
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)


def _leaf(
    names: tuple[str, ...], issuer: x509.Name, key: PrivateKey, validity: Validity
) -> x509.CertificateBuilder:
    subject = _name(names[0] if names else "unnamed", "Example Tests")
    builder = (
        _builder(subject, issuer, key, validity)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    if not names:
        return builder
    alternative = x509.SubjectAlternativeName([_general_name(name) for name in names])
    return builder.add_extension(alternative, critical=False)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PrivateKey, validity: Validity
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=validity.from_days))
        .not_valid_after(now + timedelta(days=validity.to_days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=not signs_certificates,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _issuer_at(url: str) -> x509.AuthorityInformationAccess:
    return x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(
                AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(url)
            )
        ]
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _name(common_name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
        ]
    )


def _key_pem(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
