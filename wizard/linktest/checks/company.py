"""Check: the Company ID."""

from __future__ import annotations

from dataclasses import replace

from wizard.connectwise.company_info import CompanyInfo, read_company_info
from wizard.connectwise.response import Response
from wizard.domain.check import Check
from wizard.domain.text import tr
from wizard.linktest.checks.base import Lookup, LookupCheck
from wizard.linktest.events import Ended


class CompanyCheck(LookupCheck):
    """Whether ConnectWise knows the company."""

    check = Check.COMPANY

    def judge(self, lookup: Lookup, response: Response) -> Ended:
        """Record the result."""
        if lookup.problem:
            return lookup.report.fail_check(self.check, lookup.problem)
        company = lookup.company = read_company_info(response) or CompanyInfo()
        site = lookup.report.site
        lookup.report.site = replace(
            site,
            release=company.release or site.release,
            version=company.version,
            company_name=company.company_name,
            cloud=company.cloud,
        )
        name = company.company_name or lookup.address.netloc
        sentence = tr("It belongs to {name}.").format(name=name)
        return lookup.report.pass_check(self.check, sentence, response)
