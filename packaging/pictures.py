"""Makes the pictures of the README: some pages of the tour, light or dark, in few colors.

``python3 dev.py pictures`` writes ``docs/pictures/NAME.png`` and ``NAME-dark.png``, and beside them
the version that they show: a release with older pictures is refused.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage

import product
from wizard.ui.theme.theme import DARK, LIGHT

FOLDER = product.ROOT / "docs" / "pictures"
IN_LIGHT = ("role", "link-missing-right", "link")
IN_DARK = ("link-missing-right", "handover")
COLORS = 64


def walk(folder: Path, *options: str) -> dict[str, Path]:
    """Make the tour in ``folder``; return its pictures by page and state, without their numbers."""
    # The tour goes from the root of the checkout, so that this checkout is what it shows.
    command = [sys.executable, "-m", "wizard", "--lang", "en", "tour", str(folder), *options]
    # With the fonts of the tests, which hold these pictures against the program.
    env = {**os.environ, "FONTCONFIG_FILE": str(product.ROOT / "tests/data/fonts.conf")}
    subprocess.run(command, cwd=product.ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    return {re.sub(r"^\d+-", "", path.stem): path for path in folder.glob("*.png")}


def with_few_colors(image: QImage) -> QImage:
    """Return a copy in the theme's and the most frequent colors; others become the nearest of them.

    The sign of a state is small: its color is never among the most frequent.
    """
    exact = image.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(exact.constBits()).cast("I"))
    named = (QColor(text).rgb() for text in (*LIGHT.colors.values(), *DARK.colors.values()))
    common = (color for color, _ in counted.most_common(COLORS))
    table = dict.fromkeys((*(color for color in named if color in counted), *common))
    return exact.convertToFormat(
        QImage.Format.Format_Indexed8,
        list(table)[:COLORS],
        Qt.ImageConversionFlag.ThresholdDither,
    )


def write(folder: Path = FOLDER) -> list[Path]:
    """Write the pictures and their version into ``folder``; return what was written.

    Raises:
        CalledProcessError: the tour failed.
        KeyError: the tour has no such page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with tempfile.TemporaryDirectory() as place:
        for ending, pages, options in (("", IN_LIGHT, ()), ("-dark", IN_DARK, ("--dark",))):
            shown = walk(Path(place) / f"tour{ending}", *options)
            for page in pages:
                path = folder / f"{page}{ending}.png"
                # Quality 0 is the best compression.
                with_few_colors(QImage(str(shown[page]))).save(str(path), quality=0)
                written.append(path)
    version = folder / "shown.json"
    version.write_text(json.dumps({"version": product.VERSION}) + "\n", "utf-8", newline="\n")
    return [*written, version]


def main(_argv: Sequence[str]) -> int:
    """Write the pictures and name them."""
    for path in write():
        print(f"{path.stat().st_size // 1000:4} kB  {path.relative_to(product.ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
