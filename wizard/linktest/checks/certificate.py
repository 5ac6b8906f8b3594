"""The TLS certificate."""

from __future__ import annotations

from wizard.connectwise.tls.verification import interception
from wizard.connectwise.transport.sockets import Stage
from wizard.domain.check import Check
from wizard.domain.sanitize import sanitize
from wizard.domain.text import tr
from wizard.linktest.checks.base import Lookup, StageCheck
from wizard.linktest.events import Ended


class CertificateCheck(StageCheck):
    """Whether this computer trusts the certificate, and whether TLS inspection issued it."""

    check = Check.CERTIFICATE
    stage = Stage.SECURED

    def is_needed(self, lookup: Lookup) -> bool:
        """Only http to this computer itself goes without."""
        return lookup.address.secure

    def judge(self, lookup: Lookup) -> Ended:
        """End the check."""
        report = lookup.report
        if not self.is_needed(lookup):
            return report.pass_check(self.check, tr("Not needed on this computer."))
        peer = lookup.session.peer
        report.issuer = issuer = sanitize(peer.issuer, 120)
        problem = interception(peer)
        if problem:
            return report.warn_check(self.check, problem)
        sentence = tr("Issued by {issuer}, trusted by this computer.").format(issuer=issuer or "?")
        return report.pass_check(self.check, sentence)
