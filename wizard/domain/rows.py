"""The rows of a link test: nine checks, how each ended, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wizard.domain.faults import Fault
from wizard.domain.problem import Problem
from wizard.domain.wording import N_, tr


class Check(StrEnum):
    """The nine checks, in order."""

    VALUES = "values"
    NAME = "name"
    CONNECT = "connect"
    CERTIFICATE = "certificate"
    SITE = "site"
    COMPANY = "company"
    SIGN_IN = "sign_in"
    RIGHTS = "rights"
    BOARDS = "boards"

    @property
    def label(self) -> str:
        """How the list of checks names it."""
        return tr(_TITLES[self])


_TITLES = {
    Check.VALUES: N_("The five values"),
    Check.NAME: N_("Name"),
    Check.CONNECT: N_("Connection"),
    Check.CERTIFICATE: N_("Certificate"),
    Check.SITE: N_("ConnectWise PSA"),
    Check.COMPANY: N_("Company ID"),
    Check.SIGN_IN: N_("Sign-in"),
    Check.RIGHTS: N_("Rights"),
    Check.BOARDS: N_("Boards"),
}


class Status(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    WARNING = "warning"
    NOT_RUN = "not_run"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check's outcome; ``sentence`` is what a passed or not-run row says.

    Raises:
        ValueError: a row that failed, warns or could not tell names no problem.
    """

    check: Check
    status: Status
    sentence: str = ""
    problem: Problem | None = None
    duration_ms: float | None = None
    http_status: int | None = None
    request_id: str = ""

    def __post_init__(self) -> None:
        quiet = self.status in {Status.PASSED, Status.NOT_RUN}
        if quiet is (self.problem is not None):
            raise ValueError(f"{self.check}: {self.status} and its problem contradict each other")

    @property
    def message(self) -> str:
        """What happened and why, or the passed row's sentence."""
        return self.problem.message if self.problem else self.sentence

    @property
    def fix(self) -> str:
        """What to do, or ""."""
        return self.problem.fix if self.problem else ""


@dataclass(frozen=True, slots=True)
class ReportWarning:
    """Something worth knowing that stops nothing, and is no row of its own."""

    fault: Fault
    message: str
