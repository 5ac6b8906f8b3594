"""What counts as a burst, how long to wait between requests, and when to give up."""

from __future__ import annotations

import threading
import time

import pytest

from wizard.connectwise.pace import FIRST_GAP_S, LONGEST_GAP_S, TRIES, TRIES_ALONE, Pace, Turn

HOST = "cw.acmetest.example"


@pytest.fixture
def pace() -> Pace:
    return Pace(time.monotonic() + 60, threading.Event())


def test_a_single_request_is_not_a_burst(pace: Pace) -> None:
    with pace.turn(HOST) as first:
        pass
    with pace.turn(HOST) as second:
        pass
    assert not first.burst
    assert not second.burst


def test_a_request_overlapping_for_a_moment_makes_both_a_burst(pace: Pace) -> None:
    with pace.turn(HOST) as longer:
        with pace.turn(HOST) as shorter:
            pass
        with pace.turn(HOST):
            pass
    assert longer.burst
    assert shorter.burst


def test_a_request_that_ends_last_makes_both_a_burst(pace: Pace) -> None:
    first_turn, second_turn = pace.turn(HOST), pace.turn(HOST)
    first = first_turn.__enter__()
    second = second_turn.__enter__()
    first_turn.__exit__(None, None, None)
    second_turn.__exit__(None, None, None)
    assert first.burst
    assert second.burst
    with pace.turn(HOST) as later:
        pass
    assert not later.burst


def test_a_limit_ends_with_the_first_response(pace: Pace) -> None:
    for request in ("one", "other"):
        pace.turned_away(request, Turn(), 0.0)
    assert pace.limited
    assert pace.tries() == TRIES
    pace.passed(HOST)
    assert not pace.limited
    assert pace.tries() == TRIES_ALONE


def test_a_single_refused_request_is_not_a_rate_limit(pace: Pace) -> None:
    for _ in range(2):
        pace.turned_away("one", Turn(), 0.0)
    assert not pace.limited


def test_a_burst_refused_together_uses_up_no_retries(pace: Pace) -> None:
    burst = [pace.turned_away(number, Turn(burst=True), 0.0) for number in range(2 * TRIES)]
    assert burst == [FIRST_GAP_S] * len(burst)


def test_the_pause_grows_to_its_limit_then_retries_end(pace: Pace) -> None:
    slow = [pace.turned_away("one", Turn(slow=True), 0.0) for _ in range(TRIES)]
    assert slow == [FIRST_GAP_S, 2 * FIRST_GAP_S, 4 * FIRST_GAP_S, LONGEST_GAP_S, None]


def test_a_response_in_between_resets_the_count(pace: Pace) -> None:
    for _ in range(TRIES - 1):
        assert pace.turned_away("one", Turn(slow=True), 0.0)
    pace.passed(HOST)
    assert pace.turned_away("one", Turn(slow=True), 0.0)


def test_no_wait_lasts_beyond_the_deadline() -> None:
    pace = Pace(time.monotonic() + 5, threading.Event())
    assert pace.turned_away("one", Turn(), 60.0) is None
