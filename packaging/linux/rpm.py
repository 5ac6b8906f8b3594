"""The rpm package, for Fedora, openSUSE and their kin."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import textwrap
from pathlib import Path
from string import Template

import product
from linux import tree

# What rpmlint takes for readable.
_LINE = 79
# Catalogues, those of Qt, and the instructions: who installs some languages only gets those.
_OF_A_LANGUAGE = re.compile(r"/(?:locale|instructions)/(\w\w)/|/qtbase_(\w\w)\.qm$")
_SPEC = Path(__file__).parent / "h2r-link.spec.in"


def build(planted: Path, folder: Path, version: str = product.VERSION) -> Path:
    """Pack a planted tree into ``folder``; return the package.

    Raises:
        CalledProcessError: rpmbuild failed; its own words are on standard error.
    """
    with tempfile.TemporaryDirectory() as top:
        spec = Path(top) / f"{product.NAME}.spec"
        spec.write_text(_spec(planted, tree.debian_version(version)), "utf-8")
        command = ["rpmbuild", "-bb", "--quiet", "--define", f"_topdir {top}", str(spec)]
        steady = {"SOURCE_DATE_EPOCH": str(product.source_date())}
        subprocess.run(command, env=os.environ | steady, stdout=2, check=True)
        (made,) = Path(top).glob("RPMS/*/*.rpm")
        return Path(shutil.copy(made, folder / made.name))


def _spec(planted: Path, version: str) -> str:
    values = {
        "name": product.NAME,
        "version": version,
        "summary": product.SUMMARY,
        "description": textwrap.fill(product.DESCRIPTION, _LINE),
        "publisher": product.PUBLISHER,
        "homepage": product.HOMEPAGE,
        "planted": str(planted),
        "files": "\n".join(_files(planted)),
    }
    return Template(_SPEC.read_text("utf-8")).substitute(values)


def _files(planted: Path) -> list[str]:
    listed = []
    for path in sorted(planted.rglob("*")):
        inside = path.relative_to(planted)
        own = product.NAME in inside.parts
        if "lintian" in inside.parts or inside.parts[0] == "DEBIAN":
            continue
        if not path.is_dir():
            listed.append(f'{_language(inside)}"/{inside.as_posix()}"')
        elif own:
            listed.append(f'%dir "/{inside.as_posix()}"')
    return listed


def _language(inside: Path) -> str:
    """Mark a file of one language; English is the source, and never left out."""
    found = _OF_A_LANGUAGE.search(f"/{inside.as_posix()}")
    code = (found[1] or found[2]) if found else "en"
    return "" if code == "en" else f"%lang({code}) "
