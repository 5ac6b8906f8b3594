"""Whom this computer trusts: the system's certificate store, and what a refused certificate says.

Sources: OpenSSL x509_vfy.h (verify codes); Windows SDK wincrypt.h / winerror.h; Apple SecBase.h.
"""

from __future__ import annotations

import ssl
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import truststore


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is read from one certificate; dates as OpenSSL prints them (``Jun  1 12:00:00 2026 GMT``)."""

    subject: str = ""
    issuer: str = ""
    organisation: str = ""
    not_before: str = ""
    not_after: str = ""
    names: tuple[str, ...] = ()
    self_issued: bool = False
    names_its_issuer: bool = False


class TrustContext(truststore.SSLContext):
    """A TLS client context on the system's store whose errors carry the certificates that were sent."""

    def __init__(self) -> None:
        super().__init__(ssl.PROTOCOL_TLS_CLIENT)
        self.minimum_version = ssl.TLSVersion.TLSv1_2
        base: Any = self._ctx.sslsocket_class

        class Observed(base):  # type: ignore[misc]
            chain: tuple[Certificate, ...] = ()

            def do_handshake(self, block: bool = False) -> None:
                try:
                    super().do_handshake(block)
                except ssl.SSLError as error:
                    error.chain = self.chain or _chain(self)  # type: ignore[attr-defined]
                    raise

            def close(self) -> None:
                # Where the system verifies after the handshake the socket is closed before it raises.
                self.chain = self.chain or _chain(self)
                super().close()

        self._ctx.sslsocket_class = Observed


def certificate_of(sock: object) -> Certificate | None:
    """The certificate of the other side of a secured socket."""
    chain = _chain(sock)
    return chain[0] if chain else None


def chain_of(error: BaseException) -> tuple[Certificate, ...]:
    """The certificates that were sent before ``error``, the server's own first."""
    chain: tuple[Certificate, ...] = getattr(error, "chain", ())
    return chain


def trusted_organisations() -> frozenset[str]:
    """Organisations of the authorities in the store; empty where the system does not list them."""
    context = ssl.create_default_context()
    subjects: list[Any] = [authority.get("subject", ()) for authority in context.get_ca_certs()]
    return frozenset(filter(None, (_name(s).get("organizationName", "") for s in subjects)))


def store_name() -> str:
    """What the certificate store is called on this system (a fixed name, not translated)."""
    names = {
        "win32": "Windows › Trusted Root Certification Authorities",
        "darwin": "macOS Keychain › System",
    }
    return names.get(sys.platform, "the system's certificate store (update-ca-certificates)")


def _chain(sock: object) -> tuple[Certificate, ...]:
    inner = getattr(sock, "_sslobj", None)
    if inner is None:
        return ()
    try:
        sent = inner.get_unverified_chain() or ()
        return tuple(_certificate(entry.get_info()) for entry in sent)
    except (AttributeError, ValueError, ssl.SSLError):
        return ()


def _certificate(info: dict[str, Any]) -> Certificate:
    subject, issuer = _name(info.get("subject", ())), _name(info.get("issuer", ()))
    return Certificate(
        subject=_shown(subject),
        issuer=_shown(issuer),
        organisation=issuer.get("organizationName", ""),
        not_before=str(info.get("notBefore", "")),
        not_after=str(info.get("notAfter", "")),
        names=tuple(str(value) for _, value in info.get("subjectAltName", ())),
        self_issued=subject == issuer,
        names_its_issuer=bool(info.get("caIssuers")),
    )


def _name(pairs: Iterable[Iterable[tuple[str, str]]]) -> dict[str, str]:
    return {str(key): str(value) for part in pairs for key, value in part}


def _shown(name: dict[str, str]) -> str:
    common, organisation = name.get("commonName", ""), name.get("organizationName", "")
    if not common:
        common = name.get("organizationalUnitName", "")
    if organisation and organisation.casefold() not in common.casefold():
        return f"{common} ({organisation})" if common else organisation
    return common or "?"
