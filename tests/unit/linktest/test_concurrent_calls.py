"""Calls run concurrently; neither Stop nor the deadline waits for any of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from wizard.domain.faults.fault import Fault
from wizard.linktest import concurrent_calls
from wizard.linktest.concurrent_calls import ConcurrentCalls, LinkTestAbortedError

FOR_LONG_S = 30.0


@pytest.fixture
def hanging() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def never() -> bool:
    return False


def test_all_results_are_returned() -> None:
    results: dict[str, object] = {}
    crew = ConcurrentCalls(never, time.monotonic() + FOR_LONG_S)
    list(crew.run({"one": lambda: 1, "two": lambda: 2}, results))
    assert results == {"one": 1, "two": 2}


def test_no_calls_give_no_results() -> None:
    assert list(ConcurrentCalls(never, time.monotonic()).run({}, {})) == []


def test_calls_run_concurrently() -> None:
    meeting = threading.Barrier(5)
    results: dict[str, object] = {}
    jobs = {str(n): lambda: meeting.wait(FOR_LONG_S) for n in range(5)}
    list(ConcurrentCalls(never, time.monotonic() + FOR_LONG_S).run(jobs, results))
    assert sorted(map(str, results.values())) == ["0", "1", "2", "3", "4"]


def test_an_exception_is_returned_as_a_result() -> None:
    error = LookupError("test")

    def fail() -> object:
        raise error

    results: dict[str, object] = {}
    list(ConcurrentCalls(never, time.monotonic() + FOR_LONG_S).run({"job": fail}, results))
    assert results == {"job": error}


def test_a_retry_is_reported_after_earlier_results(hanging: threading.Event) -> None:
    crew = ConcurrentCalls(never, time.monotonic() + FOR_LONG_S)

    def wait() -> None:
        crew.report_retry(0.5)
        hanging.wait(FOR_LONG_S)

    results = crew.run({"job": wait}, {})
    before, seconds = None, None
    while seconds is None:
        before, seconds = seconds, next(results)
    assert (before, seconds) == (None, 0.5)


def test_stop_ends_the_calls(hanging: threading.Event) -> None:
    stopped = threading.Event()
    crew = ConcurrentCalls(stopped.is_set, time.monotonic() + FOR_LONG_S)
    results = crew.run({"job": lambda: hanging.wait(FOR_LONG_S)}, {})
    assert next(results) is None
    stopped.set()
    with pytest.raises(LinkTestAbortedError) as halted:
        list(results)
    assert halted.value.fault is Fault.CANCELLED


def test_the_deadline_ends_calls_that_do_not_notice_it(hanging: threading.Event) -> None:
    begun = time.monotonic()
    crew = ConcurrentCalls(never, begun + 0.1)
    with pytest.raises(LinkTestAbortedError) as halted:
        list(crew.run({"job": lambda: hanging.wait(FOR_LONG_S)}, {}))
    assert halted.value.fault is Fault.SERVICE_TIMEOUT
    assert time.monotonic() - begun < FOR_LONG_S / 2


def test_calls_may_still_report_the_reason_at_the_deadline(
    hanging: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As much as a busy computer needs.
    monkeypatch.setattr(concurrent_calls, "_SHUTDOWN_GRACE_S", 60.0)
    crew = ConcurrentCalls(never, time.monotonic() + 0.05)

    def end_at_the_deadline() -> str:
        hanging.wait(0.1)
        return "why"

    results: dict[str, object] = {}
    list(crew.run({"job": end_at_the_deadline}, results))
    assert results == {"job": "why"}
