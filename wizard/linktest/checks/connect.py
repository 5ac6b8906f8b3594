"""The TCP connection."""

from __future__ import annotations

from wizard.connectwise.transport.sockets import Stage
from wizard.domain.check import Check
from wizard.domain.text import tr
from wizard.linktest.checks.base import Lookup, StageCheck
from wizard.linktest.events import Ended


class ConnectCheck(StageCheck):
    """Whether the host accepts a connection."""

    check = Check.CONNECT
    stage = Stage.CONNECT

    def judge(self, lookup: Lookup) -> Ended:
        """Record the result."""
        sentence = tr("{host} responds.").format(host=lookup.address.netloc)
        return lookup.report.pass_check(self.check, sentence)
