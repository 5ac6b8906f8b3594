"""``dev.py`` sets up once, passes arguments unchanged, and explains failures."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    *("dev.py", "pyproject.toml", "wizard/__init__.py"),
    *("packaging/debian-packages.toml", "packaging/requirements"),
)
COMMANDS = [
    *("run", "test", "check", "bench", "fuzz", "mutate", "package", "windows", "languages"),
    *("pictures", "lock", "audit"),
]
PROGRAM = """#!{python}
import json, os, sys
if sys.argv[1:] == ["wait"]:
    import signal
    signal.pthread_sigmask(signal.SIG_BLOCK, {{signal.SIGTERM, signal.SIGINT}})
    print("ready", flush=True)
    came = signal.sigtimedwait({{signal.SIGTERM, signal.SIGINT}}, 20)
    print(came and signal.Signals(came.si_signo).name, flush=True)
    sys.exit(7)
print(json.dumps([sys.argv[1:], sys.stdin.read(), os.environ.get("QT_QPA_PLATFORM")]))
sys.exit(3)
"""
APT_GET = """#!/bin/sh
echo "$@" >> {log}
[ "$1" = update ] || [ "$(grep -c install {log})" -ge {good_try} ] || exit 100
[ "$1" = update ] || touch {sign}
"""
posix = pytest.mark.skipif(os.name == "nt", reason="the stand-in programs are scripts")


def load(checkout: Path) -> ModuleType:
    """Import the ``dev.py`` of a checkout."""
    spec = importlib.util.spec_from_file_location("dev_under_test", checkout / "dev.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what ``dev.py`` reads, with a Python in ``.venv`` but nothing installed."""
    root = tmp_path / "a checkout"
    for part in PARTS:
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, root / part)
    python = load(root).PYTHON
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return root


@pytest.fixture
def steps(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, list[str]]:
    """The ``dev.py`` of the checkout, with set-up steps that only note their names."""
    dev, done = load(checkout), list[str]()
    monkeypatch.setattr(dev, "make_venv", lambda: done.append("packages"))
    monkeypatch.setattr(dev, "install_project", lambda: done.append("project"))
    monkeypatch.setattr(dev, "install", done.append)
    return dev, done


@pytest.fixture
def ready(checkout: Path, steps: tuple[ModuleType, list[str]]) -> Path:
    """A checkout that is set up, with a stand-in for h2r-link."""
    dev, _ = steps
    dev.set_up(tools=True)
    program = dev.SCRIPTS / "h2r-link"
    program.write_text(PROGRAM.format(python=sys.executable))
    program.chmod(0o755)
    return checkout


def start(
    checkout: Path, *args: str, display: str = "", stdin: int = subprocess.PIPE
) -> subprocess.Popen[str]:
    away = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in away}
    return subprocess.Popen(
        [sys.executable, str(checkout / "dev.py"), *args],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment | ({"DISPLAY": display} if display else {}),
    )


def finish(program: subprocess.Popen[str], typed: str | None = None) -> tuple[str, str]:
    try:
        return program.communicate(typed, timeout=30)
    except subprocess.TimeoutExpired:
        program.kill()
        raise


@posix
def test_a_subcommand_gets_its_arguments_unchanged_and_needs_no_display(ready: Path) -> None:
    with start(ready, "run", "check", "--from", "-", "--json", "a b", "") as program:
        out, err = finish(program, "five values\n")
    assert json.loads(out) == [["check", "--from", "-", "--json", "a b", ""], "five values\n", None]
    assert (err, program.returncode) == ("", 3)


@posix
@pytest.mark.skipif(sys.platform != "linux", reason="a display can be missing on Linux only")
def test_without_a_display_it_says_so_and_runs_the_tour(ready: Path) -> None:
    with start(ready, "run") as program:
        out, err = finish(program, "")
    assert json.loads(out) == [["tour", "build/tour"], "", "offscreen"]
    assert "no display" in err
    assert len(err.splitlines()) == 1
    assert program.returncode == 3


