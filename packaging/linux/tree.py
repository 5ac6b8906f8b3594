"""The tree that every Linux package installs: program, menu entry, icons, manual."""

from __future__ import annotations

import gzip
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from string import Template

import images
import notices
import product
from linux import manual

HERE = Path(__file__).parent
PROGRAM = Path("usr/lib") / product.NAME


def plant(root: Path, program: Path, version: str = product.VERSION) -> None:
    """Lay the tree out below ``root``; ``program`` is the folder of the frozen program."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(program, root / PROGRAM, symlinks=True)
    start = _folder(root / "usr/bin") / product.NAME
    start.symlink_to(Path("../lib") / product.NAME / product.NAME)
    share = root / "usr/share"
    _fill("h2r-link.desktop", _folder(share / "applications") / f"{product.NAME}.desktop", version)
    about = f"{product.IDENTIFIER}.metainfo.xml"
    _fill("metainfo.xml", _folder(share / "metainfo") / about, version)
    _fill("mime.xml", _folder(share / "mime/packages") / f"{product.NAME}.xml", version)
    _icons(share / "icons/hicolor")
    page = manual.page(version).encode()
    _pack(_folder(share / "man/man1") / f"{product.NAME}.1.gz", page)
    _fill("lintian-overrides", _folder(share / "lintian/overrides") / product.NAME, version)
    _documents(_folder(share / "doc" / product.NAME), version)
    normalize(root)


def normalize(root: Path) -> None:
    """Give every file the time of the source and the rights that packages use."""
    date = product.source_date()
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or (os.access(path, os.X_OK) and ".so" not in path.name)
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (date, date), follow_symlinks=False)


def debian_version(version: str) -> str:
    """Return a version as Debian and rpm sort it: ``1.2.0rc1`` comes before ``1.2.0``."""
    for mark in ("a", "b", "rc", ".dev"):
        version = version.replace(mark, f"~{mark.lstrip('.')}", 1) if mark in version else version
    return version


def _documents(folder: Path, version: str) -> None:
    _fill("copyright", folder / "copyright", version)
    when = datetime.fromtimestamp(product.source_date(), UTC)
    change = (
        f"{product.NAME} ({debian_version(version)}) stable; urgency=medium\n\n"
        f"  * See CHANGELOG.md of this version.\n\n"
        f" -- {product.MAINTAINER}  {when:%a, %d %b %Y %H:%M:%S +0000}\n"
    )
    _pack(folder / "changelog.gz", change.encode())
    _pack(folder / "third-party.txt.gz", notices.text().encode())


def _icons(folder: Path) -> None:
    for size in images.LINUX_SIZES:
        picture = _folder(folder / f"{size}x{size}/apps") / f"{product.NAME}.png"
        picture.write_bytes(images.draw(size))
    shutil.copy(product.ICON, _folder(folder / "scalable/apps") / f"{product.NAME}.svg")


def _fill(template: str, path: Path, version: str) -> None:
    when = datetime.fromtimestamp(product.source_date(), UTC)
    values = {
        "name": product.NAME,
        "title": product.TITLE,
        "identifier": product.IDENTIFIER,
        "summary": product.SUMMARY,
        "description": product.DESCRIPTION,
        "publisher": product.PUBLISHER,
        "maintainer": product.MAINTAINER,
        "homepage": product.HOMEPAGE,
        "version": version,
        "date": f"{when:%Y-%m-%d}",
        "year": str(when.year),
        "file_type": product.FILE_TYPE,
        "file_title": product.FILE_TITLE,
        "file_ending": product.FILE_ENDING,
    }
    text = Template((HERE / f"{template}.in").read_text("utf-8")).substitute(values)
    path.write_text(text, "utf-8", newline="\n")


def _pack(path: Path, content: bytes) -> None:
    path.write_bytes(gzip.compress(content, 9, mtime=0))


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path
