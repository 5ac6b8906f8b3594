"""The theme changes while the window is open: nothing keeps the old colors."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.pages.connections_stage import draft
from tests.ui.stage import VALUES, Stage, missing_right_report
from tests.ui.test_pseudo import unfold, wait_for_layout
from wizard.domain.faults.fault import Step
from wizard.ui.theme import theme
from wizard.ui.widgets.disclosure import Disclosure


def picture(stage: Stage) -> QImage:
    """The window as it is seen; a caret that blinks would differ from itself."""
    focused = QApplication.focusWidget()
    if focused:
        focused.clearFocus()
    wait_for_layout(stage)
    return stage.window.grab().toImage()


def assert_follows(stage: Stage, qapp: QApplication) -> None:
    """Assert that the window changes as if built in the new theme, and changes back."""
    light = picture(stage)
    theme.apply_theme(qapp, theme.ColorScheme.DARK)
    turned = picture(stage)
    assert turned != light
    theme.apply_theme(qapp, theme.ColorScheme.LIGHT)
    assert picture(stage) == light


@pytest.mark.parametrize(
    ("step", "scheme"),
    [
        *((step, theme.ColorScheme.DARK) for step in Step),
        *((step, theme.ColorScheme.CONTRAST) for step in (Step.SITE, Step.LINK)),
    ],
)
def test_a_page_looks_as_if_it_was_built_in_the_new_colors(
    stage: Stage, qapp: QApplication, step: Step, scheme: theme.ColorScheme
) -> None:
    stage.open()
    stage.go(step)
    unfold(stage)
    light = picture(stage)
    theme.apply_theme(qapp, scheme)
    turned = picture(stage)
    stage.open()
    stage.go(step)
    unfold(stage)
    assert picture(stage) == turned
    assert turned != light


def test_verdict_rows_and_practice_banner_change_colors(stage: Stage, qapp: QApplication) -> None:
    stage.test.reports = [missing_right_report()]
    stage.open()
    stage.press("practice")
    connection = stage.connection
    assert connection.practice is not None
    # In practice only the practice server's own address is accepted.
    values = connection.practice.values
    stage.type_all({field: str(values[field.value]) for field in VALUES})
    stage.tested()
    assert_follows(stage, qapp)


def test_the_connections_change_colors(stage: Stage, qapp: QApplication) -> None:
    stage.drafts.save(draft())
    stage.open(stage.drafts.all())
    assert_follows(stage, qapp)


def test_a_hidden_page_changes_colors_and_keeps_its_content(
    stage: Stage, qapp: QApplication
) -> None:
    def left_and_opened_again(colors: theme.ColorScheme) -> QImage:
        stage.go(Step.ROLE)
        theme.apply_theme(qapp, colors)
        stage.go(Step.LINK)
        return picture(stage)

    stage.open()
    stage.go(Step.LINK)
    unfold(stage)
    stage.type("company_id", "contoso")
    page, light = stage.window.page, left_and_opened_again(theme.ColorScheme.LIGHT)
    theme.apply_theme(qapp, theme.ColorScheme.DARK)
    seen_turning = picture(stage)
    theme.apply_theme(qapp, theme.ColorScheme.LIGHT)
    assert left_and_opened_again(theme.ColorScheme.DARK) == seen_turning != light
    assert stage.window.page is page
    assert stage.find("company_id", QLineEdit).text() == "contoso"
    assert all(fold.is_open for fold in page.findChildren(Disclosure))


class _Counted(QWidget):
    """Counts how often it is styled anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.styled = 0

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.styled += event.type() == QEvent.Type.StyleChange


@pytest.mark.parametrize("hidden", [False, True], ids=["shown", "hidden"])
def test_a_widget_deep_in_others_is_styled_once(
    qapp: QApplication, qtbot: QtBot, *, hidden: bool
) -> None:
    theme.apply_theme(qapp, theme.ColorScheme.LIGHT)
    window = inner = QWidget()
    qtbot.addWidget(window)
    for _ in range(8):
        inner = _Counted(inner)
    edit = QLineEdit(inner)
    with qtbot.waitExposed(window):
        window.show()
    inner.setHidden(hidden)
    inner.styled = 0
    theme.apply_theme(qapp, theme.ColorScheme.DARK)
    assert inner.styled == 1
    ground = edit.palette().color(edit.backgroundRole()).name()
    assert ground == theme.DARK.colors[theme.Color.SURFACE]
    theme.apply_theme(qapp, theme.ColorScheme.LIGHT)
