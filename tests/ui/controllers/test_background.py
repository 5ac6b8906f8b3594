"""The bridge between threads and window: order, cancellation, exceptions."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from wizard.ui.controllers.background import JobRunner, TaskQueue

ROOT = Path(__file__).resolve().parents[3]
Cancelled = Callable[[], bool]


class Heard:
    """Events and results of a runner."""

    def __init__(self, runner: JobRunner) -> None:
        self.events: list[object] = []
        self.ends: list[object] = []
        self.threads: set[object] = set()
        runner.happened.connect(self._hear)
        runner.ended.connect(self.ends.append)

    def _hear(self, event: object) -> None:
        self.events.append(event)
        self.threads.add(QThread.currentThread())


def test_events_arrive_in_order_on_the_gui_thread(qtbot: QtBot) -> None:
    runner = JobRunner()
    heard = Heard(runner)
    with qtbot.waitSignal(runner.ended):
        runner.start(lambda _: iter(range(1000)))
    assert heard.events == list(range(1000))
    assert heard.threads == {QThread.currentThread()}
    assert heard.ends == [None]
    assert not runner.busy


def test_what_comes_close_together_is_delivered_together(qtbot: QtBot) -> None:
    """In between, the thread has time for what the user does."""
    runner, told, shown = JobRunner(), threading.Event(), []
    heard = Heard(runner)
    runner.caught_up.connect(lambda: shown.append(len(heard.events)))
    runner._gathering.setInterval(60_000)

    def job(_: Cancelled) -> Iterator[object]:
        yield from range(100)
        told.set()

    runner.start(job)
    qtbot.waitUntil(told.is_set)
    QApplication.processEvents()
    assert heard.events == []
    runner._gathering.start(0)
    qtbot.waitUntil(lambda: heard.ends == [None])
    assert heard.events == list(range(100))
    assert shown == [100]


def test_a_new_run_drops_the_events_of_the_previous_one(qtbot: QtBot) -> None:
    runner, gate, reported = JobRunner(), threading.Event(), threading.Event()
    heard = Heard(runner)

    def slow(cancelled: Cancelled) -> Iterator[object]:
        yield "first"
        gate.wait(5)
        yield "late"
        reported.set()

    with qtbot.waitSignal(runner.happened):
        runner.start(slow)
    with qtbot.waitSignal(runner.ended):
        runner.start(lambda _: iter(["second"]))
    gate.set()
    assert reported.wait(5)
    qtbot.wait(1)
    assert heard.events == ["first", "second"]
    assert heard.ends == [None]


def test_cancelling_returns_immediately_even_if_the_job_hangs(qtbot: QtBot) -> None:
    runner, gate, seen = JobRunner(), threading.Event(), threading.Event()
    heard = Heard(runner)

    def hung(cancelled: Cancelled) -> Iterator[object]:
        gate.wait(5)
        if cancelled():
            seen.set()
        yield "late"

    runner.start(hung)
    runner.cancel()
    assert not runner.busy
    gate.set()
    assert seen.wait(5)
    qtbot.wait(1)
    assert heard.events == heard.ends == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_exception_ends_the_run_and_is_delivered(qtbot: QtBot) -> None:
    runner = JobRunner()
    heard = Heard(runner)

    def broken(_: Cancelled) -> Iterator[object]:
        yield "begun"
        raise KeyError("hunter2")

    with qtbot.waitSignal(runner.ended):
        runner.start(broken)
    assert heard.events == ["begun"]
    assert isinstance(heard.ends[0], KeyError)


def test_queued_tasks_run_one_after_another_and_none_is_skipped(qtbot: QtBot) -> None:
    tasks, done, answers = TaskQueue("test"), [], []
    with qtbot.waitSignal(tasks.idle):
        for number in range(50):
            tasks.do(lambda number=number: done.append(number) or number, answers.append)
    assert done == answers == list(range(50))
    assert not tasks.busy


def test_the_task_thread_ends_after_the_last_task(qtbot: QtBot) -> None:
    tasks, threads = TaskQueue("short-lived"), []
    with qtbot.waitSignal(tasks.idle):
        tasks.do(lambda: threads.append(threading.current_thread()))
    tasks.deleteLater()
    qtbot.waitUntil(lambda: not threads[0].is_alive())


def test_a_failed_task_is_reported_and_the_next_one_runs(qtbot: QtBot) -> None:
    tasks, failures, answers = TaskQueue("test"), [], []

    def fail() -> None:
        raise OSError("disk full")

    with qtbot.waitSignal(tasks.idle):
        tasks.do(fail, failed=failures.append)
        tasks.do(lambda: "next", answers.append)
    assert [type(error) for error in failures] == [OSError]
    assert answers == ["next"]


def test_waiting_for_tasks_ends_with_the_last_one_or_at_the_timeout() -> None:
    tasks, gate, done = TaskQueue("test"), threading.Event(), []
    assert tasks.finish(0.01), "nothing was asked for"
    tasks.do(lambda: gate.wait(5))
    assert not tasks.finish(0.01)
    tasks.do(lambda: done.append(1))
    gate.set()
    assert tasks.finish(5)
    assert done == [1]


# Deletes a window's part at any moment of a job that tells something without pause.
DELETING = """
import sys, threading
from PySide6.QtCore import QCoreApplication, QObject
from wizard.ui.controllers.background import JobRunner
app = QCoreApplication([])
sys.setswitchinterval(1e-5)
class Part(QObject):
    def __init__(self):
        super().__init__()
        self.runner = JobRunner(self)
for number in range(600):
    gone, begun = threading.Event(), threading.Event()
    def job(cancelled, gone=gone, begun=begun):
        while not gone.is_set():
            begun.set()
            yield number
    part = Part()
    part.runner.start(job)
    begun.wait()
    for _ in range(number % 50):
        pass
    del part
    gone.set()
    app.processEvents()
print("survived")
"""


def test_a_part_deleted_while_its_job_reports_does_not_crash() -> None:
    command = [sys.executable, "-X", "faulthandler", "-c", DELETING]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "survived\n", "")
