"""Set up, run, test and check h2r-link from a checkout, the same way on every system.

Needs nothing but Python: the first run makes ``.venv`` and installs the locked packages into it.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from glob import iglob
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit("h2r-link needs Python 3.11 or newer.")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
SUFFIX = ".exe" if os.name == "nt" else ""
PYTHON = SCRIPTS / f"python{SUFFIX}"
LOCKS = ROOT / "packaging" / "requirements"
LOCK_NAMES = (
    *("runtime", "build", "tools", "packaging", "lock", "audit", "fuzz", "mutate", "windows"),
)

SYSTEM_PACKAGES = ROOT / "packaging" / "debian-packages.toml"
GATED = ("domain", "connectwise", "linktest", "storage")
GATE_PERCENT = 98
PYTEST = ("pytest", "-n", "auto")


class SetupError(Exception):
    """The computer lacks something that could not be installed; the text says what to do."""


def run(args: Sequence[str]) -> int:
    """[ARG ...] start h2r-link ARG ...; alone and without a display: make the tour."""
    set_up("run")
    if not args and not has_display():
        args = ("tour", "build/tour")
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        say("There is no display: h2r-link makes its tour, a picture of every page, in build/tour.")
    return become([str(SCRIPTS / f"h2r-link{SUFFIX}"), *args])


def test(args: Sequence[str]) -> int:
    """[PYTEST ARG ...] run the tests; all of them, with the coverage gate, without ARG."""
    set_up("run", "test", tools=True)
    os.chdir(ROOT)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    # Each worker loads the same tests: what the first one has compiled is kept for the others.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # One more than processors: now and then a test waits.
    os.environ.setdefault("PYTEST_XDIST_AUTO_NUM_WORKERS", str((os.cpu_count() or 1) + 1))
    if args:  # tests of installers come in groups
        return become([str(PYTHON), "-m", *PYTEST, "--dist", "loadgroup", *args])
    coverage("erase")
    os.environ["MEASURE_COVERAGE"] = "1"  # read by tests/measuring.py
    tested = call([str(PYTHON), "-m", *PYTEST, "--dist", "worksteal"])
    combined = coverage("combine", "--quiet")
    return tested or combined or gate()


def gate() -> int:
    """Report how much of the program the tests reached; fail below the gate."""
    sys.stdout.flush()
    say(f"Branch coverage of {', '.join(GATED)} (needs {GATE_PERCENT} %):")
    included = ",".join(f"wizard/{layer}/*" for layer in GATED)
    return coverage("report", f"--include={included}", f"--fail-under={GATE_PERCENT}")


def check(_args: Sequence[str]) -> int:
    """Check format, lint, types and imports between layers; change nothing."""
    set_up(tools=True)
    os.chdir(ROOT)
    tools = (["ruff", "format", "--check"], ["ruff", "check"], ["mypy"])
    layers = call([str(SCRIPTS / f"lint-imports{SUFFIX}"), "--no-logo", "--no-cache"])
    return max(layers, *(call([str(PYTHON), "-m", *tool]) for tool in tools))


def bench(args: Sequence[str]) -> int:
    """[--runs N] [--only GROUP] [--no-peer] measure the program; a table and JSON."""
    set_up("run", "test", tools=True)
    os.chdir(ROOT)
    return become([str(PYTHON), "-m", "tests.benchmarks", *args])


def fuzz(args: Sequence[str]) -> int:
    """[--seconds N] [TARGET ...] look for bytes that break a parser; Linux only."""
    set_up("run", tools=True)
    once("fuzz", [LOCKS / "fuzz.txt"], lambda: install("fuzz"))
    os.chdir(ROOT)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return become([str(PYTHON), "-m", "tests.fuzz", *args])


def mutate(args: Sequence[str]) -> int:
    """[PATTERN ...] change the source, as wizard.domain.steps.*, and see whether a test notices."""
    set_up("run", tools=True)
    once("mutate", [LOCKS / "mutate.txt"], lambda: install("mutate"))
    os.chdir(ROOT)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
    return become([str(PYTHON), "-m", "mutmut", "run", "--max-children", "1", *args])


def package(args: Sequence[str]) -> int:
    """[KIND ...] make the installers of this system, in dist/."""
    set_up("run", "package", *systems_python())
    once("packaging", [LOCKS / "packaging.txt"], lambda: install("packaging"))
    if sys.platform == "linux" and set(args) <= {"freeze"}:
        once("bootloader", [LOCKS / "packaging.txt"], compile_bootloader)
    os.chdir(ROOT)
    return become([str(PYTHON), str(ROOT / "packaging" / "make.py"), *args])


def windows(args: Sequence[str]) -> int:
    """[run|test|freeze|package|smoke] [ARG ...] as a Windows program; on Linux under wine."""
    set_up("run", "test", "package", "windows", *systems_python(), tools=True)
    once("packaging", [LOCKS / "packaging.txt"], lambda: install("packaging"))
    if os.name != "nt":
        once("lock", [LOCKS / "lock.txt"], lambda: install("lock"))
    os.chdir(ROOT)
    return become([str(PYTHON), str(ROOT / "packaging" / "on_windows.py"), *args])


def languages(args: Sequence[str]) -> int:
    """[--check] bring the texts of all languages, and docs/faults.md, in step."""
    set_up(tools=True)
    return call([str(PYTHON), str(ROOT / "packaging" / "languages.py"), *args])


def pictures(_args: Sequence[str]) -> int:
    """Make the pictures of README.md anew from the tour."""
    set_up("run")
    return call([str(PYTHON), str(ROOT / "packaging" / "pictures.py")])


def lock(args: Sequence[str]) -> int:
    """[UV ARG ...] write the hashed locks anew from pyproject.toml."""
    set_up()
    once("lock", [LOCKS / "lock.txt"], lambda: install("lock"))
    os.chdir(ROOT)
    uv = [str(SCRIPTS / f"uv{SUFFIX}"), "pip", "compile", "--quiet", "--universal", "--no-config"]
    uv += ["--generate-hashes", "--python-version", "3.11"]
    uv += ["--custom-compile-command", "python3 dev.py lock", *args]
    constraints: list[str] = []
    for name in LOCK_NAMES:
        path = (LOCKS / f"{name}.txt").relative_to(ROOT).as_posix()
        source = ["pyproject.toml"] if name == "runtime" else ["--group", name]
        if failed := call([*uv, *source, *constraints, "--output-file", path]):
            return failed
        constraints += ["--constraint", path]
    return 0


def audit(args: Sequence[str]) -> int:
    """[PIP-AUDIT ARG ...] ask for known weaknesses of every locked package; needs the network."""
    set_up()
    once("audit", [LOCKS / "audit.txt"], lambda: install("audit"))
    locks = [part for name in LOCK_NAMES for part in ("-r", str(LOCKS / f"{name}.txt"))]
    hashed = ["--disable-pip", "--require-hashes", "--strict", "--progress-spinner", "off"]
    return become([str(PYTHON), "-m", "pip_audit", *hashed, *(args or locks)])


COMMANDS: Mapping[str, Callable[[Sequence[str]], int]] = {
    command.__name__: command
    for command in (
        *(run, test, check, bench, fuzz, mutate),
        *(package, windows, languages, pictures, lock, audit),
    )
}


def set_up(*groups: str, tools: bool = False) -> None:
    """Make whatever is missing of the system's packages, by their groups, and of ``.venv``.

    Raises:
        SetupError: something could not be installed.
    """
    if sys.platform == "linux":
        provide(system_packages("setup", *groups))
    once("packages", [LOCKS / "runtime.txt", LOCKS / "build.txt"], make_venv)
    once("project", [ROOT / "pyproject.toml", ROOT / "wizard" / "__init__.py"], install_project)
    if tools:
        once("tools", [LOCKS / "tools.txt"], lambda: install("tools"))


def system_packages(*groups: str) -> dict[str, str]:
    """Read the Debian packages of some groups, each with what shows that it is there."""
    import tomllib  # noqa: PLC0415 - not in the older Python that is greeted above

    text = SYSTEM_PACKAGES.read_text("utf-8").replace("{minor}", str(sys.version_info.minor))
    table = tomllib.loads(text)
    return {name: sign for group in groups for name, sign in table[group].items()}


def systems_python() -> list[str]:
    """Name the group of packages that freezing needs with Debian's own Python."""
    return ["freeze"] if sys.base_prefix == "/usr" else []


