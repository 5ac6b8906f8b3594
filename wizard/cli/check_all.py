"""``h2r-link check --all``: the link test for every saved connection, in one process."""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from wizard.cli import saved
from wizard.cli.check_options import Format, format_of, link_test_options, through_proxy
from wizard.cli.kept_tests import keep_test
from wizard.cli.monitor_formats import print_for_monitor
from wizard.cli.output import print_json
from wizard.cli.rows import Row, document, text_line, worst
from wizard.cli.terminal import StatusLine
from wizard.domain.draft import Draft
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.report import Report
from wizard.domain.text import trn
from wizard.linktest.events import Event, Finished
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.run import refuse
from wizard.linktest.run import run as run_link_test
from wizard.storage.folders import UserDirs
from wizard.storage.saved_values import host_of

AT_ONCE = 4


def run_all(options: argparse.Namespace, stop: threading.Event) -> int:
    """Test every connection and print the results; return the worst exit code.

    Raises:
        UnusableInputError: there is no connection, or an option cannot be used.
    """
    settings, wanted = link_test_options(options), format_of(options)
    loaded = saved.all_saved(UserDirs.default())
    started, clock = datetime.now(UTC), time.perf_counter()
    tests = _Tests(settings, stop)
    rows = tests.run(sorted(loaded.drafts, key=lambda draft: (draft.title.casefold(), draft.id)))
    rows += [_unusable(saved.id_of(problem.path), problem.reason) for problem in loaded.problems]
    match wanted:
        case Format.JSON:
            took_ms = (time.perf_counter() - clock) * 1000
            print_json(document(rows, settings.program, started, took_ms))
        case Format.TEXT:
            print("\n".join(map(text_line, rows)))
        case _:
            print_for_monitor(rows, wanted)
    return worst(row.exit_code for row in rows)


def _unusable(connection_id: str, why: str) -> Row:
    return Row(connection_id, connection_id, error=why)


class _Tests:
    """Tests up to four hosts in parallel; connections of one host run one after the other."""

    def __init__(self, settings: LinkTestOptions, stop: threading.Event) -> None:
        self._settings = settings
        self._stop = stop
        self._vault = saved.VaultReader(stop)
        self._progress = _Progress()

    def run(self, drafts: Sequence[Draft]) -> list[Row]:
        """Return one row for each draft, in the order of ``drafts``."""
        by_host: dict[str, list[Draft]] = {}
        for draft in drafts:
            by_host.setdefault(host_of(draft) or draft.id, []).append(draft)
        self._progress.begin(len(drafts))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = [row for rows in pool.map(self._one_host, by_host.values()) for row in rows]
        self._progress.end()
        rows = {row.id: row for row in found}
        return [rows[draft.id] for draft in drafts]

    def _one_host(self, drafts: Sequence[Draft]) -> list[Row]:
        return [self._row(draft) for draft in drafts]

    def _row(self, draft: Draft) -> Row:
        try:
            report = self._report(draft)
        except Exception as error:  # noqa: BLE001 - a defect costs one row, never the others
            # The exception's own text may hold a value.
            report = _refused(Problem(Fault.INTERNAL, {"what": type(error).__name__}))
        self._progress.step()
        return Row(draft.title or draft.id, draft.id, report, keep_test(draft, report))

    def _report(self, draft: Draft) -> Report:
        if self._stop.is_set():
            return _refused(Problem(Fault.CANCELLED))
        given = self._vault.read(draft, self._settings.timeout_s)
        if isinstance(given, Problem):
            return _refused(given)
        through = through_proxy(given.proxy, self._settings)
        return _finished(run_link_test(given.typed, through, self._stop.is_set))


class _Progress:
    """Prints a counter of tested connections on a terminal; silent otherwise."""

    def __init__(self) -> None:
        self._line = StatusLine(sys.stderr)
        self._turn = threading.Lock()
        self._done, self._all = 0, 0

    def begin(self, count: int) -> None:
        self._all = count
        self._show()

    def step(self) -> None:
        with self._turn:
            self._done += 1
            self._show()

    def end(self) -> None:
        self._line.show("")

    def _show(self) -> None:
        words = trn(
            "{{done}} of {count} connection tested",
            "{{done}} of {count} connections tested",
            self._all,
        )
        self._line.show(words.format(done=self._done))


def _refused(problem: Problem) -> Report:
    return _finished(refuse(problem))


def _finished(events: Iterator[Event]) -> Report:
    for event in events:
        if isinstance(event, Finished):
            return event.report
    raise RuntimeError("the link test ended without a report")
