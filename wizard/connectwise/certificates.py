"""A certificate that was refused: why, in terms of what the admin can mend.

Sources: OpenSSL x509_vfy.h; Windows winerror.h (CERT_E_*); Apple SecBase.h (errSec*), SecTrust.h.
"""

from __future__ import annotations

import ssl
from datetime import UTC, datetime

from wizard.connectwise.inspection import inspector
from wizard.connectwise.trust import Certificate, chain_of, store_name, trusted_organisations
from wizard.domain.faults import Fault
from wizard.domain.foreign import harmless
from wizard.domain.problem import Problem
from wizard.domain.wording import tr

_NOT_YET = {9}
_EXPIRED = {10, -2146762495, 0x800B0101, -67818}
_WRONG_NAME = {62, 63, 64, -2146762481, 0x800B010F, -67602}
_ISSUER_NOT_SENT = {2, 20, 21, -2146762486, 0x800B010A}
_WORDS = (
    (("not yet valid",), _NOT_YET),
    (("expired", "validity period"), _EXPIRED),
    (("hostname", "name does not match", "cn name", "ip address mismatch"), _WRONG_NAME),
)


def certificate_problem(error: ssl.SSLCertVerificationError, host: str, now: datetime) -> Problem:
    """Return the fault of a certificate that the system refused; ``now`` is this computer's clock, UTC."""
    chain = chain_of(error)
    leaf = chain[0] if chain else Certificate()
    issuer = harmless(leaf.issuer or tr("an unknown authority"), 120)
    details = {
        "host": host,
        "issuer": issuer,
        "store": store_name(),
        "today": now.astimezone().strftime("%Y-%m-%d"),
        "when": "",
        "names": "",
    }
    code = _code(error)
    if code in _EXPIRED or code in _NOT_YET:
        fault, details["when"] = _date_fault(chain, code, now)
    elif code in _WRONG_NAME:
        fault = Fault.TLS_WRONG_NAME
        details["names"] = _names(leaf)
    else:
        fault = _untrusted(chain, code)
    words = getattr(error, "verify_message", "") or str(error.reason or "")
    return Problem(fault, details, evidence=harmless(f"{words}; {tr('issuer')}: {issuer}"))


def interception(certificate: Certificate) -> str:
    """Name the inspection product that issued a trusted certificate, or ""."""
    return inspector(certificate.issuer, certificate.organisation)


def _code(error: ssl.SSLCertVerificationError) -> int:
    code = int(getattr(error, "verify_code", 0) or 0)
    known = _NOT_YET | _EXPIRED | _WRONG_NAME | _ISSUER_NOT_SENT
    if code in known:
        return code
    message = f"{getattr(error, 'verify_message', '')} {error}".casefold()
    for words, codes in _WORDS:
        if any(word in message for word in words):
            return next(iter(codes))
    return code


def _date_fault(chain: tuple[Certificate, ...], code: int, now: datetime) -> tuple[Fault, str]:
    """Windows has one code for both ends of the validity, so the certificate's own dates decide."""
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


def _untrusted(chain: tuple[Certificate, ...], code: int) -> Fault:
    if any(inspector(c.issuer, c.organisation, c.subject) for c in chain):
        return Fault.TLS_INTERCEPTED
    return Fault.TLS_INCOMPLETE_CHAIN if _lacks_intermediate(chain, code) else Fault.TLS_UNTRUSTED


def _lacks_intermediate(chain: tuple[Certificate, ...], code: int) -> bool:
    """Whether the server probably forgot the intermediate certificate.

    An unknown authority and a missing intermediate look the same to OpenSSL (code 20). What tells them
    apart: the server sent its own certificate alone, and that one says where its issuer's certificate
    is to be had, or its issuer belongs to an organisation whose root this computer trusts.
    """
    if len(chain) != 1 or chain[0].self_issued or code not in _ISSUER_NOT_SENT:
        return False
    leaf = chain[0]
    return leaf.names_its_issuer or leaf.organisation in trusted_organisations()
