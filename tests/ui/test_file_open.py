"""A file passed by the desktop: as an argument, or to the running program."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QUrl
from PySide6.QtGui import QFileOpenEvent
from pytestqt.qtbot import QtBot

from wizard import __main__ as program
from wizard.ui.file_open import FileOpenEvents


@pytest.mark.parametrize(
    ("given", "file"),
    [
        (["contoso.h2rlink"], "contoso.h2rlink"),
        (["/home/a b/Contoso.H2RLINK"], "/home/a b/Contoso.H2RLINK"),
        (["--lang", "de", "contoso.h2rlink"], "contoso.h2rlink"),
        (["--x.h2rlink"], ""),
        (["check", "contoso.h2rlink"], ""),
        (["TestPrivateKey01"], ""),
        (["a.h2rlink", "b.h2rlink"], ""),
        ([], ""),
    ],
)
def test_an_argument_with_the_file_extension_is_opened(
    given: list[str], file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert program._file_in(given) == file
    if file:
        opened: list[str] = []
        monkeypatch.setattr(program, "_open_wizard", lambda path="": opened.append(path) or 0)
        assert program.main(given) == 0
        assert opened == [file]


def test_the_running_program_receives_the_file(qtbot: QtBot, tmp_path: Path) -> None:
    owner = QObject()
    events = FileOpenEvents(owner)
    path = tmp_path / "contoso.h2rlink"
    with qtbot.waitSignal(events.opened) as heard:
        assert events.eventFilter(owner, QFileOpenEvent(QUrl.fromLocalFile(str(path))))
    assert [Path(path_text) for path_text in heard.args] == [path]
    with qtbot.assertNotEmitted(events.opened):
        events.eventFilter(owner, QFileOpenEvent(QUrl("https://contoso.example/x.h2rlink")))
        assert not events.eventFilter(owner, QEvent(QEvent.Type.User))
