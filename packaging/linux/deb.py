"""The Debian package."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap

import elf
import product
from linux import tree

# What is used without being linked: the store of certificates, and the bus of the keyring.
_ASKED_FOR = ("ca-certificates", "libdbus-1-3")
_KEYRINGS = "gnome-keyring | libkf5wallet-bin | keepassxc"


def build(planted: Path, folder: Path, version: str = product.VERSION, pack: str = "xz") -> Path:
    """Pack a planted tree into ``folder``; return the package.

    ``pack`` is a compression that dpkg-deb knows.

    Raises:
        CalledProcessError: dpkg-shlibdeps or dpkg-deb failed.
    """
    about = planted / "DEBIAN"
    shutil.rmtree(about, ignore_errors=True)
    about.mkdir()
    numbered = tree.debian_version(version)
    (about / "control").write_text(_control(planted, numbered), "utf-8")
    (about / "md5sums").write_text(_sums(planted), "utf-8")
    tree.normalize(planted)
    package = folder / f"{product.NAME}_{numbered}_{architecture()}.deb"
    command = ["dpkg-deb", "--root-owner-group", f"-Z{pack}", "--build"]
    steady = {"SOURCE_DATE_EPOCH": str(product.source_date())}
    command += [str(planted), str(package)]
    subprocess.run(command, env=os.environ | steady, stdout=2, check=True)
    return package


def architecture() -> str:
    """Return Debian's name of this computer's kind."""
    asked = ["dpkg", "--print-architecture"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def dependencies(planted: Path) -> tuple[str, ...]:
    """Return the packages that bring the libraries which the binaries are linked with."""
    binaries = [str(path) for path in planted.rglob("*") if elf.is_elf(path)]
    own = {f"-l{Path(path).parent}" for path in binaries}
    with tempfile.TemporaryDirectory() as empty:
        (Path(empty) / "debian").mkdir()
        (Path(empty) / "debian/control").write_text(f"Source: {product.NAME}\n")
        asked = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", *sorted(own)]
        asked += [f"-e{path}" for path in binaries]
        result = subprocess.run(asked, cwd=empty, capture_output=True, text=True, check=False)
    if result.returncode:
        raise subprocess.CalledProcessError(
            result.returncode, asked[0], stderr=result.stderr[-2000:]
        )
    found = re.sub(r"^shlibs:Depends=", "", result.stdout.strip()).split(", ")
    missing = [name for name in _ASKED_FOR if not _named(name, found)]
    return tuple(sorted([*found, *missing]))


def _named(name: str, found: Sequence[str]) -> bool:
    return any(re.match(rf"{re.escape(name)}( |$)", entry) for entry in found)


def _control(planted: Path, version: str) -> str:
    files = [path for path in planted.rglob("*") if path.is_file() and not path.is_symlink()]
    kibibytes = sum(-(-path.stat().st_size // 1024) for path in files)
    fields = {
        "Package": product.NAME,
        "Version": version,
        "Section": "admin",
        "Priority": "optional",
        "Architecture": architecture(),
        "Maintainer": product.MAINTAINER,
        "Installed-Size": str(kibibytes),
        "Depends": ", ".join(dependencies(planted)),
        "Recommends": _KEYRINGS,
        "Homepage": product.HOMEPAGE,
        "Description": "\n ".join([product.SUMMARY, *wrap(product.DESCRIPTION, 78)]),
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def _sums(planted: Path) -> str:
    lines = []
    for path in sorted(planted.rglob("*")):
        inside = path.relative_to(planted)
        if path.is_file() and not path.is_symlink() and inside.parts[0] != "DEBIAN":
            lines.append(f"{_md5(path)}  {inside.as_posix()}\n")
    return "".join(lines)


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        # Debian's format; it finds damage on disk and is no protection.
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
