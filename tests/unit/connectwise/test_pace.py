"""Who counts as part of a burst: whoever had company at any moment of being under way."""

from __future__ import annotations

import threading
import time

import pytest

from wizard.connectwise.pace import Pace

HOST = "cw.acmetest.example"


@pytest.fixture
def pace() -> Pace:
    return Pace(time.monotonic() + 60, threading.Event())


def test_one_alone_is_no_burst(pace: Pace) -> None:
    with pace.turn(HOST) as first:
        pass
    with pace.turn(HOST) as second:
        pass
    assert not first.burst
    assert not second.burst


def test_company_that_comes_and_goes_makes_a_burst_of_both(pace: Pace) -> None:
    with pace.turn(HOST) as longer:
        with pace.turn(HOST) as shorter:
            pass
        with pace.turn(HOST):
            pass
    assert longer.burst
    assert shorter.burst


def test_company_that_leaves_last_makes_a_burst_of_both(pace: Pace) -> None:
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