def once(name: str, inputs: Sequence[Path], act: Callable[[], None]) -> None:
    """Do a step of the set-up, unless its stamp says that it was finished with these inputs."""
    stamp = VENV / f"{name}.done"
    if stamp.is_file() and stamp.read_text("ascii") == fingerprint(inputs):
        return
    stamp.unlink(missing_ok=True)
    act()
    stamp.write_text(fingerprint(inputs), "ascii")


def fingerprint(inputs: Sequence[Path]) -> str:
    """Hash the inputs, the place of the checkout and the Python that ``.venv`` stands on."""
    content = [str(ROOT).encode(), str(PYTHON.resolve()).encode()]
    content += [path.read_bytes() for path in inputs]
    return hashlib.sha256(b"\0".join(content)).hexdigest()


def make_venv() -> None:
    """Make ``.venv`` anew, with the locked packages that the program needs.

    Raises:
        SetupError: Python cannot make it, or a package could not be installed.
    """
    say("Setting up .venv; the first time this takes a minute or two.")
    # The base interpreter: started from .venv itself, sys.executable is about to be cleared.
    base = getattr(sys, "_base_executable", sys.executable)
    if prepare([base, "-m", "venv", "--clear", str(VENV)]):
        raise SetupError(f"{base} could not make .venv; its own words stand above.")
    install("runtime", "build")


def install(*locks: str) -> None:
    """Install the packages of ``locks`` into ``.venv``, each checked against its hash."""
    say(f"Installing the locked packages: {', '.join(locks)}.")
    files = [part for name in locks for part in ("-r", str(LOCKS / f"{name}.txt"))]
    pip("--require-hashes", "--only-binary=:all:", *files)


