"""The record as PDF: read back from the file, never from the document it was made of."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QImage, QTextDocument

from tests.ui.pdf_text import pages_of
from tests.unit.documents.test_records import HOSTILE, report
from tests.unit.storage.examples import FULL, NOW
from wizard.base import assets
from wizard.documents.record_page import page
from wizard.documents.records import Record, record_of
from wizard.domain.check import Check, Status
from wizard.domain.report import CheckResult
from wizard.domain.rights import Level, Levels, RightRow, RightsTable, Source
from wizard.domain.scope import Scope, Ticket
from wizard.ui.record_pdf import Paper, paper_of, pdf_of

TITLE = "Record of a test"
EVERYTHING = Scope(frozenset(Ticket), closes_tickets=True, maps_contacts=True, maps_owners=True)
SIZES = {Paper.A4: b"[0 0 595.000000 842.000000]", Paper.Letter: b"[0 0 612.000000 792.000000]"}
pytestmark = pytest.mark.usefixtures("qapp")


def rights(granted: Levels | None = None) -> tuple[RightRow, ...]:
    needed = RightsTable.parse(assets.text("rights.toml")).needed(EVERYTHING)
    return tuple(RightRow(one, granted or one.needed, Source.MY_SECURITY) for one in needed)


def usual() -> Record:
    """The record after a passed test with every option."""
    versions = (("h2r-link", "0.1.0"), ("ConnectWise PSA", "v2025.1"))
    return record_of(FULL, report(rights=rights()), "Ada Admin", NOW, versions)


def longest() -> Record:
    """The record with every problem and the longest texts."""
    words = "The server says so in many words, and each of them has to be read to the end. " * 5
    rows = tuple(CheckResult(check, Status.PASSED, words) for check in Check)
    granted = Levels(Level.NONE, Level.NONE, None, Level.NONE)
    named = replace(FULL, name="A long name of a connection " * 6, role_name="Long role " * 20)
    return replace(
        record_of(named, report(rights=rights(granted), rows=rows), "Ada Admin " * 20, NOW),
        versions=usual().versions,
    )


def words(pdf: bytes) -> list[str]:
    """The words of each page, whatever blanks stand between them."""
    return [" ".join(one.split()) for one in pages_of(pdf)]


@pytest.mark.parametrize("paper", SIZES)
def test_the_usual_record_is_one_page(paper: Paper) -> None:
    pdf = pdf_of(page(usual(), "en"), TITLE, paper)
    assert pdf.startswith(b"%PDF-")
    assert SIZES[paper] in pdf
    (only,) = words(pdf)
    for text in (
        "Record: Acme “Nord” GmbH linked to Hire2Retire",
        "Ready to link. All checks passed.",
        "Linked by Ada Admin",
        "ConnectWise address na.myconnectwise.net",
        "Service Desk › Service Tickets All, All All, All None, None All, All",
        "Certificate passed Certificate is fine.",
        "ConnectWise PSA v2025.1",
        f"{TITLE} Page 1 of 1",
    ):
        assert text in only


@pytest.mark.parametrize("paper", SIZES)
def test_the_longest_record_is_two_pages_with_a_header_on_each(paper: Paper) -> None:
    first, second = words(pdf_of(page(longest(), "en"), TITLE, paper))
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in second
    assert second.startswith("Check Result Name passed ")
    assert first.endswith("read to the end. Record of a test Page 1 of 2")
    assert f"{first} {second}".count("read to the end.") == 5 * len(Check)


def test_no_heading_is_left_at_the_end_of_a_page() -> None:
    moved = 0
    for lines in range(0, 60, 2):
        record = replace(usual(), who="Ada " * 16 * lines)
        made = words(pdf_of(page(record, "en"), TITLE, Paper.Letter))
        for one in made:
            head = one.rpartition(TITLE)[0].rstrip()
            assert not head.endswith(
                ("Link test", "Versions", "Permissions of the security role")
            ), lines
        moved += made[-1].startswith(("Link test", "Versions", "Permissions"))
    assert moved, "no heading came near the end of a page"


def test_a_long_title_makes_room_for_the_number_of_the_page() -> None:
    (only,) = words(pdf_of(page(usual(), "en"), "Long title " * 40))
    assert only.endswith("… Page 1 of 1")


def test_untrusted_names_are_not_interpreted_as_markup() -> None:
    # On one page or two: the paper is that of the reader's country.
    text = " ".join(words(pdf_of(page(replace(usual(), connection=HOSTILE), "en"), TITLE)))
    assert {"<script", "linked"} <= set(text.split())
    # A font may be so wide that the line ends in it.
    assert text.replace(" ", "").count("</script>&\"'") == 1


@pytest.mark.parametrize("language", ["en", "de"])
def test_another_program_reads_title_and_language(tmp_path: Path, language: str) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("needs poppler-utils")
    made = pdf_of(page(usual(), language), TITLE)
    assert b"/Lang (%b)" % language.encode() in made
    assert b"/DisplayDocTitle true" in made
    (tmp_path / "a.pdf").write_bytes(made)
    done = subprocess.run(
        ["pdfinfo", tmp_path / "a.pdf"], capture_output=True, text=True, check=True
    )
    # A broken cross-reference table would be rebuilt with a message on standard error.
    assert done.stderr == ""
    assert re.search(rf"Title: +{TITLE}", done.stdout)


def test_no_external_resource_is_loaded(tmp_path: Path) -> None:
    picture = QImage(99, 99, QImage.Format.Format_RGB32)
    picture.fill(0)
    assert picture.save(str(tmp_path / "picture.png"))
    html = f'<p>before</p><img src="{tmp_path / "picture.png"}"><p>after</p>'
    plain = QTextDocument()
    plain.setHtml(html)
    assert plain.size().height() > 99, "a document would load it"
    assert b"/Width 99" not in pdf_of(html, TITLE)


def test_the_text_is_searchable() -> None:
    (only,) = words(pdf_of("<p>first office affluent</p>", TITLE))
    assert only.startswith("first office affluent")


def test_the_fonts_are_embedded() -> None:
    pdf = pdf_of(page(usual(), "en"), TITLE)
    assert pdf.count(b"/Type /FontDescriptor") == pdf.count(b"/FontFile") > 0
    assert len(pdf) < 200_000


@pytest.mark.parametrize(
    ("name", "paper"),
    [("en_US", Paper.Letter), ("en_GB", Paper.A4), ("de_DE", Paper.A4), ("C", Paper.A4)],
)
def test_the_paper_size_follows_the_locale(
    name: str, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert paper_of(QLocale(name)) is paper
    before = QLocale()
    QLocale.setDefault(QLocale(name))
    try:
        assert SIZES[paper] in pdf_of("<p>x</p>", TITLE)
    finally:
        QLocale.setDefault(before)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils are not installed")
@pytest.mark.parametrize("make", [usual, longest])
def test_another_program_extracts_the_same_text(make: Callable[[], Record], tmp_path: Path) -> None:
    pdf = pdf_of(page(make(), "en"), TITLE)
    (tmp_path / "record.pdf").write_bytes(pdf)
    command = ["pdftotext", "-raw", str(tmp_path / "record.pdf"), "-"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    theirs = [sorted(one.split()) for one in ended.stdout.split("\f")[:-1]]
    assert theirs == [sorted(one.split()) for one in words(pdf)]
