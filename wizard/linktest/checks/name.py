"""Name resolution."""

from __future__ import annotations

from wizard.connectwise.transport.sockets import Stage
from wizard.domain.check import Check
from wizard.domain.text import tr
from wizard.linktest.checks.base import Lookup, StageCheck
from wizard.linktest.events import Ended


class NameCheck(StageCheck):
    """Whether DNS, or the proxy, knows the host."""

    check = Check.NAME
    stage = Stage.NAME

    def judge(self, lookup: Lookup) -> Ended:
        """Record the result."""
        if lookup.address.literal:
            sentence = tr("{host} is an IP address.")
        elif lookup.report.proxy:
            sentence = tr("The proxy looks up {host}.")
        else:
            sentence = tr("{host} was found.")
        return lookup.report.pass_check(self.check, sentence.format(host=lookup.address.netloc))
