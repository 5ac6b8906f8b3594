"""The checks of a link test, their statuses, and the verdict."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from wizard.domain.faults.fault import Fault
from wizard.domain.text import N_, tr


class Check(StrEnum):
    """All checks in order: published id and title (source language)."""

    source_title: str

    def __new__(cls, value: str, title: str) -> Self:
        """Create a member whose value is its id and that knows its title."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.source_title = title
        return member

    VALUES = "values", N_("The five values")
    NAME = "name", N_("Name")
    CONNECT = "connect", N_("Connection")
    CERTIFICATE = "certificate", N_("Certificate")
    SITE = "site", N_("ConnectWise PSA")
    COMPANY = "company", N_("Company ID")
    SIGN_IN = "sign_in", N_("Sign-in")
    RIGHTS = "rights", N_("Permissions")
    BOARDS = "boards", N_("Boards")

    @property
    def label(self) -> str:
        """Title in the reader's language."""
        return tr(self.source_title)


class Status(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    WARNING = "warning"
    NOT_RUN = "not_run"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """Result of a check in the words of window, command line and record."""

    PASSED = N_("passed")
    FAILED = N_("failed")
    WARNING = N_("warning")
    NOT_CHECKED = N_("not checked")
    INCONCLUSIVE = N_("couldn't be checked")

    @property
    def word(self) -> str:
        """The outcome in the reader's language."""
        return tr(self.value)

    @classmethod
    def of(cls, status: Status, fault: Fault | None = None) -> Outcome:
        """Return the outcome for ``status``: a busy server or *Stop* is not a failure."""
        if status is Status.FAILED and fault is Fault.CANCELLED:
            return cls.NOT_CHECKED
        if status is Status.FAILED and fault and fault.entry.is_inconclusive:
            return cls.INCONCLUSIVE
        return _OUTCOMES[status]


_OUTCOMES = {
    Status.PASSED: Outcome.PASSED,
    Status.FAILED: Outcome.FAILED,
    Status.WARNING: Outcome.WARNING,
    Status.NOT_RUN: Outcome.NOT_CHECKED,
    Status.UNKNOWN: Outcome.INCONCLUSIVE,
}


class Verdict(StrEnum):
    """Overall result of a link test."""

    READY = "ready"
    READY_WITH_WARNINGS = "ready_with_warnings"
    NOT_READY = "not_ready"
    NOT_PROVEN = "not_proven"

    @property
    def exit_code(self) -> int:
        """Exit code of `h2r-link check`."""
        return {Verdict.NOT_READY: 1, Verdict.NOT_PROVEN: 3}.get(self, 0)
