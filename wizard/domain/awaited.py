"""Problems that only someone in ConnectWise can fix, so that watching for the fix helps."""

from __future__ import annotations

from wizard.domain.check import Check, Status
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault
from wizard.domain.report import Report
from wizard.domain.rights import Comparison, RightRow


@dataclass(frozen=True, slots=True)
class Awaited:
    """A problem whose end one signed read shows.

    ``rights`` are the rows that fall short, for a missing right. ``api_base`` is where the keys
    were accepted: they go nowhere else.
    """

    fault: Fault
    check: Check
    api_base: str
    rights: tuple[RightRow, ...] = ()


def awaited_in(report: Report) -> Awaited | None:
    """Return what to wait for; None if waiting could do harm or is pointless.

    Keys that were refused are never sent again by themselves: ConnectWise may lock the member. So
    nothing is awaited beside a failure that is not awaitable.
    """
    failed = [row for row in report.rows if row.status is Status.FAILED]
    if any(row.problem and not row.problem.entry.is_awaitable for row in failed):
        return None
    not_passed = [*failed, *(row for row in report.rows if row.status is Status.WARNING)]
    row = next((r for r in not_passed if r.problem and r.problem.entry.is_awaitable), None)
    if row is None or row.problem is None:
        return None
    short = tuple(one for one in report.rights if one.verdict is Comparison.MISSING)
    return Awaited(row.problem.fault, row.check, report.site.api_base, short)
