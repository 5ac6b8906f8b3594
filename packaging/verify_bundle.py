"""Gates that the frozen program and its packages pass before anybody gets them.

Run after ``python3 dev.py package``: prints one row a gate and exits with 1 when one is not met.
``--once`` leaves out the second build, which tells whether the first one can be repeated.
``--windows FOLDER`` looks at a frozen Windows program instead, and at the installers in ``dist/``.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from filecmp import cmp
from pathlib import Path, PureWindowsPath

from PyInstaller.archive.readers import CArchiveReader

import bundle
import elf
import notices
import pe
import product

MB = 1_000_000
DEB_BYTES = 36 * MB
INSTALLED_BYTES = 130 * MB
FILES = 170
SETUP_BYTES = 22 * MB
MSI_BYTES = 35 * MB
WINDOWS_BYTES = 75 * MB
WINDOWS_FILES = 140
FORBIDDEN = re.compile(
    r"(gtk|gdk|cairo|pango|webengine|qml|qt6quick|qgtk3|opengl32sw|d3dcompiler)", re.IGNORECASE
)
TEST_SECRETS = (b"-----BEGIN PRIVATE KEY", b"-----BEGIN RSA PRIVATE", b"-----BEGIN EC PRIVATE")
TEST_NAMES = re.compile(r"(\.pem|\.key|\.p12|\.pfx)$|^(tests?|conftest\.py)$")
# What a Windows program must say, or Windows treats it as one of twenty years ago.
MANIFEST = ("asInvoker", "PerMonitorV2", "longPathAware", "UTF-8", "Common-Controls")
ICON_HEIGHTS = {16, 32, 48, 256}
# Modules from packages that are installed on Windows only.
WINDOWS_MODULES = {"win32ctypes"}
# What shiboken6 brings inside a library, see `bundle.unpack_signatures`.
SIGNATURES = {"shibokensupport", "signature_bootstrap"}
# What runs before the program, besides PyInstaller's own beginning.
HOOKS = {"win32": {"running"}, "darwin": {"pyi_rth_pyside6"}}
AUTHORITIES = "certifi/cacert.pem"


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: its name, whether it is met, and what was found."""

    name: str
    met: bool
    found: str


def files_in(folder: Path) -> tuple[Path, ...]:
    """Return the files below a folder, links left out."""
    return tuple(p for p in sorted(folder.rglob("*")) if p.is_file() and not p.is_symlink())


def size(name: str, total: int, most: int) -> Gate:
    """Keep a size within its budget, both in bytes."""
    return Gate(name, total <= most, f"{total / MB:.1f} MB of {most / MB:.0f}")


def count(number: int, most: int = FILES) -> Gate:
    """Keep the number of files within its budget."""
    return Gate("files", number <= most, f"{number} of {most}")


def no_forbidden(folder: Path, needed: Iterable[str]) -> Gate:
    """Keep toolkits out that a widget program has no use for, as files and as dependencies."""
    names = [str(path.relative_to(folder)) for path in files_in(folder)]
    names += needed
    return _none("forbidden libraries", [name for name in names if FORBIDDEN.search(name)])


def no_foreign_modules(modules: Iterable[str], more: Iterable[str] = ()) -> Gate:
    """Let nothing in but Python's own library, this program and what the run-time lock names."""
    ours = {"wizard", *SIGNATURES, *notices.importable(locked=True), *more}
    allowed = {*sys.stdlib_module_names, *ours}
    foreign = {module.partition(".")[0] for module in modules} - allowed
    return _none("foreign modules", sorted(m for m in foreign if not m.startswith("_pyi_")))


def frozen_modules(program: Path) -> tuple[str, ...]:
    """Return the modules inside a frozen program."""
    archive = CArchiveReader(str(program)).open_embedded_archive("PYZ.pyz")
    return tuple(archive.toc)


