"""No answer at all: what urllib3's and OpenSSL's errors mean for the person at the screen."""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    IncompleteRead,
    NameResolutionError,
    ReadTimeoutError,
)

from wizard.connectwise.certificates import certificate_problem
from wizard.connectwise.proxy import Proxy
from wizard.domain.faults import Fault
from wizard.domain.foreign import harmless
from wizard.domain.problem import Problem
from wizard.domain.wording import tr

_OFFLINE = {
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.ENETDOWN,
    errno.EADDRNOTAVAIL,
    errno.EHOSTDOWN,
}
_OFFLINE_WINDOWS = {10050, 10051, 10065}
_NOT_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "RECORD_LAYER_FAILURE",
            "PACKET_LENGTH_TOO_LONG", "UNEXPECTED_MESSAGE", "UNKNOWN_PROTOCOL", "BAD_RECORD_TYPE",
            "UNEXPECTED_RECORD", "RECORD_TOO_LARGE", "NOT_TLS")  # fmt: skip
_TOO_OLD = ("PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "NO_PROTOCOLS_AVAILABLE", "HANDSHAKE_FAILURE",
            "INSUFFICIENT_SECURITY", "NO_SHARED_CIPHER", "DH_KEY_TOO_SMALL", "EE_KEY_TOO_SMALL",
            "UNSAFE_LEGACY_RENEGOTIATION", "INAPPROPRIATE_FALLBACK", "WRONG_SSL_VERSION")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """What was asked, for the sentence: host and port, the proxy in between, seconds that were waited."""

    host: str
    port: int
    proxy: Proxy | None
    seconds: float

    @property
    def details(self) -> dict[str, str]:
        """Placeholders of the network texts."""
        return {
            "host": self.host,
            "port": str(self.port),
            "seconds": f"{self.seconds:g}",
            "proxy": self.proxy.shown if self.proxy else "",
        }


def problem_of(error: BaseException, target: Target, *, connected: bool) -> Problem:
    """Return what kept ``target`` from answering.

    ``connected`` says whether a connection stood before the error came.
    """
    causes = list(_causes(error))
    proxied = _proxy_problem(causes, target, connected=connected)
    if proxied:
        return proxied
    for cause in causes:
        found = _name(cause, target) or _secured(cause, target) or _network(cause, target)
        if found:
            return found
    return _problem(Fault.REFUSED, target, type(causes[-1]).__name__)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk an error and everything inside it, outermost first."""
    todo, seen = [error], set()
    while todo:
        current = todo.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inner = [getattr(current, "reason", None), current.__cause__, *current.args]
        inner += [getattr(current, "original_error", None), current.__context__]
        todo += [cause for cause in inner if isinstance(cause, BaseException)]


def _problem(fault: Fault, target: Target, evidence: str = "", **details: str) -> Problem:
    return Problem(fault, {**target.details, **details}, evidence=harmless(evidence))


def _name(cause: BaseException, target: Target) -> Problem | None:
    if not isinstance(cause, (NameResolutionError, socket.gaierror)):
        return None
    root = cause if isinstance(cause, socket.gaierror) else cause.__cause__
    number = root.errno if isinstance(root, socket.gaierror) else None
    # No network at all: Linux says EAI_AGAIN when no name server can be reached.
    offline = number in {socket.EAI_AGAIN, getattr(socket, "EAI_SYSTEM", -11)}
    fault = Fault.UNREACHABLE if offline else Fault.NAME_NOT_FOUND
    return _problem(fault, target, root.strerror or "" if isinstance(root, socket.gaierror) else "")


def _secured(cause: BaseException, target: Target) -> Problem | None:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return certificate_problem(cause, target.host, datetime.now(UTC))
    if not isinstance(cause, ssl.SSLError):
        return None
    reason = (cause.reason or "").upper()
    if isinstance(cause, (ssl.SSLEOFError, ssl.SSLZeroReturnError)) or "EOF" in reason:
        return _problem(Fault.REFUSED, target, reason)
    if "UNRECOGNIZED_NAME" in reason:
        return _problem(Fault.TLS_WRONG_NAME, target, reason, names="")
    if any(word in reason for word in _TOO_OLD):
        return _problem(Fault.TLS_TOO_OLD, target, reason)
    if any(word in reason for word in _NOT_TLS):
        return _problem(Fault.TLS_NOT_TLS, target, reason)
    return _problem(Fault.REFUSED, target, reason or "TLS")


def _network(cause: BaseException, target: Target) -> Problem | None:
    if isinstance(cause, (TimeoutError, ConnectTimeoutError, ReadTimeoutError)):
        return _problem(Fault.TIMEOUT, target)
    if isinstance(cause, OSError) and cause.errno in _OFFLINE | _OFFLINE_WINDOWS:
        return _problem(Fault.UNREACHABLE, target, cause.strerror or "")
    if isinstance(cause, (ConnectionError, IncompleteRead)):
        return _problem(Fault.REFUSED, target, type(cause).__name__)
    if isinstance(cause, DecodeError):
        return _problem(Fault.BAD_REPLY, target, what=tr("its compression is damaged"))
    return None


def _proxy_problem(
    causes: list[BaseException], target: Target, *, connected: bool
) -> Problem | None:
    if target.proxy is None:
        return None
    refused = next((m for m in map(_tunnel_status, causes) if m), None)
    if refused:
        status, words = refused
        if status == 407:
            return _problem(Fault.PROXY_SIGN_IN, target, words)
        return _problem(Fault.PROXY_BLOCKED, target, words, what=f"HTTP {status}")
    unsecured = [
        c
        for c in causes
        if isinstance(c, ssl.SSLError) and not isinstance(c, ssl.SSLCertVerificationError)
    ]
    if unsecured and any(word in (unsecured[0].reason or "") for word in _NOT_TLS):
        return _problem(Fault.PROXY_BLOCKED, target, what=tr("with something else"))
    if connected or unsecured or any(isinstance(c, ssl.SSLError) for c in causes):
        return None
    return _problem(Fault.PROXY_UNREACHABLE, target, what=_why_no_proxy(causes))


def _tunnel_status(cause: BaseException) -> tuple[int, str] | None:
    found = (
        re.search(r"Tunnel connection failed: (\d{3})(.*)", str(cause))
        if isinstance(cause, OSError)
        else None
    )
    return (int(found[1]), f"{found[1]}{found[2]}") if found else None


def _why_no_proxy(causes: list[BaseException]) -> str:
    if any(isinstance(c, (NameResolutionError, socket.gaierror)) for c in causes):
        return tr("its name was not found")
    if any(isinstance(c, (TimeoutError, ConnectTimeoutError, ReadTimeoutError)) for c in causes):
        return tr("it does not answer")
    if any(isinstance(c, ConnectionRefusedError) for c in causes):
        return tr("it refuses the connection")
    return tr("it breaks off the connection")
