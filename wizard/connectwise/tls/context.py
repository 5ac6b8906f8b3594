"""TLS contexts on top of the system's certificate store.

Neither environment variables of other programs nor ``SSLKEYLOGFILE`` count: truststore's contexts
do not look at them. On Linux ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` do, as for all of OpenSSL.
"""

from __future__ import annotations

import errno
import ssl
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Self

import truststore

from wizard.connectwise.tls.certificate import (
    Certificate,
    Peer,
    SentCertificate,
    certificate_from,
    der_of,
    highest,
)
from wizard.connectwise.tls.public_authorities import is_public
from wizard.domain.address.hosts import Kind, kind_of

ON_OPENSSL = sys.platform not in {"win32", "darwin"}
"""Whether OpenSSL itself checks certificates, and not the system after the handshake."""

# What OpenSSL says when the other side does not speak TLS at all. Source: OpenSSL, sslerr.h.
_NO_TLS = (
    "BAD_RECORD_TYPE",
    "HTTP_REQUEST",
    "HTTPS_PROXY_REQUEST",
    "NOT_TLS",
    "PACKET_LENGTH_TOO_LONG",
    "RECORD_LAYER_FAILURE",
    "RECORD_TOO_LARGE",
    "UNEXPECTED_MESSAGE",
    "UNEXPECTED_RECORD",
    "UNKNOWN_PROTOCOL",
    "WRONG_VERSION_NUMBER",
)


# CPython's own default list, stated so that no configuration file of OpenSSL replaces it: forward
# secrecy, no anonymous servers, no encryption that is none. Source: CPython, Modules/_ssl.c.
_CIPHERS = (
    "@SECLEVEL=2:ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:!eNULL:!aDSS:!SHA1:!AESCCM"
)

_keeping = threading.Lock()
_kept: dict[tuple[object, ...], TrustContext] = {}


