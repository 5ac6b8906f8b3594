"""Whether a certificate chain leads to a public certificate authority.

certifi's list (Mozilla's root program) is used as data only: it never makes anything trusted. The
system's certificate store alone decides that (see `trust`).

Source: RFC 5280, section 4.1 (structure), 4.2.1.1 and 4.2.1.2 (key identifiers); X.690 (DER).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import certifi

from wizard.domain.dataclass import dataclass

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----")
_VERSION, _EXTENSIONS = 0xA0, 0xA3
_KEY_ID, _ISSUER_KEY_ID = bytes.fromhex("55 1d 0e"), bytes.fromhex("55 1d 23")


@dataclass(frozen=True, slots=True)
class _Links:
    """What ties a certificate to its issuer, DER; the key ids are b"" if it names none."""

    issuer: bytes
    subject: bytes
    public_key: bytes
    key_id: bytes
    issuer_key_id: bytes


@dataclass(frozen=True, slots=True)
class _Roots:
    public_keys: frozenset[bytes]
    key_ids: dict[bytes, set[bytes]]
    """Subject -> the key ids of the roots of that name."""


def is_public(verified: Sequence[bytes], sent: Sequence[bytes]) -> bool:
    """Whether a public authority vouches for a server's certificate.

    ``verified`` is the chain that OpenSSL built, signatures checked, from the server's certificate
    to a trusted root (DER). Where the system verifies, there is none; then ``sent`` is what the
    server sent, which rarely includes the root: its issuer is looked up by name and key id.
    """
    roots = _roots(certifi.contents())
    try:
        if verified:
            return any(_links(der).public_key in roots.public_keys for der in verified)
        return _leads_to(roots, [_links(der) for der in sent])
    except (IndexError, ValueError):
        return False


def count() -> int:
    """Return how many public authorities are known."""
    return len(_roots(certifi.contents()).public_keys)


def _leads_to(roots: _Roots, sent: Sequence[_Links]) -> bool:
    for position, certificate in enumerate(sent):
        if position and certificate.subject != sent[position - 1].issuer:
            return False
        if certificate.public_key in roots.public_keys:
            return True
        named = roots.key_ids.get(certificate.issuer, set())
        if named and (not certificate.issuer_key_id or certificate.issuer_key_id in named):
            return True
    return False


@lru_cache(maxsize=2)
def _roots(pem: str) -> _Roots:
    found = [_links(base64.b64decode(text)) for text in _PEM.findall(pem)]
    key_ids: dict[bytes, set[bytes]] = {}
    for root in found:
        key_ids.setdefault(root.subject, set()).add(root.key_id)
    return _Roots(frozenset(root.public_key for root in found), key_ids)


def _links(der: bytes) -> _Links:
    """Read a certificate.

    Raises:
        ValueError, IndexError: it isn't one.
    """
    certificate = _content(der)
    parts = list(_elements(_content(certificate)))
    if parts[0][0] == _VERSION:
        del parts[0]
    _, _, issuer, _, subject, public_key = (whole for _, whole, _ in parts[:6])
    ids = {}
    for tag, _, content in parts[6:]:
        if tag == _EXTENSIONS:
            ids = dict(_key_ids(_content(content)))
    return _Links(issuer, subject, public_key, ids.get(_KEY_ID, b""), ids.get(_ISSUER_KEY_ID, b""))


def _key_ids(extensions: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the identifiers of the subject's and of the issuer's key."""
    for _, _, extension in _elements(extensions):
        (_, _, oid), *_, (_, _, value) = _elements(extension)
        if oid == _KEY_ID:
            yield oid, _content(value)
        elif oid == _ISSUER_KEY_ID:
            for tag, _, content in _elements(_content(value)):
                if tag == 0x80:
                    yield oid, content


def _content(der: bytes) -> bytes:
    return next((content for _, _, content in _elements(der)), b"")


def _elements(der: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield tag, whole element and content of each element that stands in ``der``."""
    at = 0
    while at < len(der):
        tag, length, begins = der[at], der[at + 1], at + 2
        if length & 0x80:
            begins += length & 0x7F
            length = int.from_bytes(der[at + 2 : begins], "big")
        ends = begins + length
        if ends > len(der):
            raise ValueError("an element reaches beyond its container")
        yield tag, der[at:ends], der[begins:ends]
        at = ends
