"""Watching for a fix: one request in five seconds, only while visible, never with refused keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.stage import failed_report, good_report, missing_right_report
from wizard.domain.awaited import Awaited
from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.proxy_choice import ProxyChoice
from wizard.domain.secret import Secret
from wizard.domain.values.field_texts import FieldTexts
from wizard.linktest.recheck import Recheck
from wizard.ui.controllers.fix_watch import FixWatch, WatchState

TYPED = FieldTexts("na.myconnectwise.net", "contoso", "TestPublicKey000", Secret("a"), Secret("b"))
NO_PROXY = ProxyChoice()


class Looks:
    """Plays what each look shows, the last one for ever; counts them."""

    def __init__(self, *shows: Recheck) -> None:
        self.shows = [*shows]
        self.count = 0

    def __call__(
        self, _t: FieldTexts, _p: ProxyChoice, _a: Awaited, _c: Callable[[], bool]
    ) -> Iterator[Recheck]:
        self.count += 1
        yield self.shows.pop(0) if len(self.shows) > 1 else self.shows[0]


@pytest.fixture
def clock() -> list[float]:
    """The watch's clock, in seconds."""
    return [1000.0]


def watch_of(looks: Looks, seen: list[bool], clock: list[float]) -> FixWatch:
    """A watch whose timer ticks every millisecond."""
    shown: Callable[[Step], bool] = lambda step: step is Step.ROLE and seen[0]  # noqa: E731
    made = FixWatch(looks, shown, clock=lambda: clock[0])
    made._timer.setInterval(1)
    made.follow(missing_right_report(), TYPED, NO_PROXY)
    return made


def pass_time(qtbot: QtBot, watch: FixWatch) -> None:
    """Let the timer tick several times and a running check end."""
    with qtbot.waitSignals([watch._timer.timeout] * 3):
        pass
    qtbot.waitUntil(lambda: not watch._runner.busy)


def test_it_rechecks_every_five_seconds(qtbot: QtBot, clock: list[float]) -> None:
    looks = Looks(Recheck.UNCHANGED)
    watch = watch_of(looks, [True], clock)
    counts = []
    for second in range(13):
        clock[0] = 1000.0 + second
        pass_time(qtbot, watch)
        counts.append(looks.count)
    assert counts == [0] * 5 + [1] * 5 + [2] * 3
    assert watch.state is WatchState.WATCHING


def test_it_reports_when_the_problem_is_fixed(qtbot: QtBot, clock: list[float]) -> None:
    watch = watch_of(Looks(Recheck.UNCHANGED, Recheck.ARRIVED), [True], clock)
    clock[0] += 5
    pass_time(qtbot, watch)
    with qtbot.waitSignal(watch.arrived):
        clock[0] += 5
    watch.follow(good_report(), TYPED, NO_PROXY)
    assert watch.state is WatchState.OFF


def test_it_does_not_recheck_while_the_window_is_hidden(qtbot: QtBot, clock: list[float]) -> None:
    looks, seen = Looks(Recheck.UNCHANGED), [False]
    watch = watch_of(looks, seen, clock)
    clock[0] += 60
    pass_time(qtbot, watch)
    assert looks.count == 0
    seen[0] = True
    pass_time(qtbot, watch)
    assert looks.count == 1


def test_it_stops_after_ten_minutes_and_can_be_restarted(qtbot: QtBot, clock: list[float]) -> None:
    looks = Looks(Recheck.UNCHANGED)
    watch = watch_of(looks, [True], clock)
    clock[0] += 599
    pass_time(qtbot, watch)
    assert (looks.count, watch.state) == (1, WatchState.WATCHING)
    with qtbot.waitSignal(watch.changed):
        clock[0] += 2
    assert (looks.count, watch.state) == (1, WatchState.STOPPED)
    watch.watch_again()
    clock[0] += 5
    pass_time(qtbot, watch)
    assert (looks.count, watch.state) == (2, WatchState.WATCHING)


def test_a_test_that_the_watch_caused_does_not_prolong_it(qtbot: QtBot, clock: list[float]) -> None:
    watch = watch_of(Looks(Recheck.UNCHANGED), [True], clock)
    clock[0] += 500
    watch.follow(missing_right_report(), TYPED, NO_PROXY)
    with qtbot.waitSignal(watch.changed):
        clock[0] += 101
    assert watch.state is WatchState.STOPPED


def test_it_can_be_stopped(qtbot: QtBot, clock: list[float]) -> None:
    looks = Looks(Recheck.UNCHANGED)
    watch = watch_of(looks, [True], clock)
    watch.stop()
    clock[0] += 60
    assert not watch._timer.isActive()
    assert (looks.count, watch.state) == (0, WatchState.STOPPED)


def test_any_unclear_response_ends_it(qtbot: QtBot, clock: list[float]) -> None:
    looks = Looks(Recheck.UNCLEAR)
    watch = watch_of(looks, [True], clock)
    with qtbot.waitSignal(watch.changed):
        clock[0] += 5
    assert (looks.count, watch.state) == (1, WatchState.STOPPED)


def test_changed_values_end_it(qtbot: QtBot, clock: list[float]) -> None:
    watch = watch_of(Looks(Recheck.UNCHANGED), [True], clock)
    watch.forget_unless(TYPED, NO_PROXY)
    assert watch.state is WatchState.WATCHING
    watch.forget_unless(replace(TYPED, company_id="fabrikam"), NO_PROXY)
    assert watch.state is WatchState.OFF


NEVER = [fault for fault in Fault if not fault.entry.is_awaitable]


@pytest.mark.parametrize("fault", NEVER)
def test_only_faults_that_an_admin_can_fix_meanwhile_are_watched(
    qtbot: QtBot, fault: Fault
) -> None:
    """Refused keys above all: ConnectWise may lock the member out."""
    details = dict.fromkeys(fault.entry.placeholders, "x")
    report = failed_report(Check.SIGN_IN, Problem(fault, details))
    watch = FixWatch(Looks(Recheck.ARRIVED), lambda _: True)
    watch.follow(report, TYPED, NO_PROXY)
    assert watch.state is WatchState.OFF
    assert not watch._timer.isActive()


def test_refused_keys_and_unclear_sign_ins_are_not_watched() -> None:
    assert {Fault.KEYS_REFUSED, Fault.SIGN_IN_UNCLEAR, Fault.RATE_LIMITED} <= set(NEVER)
