"""The structure of the project: layers, README, and the isolation of the tests."""

from __future__ import annotations

import ast
import json
import os
import re
import socket
import subprocess
import sys
import threading
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard import __version__

ROOT = Path(__file__).resolve().parents[2]
WIZARD = ROOT / "wizard"

LAYERS = sorted(path.parent.name for path in WIZARD.glob("*/__init__.py"))
MODULES = sorted(WIZARD.rglob("*.py"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "packaging/RELEASE.md"])
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SECRET_VARIABLE = re.compile(r"[A-Z0-9]+_[A-Z0-9_]*(?:KEY|SECRET|TOKEN|PASSWORD|CLIENT_ID)S?")


def imported(path: Path) -> Iterator[str]:
    """Name every module that the file imports, late imports included."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            inside = base.split(".")[0] == "wizard"
            yield from (f"{base}.{alias.name}" for alias in node.names) if inside else (base,)


def anchors(page: Path) -> set[str]:
    """The names under which the headings of a page are found."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def modules_after(statement: str) -> set[str]:
    """Run a statement in a fresh Python; name the top modules that are loaded then."""
    code = f"{statement}\nimport sys\nprint(*sorted({{n.split('.')[0] for n in sys.modules}}))"
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return set(ended.stdout.split())


def test_layers_and_acyclic_packages_are_enforced() -> None:
    """The contracts are in pyproject.toml, [tool.importlinter]."""
    assert run_linter("pyproject.toml").returncode == 0


def test_a_layer_violation_is_detected(tmp_path: Path) -> None:
    """With the order of two layers swapped, a contract fails."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    swapped = text.replace(
        '"wizard.base",\n    "wizard.domain",', '"wizard.domain",\n    "wizard.base",'
    )
    assert swapped != text
    (tmp_path / "pyproject.toml").write_text(swapped, "utf-8")
    ended = run_linter(str(tmp_path / "pyproject.toml"))
    assert ended.returncode == 1
    assert "Imports point down the layers BROKEN" in ended.stdout


def run_linter(config: str) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [linter, "--no-logo", "--no-cache", "--config", config],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("layer", [name for name in LAYERS if name not in {"cli", "ui"}])
def test_a_layer_without_qt_loads_without_qt(layer: str) -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted((WIZARD / layer).rglob("*.py"))
        if path.name != "__init__.py"
    ]
    loaded = modules_after(f"import wizard.{layer}, {', '.join(names) or 'wizard'}")
    assert "wizard" in loaded
    assert loaded.isdisjoint({"PySide6", "shiboken6"})


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt asks for the system's proxy")
def test_the_check_command_loads_no_qt() -> None:
    names = "check_all, check_input, delete_data, practice"
    code = f"from wizard.cli import check, {names}"
    assert modules_after(code).isdisjoint({"PySide6", "shiboken6"})


def test_only_the_window_imports_qt() -> None:
    with_qt = {
        path.relative_to(WIZARD)
        for path in MODULES
        if {name.split(".")[0] for name in imported(path)} & {"PySide6", "shiboken6"}
    }
    assert {path.parts[0] for path in with_qt} == {"ui"}, with_qt


def test_every_run_time_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    for name in PROJECT["project"]["dependencies"]:
        assert re.search(rf'^    "{re.escape(name)}",  # \w', text, re.MULTILINE), name


def test_every_ignored_rule_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    for rule in PROJECT["tool"]["ruff"]["lint"]["ignore"]:
        assert re.search(rf'^    "{rule}",  # \w', text, re.MULTILINE), rule


def test_the_wheel_contains_the_program_and_its_resources(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*build, "--directory", str(tmp_path)], cwd=ROOT, check=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    assert {"wizard/__init__.py", "wizard/resources/rights.toml"} <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"wizard", "h2r_link"}


def test_the_readme_begins_with_the_two_commands() -> None:
    fence = re.search(r"```\w*\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert fence
    commands = [line.split("#")[0].strip() for line in fence[1].splitlines()]
    assert commands == ["python3 dev.py run", "python3 dev.py test"]


def test_the_pictures_show_this_version_and_are_small() -> None:
    """Between releases words may change; the tour's own test sees when a page looks different."""
    shown = json.loads((ROOT / "docs/pictures/shown.json").read_text("utf-8"))
    assert shown == {"version": __version__}, "python3 dev.py pictures"
    sizes = [path.stat().st_size for path in (ROOT / "docs/pictures").glob("*.png")]
    assert max(sizes) < 60_000
    assert sum(sizes) < 400_000


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a source archive has no attributes")
def test_git_for_windows_changes_no_file(tmp_path: Path) -> None:
    """Git for Windows converts line endings unless configured, also in packaged files."""
    clone = ["git", "clone", "-q", "--depth", "1", "-c", "core.autocrlf=true"]
    subprocess.run([*clone, ROOT.as_uri(), tmp_path / "clone"], check=True)
    ends = ["git", "-C", tmp_path / "clone", "ls-files", "--eol"]
    listed = subprocess.run(ends, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line for line in listed if "w/crlf" in line and "i/crlf" not in line] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_of_the_documentation_exists(page: Path) -> None:
    """Every picture, page and heading that a page of the documentation leads to."""
    for target in re.findall(r"(?:\]\(|src=\"|srcset=\")([^)\"]+)", page.read_text("utf-8")):
        if not target.startswith("https://"):
            name, _, heading = target.partition("#")
            found = page.parent / name if name else page
            assert found.exists(), target
            assert not heading or heading in anchors(found), target


