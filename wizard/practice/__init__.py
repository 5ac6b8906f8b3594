"""An embedded pretend ConnectWise PSA, to try the wizard without touching a real one."""

from __future__ import annotations

from wizard.practice.request import RequestSeen
from wizard.practice.scenarios import SCENARIOS, Scenario
from wizard.practice.server import PracticeServer, PracticeLinkValues, ScopeChoice

__all__ = [
    "SCENARIOS",
    "PracticeServer",
    "PracticeLinkValues",
    "RequestSeen",
    "Scenario",
    "ScopeChoice",
]