def quick_start(program: Path, system: str = "linux") -> Gate:
    """Let nothing run before the program that it does not need, nor source be compiled.

    A PySide6 that finds its modules elsewhere, or a hook that PyInstaller adds, is found here.
    """
    archive = CArchiveReader(str(program))
    scripts = {name for name, entry in archive.toc.items() if entry[-1] == "s"}
    odd = scripts - {"pyiboot01_bootstrap", "__main__"} ^ HOOKS.get(system, set())
    lacking = SIGNATURES - set(archive.open_embedded_archive("PYZ.pyz").toc)
    if not (program.parent / "_internal/shiboken6/files.dir").exists():
        lacking.add("files.dir")
    return _none("what slows the start", sorted([*odd, *lacking]))


def no_foreign_run_path(binaries: Sequence[elf.Binary]) -> Gate:
    """Let libraries be looked for beside the program only."""
    foreign = [
        f"{binary.path.name}: {part}"
        for binary in binaries
        for part in binary.run_path
        if not part.startswith("$ORIGIN")
    ]
    return _none("foreign RUNPATH", foreign)


def glibc(binaries: Sequence[elf.Binary]) -> Gate:
    """Hold the oldest usable GNU C library to what is promised."""
    floor = max((binary.glibc for binary in binaries), default=(0, 0))
    promised = ".".join(map(str, product.GLIBC_FLOOR))
    found = f"{'.'.join(map(str, floor))}, promised {promised}"
    return Gate("glibc floor", floor <= product.GLIBC_FLOOR, found)


def position_independent(program: elf.Binary) -> Gate:
    """Let the system place the program's own code anywhere in memory, as it does with libraries."""
    found = "position independent" if program.pie else "linked to a fixed address"
    return Gate("program in memory", program.pie, found)


def no_build_path(folder: Path, paths: Sequence[str]) -> Gate:
    """Keep the places out where the program was built."""
    marks = [path.encode() for path in paths]
    found = [str(p.relative_to(folder)) for p in files_in(folder) if _holds(p, marks)]
    return _none("build paths", found)


def no_test_secret(folder: Path) -> Gate:
    """Keep keys and certificates out; the list of public authorities is no secret."""
    found = []
    for path in files_in(folder):
        name = path.relative_to(folder).as_posix()
        named = any(TEST_NAMES.search(part) for part in path.relative_to(folder).parts)
        if (named and not name.endswith(AUTHORITIES)) or _holds(path, TEST_SECRETS, text=True):
            found.append(name)
    return _none("test keys", found)


def selftest(folder: Path) -> Gate:
    """Ask the frozen program whether it is whole."""
    command = [str(folder / product.NAME), "selftest", "--json"]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        parts = json.loads(result.stdout)["parts"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError) as error:
        return Gate("selftest", met=False, found=type(error).__name__)
    broken = [f"{part['id']}: {part['message']}" for part in parts if not part["ok"]]
    found = "; ".join(broken) or f"{len(parts)} parts are whole"
    return Gate("selftest", result.returncode == 0 and not broken, found)


def identical(one: Path, other: Path) -> Gate:
    """Hold two builds of one source against each other, byte by byte."""
    names = {p.relative_to(one) for p in files_in(one)}
    odd = names ^ {p.relative_to(other) for p in files_in(other)}
    odd |= {n for n in names - odd if not cmp(one / n, other / n, shallow=False)}
    return _none("differences between two builds", [str(name) for name in sorted(odd)])


def gates(folder: Path, again: Path | None, deb: Path | None) -> Iterator[Gate]:
    """Try every gate on a frozen program, on a second build of it and on its Debian package."""
    files = files_in(folder)
    binaries = elf.read(path for path in files if elf.is_elf(path))
    yield size("frozen", sum(path.stat().st_size for path in files), INSTALLED_BYTES)
    yield no_forbidden(folder, (name for binary in binaries for name in binary.needed))
    yield no_foreign_modules(frozen_modules(folder / product.NAME))
    yield quick_start(folder / product.NAME)
    yield no_foreign_run_path(binaries)
    yield glibc(binaries)
    yield position_independent(*elf.read([folder / product.NAME]))
    yield no_build_path(folder, (str(product.ROOT), sys.prefix))
    yield no_test_secret(folder)
    yield selftest(folder)
    if deb is not None:
        yield size(".deb", deb.stat().st_size, DEB_BYTES)
        yield from installed(deb)
    if again is not None:
        yield identical(folder, again)