@posix
def test_with_a_display_the_window_opens(ready: Path) -> None:
    with start(ready, "run", display=":99") as program:
        out, err = finish(program, "")
    assert json.loads(out) == [[], "", None]
    assert err == ""


def test_the_bootloader_is_compiled_from_the_locked_source_alone(
    steps: tuple[ModuleType, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    dev, _ = steps
    asked: list[tuple[tuple[str, ...], dict[str, str]]] = []
    monkeypatch.setattr(dev, "pip", lambda *args, **env: asked.append((args, env)))
    dev.compile_bootloader()
    ((args, env),) = asked
    assert {"--require-hashes", "--no-deps", "--no-cache-dir", "--no-binary=pyinstaller"} <= {*args}
    assert (env["CFLAGS"], env["LINKFLAGS"]) == ("-fPIE", "-pie")
    locked = r"pyinstaller==[0-9.]+( \\\n +--hash=sha256:[0-9a-f]{64})+"
    assert re.fullmatch(locked, Path(args[-1]).read_text("utf-8"))


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_reaches_the_program(ready: Path, number: signal.Signals) -> None:
    with start(ready, "run", "wait", stdin=subprocess.DEVNULL) as program:
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
        program.send_signal(number)
        out, _ = finish(program)
    assert (out.strip(), program.returncode) == (number.name, 7)


def test_setup_runs_once(steps: tuple[ModuleType, list[str]]) -> None:
    dev, done = steps
    dev.set_up()
    dev.set_up()
    assert done == ["packages", "project"]
    dev.set_up(tools=True)
    dev.set_up(tools=True)
    assert done == ["packages", "project", "tools"]


@pytest.mark.parametrize(
    ("command", "started"),
    [
        ("fuzz", ["-m", "tests.fuzz", "--seconds", "5"]),
        ("mutate", ["-m", "mutmut", "run", "--max-children", "1", "--seconds", "5"]),
    ],
)
def test_tools_of_one_command_are_set_up_by_that_command_once(
    steps: tuple[ModuleType, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    started: list[str],
) -> None:
    dev, done = steps
    became: list[list[str]] = []
    monkeypatch.chdir(dev.ROOT)
    monkeypatch.setattr(dev, "provide", lambda packages: None)
    monkeypatch.setattr(dev, "become", lambda argv: became.append(argv[1:]) or 0)
    for name in ("QT_QPA_PLATFORM", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.setenv(name, "")
    dev.COMMANDS[command](["--seconds", "5"])
    dev.COMMANDS[command](["--seconds", "5"])
    assert done == ["packages", "project", "tools", command]
    assert became == [started, started]


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("packaging/requirements/runtime.txt", ["packages"]),
        ("packaging/requirements/build.txt", ["packages"]),
        ("packaging/requirements/tools.txt", ["tools"]),
        ("pyproject.toml", ["project"]),
        ("wizard/__init__.py", ["project"]),
        ("packaging/requirements/lock.txt", []),
    ],
)
def test_only_changed_parts_are_set_up_again(
    checkout: Path, steps: tuple[ModuleType, list[str]], changed: str, again: list[str]
) -> None:
    dev, done = steps
    dev.set_up(tools=True)
    done.clear()
    with (checkout / changed).open("a") as file:
        file.write("\n# changed\n")
    dev.set_up(tools=True)
    assert done == again


def test_an_interrupted_setup_is_repeated(
    steps: tuple[ModuleType, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    dev, done = steps

    def interrupted() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(dev, "make_venv", interrupted)
        patch.setattr(dev, "provide", lambda packages: None)
        assert dev.main(["run"]) == 130
    dev.set_up()
    assert done == ["packages", "project"]


@posix
def test_a_missing_python_is_replaced(steps: tuple[ModuleType, list[str]]) -> None:
    dev, done = steps
    dev.set_up()
    dev.PYTHON.unlink()
    dev.PYTHON.symlink_to("/nowhere/python3.10")
    done.clear()
    dev.set_up()
    assert done == ["packages", "project"]


def test_a_moved_checkout_is_set_up_again(checkout: Path, ready: Path, tmp_path: Path) -> None:
    moved = load(checkout.rename(tmp_path / "elsewhere"))
    inputs = [moved.LOCKS / "runtime.txt", moved.LOCKS / "build.txt"]
    done: list[str] = []
    moved.once("packages", inputs, lambda: done.append("packages"))
    assert done == ["packages"]


def test_setup_does_not_touch_the_program_input_and_output(
    capfd: pytest.CaptureFixture[str],
) -> None:
    dev = load(ROOT)
    code = "import sys; print(repr(sys.stdin.read()))"
    assert dev.prepare([sys.executable, "-c", code]) == 0
    assert capfd.readouterr() == ("", "''\n")


@posix
@pytest.mark.parametrize("good_try", [1, 2])
def test_root_gets_missing_packages_installed_with_one_retry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good_try: int
) -> None:
    dev, log, sign = load(ROOT), tmp_path / "log", tmp_path / "library"
    stand_in(tmp_path, monkeypatch, log=log, sign=sign, good_try=good_try)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    dev.provide({"there": f"{tmp_path}/*", "missing": str(sign)})
    once = ["update", "install -y --no-install-recommends missing"]
    assert log.read_text().splitlines() == once * good_try


@posix
def test_a_failed_installation_gives_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev, log, sign = load(ROOT), tmp_path / "log", tmp_path / "library"
    stand_in(tmp_path, monkeypatch, log=log, sign=sign, good_try=3)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(dev.SetupError, match="apt-get could not install"):
        dev.provide({"missing": str(sign)})
    assert log.read_text().count("update") == 2


@posix
def test_other_users_are_shown_the_command_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev, log, sign = load(ROOT), tmp_path / "log", tmp_path / "library"
    stand_in(tmp_path, monkeypatch, log=log, sign=sign, good_try=1)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(dev.SetupError) as raised:
        dev.provide({"libone": str(sign), "libtwo": "libnothing.so.9"})
    assert str(raised.value).splitlines()[1:] == [
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libone libtwo"
    ]
    assert not log.exists()


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, **values: object) -> None:
    """Put an ``apt-get`` on the PATH that only notes what it was asked."""
    program = folder / "programs" / "apt-get"
    program.parent.mkdir()
    program.write_text(APT_GET.format(**values))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


@posix
def test_presence_is_checked_not_guessed(tmp_path: Path) -> None:
    present = load(ROOT).present
    (tmp_path / "deep" / "down").mkdir(parents=True)
    (tmp_path / "deep" / "down" / "font.ttf").touch()
    assert present(f"{tmp_path}/**/*.[to]tf")
    assert not present(f"{tmp_path}/**/*.woff")
    assert present("ensurepip.py")
    assert not present("nosuchmodule.py")
    assert present("sh")
    assert not present("no-such-program")
    assert not present("libnothing.so.9")


@pytest.mark.skipif(sys.platform != "linux", reason="shared libraries of Linux")
def test_a_shared_library_is_found_by_loading_it() -> None:
    assert load(ROOT).present("libc.so.6")


def test_no_package_starts_a_daemon() -> None:
    dev = load(ROOT)
    assert "dbus-x11" not in dev.system_packages("setup", "run", "test", "package", "freeze")


def test_packages_are_named_for_the_python_that_runs() -> None:
    named = load(ROOT).system_packages("setup", "freeze")
    assert set(named) == {
        f"{n}3.{sys.version_info.minor}{e}" for n, e in (("python", "-venv"), ("libpython", ""))
    }


def test_every_command_has_a_line_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    dev = load(ROOT)
    assert dev.main(["--help"]) == 0
    listed = capsys.readouterr().out.splitlines()[1:]
    assert [line.split()[0] for line in listed] == COMMANDS


@pytest.mark.parametrize("args", [[], ["tset"]])
def test_an_unknown_command_lists_the_known_ones(
    args: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(ROOT).main(args) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "dev.py COMMAND" in err
