"""What a check of the link test is.

A check is one class in the module of this package that is named after it; id, title and place stand
in `wizard.domain.check.Check`. `registry` finds the class, `run` runs it, by its kind::

    lookup, no key    StageCheck as the connection gets on ─ LookupCheck on the answer
    signed read       SignInCheck: where the keys go, and whether they are accepted
    everything else   ReadCheck: what all of them want to read is read at once, then judged in order
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from wizard.connectwise.company_info import CompanyInfo
from wizard.connectwise.response import Response
from wizard.connectwise.transport.sockets import Stage
from wizard.domain.address.address import Address
from wizard.domain.check import Check
from wizard.domain.faults.problem import Problem
from wizard.domain.rights import Right, RightsTable
from wizard.domain.scope import Scope
from wizard.linktest.api import ApiSession
from wizard.linktest.checks.board_lists import Board, boards_of, sample
from wizard.linktest.events import Ended, Event
from wizard.linktest.read_result import ReadResult
from wizard.linktest.report_builder import ReportBuilder


@dataclass
class Lookup:
    """Shared state of the lookup checks; ``problem`` is the meaning of the response."""

    session: ApiSession[Event]
    report: ReportBuilder
    address: Address
    company_id: str
    problem: Problem | None = None
    company: CompanyInfo = field(default_factory=CompanyInfo)


@dataclass
class Reads:
    """Shared state of the checks after sign-in; ``signed_in`` is the first authenticated read."""

    report: ReportBuilder
    table: RightsTable
    scope: Scope
    signed_in: ReadResult = field(default_factory=ReadResult)

    @property
    def needed(self) -> tuple[Right, ...]:
        """The rights that the scope needs."""
        return self.table.needed(self.scope)

    @property
    def board(self) -> Board | None:
        """The board whose statuses and types are read."""
        return sample(boards_of(self.signed_in), self.scope)


class LinkCheck:
    """Base class of checks; ``check`` is the entry in the list of checks."""

    check: ClassVar[Check]


class StageCheck(LinkCheck, ABC):
    """A check that passes when the connection reaches ``stage``."""

    stage: ClassVar[Stage]

    def is_needed(self, lookup: Lookup) -> bool:  # noqa: ARG002 - most need nothing to say so
        """Whether the connection has this stage; if not, the check ends with the previous one."""
        return True

    @abstractmethod
    def judge(self, lookup: Lookup) -> Ended:
        """Record the result."""


class LookupCheck(LinkCheck, ABC):
    """A check of the lookup response; the first failure ends the test."""

    @abstractmethod
    def judge(self, lookup: Lookup, response: Response) -> Ended:
        """Record the result."""


class ReadCheck(LinkCheck, ABC):
    """A check that reads as the API member, concurrently with all others of its kind."""

    @abstractmethod
    def paths(self, reads: Reads) -> Iterable[str]:
        """Return the paths to read, relative to the API base."""

    @abstractmethod
    def judge(self, reads: Reads, results: Mapping[str, ReadResult]) -> Ended:
        """Record the result; ``results`` contains the paths of all checks."""
