"""Maps errors of sockets, TLS and HTTP to problems (requests without a response)."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime
from http.client import HTTPException, IncompleteRead, RemoteDisconnected

from urllib3.exceptions import DecodeError, InvalidChunkLength, InvalidHeader, ReadTimeoutError
from urllib3.exceptions import IncompleteRead as IncompleteBody

from wizard.connectwise.budget import TooMuchDataError
from wizard.connectwise.tls.context import reason_of
from wizard.connectwise.tls.handshakes import handshake_fault, wants_certificate
from wizard.connectwise.tls.verification import certificate_problem
from wizard.connectwise.transport import proxy_responses
from wizard.connectwise.transport.errors import ConnectFailedError, NoResponseError, causes
from wizard.connectwise.transport.happy_eyeballs import NO_ROUTE
from wizard.connectwise.transport.name_service import (
    LookUpFailedError,
    LookUpUnfinishedError,
    NameLookupFailure,
    absent,
)
from wizard.connectwise.transport.proxy import Proxy
from wizard.connectwise.transport.proxy_tunnel import TunnelRefusedError
from wizard.domain.address.hosts import is_known_cloud
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.sanitize import sanitize
from wizard.domain.text import N_, tr

_WHAT_DNS_DID = {
    NameLookupFailure.FAILED: N_("the DNS server reported an internal error"),
    NameLookupFailure.REFUSED: N_("the DNS server refused to answer this computer"),
    NameLookupFailure.SILENT: N_("no DNS server responded"),
    NameLookupFailure.UNKNOWN: N_("DNS reported a temporary problem"),
    # Only of names that do exist.
    NameLookupFailure.ABSENT: N_("DNS says that this name doesn't exist"),
}


@dataclass(frozen=True, slots=True)
class RequestTarget:
    """The failed request, for the text of the problem.

    ``seconds`` is the time limit of the whole test. ``sinkhole`` is the blocking address that DNS
    returned for the host, or "".
    """

    host: str
    port: int
    proxy: Proxy | None
    seconds: float
    sinkhole: str = ""

    @property
    def details(self) -> dict[str, str]:
        """Placeholders of the network texts."""
        return {
            "host": self.host,
            "port": str(self.port),
            "seconds": f"{self.seconds:g}",
            "proxy": self.proxy.shown if self.proxy else "",
        }


def problem_from_error(error: BaseException, target: RequestTarget) -> Problem:
    """Return the problem behind a network error; any other error is a defect.

    Before sign-in an unreadable reply is not ConnectWise's, after it the service sent it.
    """
    if isinstance(error, TimeoutError):
        return _problem(Fault.TIMEOUT, target)
    if not isinstance(error, NoResponseError):
        return Problem(Fault.INTERNAL, {"what": type(error).__name__})
    by_proxy = isinstance(error.cause, ConnectFailedError) and error.cause.by_proxy
    if error.limited and not by_proxy:
        return _limited(error, target)
    if isinstance(error.cause, ConnectFailedError):
        return _connection(error, error.cause, target)
    return _response_problem(error, target)


def _connection(
    error: NoResponseError, failed: ConnectFailedError, target: RequestTarget
) -> Problem:
    cause = failed.cause
    if failed.by_proxy:
        return _proxy(cause, target, expired=error.expired)
    if isinstance(cause, (socket.gaierror, LookUpUnfinishedError)):
        return _no_name(cause, target)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return certificate_problem(cause, target.host, datetime.now(UTC))
    if error.expired or isinstance(cause, TimeoutError):
        return _timeout(error, target)
    if isinstance(cause, ssl.SSLError):
        fault, details = handshake_fault(cause)
        return _problem(fault, target, reason_of(cause), **details)
    return _not_connected(cause, target)


def _not_connected(cause: Exception, target: RequestTarget) -> Problem:
    if target.sinkhole:
        what = tr("DNS returned {address}, which filters use for names they block")
        return _problem(Fault.DNS_FAILED, target, what=what.format(address=target.sinkhole))
    no_way = isinstance(cause, OSError) and cause.errno in NO_ROUTE
    return _problem(Fault.UNREACHABLE if no_way else Fault.REFUSED, target, type(cause).__name__)


def _no_name(cause: Exception, target: RequestTarget) -> Problem:
    evidence = (cause.strerror or "") if isinstance(cause, socket.gaierror) else ""
    failure = _name_lookup_failure(cause)
    if failure is NameLookupFailure.ABSENT and not is_known_cloud(target.host):
        return _problem(Fault.NAME_NOT_FOUND, target, evidence)
    if failure is NameLookupFailure.OFFLINE:
        return _problem(Fault.UNREACHABLE, target, evidence)
    return _problem(Fault.DNS_FAILED, target, evidence, what=tr(_WHAT_DNS_DID[failure]))


def _name_lookup_failure(cause: Exception) -> NameLookupFailure:
    if isinstance(cause, LookUpFailedError):
        return cause.failure
    if isinstance(cause, socket.gaierror):
        return NameLookupFailure.ABSENT if absent(cause) else NameLookupFailure.UNKNOWN
    return NameLookupFailure.SILENT


def _limited(error: NoResponseError, target: RequestTarget) -> Problem:
    """Report a rate limit: the host accepted other requests a moment ago."""
    what = tr("it stopped accepting connections")
    product = tr("A firewall or reverse proxy in front of ConnectWise")
    evidence = type(error.cause).__name__
    details = {"what": what, "product": product, "tries": str(error.tries)}
    return _problem(Fault.RATE_LIMITED, target, evidence, **details)


def _response_problem(error: NoResponseError, target: RequestTarget) -> Problem:
    found = list(causes(error.cause))
    if error.expired or _any(found, TimeoutError, ReadTimeoutError):
        return _timeout(error, target)
    refused = next((c for c in found if isinstance(c, ssl.SSLError)), None)
    if refused and wants_certificate(refused):
        return _problem(Fault.TLS_CLIENT_CERTIFICATE, target, reason_of(refused))
    what = _broken(found)
    if what:
        return _unreadable(error, target, what)
    if error.signed and error.begun:
        return _unreadable(error, target, tr("an incomplete response"))
    return _problem(Fault.REFUSED, target, type(found[-1]).__name__)


def _broken(causes: list[BaseException]) -> str:
    """Return which rule of HTTP the response violates, or ""."""
    if _any(causes, TooMuchDataError):
        return tr("too much data")
    if _any(causes, DecodeError):
        return tr("a response with damaged compression")
    return tr("a response that isn't valid HTTP") if _garbled(causes) else ""


def _garbled(causes: list[BaseException]) -> bool:
    """Whether the bytes received are not HTTP, rather than incomplete."""
    if _any(causes, InvalidChunkLength, InvalidHeader):
        return True
    missing = _any(causes, ConnectionError, IncompleteRead, IncompleteBody, ssl.SSLError)
    return _any(causes, HTTPException) and not missing


def _unreadable(error: NoResponseError, target: RequestTarget, what: str) -> Problem:
    return _problem(
        Fault.BAD_REPLY if error.signed else Fault.SITE_NOT_CONNECTWISE, target, what=what
    )


def _timeout(error: NoResponseError, target: RequestTarget) -> Problem:
    waited_s = target.seconds if error.expired else max(1, round(error.waited_s))
    return _problem(Fault.TIMEOUT, target, seconds=f"{waited_s:g}")


def _proxy(cause: Exception, target: RequestTarget, *, expired: bool) -> Problem:
    if isinstance(cause, TunnelRefusedError):
        return _tunnel(cause, target)
    if isinstance(cause, ssl.SSLError):
        return _problem(Fault.PROXY_BLOCKED, target, what=tr("with its own page"))
    why = tr("it doesn't respond") if expired else _why_no_proxy(cause)
    return _problem(Fault.PROXY_UNREACHABLE, target, what=why)


def _tunnel(refused: TunnelRefusedError, target: RequestTarget) -> Problem:
    fault, details = proxy_responses.meaning(refused)
    return _problem(fault, target, str(refused), **details)


def _why_no_proxy(cause: Exception) -> str:
    if isinstance(cause, (socket.gaierror, LookUpUnfinishedError)):
        found = _name_lookup_failure(cause) is not NameLookupFailure.ABSENT
        return tr("its name couldn't be looked up") if found else tr("its name wasn't found")
    if isinstance(cause, TimeoutError):
        return tr("it doesn't respond")
    if isinstance(cause, ConnectionRefusedError):
        return tr("it refuses the connection")
    if isinstance(cause, OSError) and cause.errno in NO_ROUTE:
        return tr("this computer has no network route to it")
    if isinstance(cause, HTTPException) and not isinstance(cause, RemoteDisconnected):
        return tr("it doesn't respond like an HTTP proxy")
    return tr("it closes the connection")


def _problem(fault: Fault, target: RequestTarget, evidence: str = "", **details: str) -> Problem:
    known = {**target.details, **details}
    if "port" in fault.entry.placeholders:  # the sentence names it, so the host does not
        known["host"] = target.host.removesuffix(f":{target.port}")
    return Problem(fault, known, evidence=sanitize(evidence))


def _any(causes: list[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(cause, kinds) for cause in causes)
