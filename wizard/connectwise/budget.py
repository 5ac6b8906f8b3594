"""Limits on how much a server may send during one test, for all responses together.

`client.SIZE_LIMIT` bounds a single response. Without these limits a test could download twelve
times as much.
"""

from __future__ import annotations

import threading
from http.client import HTTPResponse
from typing import Any

from wizard.domain.errors import WizardError

MIB = 1024 * 1024
RECEIVED = 24 * MIB
"""Bytes from the network, after decryption: heads, interim responses, framing and bodies."""
UNPACKED = 10 * MIB
"""Bytes of bodies, after decompression. Twelve lists of a large site take less than three MiB."""
PARSED = 24 * MIB
"""Estimated memory of parsed JSON."""


class TooMuchDataError(WizardError, OSError):
    """The server sent more than the limit."""


class Allowance:
    """A thread-safe amount that is consumed in parts."""

    def __init__(self, amount: int) -> None:
        self._left = amount
        self._lock = threading.Lock()

    def take(self, amount: int) -> None:
        """Consume ``amount``.

        Raises:
            TooMuchDataError: there is less than that.
        """
        with self._lock:
            self._left -= amount
            exceeded = self._left < 0
        if exceeded:
            raise TooMuchDataError("more than this test takes")


class Budget:
    """Limits of one test. Hold the lock ``parsing`` while parsing a response."""

    def __init__(self) -> None:
        self.unpacked = Allowance(UNPACKED)
        self.parsed = Allowance(PARSED)
        self.parsing = threading.Lock()


class MeteredResponse(HTTPResponse):
    """A response that counts every byte, including interim (1xx) responses."""

    def __init__(self, received: Allowance, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        raw: Any = self.fp.raw
        read_into = raw.readinto

        def readinto(buffer: Any) -> int | None:  # noqa: ANN401  # as io has it
            count: int | None = read_into(buffer)
            received.take(count or 0)
            return count

        raw.readinto = readinto