class TrustContext(truststore.SSLContext):
    """A TLS client context on the system's store; its errors carry the certificates that were sent.

    truststore's contexts shake hands one at a time, so every connection needs one of its own. Only
    where OpenSSL checks by itself, handshakes may run side by side, and the store is read once.
    """

    def __new__(cls) -> Self:
        """Name the protocol here, too: without it the standard library warns."""
        made: Self = super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)
        return made

    def __init__(self) -> None:
        super().__init__(ssl.PROTOCOL_TLS_CLIENT)
        self.minimum_version = ssl.TLSVersion.TLSv1_2
        self.maximum_version = ssl.TLSVersion.MAXIMUM_SUPPORTED
        self.set_ciphers(_CIPHERS)
        self._ctx.set_alpn_protocols(["http/1.1"])
        base = ssl.SSLSocket if ON_OPENSSL else _verifying(self._ctx.sslsocket_class)
        self._ctx.sslsocket_class = _observed(base)
        self.loaded = not ON_OPENSSL
        _refuse_weak(self)

    def load(self) -> None:
        """Load the certificate store if not loaded yet; thread-safe."""
        with self._ctx_lock:
            if not self.loaded:
                # truststore reads the store whenever something is wrapped.
                self.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost")
                self.loaded = True

    def wrap_socket(self, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
        """Shake hands and verify the certificate, as `ssl.SSLContext.wrap_socket` does."""
        if ON_OPENSSL:
            self.load()
            return self._ctx.wrap_socket(*args, **kwargs)
        # In one step truststore would verify after the handshake, where the chain is not read
        # that was refused; in two it verifies within `do_handshake`, which `_observed` extends.
        sock = super().wrap_socket(*args, **{**kwargs, "do_handshake_on_connect": False})
        try:
            sock.do_handshake()
        except BaseException:
            sock.close()
            raise
        return sock

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        """Keep the first value: OpenSSL would free it during other threads' handshakes."""


def contexts() -> Callable[[], TrustContext]:
    """Return a factory that gives every new connection of a link test its TLS context.

    Where they can be shared the context is kept for the next test, too, until the store changes:
    to read it takes some 30 ms.
    """
    if not ON_OPENSSL:
        return TrustContext
    state = _state_of_store()
    with _keeping:
        shared = _kept.get(state) or TrustContext()
        _kept.clear()
        if state:
            _kept[state] = shared
    return lambda: shared


def _state_of_store() -> tuple[object, ...]:
    """Return a value that changes whenever the store does; empty if OpenSSL's paths are empty."""
    paths = ssl.get_default_verify_paths()
    try:
        found = [(path, Path(path).stat()) for path in (paths.cafile, paths.capath) if path]
    except OSError:
        return ()
    return tuple((path, s.st_ino, s.st_size, s.st_mtime_ns) for path, s in found)


def answers_in_tls(error: ssl.SSLError) -> bool:
    """Whether the other side spoke TLS, although the handshake failed."""
    return not any(word in reason_of(error) for word in _NO_TLS)


def reason_of(error: ssl.SSLError) -> str:
    """Return OpenSSL's reason code as a name; "" if the error was not raised by OpenSSL."""
    return str(getattr(error, "reason", None) or "").upper()


def peer_of(sock: object, host: str) -> Peer:
    """Return the peer of ``host`` on a TLS socket."""
    verified = _sent(sock, "get_verified_chain") if ON_OPENSSL else ()
    sent = _sent(sock, "get_unverified_chain")
    chain, root = _read(sent), _read(verified[-1:])
    public = kind_of(host) is Kind.ON_PREMISES or is_public(_der(verified), _der(sent))
    return Peer(host, chain, root[0].subject if root else highest(chain).issuer, public)


def chain_of(error: BaseException) -> tuple[Certificate, ...]:
    """Return the certificates received before ``error``, the server's own first."""
    chain: tuple[Certificate, ...] = getattr(error, "chain", ())
    return chain


def store_name() -> str:
    """Return the name of the certificate store on this system (not translated)."""
    names = {
        "win32": "Windows › Trusted Root Certification Authorities",
        "darwin": "macOS Keychain › System",
    }
    return names.get(sys.platform, "the system's certificate store (update-ca-certificates)")


def _refuse_weak(context: ssl.SSLContext) -> None:
    """Raise if OpenSSL's configuration left an insecure setting in effect."""
    if context.minimum_version < ssl.TLSVersion.TLSv1_2:
        raise RuntimeError("TLS 1.1 would be accepted")
    for cipher in context.get_ciphers():
        if cipher["auth"] == "auth-null" or not cipher["strength_bits"]:
            raise RuntimeError(f"{cipher['name']} would be accepted")


def _verifying(base: type[ssl.SSLSocket]) -> type[ssl.SSLSocket]:
    """Return truststore's socket class, which must verify within `do_handshake` (since 0.10.5)."""
    if "do_handshake" not in vars(base):
        raise RuntimeError("this truststore does not verify within the handshake")
    return base


def _observed(base: type[ssl.SSLSocket]) -> type[ssl.SSLSocket]:
    """Derive a socket class whose failed handshakes carry the certificates that were sent."""

    class Observed(base):  # type: ignore[valid-type,misc]  # the base is truststore's own
        chain: tuple[Certificate, ...] = ()

        def do_handshake(self, *args: bool) -> None:
            try:
                super().do_handshake(*args)
                if not self.getpeercert(binary_form=True):
                    raise ssl.SSLCertVerificationError("the server sent no certificate")
            except ssl.SSLError as error:
                error.chain = self.chain or _chain(self)  # type: ignore[attr-defined]  # see `chain_of`
                raise

        def getpeername(self) -> object:
            try:
                return super().getpeername()
            except OSError as error:
                # Already reset: ssl would leave the socket open, or go on without encryption.
                self.close()
                raise ConnectionResetError(errno.ECONNRESET, "reset before TLS") from error

        def close(self) -> None:
            # Where the system verifies, truststore closes the socket before it raises.
            if not ON_OPENSSL:
                self.chain = self.chain or _chain(self)
            super().close()

    return Observed


def _chain(sock: object) -> tuple[Certificate, ...]:
    return _read(_sent(sock, "get_unverified_chain"))


def _read(sent: Iterable[SentCertificate]) -> tuple[Certificate, ...]:
    try:
        return tuple(map(certificate_from, sent))
    except (ValueError, ssl.SSLError):
        return ()


def _der(sent: Iterable[SentCertificate]) -> list[bytes]:
    return [der_of(certificate) for certificate in sent]


def _sent(sock: object, chain: str) -> tuple[SentCertificate, ...]:
    """Ask OpenSSL for a chain; the public methods of Python 3.13 know no fields."""
    ask = getattr(getattr(sock, "_sslobj", None), chain, None)
    try:
        return tuple(ask() or ()) if ask else ()
    except (ValueError, ssl.SSLError):
        return ()
