"""Parses the options of ``h2r-link check`` for its link tests."""

from __future__ import annotations

import argparse
from dataclasses import replace
from enum import StrEnum

from wizard import __version__
from wizard.base import assets
from wizard.cli.output import UnusableInputError, positive
from wizard.connectwise.transport.proxy import (
    ProxySetting,
    ProxyUnusableError,
    parse_proxy,
)
from wizard.domain.proxy_choice import ProxyChoice, ProxySource
from wizard.domain.rights import RightsTable
from wizard.domain.text import tr
from wizard.linktest.options import LinkTestOptions
from wizard.proxy_lookup import system_proxy

LONGEST_S = 3600


class Format(StrEnum):
    """Output formats; the choices of ``--format``."""

    TEXT = "text"
    JSON = "json"
    LINE = "line"
    PROMETHEUS = "prometheus"


def format_of(options: argparse.Namespace) -> Format:
    """Return the output format; ``--json`` is short for ``--format json``.

    Raises:
        UnusableInputError: there is no such format, or both name different ones.
    """
    named = options.format
    if named is None:
        return Format.JSON if options.json else Format.TEXT
    if named not in list(Format) or (options.json and named != Format.JSON):
        formats = ", ".join(Format)
        raise UnusableInputError(tr("--format takes one of: {formats}.").format(formats=formats))
    return Format(named)


def link_test_options(options: argparse.Namespace) -> LinkTestOptions:
    """Return the options of a link test.

    Raises:
        UnusableInputError: ``--proxy`` or ``--timeout`` cannot be used.
    """
    proxy = ProxySetting(system=system_proxy())
    if options.proxy is not None:
        proxy = _explicit_proxy(options.proxy)
    return LinkTestOptions(
        rights=RightsTable.parse(assets.text("rights.toml")),
        timeout_s=positive(options.timeout, "--timeout", LONGEST_S),
        proxy=proxy,
        program=f"h2r-link/{__version__}",
    )


def through_proxy(proxy: ProxyChoice, settings: LinkTestOptions) -> LinkTestOptions:
    """Use the connection's own proxy unless ``--proxy`` names another."""
    if settings.proxy.explicit or not proxy.address:
        return settings
    return replace(settings, proxy=ProxySetting(proxy.address, proxy.user, proxy.password))


def _explicit_proxy(url: str) -> ProxySetting:
    try:
        named = parse_proxy(url, ProxySource.EXPLICIT)
    except ProxyUnusableError as error:
        raise UnusableInputError(tr("--proxy can't be used: {why}.").format(why=error)) from None
    if named.user or "@" in url:
        raise UnusableInputError(tr("--proxy takes no user name or password."))
    return ProxySetting(explicit=named.url)
