"""Check: keys and Client ID."""

from __future__ import annotations

from dataclasses import replace

from wizard.domain.check import Check
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr
from wizard.linktest.api import SignedSession, Talk
from wizard.linktest.checks.base import LinkCheck
from wizard.linktest.checks.board_lists import ACTIVE_BOARDS, OLDER_BOARDS
from wizard.linktest.events import Ended, Event
from wizard.linktest.read_result import ReadResult
from wizard.linktest.report_builder import ReportBuilder


class SignInCheck(LinkCheck):
    """Whether ConnectWise accepts keys and Client ID, by one authenticated request."""

    check = Check.SIGN_IN

    def read(self, signed: SignedSession[Event], report: ReportBuilder) -> Talk[Event, ReadResult]:
        """Read the active boards, which need no right."""
        try:
            return (yield from signed.sign_in(ACTIVE_BOARDS, OLDER_BOARDS))
        finally:
            note_endpoint(signed, report)

    def judge(self, report: ReportBuilder, result: ReadResult) -> Ended:
        """Record the result."""
        if result.problem:
            return report.fail_check(self.check, result.problem)
        accepted = tr("The keys and the Client ID are accepted.")
        return report.pass_check(self.check, accepted, result.response)


def note_endpoint(signed: SignedSession[Event], report: ReportBuilder) -> None:
    """Record the API endpoint in the report."""
    endpoint = signed.endpoint
    report.site = replace(report.site, api_base=endpoint.base, release=endpoint.release)


def warn_of_ignored_address(signed: SignedSession[Event], report: ReportBuilder) -> None:
    """Warn about an address from ConnectWise that is not allowed to receive keys."""
    if signed.endpoint.ignored:
        advice = tr("If that's your ConnectWise PSA, enter that address instead.")
        host, where = signed.values.address.netloc, signed.endpoint.ignored
        details = {"host": host, "where": where, "advice": advice}
        report.warn(Problem(Fault.SITE_REDIRECTED, details))
