"""Waits with a timeout for calls that may block: a vault that prompts, a pipe without a writer."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from wizard.domain.errors import WizardError

T = TypeVar("T")
_LOOK_S = 0.05


class StoppedError(WizardError):
    """The user pressed Ctrl-C."""


class TooSlowError(WizardError):
    """The call did not return in time."""


def stop_requested(*more: signal.Signals) -> threading.Event:
    """Return an event that Ctrl+C sets from now on, and any of the signals ``more``.

    So does SIGBREAK: Ctrl+Break on Windows, or the console that is closed.
    """
    stop = threading.Event()
    for name in ("SIGINT", "SIGBREAK", *(one.name for one in more)):
        if number := getattr(signal, name, None):
            signal.signal(number, lambda *_: stop.set())
    return stop


def answer_of(ask: Callable[[], T], stop: threading.Event, timeout_s: float) -> T:
    """Return the result of ``ask``, or raise its exception.

    It runs on its own thread, which is abandoned if it doesn't end: a signal doesn't interrupt a
    system call in Python.

    Raises:
        StoppedError: ``stop`` was set meanwhile.
        TooSlowError: there was no answer after ``timeout_s`` seconds.
    """
    answers: list[T] = []
    errors: list[BaseException] = []
    ended = threading.Event()

    def work() -> None:
        try:
            answers.append(ask())
        except BaseException as error:  # noqa: BLE001 - raised again where it was asked for
            errors.append(error)
        finally:
            ended.set()

    until = time.monotonic() + timeout_s
    threading.Thread(target=work, name="asking", daemon=True).start()
    # Not one long wait: on Windows no signal interrupts it.
    while not ended.wait(_LOOK_S):
        if stop.is_set():
            raise StoppedError
        if time.monotonic() >= until:
            raise TooSlowError
    if errors:
        raise errors[0]
    return answers[0]
