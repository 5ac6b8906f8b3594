"""No part of the window is ever a separate window, not even while it is built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from tests.ui.stage import NOW, SITE, Stage
from wizard.domain.draft import Draft, Environment
from wizard.domain.faults.fault import Step


class Watch(QObject):
    """Records widgets that are shown as a separate window."""

    def __init__(self) -> None:
        super().__init__()
        self.strays: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget)
        if shown and watched.isWindow() and not isinstance(watched, QDialog | QMenu):
            self.strays.append(
                f"{type(watched).__name__} {watched.objectName()} {watched.property('text')}"
            )
        return False


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[Watch]:
    made = Watch()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


def test_pages_are_built_inside_the_window(stage: Stage, watch: Watch) -> None:
    stage.open(links={"help": "https://help.example", "client_id": "https://id.example"})
    for step in Step:
        stage.go(step)
    stage.type_all()
    stage.tested()
    stage.window._frame.turn_help()
    assert watch.strays == []


def draft(number: int) -> Draft:
    named = Draft(f"{number:012x}", NOW, f"Contoso {number}", generation=1)
    return replace(named, site=SITE, company_id=f"contoso{number}", environment=Environment.SANDBOX)


def test_the_list_of_connections_is_built_inside_the_window(stage: Stage, watch: Watch) -> None:
    for number in range(4):
        stage.drafts.save(draft(number))
    stage.open(stage.drafts.all())
    stage.press(f"remove.{1:012x}")
    assert watch.strays == []


def test_practice_is_built_inside_the_window(stage: Stage, watch: Watch) -> None:
    stage.open()
    stage.window.show_connection(stage.window.manager.open_practice())
    for step in Step:
        stage.go(step)
    assert watch.strays == []
