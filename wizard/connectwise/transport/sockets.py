"""Sockets of one link test; each can be aborted from any thread.

Closing a session or a socket does not wake a thread that blocks in it; shutting down a duplicate of
the socket does, during a TLS handshake and a read alike (tried on Linux). A name lookup cannot be
aborted: it continues in its own thread, and no caller waits for it.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from concurrent.futures import Future, InvalidStateError
from enum import Enum, auto

from wizard.connectwise.budget import RECEIVED, Allowance
from wizard.connectwise.transport import name_service
from wizard.connectwise.transport.happy_eyeballs import Address, connect
from wizard.connectwise.transport.name_service import LookUpUnfinishedError

NO_LIMIT_S = 3600.0


class Stage(Enum):
    """Stages of a connection, in order."""

    NAME = auto()
    CONNECT = auto()
    SECURED = auto()


class SocketRegistry:
    """All sockets of one link test. Each name is looked up once."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._ends: dict[object, socket.socket | None] = {}
        self._names: dict[tuple[str, int], Future[list[Address]]] = {}
        self._aborted = False
        self.reached: dict[Stage, float] = {}
        self.received = Allowance(RECEIVED)

    def record_stage(self, stage: Stage) -> None:
        """Record when a stage was first reached (monotonic seconds)."""
        self.reached.setdefault(stage, time.monotonic())

    def abort_all(self) -> None:
        """Abort every connection at once and refuse new ones."""
        with self._changed:
            self._aborted = True
            ends = [end for end in self._ends.values() if end]
            self._ends = dict.fromkeys(self._ends)
            names = list(self._names.values())
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        for answer in names:
            _settle(answer, _stopped())

    def addresses(self, host: str, port: int) -> list[Address]:
        """The addresses found for a name; empty if it was not looked up."""
        answer = self._names.get((host.strip("[]"), port))
        if answer is None or not answer.done() or answer.exception():
            return []
        return answer.result()

    def wait_until_closed(self, seconds: float) -> bool:
        """Wait until the threads have closed all connections; return whether they did."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._ends, seconds)

    def release(self, owner: object) -> None:
        """Release the resources of a closed connection."""
        with self._changed:
            end = self._ends.pop(owner, None)
            self._changed.notify_all()
        if end:
            end.close()

    def open(self, owner: object, host: str, port: int, timeout: float | None) -> socket.socket:
        """Connect to the first address of ``host`` that answers, within ``timeout`` seconds.

        ``host`` is a name or an IP address, an IPv6 address with or without brackets. Call
        `release` with ``owner`` when the connection is closed, or wasn't established.

        Raises:
            socket.gaierror: the name has no address.
            LookUpUnfinishedError: no response of the name service in time, or before an abort.
            TimeoutError: no response of the host in time.
            OSError: refused, not reachable, or cut.
        """
        ends_at = time.monotonic() + (NO_LIMIT_S if timeout is None else timeout)
        answer = self._look_up(owner, host.strip("[]"), port)
        try:
            addresses = answer.result(max(0.0, ends_at - time.monotonic()))
        except (TimeoutError, ConnectionAbortedError) as error:
            raise LookUpUnfinishedError(str(error)) from error
        self.record_stage(Stage.NAME)
        sock = connect(addresses, ends_at - time.monotonic(), lambda: self._aborted)
        sock.settimeout(timeout)
        self._keep(owner, sock)
        return sock

    def _look_up(self, owner: object, host: str, port: int) -> Future[list[Address]]:
        with self._changed:
            if self._aborted:
                raise _stopped()
            self._ends[owner] = None
            answer = self._names.get((host, port))
            if answer is None:
                answer = self._names[host, port] = Future()
                threading.Thread(target=_resolve, args=(host, port, answer), daemon=True).start()
        return answer

    def _keep(self, owner: object, sock: socket.socket) -> None:
        try:
            with self._changed:
                if self._aborted:
                    raise _stopped()
                self._ends[owner] = sock.dup()
        except OSError:
            sock.close()
            raise


def _stopped() -> ConnectionAbortedError:
    return ConnectionAbortedError("the link test was stopped")


def _resolve(host: str, port: int, answer: Future[list[Address]]) -> None:
    try:
        found = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)
        outcome: list[Address] | BaseException = [(info[0], info[4]) for info in found]
    except socket.gaierror as error:
        outcome = name_service.diagnosed(error, host)
    except UnicodeError:
        outcome = socket.gaierror(socket.EAI_NONAME, "not a host name")
    except BaseException as error:  # noqa: BLE001  # raised again in every thread that asked
        outcome = error
    _settle(answer, outcome)


def _settle(answer: Future[list[Address]], outcome: list[Address] | BaseException) -> None:
    with contextlib.suppress(InvalidStateError):  # it came too late, or the test was cut too late
        if isinstance(outcome, BaseException):
            answer.set_exception(outcome)
        else:
            answer.set_result(outcome)
