"""``h2r-link check``: the link test for one saved connection, for all, or for five values."""

from __future__ import annotations

import argparse
import math
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

from wizard.cli import check_input, saved
from wizard.cli.check_options import Format, format_of, link_test_options, through_proxy
from wizard.cli.kept_tests import keep_test
from wizard.cli.monitor_formats import print_for_monitor
from wizard.cli.output import UnusableInputError, complain, print_json
from wizard.cli.report_json import to_json
from wizard.cli.report_text import Progress, print_report
from wizard.cli.rows import Row
from wizard.cli.waiting import StoppedError, TooSlowError, answer_of, stop_requested
from wizard.domain.draft import Draft
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Report
from wizard.domain.text import tr
from wizard.linktest.events import Event, Finished
from wizard.linktest.run import refuse
from wizard.linktest.run import run as run_link_test
from wizard.storage.folders import UserDirs
from wizard.storage.saved_values import SavedValues

_LEAST_S = 0.001


def run(options: argparse.Namespace) -> int:
    """Test the link and print the report; the exit code is the verdict's."""
    stop = stop_requested()
    try:
        _need_one_target(options)
        if options.all:
            from wizard.cli.check_all import run_all

            return run_all(options, stop)
        return _run_one(options, stop)
    except UnusableInputError as error:
        return complain(str(error))


def _need_one_target(options: argparse.Namespace) -> None:
    given = (options.name is not None, options.source is not None, options.all)
    if sum(given) != 1:
        raise UnusableInputError(tr("name a saved connection, or give --all or --from FILE."))


def _run_one(options: argparse.Namespace, stop: threading.Event) -> int:
    settings, wanted = link_test_options(options), format_of(options)
    draft = None if options.name is None else saved.find(options.name, UserDirs.default())
    given, left_s = _given(options, draft, stop, settings.timeout_s)
    settings = replace(settings, timeout_s=left_s)
    if isinstance(given, Problem):
        report = _report(refuse(given))
    else:
        through = through_proxy(given.proxy, settings)
        report = _report(run_link_test(given.typed, through, stop.is_set))
    drift = keep_test(draft, report) if draft else None
    match wanted:
        case Format.JSON:
            print_json(to_json(report, settings.program, drift))
        case Format.TEXT:
            print_report(report, drift)
        case _:
            name = draft.title or draft.id if draft else report.site.host
            row = Row(name, draft.id if draft else "", report, drift)
            print_for_monitor([row], wanted)
    return report.verdict.exit_code


def _given(
    options: argparse.Namespace, draft: Draft | None, stop: threading.Event, timeout_s: float
) -> tuple[SavedValues | Problem, float]:
    """Return the values, or the problem, and the seconds left for the test."""
    if draft is None:
        return _read(options.source, stop, timeout_s), timeout_s
    begun = time.monotonic()
    found = saved.VaultReader(stop).read(draft, timeout_s)
    return found, max(_LEAST_S, timeout_s - (time.monotonic() - begun))


def _read(source: str, stop: threading.Event, timeout_s: float) -> SavedValues | Problem:
    """Read the values; time spent typing or piping them isn't counted, reading a file is."""
    patience_s = math.inf if source == "-" else timeout_s
    try:
        return answer_of(
            lambda: SavedValues(check_input.read_typed(source, _aside)), stop, patience_s
        )
    except StoppedError:
        return Problem(Fault.CANCELLED)
    except TooSlowError:
        raise UnusableInputError(tr("the file with the values couldn't be read in time.")) from None


def _aside(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _report(events: Iterator[Event]) -> Report:
    progress = Progress(sys.stderr)
    for event in events:
        if isinstance(event, Finished):
            return event.report
        progress.show(event)
    raise RuntimeError("the link test ended without a report")
