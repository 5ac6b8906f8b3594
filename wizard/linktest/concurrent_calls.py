"""Runs blocking calls concurrently in daemon threads, so cancelling never waits for one of them."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Mapping

from wizard.domain.errors import WizardError
from wizard.domain.faults.fault import Fault

_LOOK_EVERY_S = 0.02
_SHUTDOWN_GRACE_S = 0.2

Outcome = object
Job = Callable[[], object]


class LinkTestAbortedError(WizardError):
    """The test was stopped or its deadline has passed; ``fault`` says which."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class ConcurrentCalls:
    """Runs the calls of a link test; ``deadline`` is in monotonic seconds."""

    def __init__(self, cancelled: Callable[[], bool], deadline: float) -> None:
        self._cancelled = cancelled
        self._deadline = deadline
        self._news: queue.SimpleQueue[float | tuple[Hashable, object]] = queue.SimpleQueue()

    def report_retry(self, seconds: float) -> None:
        """Report (from a worker thread) that a retry starts in ``seconds``."""
        self._news.put(seconds)

    def run(self, jobs: Mapping[str, Job], results: dict[str, object]) -> Iterator[float | None]:
        """Run all calls; ``results`` gets each return value or exception.

        At the deadline the caller aborts the calls; they then have a moment to report what they
        were waiting for.

        Yields:
            The seconds of a job's wait, and None every now and then.

        Raises:
            LinkTestAbortedError: stopped, or out of time. Jobs still under way are abandoned.
        """
        for name, job in jobs.items():
            threading.Thread(target=self._work, args=(name, job), daemon=True).start()
        while len(results) < len(jobs):
            try:
                news = self._news.get(timeout=_LOOK_EVERY_S)
            except queue.Empty:
                self._go_on()
                yield None
                continue
            if isinstance(news, float):
                yield None  # so that earlier results are reported first
                yield news
            else:
                results[str(news[0])] = news[1]
            self._go_on()

    def _work(self, name: str, job: Job) -> None:
        try:
            outcome = job()
        except Exception as error:  # noqa: BLE001  # the thread that asked judges it
            outcome = error
        self._news.put((name, outcome))

    def _go_on(self) -> None:
        if self._cancelled():
            raise LinkTestAbortedError(Fault.CANCELLED)
        if time.monotonic() > self._deadline + _SHUTDOWN_GRACE_S:
            raise LinkTestAbortedError(Fault.SERVICE_TIMEOUT)
