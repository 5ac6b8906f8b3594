"""Dialogs have the height that their sentences need in every language."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from wizard.base import language
from wizard.base.traceback_summary import summarize_traceback
from wizard.domain.faults.fault import Field
from wizard.domain.text import tr
from wizard.ui.dialogs.crash import CrashWindow
from wizard.ui.dialogs.unsaved import LossDialog
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.label import Label


def cut(dialog: QDialog) -> list[str]:
    """The sentences that have less room than they need."""
    QApplication.processEvents()
    shown = [label for label in dialog.findChildren(Label) if label.isVisible()]
    assert shown
    return [one.text() for one in shown if one.height() < one.heightForWidth(one.width())]


@pytest.mark.parametrize("code", language.available())
def test_no_sentence_is_cut(qtbot: QtBot, code: str) -> None:
    language.speak(code)
    trace = summarize_traceback(ValueError())
    saved = (tr("Everything saved before is still there."),)
    for dialog in (CrashWindow(trace, saved, str), LossDialog(list(Field))):
        qtbot.addWidget(dialog)
        dialog.show()
        assert cut(dialog) == []
        for fold in dialog.findChildren(Disclosure):
            fold.set_open(is_open=True)
            assert cut(dialog) == []
