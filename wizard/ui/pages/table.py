"""The table of pages; `domain.steps` says what comes next."""

from __future__ import annotations

from wizard.domain.faults import Step
from wizard.ui.pages.base import Page
from wizard.ui.pages.client_id import ClientIdPage
from wizard.ui.pages.handover import HandoverPage
from wizard.ui.pages.keys import KeysPage
from wizard.ui.pages.link import LinkPage
from wizard.ui.pages.member import MemberPage
from wizard.ui.pages.role import RolePage
from wizard.ui.pages.scope import ScopePage
from wizard.ui.pages.site import SitePage

PAGES: dict[Step, type[Page]] = {
    Step.SCOPE: ScopePage,
    Step.SITE: SitePage,
    Step.ROLE: RolePage,
    Step.MEMBER: MemberPage,
    Step.KEYS: KeysPage,
    Step.CLIENT_ID: ClientIdPage,
    Step.LINK: LinkPage,
    Step.HANDOVER: HandoverPage,
}
