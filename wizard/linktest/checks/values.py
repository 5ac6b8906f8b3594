"""Check: the five values, before any request."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.domain.check import Check
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr
from wizard.linktest.checks.base import LinkCheck
from wizard.linktest.events import Ended
from wizard.linktest.report_builder import ReportBuilder


class ValuesCheck(LinkCheck):
    """Whether the values are complete and readable."""

    check = Check.VALUES

    def judge(self, report: ReportBuilder, problems: Sequence[Problem]) -> Ended:
        """The first problem in form order is the row's, the others are warnings."""
        if not problems:
            return report.pass_check(self.check, tr("All five values are complete."))
        first, *others = problems
        for problem in others:
            report.warn(problem)
        return report.fail_check(self.check, first)
