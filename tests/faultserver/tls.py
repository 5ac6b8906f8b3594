"""How a server behaves in the TLS handshake."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from tests.faultserver.certificates import (
    EXPIRED,
    NOT_YET,
    Authority,
    Certificate,
    Chain,
    self_signed,
    weak_key,
)
from tests.faultserver.connection import Connection

HANDSHAKE_FAILURE = bytes.fromhex("15 0303 0002 02 28")
"""The fatal alert of a server that finds no common cipher."""

OLD_SERVER_HELLO = bytes.fromhex(
    "16 0301 002a"  # record: handshake, TLS 1.0, 42 bytes
    "02 000026 0301"  # ServerHello, 38 bytes, TLS 1.0
    + "7a" * 32  # random
    + "00 c014 00"  # no session, ECDHE-RSA-AES256-SHA, no compression
)
"""What a server from before TLS 1.2 answers: it ignores what it does not know."""


class Handshake(Enum):
    """What a server does when a client opens TLS."""

    COMPLETE = auto()
    HANG = auto()
    DRIP = auto()
    CLOSE = auto()
    RESET = auto()
    SAY = auto()


class Versions(Enum):
    """The protocol versions that a server offers: the lowest and the highest."""

    MODERN = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
    ONLY_1_2 = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2)
    ONLY_OLD = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)


@dataclass(frozen=True, slots=True)
class Tls:
    """The TLS layer of a server.

    ``said`` is what ``Handshake.SAY`` sends in place of a ServerHello. With ``client_authority``
    the server requires a client certificate of that authority.
    """

    certificate: Certificate | None = None
    handshake: Handshake = Handshake.COMPLETE
    versions: Versions = Versions.MODERN
    said: bytes = b""
    byte_interval_s: float = 0.3
    client_authority: Authority | None = None

    def context(self) -> ssl.SSLContext:
        """Build the server's context."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # Level 0 admits old versions and weak keys, which some of these servers must show.
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version, context.maximum_version = self.versions.value
        if self.certificate:
            self.certificate.load_into(context)
        if self.client_authority:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(cadata=self.client_authority.pem.decode())
        return context

    def admit(self, connection: Connection, context: ssl.SSLContext) -> bool:
        """Shake hands on ``connection``; true when HTTP may follow."""
        if self.handshake is Handshake.COMPLETE:
            connection.start_tls(context)
            return True
        hello = connection.receive()
        match self.handshake:
            case Handshake.HANG:
                connection.hang()
            case Handshake.RESET:
                connection.reset()
            case Handshake.DRIP:
                connection.send(_server_flight(context, hello), self.byte_interval_s)
            case Handshake.CLOSE | Handshake.SAY:
                connection.send(self.said)
                connection.finish()
        return False


class TlsFault(Enum):
    """Every fault in the handshake; ``tls`` builds the layer that shows it."""

    SELF_SIGNED = auto()
    UNKNOWN_AUTHORITY = auto()
    UNKNOWN_AUTHORITY_ROOT_SENT = auto()
    MISSING_INTERMEDIATE = auto()
    MISSING_INTERMEDIATE_WITHOUT_URL = auto()
    EXPIRED = auto()
    NOT_YET_VALID = auto()
    WRONG_NAME = auto()
    NO_NAME = auto()
    WEAK_KEY = auto()
    OLD_VERSIONS = auto()
    OLD_SERVER_HELLO = auto()
    HANDSHAKE_FAILURE = auto()
    WANTS_CLIENT_CERTIFICATE = auto()
    HANDSHAKE_HANGS = auto()
    HANDSHAKE_DRIPS = auto()
    HANDSHAKE_CLOSED = auto()
    HANDSHAKE_RESET = auto()
    GARBAGE = auto()


def tls(authority: Authority, *names: str, fault: TlsFault | None = None) -> Tls:
    """Return the TLS layer of a server called ``names``, sound but for ``fault``.

    ``authority`` is the one that the client trusts. For a plain HTTP server on the port give the
    server no TLS layer at all.
    """
    if fault in _HANDSHAKES:
        return Tls(authority.issue(*names), *_HANDSHAKES[fault])
    if fault is TlsFault.WANTS_CLIENT_CERTIFICATE:
        return Tls(authority.issue(*names), client_authority=Authority("Example Client Authority"))
    return Tls(_CERTIFICATES[fault](authority, names))


def _stranger() -> Authority:
    return Authority("Example Unknown Authority")


_ISSUER_URL = "http://authority.example.test/intermediate.crt"
_CERTIFICATES: dict[TlsFault | None, Callable[[Authority, tuple[str, ...]], Certificate]] = {
    None: lambda known, names: known.issue(*names),
    TlsFault.SELF_SIGNED: lambda _, names: self_signed(*names),
    TlsFault.UNKNOWN_AUTHORITY: lambda _, names: _stranger().issue(*names),
    TlsFault.UNKNOWN_AUTHORITY_ROOT_SENT: lambda _, names: _stranger().issue(
        *names, chain=Chain.WITH_ROOT
    ),
    TlsFault.MISSING_INTERMEDIATE: lambda known, names: known.intermediate().issue(
        *names, chain=Chain.LEAF_ONLY, issuer_url=_ISSUER_URL
    ),
    TlsFault.MISSING_INTERMEDIATE_WITHOUT_URL: lambda known, names: known.intermediate().issue(
        *names, chain=Chain.LEAF_ONLY
    ),
    TlsFault.EXPIRED: lambda known, names: known.issue(*names, validity=EXPIRED),
    TlsFault.NOT_YET_VALID: lambda known, names: known.issue(*names, validity=NOT_YET),
    TlsFault.WRONG_NAME: lambda known, _: known.issue("elsewhere.example.test"),
    TlsFault.NO_NAME: lambda known, _: known.issue(),
    TlsFault.WEAK_KEY: lambda known, names: known.issue(*names, key=weak_key()),
}
_HANDSHAKES: dict[TlsFault | None, tuple[Handshake, Versions, bytes]] = {
    TlsFault.OLD_VERSIONS: (Handshake.COMPLETE, Versions.ONLY_OLD, b""),
    TlsFault.OLD_SERVER_HELLO: (Handshake.SAY, Versions.MODERN, OLD_SERVER_HELLO),
    TlsFault.HANDSHAKE_FAILURE: (Handshake.SAY, Versions.MODERN, HANDSHAKE_FAILURE),
    TlsFault.HANDSHAKE_HANGS: (Handshake.HANG, Versions.MODERN, b""),
    TlsFault.HANDSHAKE_DRIPS: (Handshake.DRIP, Versions.MODERN, b""),
    TlsFault.HANDSHAKE_CLOSED: (Handshake.CLOSE, Versions.MODERN, b""),
    TlsFault.HANDSHAKE_RESET: (Handshake.RESET, Versions.MODERN, b""),
    TlsFault.GARBAGE: (Handshake.SAY, Versions.MODERN, bytes(range(128, 256))),
}


def _server_flight(context: ssl.SSLContext, hello: bytes) -> bytes:
    received, sent = ssl.MemoryBIO(), ssl.MemoryBIO()
    received.write(hello)
    try:
        context.wrap_bio(received, sent, server_side=True).do_handshake()
    except ssl.SSLWantReadError:
        return sent.read()
    raise ValueError("the handshake ended before the client answered")
