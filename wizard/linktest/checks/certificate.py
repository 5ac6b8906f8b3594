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
    """Whether the certificate is trusted, and whether TLS inspection issued it."""

    check = Check.CERTIFICATE
    stage = Stage.SECURED

    def is_needed(self, lookup: Lookup) -> bool:
        """False only for HTTP to this computer (practice)."""
        return lookup.address.secure

    def judge(self, lookup: Lookup) -> Ended:
        """Record the result."""
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
