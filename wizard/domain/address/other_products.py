"""Other products and sites whose addresses are mistaken for a ConnectWise PSA.

Source: the vendors' public pages.
"""

from __future__ import annotations

import re

from wizard.domain.address.hostnames import under
from wizard.domain.address.link_wrappers import is_filter
from wizard.domain.text import N_

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
    ("perch.rocks", "ConnectWise SIEM (Perch)"),
    ("skykick.com", "SkyKick"),
    ("axcient.com", "Axcient"),
    ("axcient.net", "Axcient"),
    ("myportallogin.com", N_("ConnectWise's customer portal")),
    ("university.connectwise.com", N_("ConnectWise University")),
    ("home.connectwise.com", N_("ConnectWise Home")),
    ("developer.connectwise.com", N_("ConnectWise's developer site")),
    ("marketplace.connectwise.com", N_("ConnectWise's marketplace")),
    ("virtualcommunity.connectwise.com", N_("ConnectWise's community site")),
    ("asio.connectwise.com", N_("ConnectWise's Asio platform")),
    ("sts.connectwise.com", N_("ConnectWise's sign-in service")),
    ("connectwise.com", N_("another ConnectWise site")),
    ("connectwise.net", N_("ConnectWise's public website")),
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
    ("rmmservice.com", "NinjaOne"),
    ("n-able.com", "N-able"),
    ("n-able.net", "N-able"),
    ("system-monitor.com", "N-able"),
    ("passportalmsp.com", "N-able Passportal"),
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
    ("cloudradial.com", "CloudRadial"),
    ("deskdirector.com", "DeskDirector"),
    ("connectbooster.com", "ConnectBooster"),
    ("quickpass.cloud", "CyberQP"),
    ("liongard.com", "Liongard"),
    ("auvik.com", "Auvik"),
    ("huntress.io", "Huntress"),
    ("pax8.com", "Pax8"),
    ("teamviewer.com", "TeamViewer"),
    ("splashtop.com", "Splashtop"),
    ("keepersecurity.com", "Keeper"),
    ("keepersecurity.eu", "Keeper"),
    ("1password.com", "1Password"),
    ("bitwarden.com", "Bitwarden"),
    ("lastpass.com", "LastPass"),
    ("hubspot.com", "HubSpot"),
    ("salesforce.com", "Salesforce"),
    ("force.com", "Salesforce"),
    # What the address bar shows while somebody signs in.
    ("okta.com", "Okta"),
    ("okta-emea.com", "Okta"),
    ("oktapreview.com", "Okta"),
    ("auth0.com", "Auth0"),
    ("onelogin.com", "OneLogin"),
    ("duosecurity.com", "Duo"),
    ("duo.com", "Duo"),
    ("jumpcloud.com", "JumpCloud"),
    ("pingone.com", "Ping Identity"),
    ("pingone.eu", "Ping Identity"),
    ("pingidentity.com", "Ping Identity"),
    ("cyberark.cloud", "CyberArk Identity"),
    ("idaptive.app", "CyberArk Identity"),
    ("cloudflareaccess.com", "Cloudflare Access"),
    ("amazoncognito.com", "Amazon Cognito"),
    ("b2clogin.com", "Microsoft Entra ID"),
    ("microsoftonline.us", "Microsoft 365"),
    ("live.com", "Microsoft"),
    ("bamboohr.com", "BambooHR"),
    ("myworkday.com", "Workday"),
    ("workday.com", "Workday"),
    ("adp.com", "ADP"),
    ("ultipro.com", "UKG"),
    ("paylocity.com", "Paylocity"),
    ("paycomonline.net", "Paycom"),
    ("robomq.io", "RoboMQ Hire2Retire"),
    ("microsoftonline.com", "Microsoft 365"),
    ("sharepoint.com", "Microsoft 365"),
    ("office.com", "Microsoft 365"),
    ("office365.com", "Microsoft 365"),
    ("office.net", "Microsoft 365"),
    ("outlook.com", "Microsoft 365"),
    ("microsoft.com", "Microsoft"),
    ("portal.azure.com", "Microsoft Azure"),
    ("google.com", "Google"),
    ("github.com", "GitHub"),
    ("slack.com", "Slack"),
    ("zoom.us", "Zoom"),
    ("linkedin.com", "LinkedIn"),
    ("facebook.com", "Facebook"),
    ("bit.ly", N_("a link shortener")),
    ("tinyurl.com", N_("a link shortener")),
    ("t.co", N_("a link shortener")),
)
LINK_FILTER = N_("a filter that rewrites links in messages")
_PATTERNS = (
    (re.compile(r"openapi\.service\..+"), "ConnectWise RMM (Asio)"),
    (re.compile(r"(?:.+\.)?quosal[a-z]*\.com"), "ConnectWise CPQ"),
)
_PATHS = (
    (re.compile(r"/+adfs/(?:ls|oauth2)(?:/|$)", re.IGNORECASE), "Microsoft AD FS"),
    (re.compile(r"/+(?:cwa/+api|labtech|automate)(?:/|$)", re.IGNORECASE), "ConnectWise Automate"),
    (
        re.compile(r"/+(?:host/?$|bin/+screenconnect|app_extensions/)", re.IGNORECASE),
        "ConnectWise ScreenConnect",
    ),
)


def product_of(host: str) -> str:
    """Return the name of the other product or site that ``host`` belongs to, or ""."""
    if host.endswith(".connectwise.net") and host != "www.connectwise.net":
        return ""
    for pattern, product in _PATTERNS:
        if pattern.fullmatch(host):
            return product
    if is_filter(host):
        return LINK_FILTER
    return next((product for domain, product in PRODUCTS if under(host, domain)), "")


def product_at(path: str) -> str:
    """Return the name of the other product that uses this URL ``path``, or ""."""
    return next((product for pattern, product in _PATHS if pattern.match(path)), "")
