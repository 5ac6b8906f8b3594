"""A finished link test: what was found out, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from wizard.domain.rights import RightRow
from wizard.domain.rows import Check, CheckResult, Status, ReportWarning
from wizard.domain.verdict import Verdict, summarize, decide_verdict
from wizard.domain.wording import tr

__all__ = [
    "Check",
    "Choices",
    "Member",
    "Report",
    "CheckResult",
    "Site",
    "Status",
    "Verdict",
    "ReportWarning",
    "cloud_must_reach",
    "summarize",
    "decide_verdict",
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
class Member:
    """Whose keys these are, as far as ConnectWise told; "" and None where it did not."""

    identifier: str = ""
    role: str = ""
    api_member: bool | None = None


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

    rows: tuple[CheckResult, ...]
    rights: tuple[RightRow, ...]
    warnings: tuple[ReportWarning, ...]
    site: Site
    started: datetime
    duration_ms: float
    requests: int = 0
    choices: Choices = field(default_factory=Choices)
    proxy: str = ""
    issuer: str = ""
    signed_in: Member = field(default_factory=Member)

    @property
    def reach_note(self) -> str:
        """What a passed test of an on-premises server can't show, or ""."""
        from wizard.domain.hosts import Kind, kind_of  # noqa: PLC0415 - the first paint does without

        base = urlsplit(self.site.api_base)
        own = base.scheme == "https" and kind_of(base.hostname or "") is Kind.ON_PREMISES
        return cloud_must_reach() if own and self.verdict.exit_code == 0 else ""

    @property
    def verdict(self) -> Verdict:
        """See `decide_verdict`."""
        return decide_verdict(self.rows, self.rights, self.warnings)

    @property
    def summary(self) -> str:
        """The verdict line."""
        return summarize(self.rows, self.rights, self.warnings)

    def row(self, check: Check) -> CheckResult:
        """The row of one check."""
        return next(row for row in self.rows if row.check is check)


def cloud_must_reach() -> str:
    """Return what an on-premises server needs besides a passed test."""
    return tr(
        "Verified from this computer only. Your firewall must also allow connections from "
        "Hire2Retire's cloud: ask RoboMQ for the source addresses."
    )
