"""Replaces the system's name resolution, in this process only."""

from __future__ import annotations

import socket
import threading
from enum import Enum
from ipaddress import ip_address

from tests.faultserver.listener import Listener
from wizard.connectwise.transport.name_service import LookUpFailedError, NameLookupFailure, absent

Address = tuple[str, int]
Found = list[tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int]]]

_HANG_LIMIT_S = 60.0
_NOWHERE: Address = ("224.0.0.1", 443)
"""Multicast: the kernel answers "network is unreachable" to a TCP connect and sends nothing."""


class NameFault(Enum):
    """Why a name cannot be resolved: the error code and its usual text."""

    NO_SUCH_NAME = (socket.EAI_NONAME, "Name or service not known")
    NO_ADDRESS = (getattr(socket, "EAI_NODATA", -5), "No address associated with hostname")
    TRY_AGAIN = (socket.EAI_AGAIN, "Temporary failure in name resolution")
    FAILED = (socket.EAI_FAIL, "Non-recoverable failure in name resolution")

    def error(self) -> socket.gaierror:
        """Build the exception that the socket module raises."""
        return socket.gaierror(*self.value)


class Resolver:
    """Answers ``getaddrinfo`` for names that tests make up; any other name does not exist.

    Loopback addresses and ``localhost`` pass. ``asked`` lists every other host that was asked for.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._system = socket.getaddrinfo
        self._addresses: dict[tuple[str, int], tuple[Address, ...]] = {}
        self._faults: dict[str, NameFault] = {}
        self._hanging: dict[str, threading.Event] = {}
        self._otherwise = NameFault.NO_SUCH_NAME

    def maps(self, host: str, *servers: Listener | Address, port: int = 443) -> None:
        """Make ``host`` on ``port`` lead to local servers, in that order; other ports refuse."""
        pairs = (s.address if isinstance(s, Listener) else s for s in servers)
        self._addresses[host.lower(), port] = tuple(pairs)

    def unreachable(self, host: str, port: int = 443) -> None:
        """Make ``host`` resolve to an address without a route."""
        self._addresses[host.lower(), port] = (_NOWHERE,)

    def fails(self, host: str, fault: NameFault = NameFault.NO_SUCH_NAME) -> None:
        """Make ``host`` fail to resolve."""
        self._faults[host.lower()] = fault

    def offline(self) -> None:
        """Make every name fail as on a computer without a network."""
        self._addresses.clear()
        self._otherwise = NameFault.TRY_AGAIN

    def hangs(self, host: str) -> threading.Event:
        """Make ``host`` block the asking thread; setting the event lets it go on."""
        return self._hanging.setdefault(host.lower(), threading.Event())

    def release(self) -> None:
        """Release all blocked threads."""
        for event in self._hanging.values():
            event.set()

    def getaddrinfo(
        self,
        host: bytes | str | None,
        port: bytes | str | int | None,
        family: int = 0,
        type: int = 0,
        proto: int = 0,
        flags: int = 0,
    ) -> Found:
        """Stand in for ``socket.getaddrinfo``.

        Raises:
            socket.gaierror: the name has a fault or is not known.
        """
        name = (host.decode("ascii") if isinstance(host, bytes) else host or "").lower()
        if _is_here(name):
            return self._system(host, port, family, type, proto, flags)  # type: ignore[return-value]
        self.asked.append(name)
        name = name.removesuffix(".")
        if name in self._hanging:
            self._hanging[name].wait(_HANG_LIMIT_S)
        if name in self._faults:
            raise self._faults[name].error()
        return [_entry(address) for address in self._lookup(name, int(port or 0))]

    def diagnosed(self, error: socket.gaierror, _host: str) -> LookUpFailedError:
        """Stand in for the question to the system's routes and name servers."""
        if absent(error):
            return LookUpFailedError(error, NameLookupFailure.ABSENT)
        offline = self._otherwise is NameFault.TRY_AGAIN
        return LookUpFailedError(
            error, NameLookupFailure.OFFLINE if offline else NameLookupFailure.FAILED
        )

    def _lookup(self, name: str, port: int) -> tuple[Address, ...]:
        if found := self._addresses.get((name, port)):
            return found
        if any(known == name for known, _ in self._addresses):
            # Nothing listens on port 0: the name exists, the port refuses.
            return (("127.0.0.1", 0),)
        raise self._otherwise.error()


def _is_here(name: str) -> bool:
    if name in ("", "localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _entry(
    address: Address,
) -> tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int]]:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    return family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", address
