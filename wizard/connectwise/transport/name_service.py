"""Diagnoses a failed name lookup: offline, or a name server that fails, refuses or times out.

``getaddrinfo`` tells only whether a name exists or "try again" (glibc: EAI_AGAIN for all of these;
Windows: WSATRY_AGAIN, and WSAHOST_NOT_FOUND when offline). So the routes of this computer are
looked at, and the name servers of resolv.conf are asked once, as the system did before.

Source: RFC 1035, "Header section format" and "RCODE".
"""

from __future__ import annotations

import contextlib
import secrets
import socket
import struct
import sys
from collections.abc import Iterable
from enum import Enum, auto
from ipaddress import ip_address
from pathlib import Path

from wizard.domain.errors import WizardError

_RESOLV_CONF = Path("/etc/resolv.conf")
_WAIT_S = 1.0
_MOST_SERVERS = 3
_PORT = 53
# Addresses of documentation: connecting a UDP socket asks the routing table and sends nothing.
_ELSEWHERE = ("192.0.2.1", "2001:db8::1")


class NameLookupFailure(Enum):
    """Reason for a failed name lookup."""

    UNKNOWN = auto()
    OFFLINE = auto()
    FAILED = auto()
    REFUSED = auto()
    SILENT = auto()
    ABSENT = auto()


class LookUpUnfinishedError(WizardError, TimeoutError, ConnectionAbortedError):
    """The system's name lookup did not finish in time."""


class LookUpFailedError(WizardError, socket.gaierror):
    """Name lookup failed, with the reason."""

    def __init__(self, error: socket.gaierror, failure: NameLookupFailure) -> None:
        super().__init__(error.errno, error.strerror)
        self.failure = failure


_RCODES = {2: NameLookupFailure.FAILED, 3: NameLookupFailure.ABSENT, 5: NameLookupFailure.REFUSED}
# Windows: WSAHOST_NOT_FOUND, WSANO_DATA.
_ABSENT = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", -5), 11001, 11004})
_STUB = frozenset({"127.0.0.53", "127.0.0.54"})  # systemd-resolved, which answers offline, too


def absent(error: socket.gaierror) -> bool:
    """Whether the system reports that the name does not exist."""
    return error.errno in _ABSENT


def diagnosed(error: socket.gaierror, host: str) -> LookUpFailedError:
    """Return ``error`` with its reason; asks name servers, for up to three seconds in all."""
    return LookUpFailedError(error, _failure(error, host))


def _failure(error: socket.gaierror, host: str) -> NameLookupFailure:
    if absent(error):
        # Windows and macOS say so offline, too; a name that does exist is no typo then.
        offline = not sys.platform.startswith("linux") and not has_route()
        return NameLookupFailure.OFFLINE if offline else NameLookupFailure.ABSENT
    reachable = any(_routed(server) for server in servers() if server not in _STUB)
    return ask_servers(host) if reachable or has_route() else NameLookupFailure.OFFLINE


def has_route() -> bool:
    """Whether this computer has a route beyond its local networks."""
    return any(map(_routed, _ELSEWHERE))


def servers() -> list[str]:
    """Name servers of resolv.conf; none on Windows."""
    try:
        lines = _RESOLV_CONF.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return []
    named = [
        line.split()[1] for line in lines if line.startswith("nameserver") and line.split()[1:]
    ]
    return [server for server in named if _is_address(server)][:_MOST_SERVERS]


def ask_servers(host: str) -> NameLookupFailure:
    """Query every name server for ``host``; return the first definite result."""
    responses = [_ask(server, host) for server in servers()]
    reported = [
        failure for failure in responses if failure and failure is not NameLookupFailure.SILENT
    ]
    if reported:
        return reported[0]
    return (
        NameLookupFailure.SILENT
        if responses and None not in responses
        else NameLookupFailure.UNKNOWN
    )


def sinkhole(addresses: Iterable[tuple[object, ...]], host: str, port: int) -> str:
    """Return the blocking address that DNS returned for a name, or "".

    Filters of DNS answer 0.0.0.0 or this computer's own address for a name that they block.
    """
    found = [str(place[0]) for place in addresses if len(place) > 1 and place[1] == port]
    nowhere = {"0.0.0.0", "::", "127.0.0.1", "::1"}  # noqa: S104  # compared, not bound
    if "." not in host or _is_address(host.strip("[]")) or host.endswith(".localhost"):
        return ""
    return found[0] if found and set(found) <= nowhere else ""


def _ask(server: str, host: str) -> NameLookupFailure | None:
    """Return the failure in the response of ``server``; None if it returns an address."""
    number = secrets.randbelow(0x10000)
    family = socket.AF_INET6 if ":" in server else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_DGRAM)) as sock:
        sock.settimeout(_WAIT_S)
        try:
            sock.connect((server, _PORT))
            sock.send(query(number, host))
            response = sock.recv(4096)
        except (OSError, UnicodeError):
            return NameLookupFailure.SILENT
    return read_rcode(response, number)


def query(number: int, host: str) -> bytes:
    """Return a DNS query for the IPv4 address of ``host``."""
    labels = [label.encode("ascii") for label in host.rstrip(".").split(".")]
    name = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    return struct.pack("!6H", number, 0x0100, 1, 0, 0, 0) + name + struct.pack("!2H", 1, 1)


def read_rcode(response: bytes, number: int) -> NameLookupFailure | None:
    """Return the response code; a foreign or malformed response counts as a failure."""
    if len(response) < 12 or response[:2] != struct.pack("!H", number):
        return NameLookupFailure.FAILED
    code = response[3] & 15
    return _RCODES.get(code, NameLookupFailure.FAILED) if code else None


def _routed(address: str) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((address, _PORT))
    except OSError:
        return False
    return True


def _is_address(text: str) -> bool:
    try:
        ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True
