"""``h2r-link check``: the link test for a saved connection or for five values as JSON."""

from __future__ import annotations

import argparse
import math
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

from wizard import __version__
from wizard.base import assets
from wizard.cli import check_input, saved
from wizard.cli.output import UnusableInputError, complain, positive, print_json, tolerate_any_text
from wizard.cli.report_json import to_json
from wizard.cli.report_text import Progress, print_report
from wizard.cli.waiting import Stopped, TookTooLong, answer_of
from wizard.connectwise.transport.proxy import (
    ProxySetting,
    ProxySource,
    ProxyUnusableError,
    parse_proxy,
)
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.proxy_choice import ProxyChoice
from wizard.domain.report import Report
from wizard.domain.rights import RightsTable
from wizard.domain.text import tr
from wizard.linktest.events import Event, Finished
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.run import refuse
from wizard.linktest.run import run as run_link_test
from wizard.storage.folders import UserDirs
from wizard.storage.saved_values import SavedValues
from wizard.ui.controllers.backends import system_proxy

LONGEST_S = 3600
_LEAST_S = 0.001


def run(options: argparse.Namespace) -> int:
    """Test the link and print the report; the exit code is the verdict's."""
    tolerate_any_text()
    stop = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        settings = _settings(options)
        given, left_s = _given(options, stop, settings.timeout_s)
    except UnusableInputError as error:
        return complain(str(error))
    settings = replace(settings, timeout_s=left_s)
    if isinstance(given, Problem):
        report = _report(refuse(given))
    else:
        through = _through(given.proxy, settings)
        report = _report(run_link_test(given.typed, through, stop.is_set))
    if options.json:
        print_json(to_json(report, settings.program))
    else:
        print_report(report)
    return report.verdict.exit_code


def _given(
    options: argparse.Namespace, stop: threading.Event, timeout_s: float
) -> tuple[SavedValues | Problem, float]:
    """The values, or why there are none; and the seconds that are left for the test."""
    if (options.name is None) == (options.source is None):
        raise UnusableInputError(tr("name a saved connection, or give --from FILE."))
    if options.source is not None:
        return _read(options.source, stop, timeout_s), timeout_s
    begun = time.monotonic()
    found = _saved(options.name, stop, timeout_s)
    return found, max(_LEAST_S, timeout_s - (time.monotonic() - begun))


def _read(source: str, stop: threading.Event, timeout_s: float) -> SavedValues | Problem:
    """Whoever types or pipes the values in takes the time that it takes; a file does not."""
    patience_s = math.inf if source == "-" else timeout_s
    try:
        return answer_of(
            lambda: SavedValues(check_input.read_typed(source, _aside)), stop, patience_s
        )
    except Stopped:
        return Problem(Fault.CANCELLED)
    except TookTooLong:
        raise UnusableInputError(tr("the file with the values didn't arrive in time.")) from None


def _saved(name: str, stop: threading.Event, timeout_s: float) -> SavedValues | Problem:
    draft = saved.find(name, UserDirs.of_user())
    try:
        return answer_of(lambda: saved.open_saved(draft), stop, timeout_s)
    except Stopped:
        return Problem(Fault.CANCELLED)
    except TookTooLong:
        what = tr("the vault didn't respond within {seconds:g} seconds").format(seconds=timeout_s)
        advice = tr("Unlock it, or answer its question on the screen, then try again.")
        return Problem(Fault.VAULT_LOCKED, {"what": what, "advice": advice})


def _aside(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _settings(options: argparse.Namespace) -> LinkTestOptions:
    proxy = ProxySetting(system=system_proxy())
    if options.proxy is not None:
        try:
            named = parse_proxy(options.proxy, ProxySource.EXPLICIT)
        except ProxyUnusableError as error:
            raise UnusableInputError(
                tr("--proxy cannot be used: {why}.").format(why=error)
            ) from None
        if named.user or "@" in options.proxy:
            raise UnusableInputError(tr("--proxy takes no user name or password."))
        proxy = ProxySetting(explicit=named.url)
    return LinkTestOptions(
        rights=RightsTable.parse(assets.text("rights.toml")),
        timeout_s=positive(options.timeout, "--timeout", LONGEST_S),
        proxy=proxy,
        program=f"h2r-link/{__version__}",
    )


def _report(events: Iterator[Event]) -> Report:
    progress = Progress(sys.stderr)
    for event in events:
        if isinstance(event, Finished):
            return event.report
        progress.show(event)
    raise RuntimeError("the link test ended without a report")


def _through(proxy: ProxyChoice, settings: LinkTestOptions) -> LinkTestOptions:
    """The connection's own proxy counts unless ``--proxy`` names another."""
    if settings.proxy.explicit or not proxy.address:
        return settings
    return replace(settings, proxy=ProxySetting(proxy.address, proxy.user, proxy.password))
