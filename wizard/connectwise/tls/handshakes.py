"""Faults of a TLS handshake that failed for another reason than the server's certificate.

Sources: OpenSSL, sslerr.h; RFC 8446, section 6.2, and RFC 5246, section 7.2.2 (alerts).
"""

from __future__ import annotations

import ssl

from wizard.connectwise.tls.context import answers_in_tls, chain_of, reason_of
from wizard.domain.faults.fault import Fault
from wizard.domain.text import tr

_OLD_VERSIONS = (
    "INAPPROPRIATE_FALLBACK",
    "NO_PROTOCOLS_AVAILABLE",
    "PROTOCOL_VERSION",
    "UNSUPPORTED_PROTOCOL",
    "WRONG_SSL_VERSION",
)
_WEAK = ("DH_KEY_TOO_SMALL", "UNSAFE_LEGACY_RENEGOTIATION")
_NOTHING_IN_COMMON = ("HANDSHAKE_FAILURE", "INSUFFICIENT_SECURITY", "NO_SHARED_CIPHER")
_WANTS_CERTIFICATE = ("CERTIFICATE_REQUIRED", "ALERT_BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN")


def handshake_fault(error: ssl.SSLError) -> tuple[Fault, dict[str, str]]:
    """Return the fault and the placeholders of its text besides the host."""
    reason = reason_of(error)
    if "UNRECOGNIZED_NAME" in reason:
        return Fault.TLS_WRONG_NAME, {"names": ""}
    if wants_certificate(error):
        return Fault.TLS_CLIENT_CERTIFICATE, {}
    what = _too_old(reason)
    if what:
        return Fault.TLS_TOO_OLD, {"what": what}
    return (Fault.REFUSED if answers_in_tls(error) else Fault.TLS_NOT_TLS), {}


def wants_certificate(error: ssl.SSLError) -> bool:
    """Whether the server closed the connection because it requires a client certificate.

    Before TLS 1.3 servers say the same as when there is no common cipher. By then they have sent
    their own certificate, so version and cipher were agreed on.
    """
    reason = reason_of(error)
    if any(word in reason for word in _WANTS_CERTIFICATE):
        return True
    return "ALERT_HANDSHAKE_FAILURE" in reason and bool(chain_of(error))


def _too_old(reason: str) -> str:
    if any(word in reason for word in _OLD_VERSIONS):
        return tr("It supports neither TLS 1.2 nor TLS 1.3.")
    if any(word in reason for word in _WEAK):
        return tr("It supports TLS 1.2, but only with outdated settings.")
    if any(word in reason for word in _NOTHING_IN_COMMON):
        return tr("It doesn't support any current TLS version and cipher.")
    return ""
