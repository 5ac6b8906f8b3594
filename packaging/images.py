"""The program's icon in every form a system asks for, drawn from the one SVG."""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from pathlib import Path

import product

ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
LINUX_SIZES = (16, 24, 32, 48, 64, 128, 256)
# Type of an entry -> its size in pixels. Source: Apple Icon Image format, entries that hold PNG.
_ICNS = {"icp4": 16, "icp5": 32, "ic11": 32, "ic12": 64, "ic07": 128, "ic13": 256, "ic08": 256,
         "ic14": 512, "ic09": 512, "ic10": 1024}  # fmt: skip

_kept: list[object] = []


def draw(size: int) -> bytes:
    """Return the icon as a PNG of ``size`` x ``size`` pixels."""
    # Late: only this function needs Qt, and only its drawing part, without a display.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
    from PySide6.QtSvg import QSvgRenderer

    if QGuiApplication.instance() is None:
        # Keep a reference: otherwise it would be deleted before the drawing begins.
        _kept.append(QGuiApplication([product.NAME]))
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(product.ICON)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"png")).write(image):
        raise RuntimeError("the icon cannot be drawn")
    return bytes(buffer.data().data())


def write_ico(path: Path, sizes: Sequence[int] = ICO_SIZES) -> None:
    """Write a Windows icon; every entry is a PNG, which Windows reads since Vista."""
    pictures = [draw(size) for size in sizes]
    offset = 6 + 16 * len(sizes)
    head = struct.pack("<HHH", 0, 1, len(sizes))
    for size, picture in zip(sizes, pictures, strict=True):
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    path.write_bytes(head + b"".join(pictures))


def write_icns(path: Path) -> None:
    """Write a macOS icon."""
    entries = b""
    for kind, size in _ICNS.items():
        picture = draw(size)
        entries += kind.encode() + struct.pack(">I", 8 + len(picture)) + picture
    path.write_bytes(b"icns" + struct.pack(">I", 8 + len(entries)) + entries)
