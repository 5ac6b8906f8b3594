"""Fields of one certificate that matter for an explanation.

Sources: RFC 5280 (fields); RFC 6962 (signed certificate timestamps); CA/Browser Forum Baseline
Requirements 7.1.6 (policy identifiers).
"""

from __future__ import annotations

import _ssl
import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from wizard.domain.dataclass import dataclass

# Object identifiers as they stand in a certificate. Public authorities must put both in, and
# nobody else has them: the list of timestamps and the policies of the CA/Browser Forum.
_TIMESTAMPS = bytes.fromhex("06 0a 2b 06 01 04 01 d6 79 02 04 02")
_POLICIES = (bytes.fromhex("67 81 0c 01 01"), bytes.fromhex("67 81 0c 01 02"))
_NOT_A_ROOT = re.compile(r"\b(?:intermediate|issuing|subordinate|sub[ -]?ca)\b", re.IGNORECASE)


class SentCertificate(Protocol):
    """A certificate object of the ``_ssl`` module."""

    def get_info(self) -> Any:  # noqa: ANN401  # a dictionary without a type
        """Return the fields, as `ssl.SSLSocket.getpeercert` does."""

    def public_bytes(self, form: int, /) -> str | bytes:
        """Return the whole certificate in a form: ``_ssl.ENCODING_DER`` or PEM."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate; dates as OpenSSL prints them (``Jun  1 12:00:00 2026 GMT``).

    ``authorities`` are all names of its issuer but the host's own. ``public`` says that it is one
    of a public authority, ``issuer_above`` that its issuer cannot be a root, or says where the
    issuer's own certificate can be fetched from.
    """

    subject: str = ""
    issuer: str = ""
    authorities: tuple[str, ...] = ()
    not_before: str = ""
    not_after: str = ""
    names: tuple[str, ...] = ()
    self_issued: bool = False
    public: bool = False
    issuer_above: bool = False


@dataclass(frozen=True, slots=True)
class Peer:
    """Identity of ``host`` after a successful TLS handshake.

    ``chain`` is what was sent, the server's own certificate first. ``root`` is the name of the
    authority that it leads to; ``public`` is false if that one is not public although ``host`` is
    one of ConnectWise's own cloud.
    """

    host: str
    chain: tuple[Certificate, ...] = ()
    root: str = ""
    public: bool = True

    @property
    def issuer(self) -> str:
        """The issuer of the server's own certificate, or ""."""
        return self.chain[0].issuer if self.chain else ""


def highest(chain: Sequence[Certificate]) -> Certificate:
    """Return the topmost certificate of the chain that issued the server's certificate."""
    top = chain[0] if chain else Certificate()
    for above in chain[1:]:
        if above.subject != top.issuer:
            break
        top = above
    return top


def der_of(sent: SentCertificate) -> bytes:
    """Return a received certificate as DER."""
    return bytes(sent.public_bytes(_ssl.ENCODING_DER))  # type: ignore[arg-type]  # DER is bytes


def certificate_from(sent: SentCertificate) -> Certificate:
    """Parse a received certificate."""
    info = sent.get_info()
    subject, issuer = _name(info.get("subject", ())), _name(info.get("issuer", ()))
    names = tuple(str(value) for _, value in info.get("subjectAltName", ()))
    return Certificate(
        subject=_shown(subject),
        issuer=_shown(issuer),
        authorities=tuple(text for text in issuer.values() if text not in names),
        not_before=str(info.get("notBefore", "")),
        not_after=str(info.get("notAfter", "")),
        names=names,
        self_issued=subject == issuer,
        public=_public(der_of(sent)),
        issuer_above=_below_an_issuer(info.get("caIssuers", ()), issuer),
    )


def _public(der: bytes) -> bool:
    return _TIMESTAMPS in der or any(policy in der for policy in _POLICIES)


def _below_an_issuer(fetched_from: Iterable[str], issuer: dict[str, str]) -> bool:
    """Whether there must be an intermediate certificate between this one and a root.

    Directory addresses (``ldap:``) do not count: Active Directory puts them below its roots, too.
    """
    by_web = any(url.startswith(("http:", "https:")) for url in fetched_from)
    return by_web or bool(_NOT_A_ROOT.search(issuer.get("commonName", "")))


def _name(pairs: Iterable[Iterable[tuple[str, str]]]) -> dict[str, str]:
    return {str(key): str(value) for part in pairs for key, value in part}


def _shown(name: dict[str, str]) -> str:
    common = name.get("commonName", "") or name.get("organizationalUnitName", "")
    organisation = name.get("organizationName", "")
    if organisation and organisation.casefold() not in common.casefold():
        return f"{common} ({organisation})" if common else organisation
    return common or "?"
