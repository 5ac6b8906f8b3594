"""The tour: a picture of every page, the verdict, and no trace elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from wizard.domain.check import Verdict
from wizard.domain.faults.fault import Step
from wizard.ui.theme import theme
from wizard.ui.tour.tour import walk

LINUX = sys.platform == "linux"
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
# A fresh picture of the same page differs by 0.1 of 255, one of another page by more than 4.8.
ALIKE = 3.0


@pytest.fixture
def restored_look(qapp: QApplication, restored_locale: None) -> Iterator[None]:
    yield
    theme.apply_theme(qapp, theme.ColorScheme.LIGHT)


def seen_from_afar(picture: Path) -> list[int]:
    """Brightness of a page in 28 × 18 cells, so that layout counts and text does not."""
    grey = QImage(str(picture)).convertToFormat(QImage.Format.Format_Grayscale8)
    small = grey.scaled(28, 18, mode=Qt.TransformationMode.SmoothTransformation)
    return [small.pixelColor(x, y).value() for y in range(18) for x in range(28)]


def difference(one: Path, other: Path) -> float:
    pairs = list(zip(seen_from_afar(one), seen_from_afar(other), strict=True))
    return sum(abs(a - b) for a, b in pairs) / len(pairs)


@pytest.mark.parametrize("dark", [False, True])
def test_the_tour_captures_every_page_and_leaves_no_trace(
    tmp_path: Path, restored_look: None, *, dark: bool
) -> None:
    homes = [Path(os.environ[name]) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")]
    before = sorted(path for home in homes for path in home.rglob("*"))
    assert walk(tmp_path, dark=dark, scale=1.0) is Verdict.READY
    after = sorted(path for home in homes for path in home.rglob("*"))
    assert after == before, "it has touched something of the user"
    manifest = json.loads((tmp_path / "tour.json").read_text(encoding="utf-8"))
    assert manifest.keys() == {"schema", "verdict", "pages"}
    assert (manifest["schema"], manifest["verdict"]) == (1, "ready")
    assert {page["step"] for page in manifest["pages"]} == {*map(str, Step), "connections"}
    for page in manifest["pages"]:
        assert page.keys() == {"step", "file", "title"}
        picture = QImage(str(tmp_path / page["file"]))
        strip = page["file"].endswith("-companion.png")
        assert (picture.width(), picture.height()) == (360 if strip else 1120, 720)
        light = [light for light in seen_from_afar(tmp_path / page["file"]) if light >= 128]
        assert (len(light) < 28 * 18 / 2) is dark, page["file"]
    strips = [page["step"] for page in manifest["pages"] if "-companion" in page["file"]]
    assert strips == list(map(str, Step))
    titles = {page["title"] for page in manifest["pages"]}
    assert {"Your connections", "Create the security role", "Your five values"} <= titles
    # Taken on Linux; with the letters of another system they're not so alike.
    for stored in PICTURES.glob("*-dark.png" if dark else "*[!k].png") if LINUX else ():
        (fresh,) = tmp_path.glob(f"[0-9][0-9]-{stored.stem.removesuffix('-dark')}.png")
        assert difference(stored, fresh) < ALIKE, "python3 dev.py pictures"


def test_pictures_of_two_pages_differ() -> None:
    stored = sorted(PICTURES.glob("*.png"))
    assert len(stored) == 5
    assert all(difference(a, b) > ALIKE for a, b in combinations(stored, 2))


@pytest.mark.skipif(sys.platform != "linux", reason="fontconfig is told to know no font")
def test_without_a_font_the_tour_refuses_to_take_pictures(tmp_path: Path) -> None:
    nothing = tmp_path / "fonts.conf"
    nothing.write_text("<fontconfig></fontconfig>", "ascii")
    env = {**os.environ, "FONTCONFIG_FILE": str(nothing)}
    pictures = tmp_path / "pictures"
    for command, message in (
        (["tour", str(pictures)], "no font"),
        (["selftest"], "x qt: NoLettersError"),
    ):
        program = [sys.executable, "-m", "wizard", *command]
        done = subprocess.run(program, env=env, capture_output=True, text=True, check=False)
        assert done.returncode != 0
        assert message in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    assert list(pictures.iterdir()) == []
