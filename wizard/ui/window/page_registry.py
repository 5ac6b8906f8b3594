"""Table of pages; `domain.steps` defines their order."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from wizard.domain.faults.fault import Step
from wizard.ui.controllers.services import Services
from wizard.ui.pages.base import StepPage

if TYPE_CHECKING:
    from wizard.domain.draft import Draft
    from wizard.ui.controllers.batch_test import BatchTest
    from wizard.ui.controllers.history import HistoryController
    from wizard.ui.pages.connections.connections import ConnectionsPage

_PAGES = {
    Step.SCOPE: "scope.ScopePage",
    Step.SITE: "site.SitePage",
    Step.ROLE: "role.RolePage",
    Step.MEMBER: "member.MemberPage",
    Step.KEYS: "keys.KeysPage",
    Step.CLIENT_ID: "client_id.ClientIdPage",
    Step.LINK: "link.link.LinkPage",
    Step.HANDOVER: "handover.handover.HandoverPage",
}


def page_of(step: Step) -> type[StepPage]:
    """Return the page class of ``step``, imported on first use."""
    module, _, name = _PAGES[step].rpartition(".")
    found: type[StepPage] = getattr(import_module(f"wizard.ui.pages.{module}"), name)
    return found


def connections_page(
    services: Services,
    tests: BatchTest,
    history: HistoryController,
    *asked: Callable[[Draft], None],
) -> ConnectionsPage:
    """Return the list of connections, which has no step.

    ``asked``: what its requests do, in the order of the page's signals.
    """
    from wizard.ui.pages.connections.connections import ConnectionsPage  # noqa: PLC0415 - as the others

    page = ConnectionsPage(services)
    signals = (
        page.continue_asked,
        page.test_asked,
        page.renew_asked,
        page.remove_asked,
        page.check_asked,
    )
    for signal, act in zip(signals, asked, strict=True):
        signal.connect(act)
    page.follow(tests, history)
    return page


def prepare() -> None:
    """Import the other pages and the backends, so that they open without delay."""
    import_module("wizard.linktest.run")
    for step in Step:
        page_of(step)
    import_module("wizard.ui.pages.connections.connections")
