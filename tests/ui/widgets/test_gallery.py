from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from tests.ui import gallery
from tests.ui.widgets.conftest import Show, said
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.page import PageScroll
from wizard.ui.widgets.rights_table import RightsTableView

SCRIPT = Path(gallery.__file__)
PAGES = [gallery.step3, gallery.step7, gallery.parts]
# The window on 1366 x 768 at 100 %, at 200 %, and as it is drawn.
WIDTHS = [1366, 1120, 683]


@pytest.fixture(params=[str, gallery.longer], ids=["english", "longer"])
def words(request: pytest.FixtureRequest) -> object:
    return request.param


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut(show: Show, page: object, width: int, words: object) -> None:
    drawn = show(page(words), width, 700)  # type: ignore[operator]
    for _ in range(3):
        QApplication.processEvents()
    scroll = drawn.findChild(PageScroll)
    assert scroll.widget().width() <= scroll.viewport().width()
    cut = [describe(part) for part in drawn.findChildren(QWidget) if is_cut(part)]
    assert not cut


def is_cut(part: QWidget) -> bool:
    if not part.isVisible():
        return False
    if isinstance(part, Label):
        return bool(part.text()) and part.height() < part.heightForWidth(part.width())
    if isinstance(part, RightsTableView):
        return part.height() < part.heightForWidth(part.width())
    if isinstance(part, QAbstractButton) and part.hasHeightForWidth():
        return part.height() < part.heightForWidth(part.width())
    if isinstance(part, QAbstractButton | QLabel):
        hint = part.sizeHint()
        return part.width() < hint.width() or part.height() < hint.height()
    return False


def describe(part: QWidget) -> str:
    return f"{type(part).__name__} {said(part)!r} {part.width()} x {part.height()}"


@pytest.mark.parametrize("page", PAGES)
def test_every_control_has_a_name_and_a_size(show: Show, page: object) -> None:
    drawn = show(page(str), 1120, 700)  # type: ignore[operator]
    QApplication.processEvents()
    controls = [
        part
        for kind in (QAbstractButton, QLineEdit)
        for part in drawn.findChildren(kind)
        if part.isVisible() and type(part).__name__ != "QTableCornerButton"
    ]
    assert controls
    assert not [describe(part) for part in controls if not said(part)]
    assert not [describe(part) for part in controls if min(part.width(), part.height()) < 32]


def test_the_gallery_is_drawn_at_scale_2(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    environment = {**os.environ, "QT_SCALE_FACTOR": "2", "PYTHONPATH": str(root)}
    command = [sys.executable, str(SCRIPT), str(tmp_path), "--scheme", "dark", "--long"]
    subprocess.run(command, check=True, timeout=60, env=environment, cwd=root)
    assert QImage(str(tmp_path / "step3.png")).width() == 2240
    assert {file.name for file in tmp_path.iterdir()} == {"step3.png", "step7.png", "parts.png"}
