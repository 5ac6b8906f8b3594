from __future__ import annotations

import os
import re
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.storage.examples import ID, NOW
from wizard import __version__
from wizard.base.traceback_summary import TracebackSummary
from wizard.domain.check import Check, Status
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.report import CheckResult, Report, ReportWarning, Site
from wizard.storage.files import StorageError
from wizard.storage.log import LogEvent, LogFolder, request_id

GUID = "11111111-2222-4333-8444-555555555555"
CANARY = "hunter2"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ")
posix = pytest.mark.skipif(os.name == "nt", reason="Windows keeps access rights elsewhere")


def report(**changes: object) -> Report:
    base = Report(
        rows=tuple(CheckResult(check, Status.PASSED, f"{CANARY} answers.") for check in Check),
        rights=(),
        warnings=(ReportWarning(Fault.SITE_REDIRECTED, CANARY),),
        site=Site(CANARY, CANARY, CANARY, CANARY, CANARY, CANARY, None, CANARY),
        started=NOW,
        duration_ms=912.34,
        requests=12,
        proxy=CANARY,
        issuer=CANARY,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


@pytest.fixture
def logs(tmp_path: Path) -> LogFolder:
    return LogFolder(tmp_path / "log")


def lines(logs: LogFolder, connection_id: str = "") -> list[str]:
    """The last lines, without their stamps."""
    found = logs.tail(1000, connection_id)
    assert all(STAMP.match(line) for line in found)
    return [STAMP.sub("", line, count=1) for line in found]


def test_a_test_is_logged_as_ids_and_numbers(logs: LogFolder) -> None:
    problem = Problem(Fault.KEYS_REFUSED, evidence=CANARY)
    row = CheckResult(Check.SIGN_IN, Status.FAILED, "", problem, 43.21, 401, GUID)
    logs.tested(report(rows=(row, CheckResult(Check.RIGHTS, Status.NOT_RUN, CANARY))), ID)
    assert lines(logs, ID) == [
        f"check id=sign_in status=failed fault=keys.refused http=401 ms=43.2 request={GUID}",
        "check id=rights status=not_run",
        "test verdict=not_ready ms=912.3 requests=12",
    ]


def test_no_text_of_other_parties_is_logged(logs: LogFolder) -> None:
    rows = tuple(CheckResult(check, Status.PASSED, CANARY, request_id=CANARY) for check in Check)
    logs.tested(report(rows=rows))
    logs.defect(TracebackSummary(("ValueError",), ("wizard/a.py:1 f",)))
    for what in LogEvent:
        logs.log_event(what, Fault.VAULT_LOCKED)
    assert CANARY not in "\n".join(logs.tail(1000))
    assert len(lines(logs)) == len(Check) + 1 + 2 + len(LogEvent)


@pytest.mark.parametrize(
    "text", ["", CANARY, f"{GUID} {CANARY}", f"{GUID}\n", "practicePrivate01", "é" * 36]
)
def test_a_malformed_request_id_is_left_out(text: str) -> None:
    assert request_id(text) == ""
    assert request_id(GUID.upper()) == GUID.upper()


def test_events_are_logged_with_their_fault(logs: LogFolder) -> None:
    logs.log_event(LogEvent.STARTED)
    logs.log_event(LogEvent.VAULT, Fault.VAULT_LOCKED)
    assert lines(logs) == [
        f"started program=h2r-link/{__version__}",
        "vault fault=vault.locked",
    ]


def test_a_crash_is_logged_frame_by_frame(logs: LogFolder) -> None:
    logs.defect(
        TracebackSummary(("KeyError", "ValueError"), ("wizard/a.py:1 f", "wizard/b.py:2 g"))
    )
    assert lines(logs) == ["defect KeyError from ValueError", "wizard/a.py:1 f", "wizard/b.py:2 g"]


def test_a_log_never_grows_beyond_its_limit(tmp_path: Path) -> None:
    logs = LogFolder(tmp_path / "log", size_limit=2_000)
    for _ in range(200):
        logs.log_event(LogEvent.STARTED)
        sizes = {path.name: path.stat().st_size for path in logs.path.iterdir()}
        assert max(sizes.values()) <= 2_000
    assert set(sizes) == {"h2r-link.log", "h2r-link.log.1"}
    assert sizes["h2r-link.log.1"] > 1_900
    assert set(lines(logs)) == {f"started program=h2r-link/{__version__}"}


@posix
def test_logs_are_private(logs: LogFolder) -> None:
    logs.path.mkdir(parents=True)
    file = logs.path / "h2r-link.log"
    file.touch(0o644)
    logs.log_event(LogEvent.STARTED)
    logs.log_event(LogEvent.REMOVED, connection_id=ID)
    assert {stat.S_IMODE(path.stat().st_mode) for path in logs.path.iterdir()} == {0o600}
    assert stat.S_IMODE(logs.path.stat().st_mode) == 0o700


@posix
def test_a_link_to_another_file_is_not_followed(logs: LogFolder, tmp_path: Path) -> None:
    logs.path.mkdir(parents=True)
    other = tmp_path / "other"
    other.write_text("mine")
    (logs.path / "h2r-link.log").symlink_to(other)
    logs.log_event(LogEvent.STARTED)
    assert other.read_text() == "mine"


def test_a_log_that_cannot_be_written_raises_nothing(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"")
    LogFolder(tmp_path / "log").log_event(LogEvent.STARTED)
    blocked = LogFolder(tmp_path / "blocked")
    (blocked.path / "h2r-link.log").mkdir(parents=True)
    blocked.log_event(LogEvent.STARTED)
    assert blocked.tail(5) == ()


def test_each_connection_has_its_own_log_and_it_can_be_removed(logs: LogFolder) -> None:
    other = "b" * 12
    logs.log_event(LogEvent.REMOVED, connection_id=ID)
    logs.log_event(LogEvent.REMOVED, connection_id=other)
    logs.log_event(LogEvent.STARTED)
    assert logs.remove(ID) == (logs.path / f"{ID}.log",)
    assert logs.remove(ID) == ()
    assert lines(logs, ID) == []
    assert lines(logs, other) == ["removed"]
    assert len(lines(logs)) == 1


def test_removing_deletes_the_rotated_file_too(tmp_path: Path) -> None:
    logs = LogFolder(tmp_path / "log", size_limit=60)
    for _ in range(3):
        logs.log_event(LogEvent.REMOVED, connection_id=ID)
    assert len(logs.remove(ID)) == 2
    assert list(logs.path.iterdir()) == []


def test_a_failed_removal_is_reported(logs: LogFolder) -> None:
    (logs.path / f"{ID}.log").mkdir(parents=True)
    with pytest.raises(StorageError):
        logs.remove(ID)


@pytest.mark.parametrize("bad", ["..", "../../x", "0123456789AB"])
def test_a_log_never_leaves_its_folder(logs: LogFolder, bad: str) -> None:
    assert logs.remove(bad) == ()
    assert logs.tail(5, bad) == ()
    with pytest.raises(ValueError, match="draft's id"):
        logs.log_event(LogEvent.REMOVED, connection_id=bad)


def test_concurrent_lines_are_not_mixed(logs: LogFolder) -> None:
    trace = TracebackSummary(("KeyError",), tuple(f"wizard/a.py:{n} f" for n in range(20)))
    threads = [threading.Thread(target=logs.defect, args=(trace,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lines(logs) == ["defect KeyError", *trace.frames] * 8
