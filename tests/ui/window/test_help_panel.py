"""The foot of the help panel: the version, and the link to the releases page."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from tests.ui.stage import Stage


def test_check_for_updates_opens_the_page_of_releases_when_it_is_pressed(stage: Stage) -> None:
    stage.open(links={"releases": "https://releases.example/h2r-link"})
    stage.press("help")
    assert stage.opened == []
    stage.press("check-for-updates")
    assert stage.opened == ["https://releases.example/h2r-link"]


def test_without_a_release_page_only_the_version_is_shown(stage: Stage) -> None:
    stage.open()
    stage.press("help")
    assert not stage.find("check-for-updates").isVisible()
    shown = [label.text() for label in stage.find("help-panel").findChildren(QLabel)]
    assert "Version 1.2.3" in shown
