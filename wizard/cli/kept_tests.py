"""Stores the result of a saved connection's test and reports changes since the last passed test."""

from __future__ import annotations

import sys
from datetime import datetime

from wizard.domain.draft import Draft
from wizard.domain.drift import Drift, was_stopped
from wizard.domain.report import Report
from wizard.storage.files import StorageError
from wizard.storage.folders import UserDirs
from wizard.storage.history import HistoryFolder
from wizard.storage.history import keep_test as keep


def keep_test(draft: Draft, report: Report) -> Drift:
    """Add a test to the history of ``draft``; return what it differs in from the last passed one.

    A history that can't be written is reported on standard error and doesn't change the verdict.
    """
    folder = HistoryFolder(UserDirs.default().history)
    if was_stopped(report):
        return Drift()
    try:
        return keep(folder, draft, report, datetime.now().astimezone())[0]
    except StorageError as error:
        print(f"h2r-link: {error.sentence}", file=sys.stderr)
        return Drift.of(folder.load(draft.id), report)
