"""Work on other threads than the window's; no other module of `wizard.ui` starts one.

JobRunner   one job at a time, whose events arrive in order; a new job replaces the old one
TaskQueue   small calls such as saving a file, in order; none is skipped
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar
from weakref import WeakMethod

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from wizard.domain.dataclass import dataclass

# As often as a screen shows something new.
_FRAME_MS = 16
Cancelled = Callable[[], bool]
Job = Callable[[Cancelled], Iterator[object]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Finished:
    error: Exception | None


class _Courier(QObject):
    """Brings calls of other threads to the GUI thread.

    A thread must not emit a signal of an object that the GUI thread may delete just then: that is a
    crash (seen with PySide6 6.11). So threads know this one alone, which is there until the end.
    """

    _brought = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._brought.connect(self._hand_over)
        self._sending, self._gone = sending, gone = threading.Lock(), threading.Event()

        def end() -> None:
            with sending:  # wait for threads that are still sending
                gone.set()

        atexit.register(end)  # before PySide deletes everything

    def to(self, method: Callable[..., None]) -> Callable[..., None]:
        """Return a function for any thread: it calls ``method``, unless its object is gone."""
        receiver, sending, gone = WeakMethod(method), self._sending, self._gone

        def send(*arguments: object) -> None:
            # A thread may outlive even this object by a moment, when the program exits.
            with sending, contextlib.suppress(RuntimeError):
                if not gone.is_set():
                    self._brought.emit((receiver, arguments))

        return send

    def _hand_over(self, call: tuple[WeakMethod[Callable[..., None]], tuple[Any, ...]]) -> None:
        receiver, arguments = call
        method = receiver()
        if method is not None and isValid(method.__self__):  # type: ignore[attr-defined]
            method(*arguments)


@cache
def _courier() -> _Courier:
    """Return the only one; the first call is made on the GUI thread."""
    return _Courier()


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

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = itertools.count(1)
        self._current = 0
        self._cancel = threading.Event()
        self._events: queue.SimpleQueue[tuple[int, object]] = queue.SimpleQueue()
        # One by one, events would leave no time for what the user does meanwhile.
        self._gathering = QTimer(self)
        self._gathering.setSingleShot(True)
        self._gathering.setInterval(_FRAME_MS)
        self._gathering.timeout.connect(self._repeat)
        self._wake = _courier().to(self._gather)

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return self._current != 0

    def start(self, job: Job) -> None:
        """Run ``job``. A run still under way is abandoned: its later events are dropped."""
        self.cancel()
        self._cancel = cancel = threading.Event()
        self._current = run = next(self._runs)
        events, wake = self._events, self._wake

        def post(event: object) -> None:
            events.put((run, event))
            wake()

        def work() -> None:
            error: Exception | None = None
            try:
                for event in job(cancel.is_set):
                    post(event)
            except Exception as caught:  # noqa: BLE001 - any error is reported to the window
                error = caught
                threading.excepthook(_hook_arguments())
            post(_Finished(error))

        threading.Thread(target=work, name=f"run-{run}", daemon=True).start()

    def cancel(self) -> None:
        """Cancel the job and drop its later events; returns at once."""
        self._cancel.set()
        self._current = 0

    def _gather(self) -> None:
        if not self._gathering.isActive():
            self._gathering.start()

    def _repeat(self) -> None:
        waiting = [self._events.get() for _ in range(self._events.qsize())]
        happened = [one for one in waiting if not isinstance(one[1], _Finished)]
        for run, event in happened:
            if run == self._current:
                self.happened.emit(event)
        if happened:
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

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._calls = calls
        self._open = 0
        self._thread: threading.Thread | None = None
        self.destroyed.connect(lambda: calls.put(None))
        self._done = _courier().to(self._settle)

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
        done = self._done

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
                done(answer)

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
