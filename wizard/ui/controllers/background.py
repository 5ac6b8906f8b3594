"""Work on other threads than the window's; no other module of `wizard.ui` starts one.

JobRunner   one job at a time, whose events arrive one by one; a new job replaces the old one
TaskQueue   small calls such as saving a file, in order; none is skipped
"""

from __future__ import annotations

import contextlib
import itertools
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from wizard.domain.dataclass import dataclass

Cancelled = Callable[[], bool]
Job = Callable[[Cancelled], Iterator[object]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Finished:
    error: Exception | None


class JobRunner(QObject):
    """Runs one job at a time on its own thread and emits its events on the GUI thread.

    Signals:
        happened: one event of the job, in order.
        caught_up: the events that were waiting have been repeated; now is the time to show them.
        ended: the job came to its end by itself; the exception that ended it, or None.
    """

    happened = Signal(object)
    caught_up = Signal()
    ended = Signal(object)
    _posted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = itertools.count(1)
        self._current = 0
        self._cancel = threading.Event()
        self._events: queue.SimpleQueue[tuple[int, object]] = queue.SimpleQueue()
        self._posted.connect(self._repeat)

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return self._current != 0

    def start(self, job: Job) -> None:
        """Run ``job``. A run still under way is abandoned: its later events are dropped."""
        self.cancel()
        self._cancel = cancel = threading.Event()
        self._current = run = next(self._runs)

        def work() -> None:
            error: Exception | None = None
            try:
                for event in job(cancel.is_set):
                    self._post(run, event)
            except Exception as caught:  # noqa: BLE001 - any error is reported to the window
                error = caught
                threading.excepthook(_hook_arguments())
            self._post(run, _Finished(error))

        threading.Thread(target=work, name=f"run-{run}", daemon=True).start()

    def cancel(self) -> None:
        """Cancel the job and drop its later events; returns at once."""
        self._cancel.set()
        self._current = 0

    def _post(self, run: int, event: object) -> None:
        self._events.put((run, event))
        # While the program exits, the object may be deleted before the thread ends.
        with contextlib.suppress(RuntimeError):
            self._posted.emit()

    def _repeat(self) -> None:
        waiting = [self._events.get() for _ in range(self._events.qsize())]
        for run, event in waiting:
            if run == self._current and not isinstance(event, _Finished):
                self.happened.emit(event)
        if waiting:
            self.caught_up.emit()
        for run, event in waiting:
            if run == self._current and isinstance(event, _Finished):
                self._current = 0
                self.ended.emit(event.error)


class TaskQueue(QObject):
    """Runs calls one after another on a thread; none is dropped.

    Signals:
        idle: everything asked for so far is done.
    """

    idle = Signal()
    _done = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._calls = calls
        self._open = 0
        self._thread: threading.Thread | None = None
        self.destroyed.connect(lambda: calls.put(None))
        self._done.connect(self._settle)

    @property
    def busy(self) -> bool:
        """Whether calls are pending."""
        return self._open > 0

    def do(
        self,
        call: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Queue ``call``; its result goes to ``then``, its error to ``failed``, on this thread."""
        self._open += 1

        def work() -> None:
            answer: Callable[[], None] | None = None
            try:
                result = call()
                answer = (lambda: then(result)) if then else None
            except Exception as error:
                if failed is None:
                    raise
                answer = _failure_callback(failed, error)
            finally:
                with contextlib.suppress(RuntimeError):
                    self._done.emit(answer)

        self._calls.put(work)
        if self._thread is None:
            self._thread = threading.Thread(
                target=_work, args=(self._calls,), name=self._name, daemon=True
            )
            self._thread.start()

    def finish(self, timeout_s: float) -> bool:
        """Block until all queued calls are done; False on timeout."""
        if self._thread is None:
            return True
        done = threading.Event()
        self._calls.put(done.set)
        return done.wait(timeout_s)

    def _settle(self, answer: Callable[[], None] | None) -> None:
        self._open -= 1
        if answer is not None:
            answer()
        if not self._open:
            self.idle.emit()


def _work(calls: queue.SimpleQueue[Callable[[], None] | None]) -> None:
    while (call := calls.get()) is not None:
        try:
            call()
        except Exception:  # noqa: BLE001 - one defect must not end the saving of files
            threading.excepthook(_hook_arguments())


def _failure_callback(failed: Callable[[Exception], None], error: Exception) -> Callable[[], None]:
    return lambda: failed(error)


def _hook_arguments() -> threading.ExceptHookArgs:
    return threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread()))
