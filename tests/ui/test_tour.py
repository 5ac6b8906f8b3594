"""The tour: a picture of every page, the verdict, and no trace elsewhere."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from wizard.domain.faults import Step
from wizard.domain.report import Verdict
from wizard.ui import look
from wizard.ui.tour import walk


@pytest.fixture
def light_again(qapp: QApplication) -> object:
    yield
    look.apply(qapp, look.Scheme.LIGHT)


@pytest.mark.parametrize("dark", [False, True])
def test_the_tour_shows_every_page(tmp_path: Path, light_again: None, *, dark: bool) -> None:
    assert walk(tmp_path, dark=dark, scale=1.0) is Verdict.READY
    told = json.loads((tmp_path / "tour.json").read_text(encoding="utf-8"))
    assert told.keys() == {"schema", "verdict", "pages"}
    assert (told["schema"], told["verdict"]) == (1, "ready")
    assert {page["step"] for page in told["pages"]} == {*map(str, Step), "connections"}
    for page in told["pages"]:
        assert page.keys() == {"step", "file", "title"}
        picture = QImage(str(tmp_path / page["file"]))
        assert (picture.width(), picture.height()) == (1120, 720)
        ground = picture.pixelColor(600, 640).lightness()
        assert (ground < 128) is dark
    titles = {page["title"] for page in told["pages"]}
    assert {"Your connections", "Create the security role", "Your five values"} <= titles


def test_the_tour_touches_nothing_of_the_user(tmp_path: Path, light_again: None) -> None:
    homes = [Path(os.environ[name]) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")]
    before = sorted(path for home in homes for path in home.rglob("*"))
    walk(tmp_path)
    assert sorted(path for home in homes for path in home.rglob("*")) == before
