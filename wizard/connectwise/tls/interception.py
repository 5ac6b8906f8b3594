"""TLS inspection products, identified by the names of their certificate authorities.

Sources: the vendors' published root certificates and set-up guides.
"""

from __future__ import annotations

import re

_LONG = 6
PRODUCTS = (
    "Zscaler",
    "Netskope",
    "goskope",
    "Fortinet",
    "FortiGate",
    "Palo Alto Networks",
    "PAN-OS",
    "Prisma Access",
    "GlobalProtect",
    "Sophos",
    "Blue Coat",
    "BlueCoat",
    "ProxySG",
    "Symantec Web Security",
    "Symantec WSS",
    "Cisco Umbrella",
    "Cisco Secure Access",
    "Cisco Web Security",
    "IronPort",
    "OpenDNS",
    "Check Point",
    "McAfee Web Gateway",
    "Skyhigh",
    "Trellix",
    "Forcepoint",
    "Websense",
    "Barracuda",
    "WatchGuard",
    "SonicWall",
    "Cloudflare Gateway",
    "Gateway CA - Cloudflare",
    "Cloudflare for Teams",
    "iboss",
    "ContentKeeper",
    "Lightspeed",
    "Securly",
    "GoGuardian",
    "Smoothwall",
    "DNSFilter",
    "WebTitan",
    "Menlo Security",
    "Cato Networks",
    "Perimeter 81",
    "Harmony SASE",
    "Versa Networks",
    "Juniper Networks",
    "Untangle",
    "Arista Edge Threat",
    "pfSense",
    "OPNsense",
    "Squid",
    "mitmproxy",
    "Fiddler",
    "DO_NOT_TRUST",
    "Charles Proxy",
    "Burp",
    "PortSwigger",
    "Kaspersky",
    "ESET SSL Filter",
    "ESET",
    "Avast",
    "AVG",
    "Bitdefender",
    "NortonLifeLock",
    "Norton Web",
    "AdGuard",
    "Dr.Web",
    "Trend Micro",
    "InterScan",
    "F-Secure",
    "G DATA",
    "Covenant Eyes",
    "NetSpark",
    "Net Nanny",
    "Sangfor",
    "Huawei Firewall",
    "Stormshield",
    "Clearswift",
    "A10 Networks",
    "F5 SSL Orchestrator",
    "Gigamon",
    "Citrix Secure Web Gateway",
    "Microsoft Forefront",
    "Microsoft Global Secure Access",
    "Global Secure Access",
    "Todyl",
    "Control D",
    "SafeDNS",
    "CIRA DNS",
)


def inspector(*names: str) -> str:
    """Return the TLS inspection product named in the names of an issuer, or "".

    Whole words count, so that an authority merely containing the letters is not meant; a product
    whose name is one long word may also begin a word (``ZscalerRootCA``).
    """
    words = f" {' '.join(_words(name) for name in names)}"
    return next((p for p in PRODUCTS if _begins(_words(p), words)), "")


def _begins(product: str, words: str) -> bool:
    closed = " " in product or len(product) < _LONG
    return f" {product}{' ' if closed else ''}" in f"{words} "


def _words(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold().replace("_", " ")))
