"""The table of pages; `domain.steps` says what comes next."""

from __future__ import annotations

from importlib import import_module

from wizard.domain.faults import Step
from wizard.ui.pages.base import Page

_PAGES = {
    Step.SCOPE: "scope.ScopePage",
    Step.SITE: "site.SitePage",
    Step.ROLE: "role.RolePage",
    Step.MEMBER: "member.MemberPage",
    Step.KEYS: "keys.KeysPage",
    Step.CLIENT_ID: "client_id.ClientIdPage",
    Step.LINK: "link.LinkPage",
    Step.HANDOVER: "handover.HandoverPage",
}


def page_of(step: Step) -> type[Page]:
    """Return the page of ``step``, imported when first asked for: the first paint shows one."""
    module, _, name = _PAGES[step].partition(".")
    found: type[Page] = getattr(import_module(f"wizard.ui.pages.{module}"), name)
    return found


def import_all() -> None:
    """Import every page, so that none has to be waited for when it is opened."""
    for step in Step:
        page_of(step)
    import_module("wizard.ui.pages.connections")
