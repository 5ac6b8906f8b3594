from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.unit.storage.examples import FULL, ID, NOW
from wizard.documents.record_folder import RecordFolder
from wizard.documents.records import Record, record_of
from wizard.domain.check import Check, Status, Verdict
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.last_test import LastTest
from wizard.domain.report import CheckResult, Report, Site
from wizard.domain.rights import Level, Levels, Right, RightRow
from wizard.domain.scope import Need
from wizard.storage.files import StorageError

RIGHT = Right(
    "Service Desk",
    "Service Tickets",
    Levels(Level.ALL, Level.ALL, Level.NONE, Level.ALL),
    Need.ALWAYS,
    "Hire2Retire opens tickets.",
)
HOSTILE = '<script src="https://evil.example/x.js"></script>&"\''


def report(**changes: object) -> Report:
    rows = tuple(CheckResult(check, Status.PASSED, f"{check.label} is fine.") for check in Check)
    granted = Levels(Level.ALL, Level.ALL, None, Level.ALL)
    base = Report(rows, (RightRow(RIGHT, granted),), (), Site(), NOW, 900.0)
    return replace(base, **changes)  # type: ignore[arg-type]


def record(**changes: object) -> Record:
    base = record_of(FULL, report(), "Ada Admin", NOW, (("h2r-link", "0.1.0"),))
    return replace(base, **changes)  # type: ignore[arg-type]


class Reader(HTMLParser):
    """Collects the texts of a page and everything it would load."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.loads: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.loads += [value or "" for name, value in attrs if name in {"src", "href", "onload"}]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(path: Path) -> Reader:
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


@pytest.fixture
def folder(tmp_path: Path) -> RecordFolder:
    return RecordFolder(tmp_path / "records")


def test_a_record_states_who_linked_what_with_which_permissions() -> None:
    made = record()
    assert (made.connection_id, made.connection) == (ID, FULL.name)
    assert (made.who, made.at, made.site) == ("Ada Admin", NOW, "na.myconnectwise.net")
    assert made.proven
    assert made.rights[0].title == "Service Desk › Service Tickets"
    assert made.rights[0].needed == ("All", "All", "None", "All")
    assert made.rights[0].granted == ("All", "All", "?", "All")
    assert [check.title for check in made.checks] == [check.label for check in Check]


def test_a_failed_test_is_recorded_as_not_verified() -> None:
    problem = Problem(Fault.KEYS_REFUSED)
    rows = (CheckResult(Check.SIGN_IN, Status.FAILED, problem=problem),)
    made = record_of(FULL, report(rows=rows), "Ada", NOW)
    assert not made.proven
    assert made.checks[0].sentence == problem.message


def test_without_a_test_the_link_is_not_verified(folder: RecordFolder) -> None:
    made = record_of(replace(FULL, last_test=None), None, "Ada", NOW)
    assert not made.proven
    page = read(folder.write(made))
    assert "Not verified: the link wasn't tested." in page.texts
    assert "Link test" not in page.texts


@pytest.mark.parametrize(
    ("revision", "proven", "words"),
    [
        (6, True, "Last test passed on 2026-05-12. Test again."),
        (7, False, "Last test passed on 2026-05-12. Something has changed since then. Test again."),
    ],
)
def test_an_earlier_test_is_recorded_with_its_date_and_whether_it_counts(
    revision: int, proven: bool, words: str
) -> None:
    last = LastTest(Verdict.READY, NOW, revision=6)
    made = record_of(replace(FULL, last_test=last, revision=revision), None, "Ada", NOW)
    assert (made.proven, made.summary) == (proven, words)


def test_permissions_not_read_are_question_marks() -> None:
    made = record_of(FULL, report(rights=(RightRow(RIGHT),)), "Ada", NOW)
    assert made.rights[0].granted == ("?", "?", "?", "?")


def test_html_and_pdf_have_the_same_content(folder: RecordFolder) -> None:
    shown = folder.write(record(), "de")
    assert shown.name == f"{ID}-20260512T093000Z.html"
    document = json.loads(shown.with_suffix(".json").read_text(encoding="ascii"))
    assert document["version"] == 1
    assert document["at"] == "2026-05-12T09:30:00+00:00"
    assert document["rights"][0]["granted"] == ["All", "All", "?", "All"]
    page = read(shown)
    wanted = {"Ada Admin", "acme", "Hire2Retire role", "None, ?", "na.myconnectwise.net"}
    assert wanted <= set(page.texts)
    assert '<html lang="de">' in shown.read_text(encoding="utf-8")
    assert "@media print" in shown.read_text(encoding="utf-8")


def test_untrusted_names_are_not_interpreted_as_markup(folder: RecordFolder) -> None:
    hostile = replace(FULL, name=HOSTILE, site=HOSTILE, company_id=HOSTILE, role_name=HOSTILE)
    rows = (CheckResult(Check.COMPANY, Status.PASSED, HOSTILE),)
    right = replace(RIGHT, function=HOSTILE)
    made = record_of(hostile, report(rows=rows, rights=(RightRow(right),)), HOSTILE, NOW)
    page = read(folder.write(replace(made, versions=((HOSTILE, HOSTILE),)), HOSTILE))
    assert page.loads == []
    assert "script" not in page.tags
    assert HOSTILE in page.texts


def test_the_html_loads_no_external_resource(folder: RecordFolder) -> None:
    shown = folder.write(record())
    assert read(shown).loads == []
    assert "default-src 'none'" in shown.read_text(encoding="utf-8")
    assert "url(" not in shown.read_text(encoding="utf-8")


def test_unknown_terms_are_shown_unchanged(folder: RecordFolder) -> None:
    check = replace(record().checks[0], outcome="later")
    page = read(folder.write(record(checks=(check,), environment="staging")))
    assert {"later", "staging"} <= set(page.texts)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps access rights elsewhere")
def test_records_are_private(folder: RecordFolder) -> None:
    shown = folder.write(record())
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.path.iterdir()} == {0o600}
    assert stat.S_IMODE(shown.parent.stat().st_mode) == 0o700


def test_records_of_a_connection_are_deleted_and_listed(folder: RecordFolder) -> None:
    other = folder.write(record(connection_id="b" * 12))
    ours = folder.write(record())
    later = NOW.astimezone(timezone(timedelta(hours=2))) + timedelta(seconds=1)
    folder.write(record(at=later))
    assert len(folder.remove(ID)) == 4
    assert not ours.exists()
    assert other.exists()
    assert folder.remove("..") == ()


@pytest.mark.parametrize("bad", ["", "../../x", "0123456789AB"])
def test_a_record_never_leaves_its_folder(folder: RecordFolder, bad: str) -> None:
    with pytest.raises(ValueError, match="draft's id"):
        folder.write(record(connection_id=bad))


def test_an_unwritable_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "records").write_bytes(b"")
    with pytest.raises(StorageError):
        RecordFolder(tmp_path / "records").write(record())


def test_the_date_includes_its_time_zone(folder: RecordFolder) -> None:
    at = datetime(2026, 5, 12, 11, 30, tzinfo=timezone(timedelta(hours=2)))
    shown = folder.write(record(at=at))
    assert "2026-05-12 11:30+02:00" in read(shown).texts
    assert shown.name == f"{ID}-20260512T093000Z.html"