def installed(deb: Path) -> Iterator[Gate]:
    """Look at what a Debian package puts on a disk."""
    asked = ["dpkg-deb", "--fsys-tarfile", str(deb)]
    with (
        subprocess.Popen(asked, stdout=subprocess.PIPE) as unpacking,
        tarfile.open(fileobj=unpacking.stdout, mode="r|") as tar,
    ):
        sizes = [entry.size for entry in tar if entry.isfile()]
    yield size("installed", sum(sizes), INSTALLED_BYTES)
    yield count(len(sizes))


def gates_of_windows(folder: Path, dist: Path) -> Iterator[Gate]:
    """Try every gate on a frozen Windows program and on the installers in ``dist``."""
    files = files_in(folder)
    yield size("frozen", sum(path.stat().st_size for path in files), WINDOWS_BYTES)
    yield count(len(files), WINDOWS_FILES)
    yield no_forbidden(
        folder, (name for path in files if pe.is_pe(path) for name in pe.needed(path))
    )
    for name, console in ((product.NAME, True), (f"{product.NAME}-gui", False)):
        path = folder / f"{name}.exe"
        yield no_foreign_modules(frozen_modules(path), WINDOWS_MODULES)
        yield quick_start(path, "win32")
        yield presents_itself(pe.read(path), console=console)
    yield no_build_path(folder, (str(product.ROOT), str(PureWindowsPath(product.ROOT))))
    yield no_test_secret(folder)
    for kind, most in (("setup-x64.exe", SETUP_BYTES), ("x64.msi", MSI_BYTES)):
        for installer in dist.glob(f"*-{kind}"):
            yield size(installer.name, installer.stat().st_size, most)


def presents_itself(program: pe.Program, *, console: bool) -> Gate:
    """Hold manifest, version resource, icon and flags of a Windows program to what they must be."""
    texts = dict(program.texts)
    lacking = [f"manifest without {mark}" for mark in MANIFEST if mark not in program.manifest]
    lacking += [f"without {flag}" for flag in program.unhardened]
    if texts.get("ProductVersion") != product.VERSION or not texts.get("CompanyName"):
        lacking.append("no version resource")
    if not set(program.icons) >= ICON_HEIGHTS:
        lacking.append(f"icon of {program.icons}")
    if program.console is not console:
        lacking.append("wrong subsystem")
    return _none(f"{program.path.name} as Windows sees it, what is lacking", lacking)


def _none(name: str, found: Sequence[str]) -> Gate:
    return Gate(name, not found, ", ".join(found[:8]) or "none")


def _holds(path: Path, marks: Sequence[bytes], *, text: bool = False) -> bool:
    """Look for bytes in a file; with ``text``, not in binaries, whose libraries know the words."""
    content = path.read_bytes()
    if text and b"\0" in content[:4096]:
        return False
    return any(mark in content for mark in marks)


def main(argv: Sequence[str]) -> int:
    """Print the gates; return 0 when all are met."""
    parser = argparse.ArgumentParser(description="Gates of the frozen program.")
    parser.add_argument("--once", action="store_true", help="build no second time")
    parser.add_argument("--windows", metavar="FOLDER", type=Path, help="a Windows program")
    given = parser.parse_args(argv)
    if given.windows:
        found = gates_of_windows(given.windows, product.DIST)
    else:
        again = None if given.once else bundle.freeze(product.BUILD / "again")
        found = gates(bundle.FOLDER / product.NAME, again, next(product.DIST.glob("*.deb"), None))
    met = True
    for gate in found:
        print(f"{'met    ' if gate.met else 'NOT MET'} {gate.name}: {gate.found}", flush=True)
        met = met and gate.met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
