"""The frozen program: what goes into it, how it is made, and one folder as the outcome."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TypeAlias

import images
import notices
import pe
import product
from wizard.base.language import TRANSLATIONS

FOLDER = product.BUILD / "frozen"
WORK = product.BUILD / "work"
# Where PySide6's own Python modules are unpacked to.
SIGNATURES = product.BUILD / "signatures"
# What PyInstaller collects: place in the program, where it was found, kind.
Entry: TypeAlias = tuple[str, str, str]

# Each system keeps secrets in its own vault; keyring's hook would bring every backend.
_VAULTS = {
    "linux": ("keyring.backends.SecretService", "secretstorage", "jeepney"),
    "win32": ("keyring.backends.Windows", "win32ctypes.pywin32.win32cred"),
    "darwin": ("keyring.backends.macOS", "keyring.backends.macOS.api"),
}
_BACKENDS = ("SecretService", "Windows", "chainer", "kwallet", "libsecret", "macOS", "null")
_UNUSED = (
    "PySide6.QtDBus", "PySide6.QtOpenGL", "PySide6.QtSql", "_bz2", "_lzma", "_pickle",
    "_posixshmem", "_uuid", "asyncio", "bz2", "curses", "decimal", "doctest",
    "ensurepip", "fractions", "ftplib", "gi", "lzma", "multiprocessing", "pdb", "pickle",
    "pydoc", "readline", "setuptools", "sqlite3", "statistics", "tkinter", "tracemalloc",
    "unittest", "urllib3.contrib.emscripten", "xmlrpc",
)  # fmt: skip
# On macOS Python itself reads the system's version with these.
_UNUSED_ELSEWHERE = ("plistlib", "pyexpat")
# Linux runs in UTF-8 mode in any locale, and the servers use UTF-8.
_CODECS = ("_codecs_cn", "_codecs_hk", "_codecs_iso2022", "_codecs_jp", "_codecs_kr", "_codecs_tw",
           "_multibytecodec")  # fmt: skip
# Python goes on without these: OpenSSL hashes, and Python's own code sorts and searches.
_OPTIONAL = ("_bisect", "_heapq", "_sha1", "_sha256", "_sha3", "_sha512", "grp")
_SPARED = {
    "linux": (*_UNUSED_ELSEWHERE, *_CODECS, *_OPTIONAL),
    "win32": _UNUSED_ELSEWHERE,
    "darwin": (),
}
# Hooks of PyInstaller that run before the program, its commands included, and import `inspect`,
# `pkgutil` and QtCore: so that the first two find files of Python's that nothing here asks for, and
# Qt its plug-ins, which PySide6 tells it itself. There are no modules of OpenSSL's inside.
_UNUSED_HOOKS = ("pyi_rth_inspect", "pyi_rth_pkgutil", "pyi_rth_cryptography_openssl")
# On macOS, whose bundle is laid out otherwise, this was not tried.
_UNUSED_HOOKS_ELSEWHERE = ("pyi_rth_pyside6",)
# Folder of Qt's plug-ins -> those a widget program uses; of the others none is taken.
_PLUGINS = {
    "iconengines": {"qsvgicon"},
    "imageformats": {"qsvg"},
    "platforminputcontexts": {
        "composeplatforminputcontextplugin",
        "ibusplatforminputcontextplugin",
    },
    "platforms": {"qcocoa", "qoffscreen", "qwayland", "qwindows", "qxcb"},
    "platformthemes": {"qxdgdesktopportal"},
    "styles": {"qmacstyle", "qmodernwindowsstyle"},
    "wayland-decoration-client": {"adwaita"},
    "wayland-shell-integration": {"xdg-shell"},
}
_UNUSED_LIBRARIES = (
    "libQt6Egl", "libQt6OpenGL", "Qt6OpenGL", "d3dcompiler", "opengl32sw",
)  # fmt: skip
_SOURCES = {".po", ".pot", ".typed"}
_CPP_RUNTIME = re.compile(r"(msvcp|vcruntime)140\w*\.dll", re.IGNORECASE)
# Python itself loads from the program's folder; PySide6 imports shiboken6 before anything else.
_LOADED_FIRST = (".", "shiboken6", "PySide6")


def vault_modules(system: str) -> tuple[str, ...]:
    """Return the modules of the system's vault, which nothing imports by name."""
    return _VAULTS[system]


