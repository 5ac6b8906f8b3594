"""A CPython for Windows on Linux, out of packages that pip can check by their hashes.

The library, extension modules, OpenSSL and the C runtime are the official ones, from the folder
``deploy_libs`` of panda3d's Windows wheel, which freezes programs with them; the standard library
is the running Python's own, of the same minor version. What is missing to start them under wine
is compiled from ``shims/`` and for tests only.
"""

from __future__ import annotations

import email.utils
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path, PurePosixPath

VERSION = f"{sys.version_info.major}{sys.version_info.minor}"
SHIMS = Path(__file__).parent / "shims"
COMPILER = "x86_64-w64-mingw32-gcc-posix"
SIGNER = "CN=Python Software Foundation"
_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
_LIBRARY = f"python{VERSION}.dll"
# Python 3.12 and newer asks _wmi at start; wine 8 aborts there, and Python does without it.
_LEFT_OUT = {"_tkinter.pyd", "_wmi.pyd"}
_BESIDE_MODULES = ("libffi", "libcrypto", "libssl", "sqlite3")
_NOT_COPIED = ("__pycache__", "test", "lib-dynload", "config-*", "site-packages", "idlelib",
               "_sysconfigdata*", "turtledemo", "lib2to3")  # fmt: skip


class NotGenuineError(Exception):
    """A library does not carry the signature of the Python Software Foundation."""


def build(wheel: Path, target: Path) -> None:
    """Make a Windows Python in ``target``, without packages.

    Raises:
        CalledProcessError: a tool of mingw failed; its own words are on standard error.
        NotGenuineError: Python's library is not the one that its makers signed.
    """
    shutil.rmtree(target, ignore_errors=True)
    (target / "DLLs").mkdir(parents=True)
    _unpack(wheel, target)
    verify(target / _LIBRARY)
    standard = sysconfig.get_path("stdlib")
    shutil.copytree(standard, target / "Lib", ignore=shutil.ignore_patterns(*_NOT_COPIED))
    shutil.copy(SHIMS / "sitecustomize.py", target / "Lib")
    (target / "Lib/site-packages").mkdir()
    _compile(target)


def verify(library: Path) -> None:
    """Hold a library against the signature of its makers, without the network.

    Raises:
        NotGenuineError: the signature is another's, or the library was changed after it was signed.
    """
    output = _asked("osslsigncode", "verify", "-in", str(library), "-p", "http://127.0.0.1:9")
    digests = re.findall(r"(?:Current|Calculated) message digest *: (\w+)", output)
    if len(digests) != 2 or digests[0] != digests[1] or SIGNER not in output:
        raise NotGenuineError(f"{library.name} is not as the Python Software Foundation signed it.")
    # Older ones cannot be kept from requesting certificate revocation lists from the network.
    if "-ignore-crl" in _asked("osslsigncode", "verify", "--help"):
        signed = re.search(r"Timestamp time: (.+)", output)
        when = email.utils.parsedate_to_datetime(_as_mail_writes(signed[1])) if signed else None
        options = ["-CAfile", _AUTHORITIES, "-ignore-timestamp", "-ignore-crl"]
        options += ["-time", str(int(when.timestamp()))] if when else []
        command = ["osslsigncode", "verify", *options, "-in", str(library)]
        if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
            raise NotGenuineError(f"The signature of {library.name} does not lead to an authority.")


def _as_mail_writes(date: str) -> str:
    """Turn "Apr  2 12:32:09 2024 GMT" into "2 Apr 2024 12:32:09 GMT"."""
    month, day, clock, year, zone = date.split()
    return f"{day} {month} {year} {clock} {zone}"


def _unpack(wheel: Path, target: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            name = PurePosixPath(member).name
            if (place := _place(PurePosixPath(member))) is not None:
                (target / place / name).write_bytes(archive.read(member))


def _place(member: PurePosixPath) -> str | None:
    """Return the folder of a file of the wheel in an installed Python; None: not needed."""
    name = member.name
    if member.parent.name != "deploy_libs" or name in _LEFT_OUT:
        return None
    if name == _LIBRARY or name.lower().startswith("vcruntime"):
        return ""
    return "DLLs" if name.endswith(".pyd") or name.startswith(_BESIDE_MODULES) else None


def _compile(target: Path) -> None:
    resource, forward = target / "python.res", target / "python3.def"
    _run("x86_64-w64-mingw32-windres", SHIMS / "python.rc", "-O", "coff", "-o", resource)
    for name, how in (("python", []), ("pythonw", ["-mwindows", "-DWINDOWED"])):
        parts = [SHIMS / "python.c", resource, target / _LIBRARY]
        _run(COMPILER, "-municode", *how, "-O1", "-s", "-o", target / f"{name}.exe", *parts)
    # Every name of python3XX.dll, passed on: what is built for "any Python 3" asks python3.dll.
    names = "".join(f"  {name} = python{VERSION}.{name}\n" for name in _exported(target / _LIBRARY))
    forward.write_text(f"LIBRARY python3\nEXPORTS\n{names}", "ascii")
    empty = target / "empty.c"
    empty.write_text(
        "int __stdcall DllMainCRTStartup(void *a, unsigned b, void *c) { return 1; }\n"
    )
    _run(COMPILER, "-shared", "-nostdlib", "-s", "-o", target / "python3.dll", empty, forward)
    for name in ("icuuc", "bcryptprimitives"):
        options = ["-shared", "-nostartfiles", "-O1", "-s", "-Wl,-e,DllMainCRTStartup"]
        library = [SHIMS / f"{name}.c", "-ladvapi32"]
        _run(COMPILER, *options, "-o", target / f"{name}.dll", *library)
    for path in (resource, forward, empty):
        path.unlink()


def _exported(library: Path) -> list[str]:
    import pefile

    with pefile.PE(str(library)) as read:
        return [entry.name.decode("ascii") for entry in read.DIRECTORY_ENTRY_EXPORT.symbols]


def _run(*command: object) -> None:
    subprocess.run([str(part) for part in command], cwd=SHIMS, check=True)


def _asked(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
