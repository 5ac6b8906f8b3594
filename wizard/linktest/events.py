"""Events of a link test."""

from __future__ import annotations

from wizard.domain.check import Check
from wizard.domain.dataclass import dataclass
from wizard.domain.report import CheckResult, Report


@dataclass(frozen=True, slots=True)
class Started:
    """A check has begun."""

    check: Check


@dataclass(frozen=True, slots=True)
class Ended:
    """A check has ended."""

    row: CheckResult


@dataclass(frozen=True, slots=True)
class Waiting:
    """ConnectWise is busy; the next try comes after ``seconds``."""

    check: Check
    seconds: float


@dataclass(frozen=True, slots=True)
class Finished:
    """The test has ended; always the last event."""

    report: Report


Event = Started | Ended | Waiting | Finished