def excluded_modules(system: str) -> list[str]:
    """Return the modules that stay out: other systems' vaults and the tools of the workbench."""
    backends = [f"keyring.backends.{name}" for name in _BACKENDS]
    others = [name for name in backends if name not in _VAULTS[system]]
    return [
        *_UNUSED,
        *_SPARED[system],
        *others,
        *sorted(notices.importable(locked=False) - {"wizard"}),
    ]


def runtime_hooks(system: str) -> list[str]:
    """Return the scripts that run before the program."""
    return [str(product.ROOT / "packaging/windows/running.py")] if system == "win32" else []


def unused_hooks(system: str) -> frozenset[str]:
    """Return the scripts of PyInstaller that stay out."""
    elsewhere = () if system == "darwin" else _UNUSED_HOOKS_ELSEWHERE
    return frozenset([*_UNUSED_HOOKS, *elsewhere])


def unpack_signatures() -> list[str]:
    """Unpack the Python modules that shiboken6 brings as source inside a library; name them.

    It compiles them at each start, a fifth of what importing Qt takes, unless there is something
    called ``files.dir`` beside it: then it imports them as any others. Source: shiboken6 6.11,
    ``signature_bootstrap.py``.
    """
    import PySide6.QtCore  # noqa: F401 - it makes shiboken6 unpack them
    import shibokensupport  # type: ignore[import-not-found]

    shutil.rmtree(SIGNATURES, ignore_errors=True)
    shibokensupport.__loader__.zfile.extractall(SIGNATURES)
    (SIGNATURES / "files.dir").write_text("shibokensupport is inside the program.\n", "ascii")
    sources = (path.relative_to(SIGNATURES) for path in SIGNATURES.rglob("shibokensupport/**/*.py"))
    names = (".".join(path.with_suffix("").parts) for path in sources)
    return sorted(name.removesuffix(".__init__") for name in names)


def data(system: str) -> list[tuple[str, str]]:
    """Return the files beside the code: source and folder inside the program."""
    files = [(str(product.ROOT / "resources"), "wizard/resources")]
    files += [(str(SIGNATURES / "files.dir"), "shiboken6")]
    # Linux packages keep the terms of the libraries where documents are.
    return files if system == "linux" else [*files, (str(notices.write(product.BUILD)), ".")]


def wanted(target: str, source: str) -> bool:
    """Tell whether a file that PyInstaller found belongs into the program.

    ``target`` is its place there, ``source`` where it was found.
    """
    place = PurePosixPath(target.replace("\\", "/"))
    if "plugins" in place.parts:
        kept = _PLUGINS.get(place.parent.name, set())
        return place.stem.removeprefix("lib") in kept
    if "translations" in place.parts:
        return place.stem.removeprefix("qtbase_") in TRANSLATIONS
    if any(part.endswith(".dist-info") for part in place.parts) or place.suffix in {
        ".po",
        ".pot",
        ".typed",
    }:
        return False
    if place.name.startswith(_UNUSED_LIBRARIES):
        return False
    return not _is_systems(place, source)


def one_cpp_runtime(entries: Sequence[Entry]) -> list[Entry]:
    """Keep one copy of each library of Microsoft's C++ run time, where PyInstaller found several.

    Windows takes a library of a name that is loaded already, wherever another copy lies, so only
    the place that is loaded first counts; it gets the newest copy, as whatever was compiled last
    needs it. Source: Microsoft, "Dynamic-link library search order", read 2026-11.
    """
    copies: dict[str, list[Entry]] = {}
    for entry in entries:
        name = _place(entry).name.lower()
        copies.setdefault(name if _CPP_RUNTIME.fullmatch(name) else entry[0], []).append(entry)
    return [_merged(same) for same in copies.values()]


