"""Make the packages that this system can make, into ``dist/``.

``python3 dev.py package`` freezes the program and packs it for this system.
``python3 dev.py package freeze`` only freezes it.
``python3 dev.py package windows FOLDER`` packs a frozen Windows program on Linux.
``python3 dev.py package manifests`` fills in winget's and Chocolatey's, beside the installers.
``python3 dev.py package papers`` writes the bill of materials and the check sums beside them all.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import bill
import bundle
import product


def this_system() -> list[Path]:
    """Freeze the program and pack it for this system; return what was made."""
    shutil.rmtree(product.DIST, ignore_errors=True)
    product.DIST.mkdir()
    system, program = str(sys.platform), bundle.freeze()
    if system == "linux":
        return linux(program)
    if system == "darwin":
        from macos import image

        return [image.build(bundle.FOLDER / f"{product.NAME}.app", product.DIST)]
    # The installers are made on Linux, around the folder that is frozen here.
    return [program]


def linux(program: Path) -> list[Path]:
    """Pack the frozen program for Debian and for Fedora."""
    from linux import deb, rpm, tree

    planted = product.BUILD / "root"
    tree.plant(planted, program)
    return [deb.build(planted, product.DIST), rpm.build(planted, product.DIST)]


def windows(program: Path) -> list[Path]:
    """Pack a frozen Windows program as Setup.exe and as MSI."""
    from windows import msi, setup

    return [setup.build(program, product.DIST), msi.build(program, product.DIST)]


def manifests() -> list[Path]:
    """Fill in what winget and Chocolatey want to know about the installers."""
    from windows import catalogues

    return catalogues.write(product.DIST)


def papers() -> list[Path]:
    """Write the bill of materials, and the check sums of everything in ``dist/``."""
    return [bill.write(product.DIST), checksums(product.DIST)]


def checksums(folder: Path) -> Path:
    """Write SHA256SUMS, in the form that ``sha256sum --check`` reads."""
    sums = folder / "SHA256SUMS"
    lines = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and path != sums:
            with path.open("rb") as file:
                lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    sums.write_text("".join(lines), "ascii", newline="\n")
    return sums


def main(argv: Sequence[str]) -> int:
    """Make what is asked for and name it."""
    parser = argparse.ArgumentParser(prog="dev.py package")
    kinds = parser.add_subparsers(dest="kind", metavar="KIND")
    kinds.add_parser("freeze")
    kinds.add_parser("windows").add_argument("folder", type=Path)
    kinds.add_parser("manifests")
    kinds.add_parser("papers")
    given = parser.parse_args(argv)
    product.DIST.mkdir(exist_ok=True)
    # One time stamp for everything, even if a commit is made meanwhile.
    os.environ["SOURCE_DATE_EPOCH"] = str(product.source_date())
    if given.kind == "freeze":
        made = [bundle.freeze()]
    elif given.kind == "windows":
        made = windows(given.folder.resolve())
    elif given.kind == "manifests":
        made = manifests()
    elif given.kind == "papers":
        made = papers()
    else:
        made = [*this_system(), *papers()]
    for path in made:
        size = f"{path.stat().st_size / 1e6:6.1f} MB  " if path.is_file() else ""
        print(f"{size}{path.relative_to(product.ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