def test_no_environment_variable_of_ours_carries_a_secret() -> None:
    reading = re.compile(r"""(?:environ(?:\.\w+)?|getenv)[\[(]\s*["'](\w+)""")
    read = {(path, name) for path in MODULES for name in reading.findall(path.read_text("utf-8"))}
    assert "XDG_RUNTIME_DIR" in {name for _, name in read}
    assert [(path, name) for path, name in read if SECRET_VARIABLE.fullmatch(name)] == []


def test_tests_use_their_own_home_folder() -> None:
    home = Path.home()
    assert home.name == "home"
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"):
        assert Path(os.environ[name]).parent == home.parent
    assert "PYTHON_KEYRING_BACKEND" not in os.environ


@pytest.mark.parametrize("host", ["example.com", b"example.com", "192.0.2.1", "2001:db8::1"])
def test_tests_cannot_resolve_other_hosts(host: str | bytes, only_this_computer: list[str]) -> None:
    with pytest.raises(BaseException, match=r"socket\.getaddrinfo"):
        socket.getaddrinfo(host, 443)
    assert len(only_this_computer) == 1
    only_this_computer.clear()


def test_tests_cannot_connect_to_other_hosts(only_this_computer: list[str]) -> None:
    with socket.socket() as tcp, pytest.raises(BaseException, match=r"connect: '192\.0\.2\.1'"):
        tcp.connect(("192.0.2.1", 443))
    with (
        socket.socket(type=socket.SOCK_DGRAM) as udp,
        pytest.raises(BaseException, match=r"sendto: '224\.0\.0\.1'"),
    ):
        udp.sendto(b"x", ("224.0.0.1", 9))
    assert only_this_computer == ["192.0.2.1", "224.0.0.1"]
    only_this_computer.clear()


def test_a_hidden_connection_from_a_thread_fails_the_test(only_this_computer: list[str]) -> None:
    def ask() -> None:
        try:
            socket.getaddrinfo("example.com", 443)
        except BaseException as error:  # noqa: BLE001 - the thread hides it as badly as it can
            del error

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert only_this_computer == ["example.com"]
    only_this_computer.clear()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_tests_can_connect_to_loopback(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if family == socket.AF_INET6 and not Path("/proc/net/if_inet6").exists():
        pytest.skip("no IPv6 on this computer")
    with socket.create_server((host, 0), family=family) as server:
        socket.create_connection((host, server.getsockname()[1])).close()
