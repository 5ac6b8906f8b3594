"""Products that open encrypted connections to inspect them, by the names in their authorities.

Sources: the vendors' published root certificates and set-up guides.
"""

from __future__ import annotations

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
    """Return the inspection product named in a certificate's issuer, or "".

    Names are compared as whole words, so that an authority merely containing the letters is not meant.
    """
    text = f" {' '.join(names)} ".casefold()
    spaced = "".join(c if c.isalnum() or c == "." else " " for c in text)
    spaced = f" {' '.join(spaced.split())} "
    return next((p for p in PRODUCTS if f" {_folded(p)} " in spaced or _glued(p, spaced)), "")


def _folded(name: str) -> str:
    return " ".join("".join(c if c.isalnum() or c == "." else " " for c in name.casefold()).split())


def _glued(name: str, spaced: str) -> bool:
    """Long names count also as a part of a word (``ZscalerRootCA``)."""
    folded = _folded(name).replace(" ", "")
    return len(folded) >= 6 and folded in spaced.replace(" ", "")
