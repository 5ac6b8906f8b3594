"""Other products and sites whose addresses are mistaken for that of a ConnectWise PSA.

Source: the vendors' public pages.
"""

from __future__ import annotations

import re

from wizard.domain.hostnames import under
from wizard.domain.wording import mark

PRODUCTS: tuple[tuple[str, str], ...] = (
    ("hostedrmm.com", "ConnectWise Automate"),
    ("labtechsoftware.com", "ConnectWise Automate"),
    ("screenconnect.com", "ConnectWise ScreenConnect"),
    ("itsupport247.net", "ConnectWise RMM (Asio)"),
    ("platform.connectwise.com", "ConnectWise RMM (Asio)"),
    ("euplatform.connectwise.com", "ConnectWise RMM (Asio)"),
    ("auplatform.connectwise.com", "ConnectWise RMM (Asio)"),
    ("connectwisesell.com", "ConnectWise CPQ"),
    ("brightgauge.co", "ConnectWise BrightGauge"),
    ("brightgauge.com", "ConnectWise BrightGauge"),
    ("itboost.com", "ConnectWise IT Boost"),
    ("myportallogin.com", mark("ConnectWise's customer portal")),
    ("university.connectwise.com", mark("ConnectWise's university site")),
    ("home.connectwise.com", mark("ConnectWise's home portal")),
    ("developer.connectwise.com", mark("ConnectWise's developer site")),
    ("marketplace.connectwise.com", mark("ConnectWise's marketplace")),
    ("virtualcommunity.connectwise.com", mark("ConnectWise's community site")),
    ("connectwise.com", mark("ConnectWise's public web site")),
    ("connectwise.net", mark("ConnectWise's public web site")),
    ("autotask.net", "Autotask PSA"),
    ("autotask.com", "Autotask PSA"),
    ("centrastage.net", "Datto RMM"),
    ("datto.com", "Datto"),
    ("bms.kaseya.com", "Kaseya BMS"),
    ("vorexlogin.com", "Kaseya BMS"),
    ("kaseya.com", "Kaseya"),
    ("kaseya.net", "Kaseya"),
    ("itglue.com", "IT Glue"),
    ("halopsa.com", "HaloPSA"),
    ("haloitsm.com", "HaloITSM"),
    ("haloservicedesk.com", "HaloPSA"),
    ("syncromsp.com", "Syncro"),
    ("repairshopr.com", "RepairShopr"),
    ("superops.ai", "SuperOps"),
    ("superops.com", "SuperOps"),
    ("atera.com", "Atera"),
    ("ninjarmm.com", "NinjaOne"),
    ("ninjaone.com", "NinjaOne"),
    ("n-able.com", "N-able"),
    ("n-able.net", "N-able"),
    ("accelo.com", "Accelo"),
    ("tigerpawsoftware.com", "Tigerpaw"),
    ("service-now.com", "ServiceNow"),
    ("servicenow.com", "ServiceNow"),
    ("zendesk.com", "Zendesk"),
    ("freshservice.com", "Freshservice"),
    ("freshdesk.com", "Freshdesk"),
    ("zohodesk.com", "Zoho Desk"),
    ("desk.zoho.com", "Zoho Desk"),
    ("atlassian.net", "Jira"),
    ("pulseway.com", "Pulseway"),
    ("hudu.app", "Hudu"),
    ("huducloud.com", "Hudu"),
    ("rewst.io", "Rewst"),
    ("timezest.com", "TimeZest"),
    ("robomq.io", "RoboMQ Hire2Retire"),
    ("microsoftonline.com", "Microsoft 365"),
    ("sharepoint.com", "Microsoft 365"),
    ("office.com", "Microsoft 365"),
    ("google.com", "Google"),
)
_PATTERNS = (
    (re.compile(r"openapi\.service\..+"), "ConnectWise RMM (Asio)"),
    (re.compile(r"(?:.+\.)?quosal[a-z]*\.com"), "ConnectWise CPQ"),
)
_PATHS = re.compile(r"/+(?:cwa/+api|labtech)(?:/|$)", re.IGNORECASE)


def product_of(host: str) -> str:
    """Name the other product or site that ``host`` belongs to, or ""."""
    if host.endswith(".connectwise.net") and host != "www.connectwise.net":
        return ""
    for pattern, product in _PATTERNS:
        if pattern.fullmatch(host):
            return product
    return next((product for domain, product in PRODUCTS if under(host, domain)), "")


def product_at(path: str) -> str:
    """Name the other product whose own ``path`` this is, whatever the host, or ""."""
    return "ConnectWise Automate" if _PATHS.match(path) else ""