def _merged(copies: Sequence[Entry]) -> Entry:
    if len(copies) == 1:
        return copies[0]
    target, _, kind = min(copies, key=lambda copy: _LOADED_FIRST.index(str(_place(copy).parent)))
    return target, max((copy[1] for copy in copies), key=lambda path: pe.version(Path(path))), kind


def _place(entry: Entry) -> PurePosixPath:
    return PurePosixPath(entry[0].replace("\\", "/"))


def _is_systems(place: PurePosixPath, source: str) -> bool:
    """A library of the distribution: the package depends on it, so that it is kept up to date."""
    library = len(place.parts) == 1 and ".so" in place.name and place.name.startswith("lib")
    return library and not place.name.startswith("libpython") and "site-packages" not in source


def icon(system: str) -> str | None:
    """Draw the program's icon in the form of the system; return where it is."""
    write = {"win32": images.write_ico, "darwin": images.write_icns}.get(system)
    if write is None:
        return None
    product.BUILD.mkdir(parents=True, exist_ok=True)
    path = product.BUILD / f"{product.NAME}.{'ico' if system == 'win32' else 'icns'}"
    write(path)
    return str(path)


def manifest(system: str) -> str | None:
    """Return the Windows manifest: no elevation, sharp on every screen, long paths."""
    path = product.ROOT / "packaging/windows/program.manifest"
    return path.read_text("utf-8") if system == "win32" else None


def freeze(folder: Path = FOLDER) -> Path:
    """Freeze the program into ``folder`` and return where the program's own folder is.

    Raises:
        CalledProcessError: PyInstaller or patchelf failed; their own words are on standard error.
        ModuleNotFoundError: the program imports a module that is left out.
    """
    shutil.rmtree(folder, ignore_errors=True)
    steady = {"SOURCE_DATE_EPOCH": str(product.source_date()), "PYTHONHASHSEED": "0"}
    steady |= {"PYTHONPATH": str(product.ROOT), "QT_QPA_PLATFORM": "offscreen"}
    # A cache of its own: PyInstaller's is shared and keeps libraries stripped by other versions.
    steady |= {"PYINSTALLER_CONFIG_DIR": str(product.BUILD / "cache")}
    if sys.platform == "linux":
        # Reading is quicker than unpacking, and packages are compressed as a whole. On Windows the
        # modules are in both programs, and Setup.exe would grow.
        steady |= {"PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0"}
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean"]
    command += ["--log-level", "ERROR", "--distpath", str(folder), "--workpath", str(WORK)]
    command += [str(product.ROOT / "packaging/h2r-link.spec")]
    subprocess.run(command, env=os.environ | steady, check=True)
    _refuse_gaps(WORK / product.NAME / f"warn-{product.NAME}.txt")
    if sys.platform == "linux":
        _forget_build_paths(folder / product.NAME)
    return folder / product.NAME


def _refuse_gaps(warnings: Path) -> None:
    """Compare what is left out with what the program imports, as PyInstaller noted it."""
    left_out = set(excluded_modules(sys.platform))
    text = warnings.read_text("utf-8")
    noted = re.findall(r"(?m)^\w+ module named '?([\w.]+)'? - (imported by .*)$", text)
    for module, importers in noted:
        if "wizard" in importers and left_out & {module, module.partition(".")[0]}:
            raise ModuleNotFoundError(f"{module} is left out, but {importers}")


def _forget_build_paths(folder: Path) -> None:
    """Remove the library paths of the machine that built Python, in the header and as bytes."""
    foreign = [str(path) for path in _libraries(folder) if _run_path(path).startswith("/")]
    if foreign:
        # Removing alone leaves the text in the file; a shorter one is written over it first.
        subprocess.run(["patchelf", "--set-rpath", "$ORIGIN", *foreign], check=True)
        subprocess.run(["patchelf", "--remove-rpath", *foreign], check=True)


def _libraries(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.so*")):
        if path.is_file() and not path.is_symlink():
            yield path


def _run_path(path: Path) -> str:
    asked = ["patchelf", "--print-rpath", str(path)]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout
