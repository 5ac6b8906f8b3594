"""Check: whether a ConnectWise PSA responds."""

from __future__ import annotations

from wizard.connectwise.response import Response
from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault
from wizard.domain.text import tr
from wizard.linktest.checks.base import Lookup, LookupCheck
from wizard.linktest.events import Ended


class SiteCheck(LookupCheck):
    """Whether the lookup response comes from ConnectWise."""

    check = Check.SITE

    def judge(self, lookup: Lookup, response: Response) -> Ended:
        """End the check; that it does not know the company is ConnectWise's own word, too."""
        problem = lookup.problem
        if problem and problem.fault is not Fault.COMPANY_UNKNOWN:
            return lookup.report.fail_check(self.check, problem)
        sentence = tr("It's a ConnectWise PSA.")
        return lookup.report.pass_check(self.check, sentence, response)
