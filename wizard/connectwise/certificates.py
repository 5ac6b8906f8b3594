"""A certificate that was refused: why, in terms of what the admin can mend.

Sources: OpenSSL x509_vfy.h; Windows winerror.h (CERT_E_*); Apple SecBase.h (errSec*), SecTrust.h.
"""

from __future__ import annotations

import ssl
from datetime import UTC, datetime

from wizard.connectwise.certificate import Certificate
from wizard.connectwise.inspection import inspector
from wizard.connectwise.trust import chain_of, reason_of, store_name
from wizard.domain.faults import Fault
from wizard.domain.foreign import harmless
from wizard.domain.problem import Problem
from wizard.domain.wording import tr

_NOT_YET = {9, -67819}
_EXPIRED = {10, -2146762495, 0x800B0101, -67818}
_WRONG_NAME = {62, 63, 64, -2146762481, 0x800B010F, -67602}
_ISSUER_NOT_SENT = {2, 20, 21, -2146762486, 0x800B010A}
_KNOWN = _NOT_YET | _EXPIRED | _WRONG_NAME | _ISSUER_NOT_SENT
_WORDS = (
    (("not yet valid",), 9),
    (("expired", "validity period"), 10),
    (("hostname", "name does not match", "cn name", "ip address mismatch"), 62),
)


def certificate_problem(error: ssl.SSLCertVerificationError, host: str, now: datetime) -> Problem:
    """Return the fault of a certificate that the system refused.

    ``now`` is this computer's clock, UTC.
    """
    chain, code = chain_of(error) or (Certificate(),), _code(error)
    fault, blamed, specific = _judge(chain, code, now)
    issuer = harmless(blamed.issuer or tr("an unknown authority"), 120)
    details = {
        "host": host,
        "issuer": issuer,
        "store": store_name(),
        "today": now.astimezone().strftime("%Y-%m-%d"),
        "when": specific,
        "names": specific,
    }
    words = getattr(error, "verify_message", "") or reason_of(error) or str(error)
    return Problem(
        fault,
        details,
        evidence=harmless(tr("{words}; issuer: {issuer}").format(words=words, issuer=issuer)),
    )


def interception(certificate: Certificate) -> str:
    """Name the inspection product that issued a certificate, or ""."""
    return inspector(*certificate.authorities)


def _judge(
    chain: tuple[Certificate, ...], code: int, now: datetime
) -> tuple[Fault, Certificate, str]:
    """Return the fault, the certificate whose issuer is to be named, and a date or names."""
    if code in _EXPIRED | _NOT_YET:
        fault, when = _date_fault(chain, code, now)
        return fault, chain[0], when
    if code in _WRONG_NAME:
        return Fault.TLS_WRONG_NAME, chain[0], _names(chain[0])
    inspecting = next(filter(interception, chain), None)
    if inspecting:
        return Fault.TLS_INTERCEPTED, inspecting, ""
    if _lacks_intermediate(chain, code):
        return Fault.TLS_INCOMPLETE_CHAIN, chain[0], ""
    return Fault.TLS_UNTRUSTED, _top(chain), ""


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
            return Fault.TLS_NOT_YET_VALID, tr(", only from {date} on").format(date=_day(begins))
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
    names = ", ".join(harmless(name, 80) for name in leaf.names[:3]) or harmless(leaf.subject, 80)
    return f" ({names})" if names else ""


def _top(chain: tuple[Certificate, ...]) -> Certificate:
    """Return the highest certificate that vouches for the server's own, link by link."""
    top = chain[0]
    for above in chain[1:]:
        if above.subject != top.issuer:
            break
        top = above
    return top


def _lacks_intermediate(chain: tuple[Certificate, ...], code: int) -> bool:
    """Whether the server forgot the intermediate certificate.

    An unknown authority and a missing intermediate look the same to OpenSSL (code 20). What tells
    them apart is the server's own certificate, when nothing above it was sent: roots of public
    authorities never sign such a one, and others may say that an intermediate signed them.
    """
    leaf = chain[0]
    if _top(chain) is not leaf or leaf.self_issued or code not in _ISSUER_NOT_SENT:
        return False
    return leaf.public or leaf.issuer_above
