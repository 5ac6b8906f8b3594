"""What must be opened in the firewall, shown for on-premises servers alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from tests.ui.pdf_text import pages_of
from tests.ui.stage import Stage
from tests.ui.window.test_practice import practise
from wizard.domain.faults.fault import Step


@pytest.mark.parametrize(
    ("site", "shown"), [("cw.example.test:8443", True), ("na.myconnectwise.net", False)]
)
def test_it_is_shown_for_on_premises_servers(stage: Stage, site: str, shown: bool) -> None:
    stage.open()
    stage.go(Step.LINK)
    assert not stage.find("firewall").isVisible()
    stage.type("site", site)
    assert stage.find("firewall").isVisible() is shown


def test_tab_visits_it_between_the_checks_and_the_bar(stage: Stage) -> None:
    """It is built when an address needs it, behind everything else in the window."""
    stage.open()
    stage.go(Step.LINK)
    stage.type("site", "cw.example.test:8443")
    stage.find("test").setFocus()
    visited: list[str] = []
    while not stage.find("next").hasFocus():
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        visited.append(str(QApplication.focusWidget().property("text")))
    card = ["What this test can't show", "Copy the message to RoboMQ", "Save as PDF…"]
    assert visited[-6:-2] == [*card, "Save as HTML…"]


def test_practice_needs_no_firewall(stage: Stage) -> None:
    practise(stage)
    stage.go(Step.LINK)
    stage.press("fill-in")
    assert not stage.find("firewall").isVisible()


def test_the_sheet_is_saved_and_the_message_copied(stage: Stage, tmp_path: Path) -> None:
    chosen = tmp_path / "sheet"
    stage.open(choose_file=lambda _parent, name, ending: str(chosen.with_suffix(f".{ending}")))
    stage.go(Step.LINK)
    stage.type("site", "cw.example.test:8443")
    for ending in ("html", "pdf"):
        stage.press(f"firewall-{ending}")
    assert "TCP 8443 (HTTPS)" in chosen.with_suffix(".html").read_text("utf-8")
    printed = pages_of(chosen.with_suffix(".pdf").read_bytes())
    assert "TCP 8443 (HTTPS)" in " ".join("".join(printed).split())
    stage.press("firewall-message")
    assert "cw.example.test" in QGuiApplication.clipboard().text()
    rule = [label.text() for label in stage.find("firewall").findChildren(QLabel)]
    assert any("TCP 8443" in text for text in rule)
