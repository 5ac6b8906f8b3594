"""Limits the concurrency of one link test once the server shows a rate limit.

Reverse proxies and firewalls limit requests a second and connections of one client (nginx
``limit_req`` and ``limit_conn``, HAProxy's stick tables, iptables ``connlimit``): part of a burst
succeeds, and part is rejected with 429, 503 or a closed connection. After the first rejection,
requests go one at a time, with a pause that grows while they are rejected.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

FIRST_GAP_S = 0.25
LONGEST_GAP_S = 2.0
TRIES = 5
TRIES_ALONE = 3
_LOOK_EVERY_S = 0.05


@dataclass(slots=True, eq=False)
class Turn:
    """Permission to send one request.

    ``known``: its host has responded before. ``burst``: other requests were in progress meanwhile,
    or a limit was already suspected. ``slow``: it goes alone after a pause. ``hopeless``: nothing
    is to be retried.
    """

    known: bool = False
    burst: bool = False
    slow: bool = False
    hopeless: bool = False


class Pace:
    """Schedules requests; thread-safe. ``deadline`` is in monotonic seconds."""

    def __init__(self, deadline: float, stop: threading.Event) -> None:
        self._deadline = deadline
        self._stop = stop
        self._changed = threading.Condition()
        self._under_way = set[Turn]()
        self._gap_s = 0.0
        self._next_at = 0.0
        self._passed = set[str]()
        self._in_a_row = 0
        self._turned_away = set[object]()
        self._slow = False
        self._hopeless = False

    def tries(self) -> int:
        """Number of tries for a request: fewer if it is the only one that is rejected."""
        return TRIES if self.limited else TRIES_ALONE

    @property
    def limited(self) -> bool:
        """Whether several different requests were rejected, and none has succeeded since."""
        with self._changed:
            return len(self._turned_away) > 1

    @contextmanager
    def turn(self, host: str) -> Iterator[Turn]:
        """Wait until a request to ``host`` may be sent."""
        with self._changed:
            self._wait()
            for other in self._under_way:
                other.burst = True
            burst = self._slow or bool(self._under_way)
            turn = Turn(host in self._passed, burst, self._slow, self._hopeless)
            self._under_way.add(turn)
        try:
            yield turn
        finally:
            with self._changed:
                self._under_way.remove(turn)
                self._changed.notify_all()

    def passed(self, host: str) -> None:
        """Record a response from ``host``."""
        with self._changed:
            self._passed.add(host)
            self._turned_away.clear()
            self._in_a_row = 0
            self._next_at = max(self._next_at, time.monotonic() + self._gap_s)

    def turned_away(self, request: object, turn: Turn, asked_s: float) -> float | None:
        """Record a rejected request; return the seconds to wait, or None to give up.

        ``asked_s`` is the wait that the server asked for, or 0. Rejections of the first burst count
        once, so they don't lengthen the pause.
        """
        with self._changed:
            self._turned_away.add(request)
            self._in_a_row += turn.slow
            if turn.slow or not self._slow:
                self._gap_s = min(self._gap_s * 2 or FIRST_GAP_S, LONGEST_GAP_S)
            self._slow = True
            pause = max(asked_s, self._gap_s)
            self._next_at = max(self._next_at, time.monotonic() + pause)
            self._hopeless |= self._next_at >= self._deadline or self._in_a_row >= TRIES
            return None if self._hopeless else pause

    def suspect(self) -> None:
        """Slow down because a preconnected connection was rejected."""
        with self._changed:
            self._slow = True

    def give_up(self) -> None:
        """Stop all retries."""
        with self._changed:
            self._hopeless = True
            self._changed.notify_all()

    def _wait(self) -> None:
        """Wait for the next slot while a limit is in effect; call with the lock held."""
        while self._slow and not self._stop.is_set() and not self._hopeless:
            left_s = self._next_at - time.monotonic()
            if left_s <= 0 and not self._under_way:
                return
            self._changed.wait(min(left_s, _LOOK_EVERY_S) if left_s > 0 else _LOOK_EVERY_S)
