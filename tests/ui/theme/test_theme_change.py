"""The look changes while the window is open: nothing keeps the colors of before."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.ui.pages.connections_stage import draft
from tests.ui.stage import VALUES, Stage, missing_right_report
from tests.ui.test_pseudo import unfold, wait_for_layout
from wizard.domain.faults.fault import Step
from wizard.ui.theme import theme


def picture(stage: Stage) -> QImage:
    """The window as it is seen; a caret that blinks would differ from itself."""
    focused = QApplication.focusWidget()
    if focused:
        focused.clearFocus()
    wait_for_layout(stage)
    return stage.window.grab().toImage()


def assert_follows(stage: Stage, qapp: QApplication) -> None:
    """There and back again the window looks as before, and in between as if made so."""
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
