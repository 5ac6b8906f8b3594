"""Explains why a certificate was refused, in terms of what an administrator can fix.

Sources: OpenSSL x509_vfy.h; Windows winerror.h (CERT_E_*); Apple SecBase.h (errSec*), SecTrust.h.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from datetime import UTC, datetime

from wizard.connectwise.tls.certificate import Certificate, Peer, highest
from wizard.connectwise.tls.context import chain_of, reason_of, store_name
from wizard.connectwise.tls.interception import inspector
from wizard.domain.address.hosts import Kind, kind_of
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.sanitize import sanitize
from wizard.domain.text import tr

_NOT_YET = {9, -67819}
_EXPIRED = {10, -2146762495, 0x800B0101, -67818}
_WRONG_NAME = {62, 63, 64, -2146762481, 0x800B010F, -67602}
_ISSUER_NOT_SENT = {2, 20, 21, -2146762486, 0x800B010A}
# Revoked, of no use for servers, signed with too weak a key or hash, by no authority, or wrongly.
_AGAINST_RULES = {7, 23, 24, 26, 66, 67, 68, 0x800B010C, 0x800B0110, 0x80092010, 0x80096004,
                  0x80096019, -67820, -67609}  # fmt: skip
_KNOWN = _NOT_YET | _EXPIRED | _WRONG_NAME | _ISSUER_NOT_SENT | _AGAINST_RULES
_WORDS = (
    (("not yet valid",), 9),
    (("expired", "validity period"), 10),
    (("hostname", "name does not match", "cn name", "ip address mismatch"), 62),
)


def certificate_problem(error: ssl.SSLCertVerificationError, host: str, now: datetime) -> Problem:
    """Return the problem of a certificate that the system refused.

    ``now`` is this computer's clock, UTC.
    """
    chain, code = chain_of(error) or (Certificate(),), _code(error)
    fault, blamed, specific = _judge(chain, code, now)
    named = sanitize(blamed.issuer, 120)
    issuer = named or tr("an unknown certificate authority")
    words = getattr(error, "verify_message", "") or reason_of(error) or str(error)
    details = {
        "host": host,
        "issuer": issuer,
        "advice": _advice(fault, host, named),
        "today": now.astimezone().strftime("%Y-%m-%d"),
        "when": specific,
        "names": specific,
        "what": _why_not(code, sanitize(words, 120)),
    }
    return Problem(
        fault,
        details,
        evidence=sanitize(tr("{words}, issuer: {issuer}").format(words=words, issuer=issuer)),
    )


def interception(peer: Peer) -> Problem | None:
    """Return the warning that someone can read the traffic to ``peer``, or None.

    That is an inspection product known by its name; and for ConnectWise's own cloud every authority
    that is not public: this computer trusts it because somebody added it by hand.
    """
    product = next(filter(_inspecting, peer.chain), None)
    if product is None and peer.public:
        return None
    issuer = sanitize(product.issuer if product else peer.root, 120)
    issuer = issuer or tr("an unknown certificate authority")
    return Problem(
        Fault.TLS_INTERCEPTED, {"host": peer.host, "issuer": issuer, "advice": ""}, evidence=issuer
    )


def inspections(peers: Iterable[Peer]) -> tuple[Problem, ...]:
    """Return one warning per host and issuer that can read its traffic."""
    found = [problem for peer in tuple(peers) if (problem := interception(peer))]
    return tuple(p for place, p in enumerate(found) if p not in found[:place])


def _why_not(code: int, words: str) -> str:
    if code in _AGAINST_RULES:
        return tr("it doesn't meet this computer's rules ({words})").format(words=words)
    return tr("it's self-signed, or its issuer isn't in this computer's certificate store")


def _inspecting(certificate: Certificate) -> bool:
    return bool(inspector(*certificate.authorities))


def _advice(fault: Fault, host: str, issuer: str) -> str:
    """Additional advice; never to trust an unknown issuer for ConnectWise's cloud."""
    if fault is Fault.TLS_INTERCEPTED:
        words = tr("Or add the certificate authority {issuer} to {store}.")
    elif kind_of(host.partition(":")[0]) is not Kind.ON_PREMISES:
        return tr("ConnectWise's cloud uses public certificate authorities: don't add this one.")
    else:
        words = tr(
            "If this certificate is expected, add the certificate authority {issuer} to {store}."
        )
    # An authority without a name can't be looked for.
    return words.format(issuer=issuer, store=store_name()) if issuer else ""


def _judge(
    chain: tuple[Certificate, ...], code: int, now: datetime
) -> tuple[Fault, Certificate, str]:
    """Return the fault, the certificate whose issuer to name, and a date or names."""
    if code in _EXPIRED | _NOT_YET:
        fault, when = _date_fault(chain, code, now)
        return fault, chain[0], when
    if code in _WRONG_NAME:
        return Fault.TLS_WRONG_NAME, chain[0], _names(chain[0])
    inspecting = next(filter(_inspecting, chain), None)
    if inspecting:
        return Fault.TLS_INTERCEPTED, inspecting, ""
    if _lacks_intermediate(chain, code):
        return Fault.TLS_INCOMPLETE_CHAIN, chain[0], ""
    return Fault.TLS_UNTRUSTED, highest(chain), ""


def _code(error: ssl.SSLCertVerificationError) -> int:
    code = int(getattr(error, "verify_code", 0) or 0)
    if code in _KNOWN:
        return code
    message = f"{getattr(error, 'verify_message', '')} {error}".casefold()
    said = (meant for words, meant in _WORDS if any(word in message for word in words))
    return next(said, code)


def _date_fault(chain: tuple[Certificate, ...], code: int, now: datetime) -> tuple[Fault, str]:
    """Read the dates: Windows has one code for both ends of the validity."""
    for certificate in chain:
        begins, ends = _seconds(certificate.not_before), _seconds(certificate.not_after)
        if begins and now.timestamp() < begins:
            return Fault.TLS_NOT_YET_VALID, tr(" (valid from {date})").format(date=_day(begins))
        if ends and now.timestamp() > ends:
            return Fault.TLS_EXPIRED, tr(" on {date}").format(date=_day(ends))
    return (Fault.TLS_NOT_YET_VALID if code in _NOT_YET else Fault.TLS_EXPIRED), ""


def _seconds(text: str) -> float | None:
    try:
        return ssl.cert_time_to_seconds(text)
    except ValueError:
        return None


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def _names(leaf: Certificate) -> str:
    names = ", ".join(sanitize(name, 80) for name in leaf.names[:3]) or sanitize(leaf.subject, 80)
    return f" ({names})" if names else ""


def _lacks_intermediate(chain: tuple[Certificate, ...], code: int) -> bool:
    """Whether the server didn't send the intermediate certificate.

    An unknown authority and a missing intermediate look the same to OpenSSL (code 20). What tells
    them apart is the server's own certificate, when nothing above it was sent: roots of public
    authorities never sign such a one, and others may say that an intermediate signed them.
    """
    leaf = chain[0]
    if highest(chain) is not leaf or leaf.self_issued or code not in _ISSUER_NOT_SENT:
        return False
    return leaf.public or leaf.issuer_above
