"""A finished link test: what was found out, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from wizard.domain.rights import RightRow
from wizard.domain.rows import Check, Row, Status, Warned
from wizard.domain.verdict import Verdict, summary_of, verdict_of

__all__ = [
    "Check",
    "Choices",
    "Report",
    "Row",
    "Site",
    "Status",
    "Verdict",
    "Warned",
    "summary_of",
    "verdict_of",
]


@dataclass(frozen=True, slots=True)
class Site:
    """What is known about the ConnectWise that was tested; "" and None where it is not."""

    typed: str = ""
    host: str = ""
    api_base: str = ""
    release: str = ""
    version: str = ""
    company_name: str = ""
    cloud: bool | None = None
    region: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a workflow can choose from: names, harmless text, in the server's order."""

    boards: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    sample_board: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A finished link test; always nine rows."""

    rows: tuple[Row, ...]
    rights: tuple[RightRow, ...]
    warnings: tuple[Warned, ...]
    site: Site
    started: datetime
    duration_ms: float
    requests: int = 0
    choices: Choices = field(default_factory=Choices)
    proxy: str = ""
    issuer: str = ""

    @property
    def verdict(self) -> Verdict:
        """See `verdict_of`."""
        return verdict_of(self.rows, self.rights, self.warnings)

    @property
    def summary(self) -> str:
        """The verdict line."""
        return summary_of(self.rows, self.rights, self.warnings)

    def row(self, check: Check) -> Row:
        """The row of one check."""
        return next(row for row in self.rows if row.check is check)
