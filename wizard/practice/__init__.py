"""A simulated ConnectWise PSA, to try the wizard without touching a real one."""

from __future__ import annotations

from wizard.practice.http import RequestSeen
from wizard.practice.scenarios import SCENARIOS, Scenario
from wizard.practice.server import PracticeLinkValues, PracticeServer, ScopeChoice

__all__ = [
    "SCENARIOS",
    "PracticeLinkValues",
    "PracticeServer",
    "RequestSeen",
    "Scenario",
    "ScopeChoice",
]