def compile_bootloader() -> None:
    """Install PyInstaller from its locked source, so that the programs it makes on Linux are PIE.

    Its wheel brings a bootloader that was linked to a fixed address.

    Raises:
        SetupError: the source could not be fetched or compiled.
    """
    say("Compiling PyInstaller's bootloader as a position-independent program.")
    locked = re.search(r"(?m)^pyinstaller==(?:.*\\\n)*.*", (LOCKS / "packaging.txt").read_text())
    alone = VENV / "pyinstaller.txt"
    alone.write_text(locked[0] if locked else "")
    flags = {"PYINSTALLER_COMPILE_BOOTLOADER": "1", "CFLAGS": "-fPIE", "LINKFLAGS": "-pie"}
    # No cache: what lies there may have been compiled in another way.
    source = ["--no-binary=pyinstaller", "--no-build-isolation", "--no-cache-dir"]
    pip("--force-reinstall", "--no-deps", "--require-hashes", *source, "-r", str(alone), **flags)


def install_project() -> None:
    """Install this checkout into ``.venv``, so that changes to it count at once."""
    pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def pip(*args: str, **env: str) -> None:
    """Run ``pip install``, with ``env`` besides the environment.

    Raises:
        SetupError: it failed.
    """
    quietly = ["-qq", "--disable-pip-version-check", "--no-input"]
    if prepare([str(PYTHON), "-m", "pip", "install", *quietly, *args], **env):
        raise SetupError("pip could not install the packages; its own words stand above.")


def provide(packages: Mapping[str, str]) -> None:
    """Install those of the Debian ``packages`` whose content this computer lacks."""
    missing = [name for name, sign in packages.items() if not present(sign)]
    if missing:
        install_system_packages(missing)
    lacking = [name for name in missing if not present(packages[name])]
    if lacking:
        raise SetupError(f"These packages were installed but bring nothing: {' '.join(lacking)}.")


def present(sign: str) -> bool:
    """Tell whether a library loads, a file or a module exists, or a program is on the PATH."""
    if "/" in sign:
        return any(iglob(sign, recursive=True))
    if sign.endswith(".py"):
        invalidate_caches()
        return find_spec(sign.removesuffix(".py")) is not None
    if ".so" in sign:
        return loads(sign)
    return shutil.which(sign) is not None


def loads(library: str) -> bool:
    """Tell whether the system's loader finds a shared library and all that it needs."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_system_packages(names: Sequence[str]) -> None:
    """Install Debian packages as root.

    Raises:
        SetupError: not root (its text has the command to type), no apt-get, or apt-get failed.
    """
    update = ["apt-get", "update"]
    add = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    if shutil.which("apt-get") is None:
        raise SetupError(f"h2r-link needs what Debian packages as: {' '.join(names)}.")
    if os.name == "nt" or os.geteuid() != 0:
        typed = " && ".join(f"sudo {shlex.join(command)}" for command in (update, add))
        raise SetupError(f"System packages are missing. Type this, then start again:\n{typed}")
    say(f"Installing system packages: {' '.join(names)}.")
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    for _attempt in range(2):  # a mirror that changes during the first try is whole in the second
        if prepare(update) == 0 and prepare(add) == 0:
            return
    raise SetupError("apt-get could not install them; its own words stand above.")


def has_display() -> bool:
    """Tell whether a window can be shown."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def coverage(*args: str) -> int:
    """Run coverage; return its exit code."""
    return call([str(PYTHON), "-m", "coverage", *args])


def call(command: Sequence[str]) -> int:
    """Run a program as a part of this one; return its exit code."""
    return subprocess.run(command, check=False).returncode


def prepare(command: Sequence[str], **env: str) -> int:
    """Run a step of the set-up, which leaves standard input and output to the program."""
    nothing = subprocess.DEVNULL
    given = {**os.environ, **env}
    return subprocess.run(command, stdin=nothing, stdout=2, env=given, check=False).returncode


def become(command: list[str]) -> int:
    """Go on as another program: its input, output, signals and exit code are ours."""
    if os.name != "nt":
        os.execv(command[0], command)
    # On Windows exec would return to the shell at once, and Ctrl-C reaches the program by itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return call(command)


def say(text: str) -> None:
    """Tell the person at the terminal; standard output belongs to the program."""
    print(text, file=sys.stderr, flush=True)


def usage() -> str:
    """List the commands."""
    lines = [f"  {name:9} {command.__doc__}" for name, command in COMMANDS.items()]
    return "\n".join(["python3 dev.py COMMAND [ARG ...]", *lines])


def main(argv: Sequence[str]) -> int:
    """Carry out one command; return its exit code."""
    if argv[:1] in (["-h"], ["--help"]):
        print(usage())
        return 0
    if not argv or argv[0] not in COMMANDS:
        say(usage())
        return 2
    try:
        return COMMANDS[argv[0]](argv[1:])
    except SetupError as error:
        say(str(error))
        return 2
    except KeyboardInterrupt:
        say("Stopped. What is half done is done again next time.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
