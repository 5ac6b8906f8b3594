"""The .deb on a real system: installed, used, upgraded, purged."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.packaged import smoke
from tests.packaged.conftest import made, need

pytest.importorskip("PyInstaller", reason="python3 dev.py package installs it")
if sys.platform != "linux":
    pytest.skip("Linux packages", allow_module_level=True)

import product
from linux import deb
from product import FILE_TYPE
from wizard.domain.draft import new_draft
from wizard.storage import capsules
from wizard.storage.vault.vault import MemoryVault

pytestmark = [pytest.mark.xdist_group("system"), pytest.mark.usefixtures("root_only")]
APT = ["apt-get", "-qq", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"]
ENTRY = Path("/usr/share/applications/h2r-link.desktop")
LIMIT_S = 60


def run(command: list[str], **more: object) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)
    assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


def traces() -> set[str]:
    """Everything of the package on this system, also what dpkg itself remembers."""
    roots = ["/usr", "/etc", "/opt", "/var/lib", "/var/cache", "/var/log/h2r-link"]
    found = run(["find", *[r for r in roots if Path(r).exists()], "-name", "*h2r*link*"])
    ours = {line for line in found.splitlines() if "/site-packages/" not in line}
    return {line for line in ours if not line.startswith("/var/cache/apt")}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The package as it is handed out, and the same program as an older version."""
    need("apt-get", "dpkg-deb")
    newest = made("*.deb").resolve()
    if os.geteuid() != 0:
        return newest, newest
    folder = tmp_path_factory.mktemp("older")
    run(["dpkg-deb", "--raw-extract", str(newest), str(folder / "root")])
    leftover = folder / "root/usr/lib/h2r-link/_internal/gone-in-the-next-version"
    leftover.write_text("x")
    shutil.rmtree(folder / "root/DEBIAN")
    return deb.build(folder / "root", folder, "0.0.1", pack="none"), newest


@pytest.fixture(scope="module")
def clean() -> Iterator[None]:
    """A system without h2r-link, before and after."""
    purge = [*APT, "purge", product.NAME]
    if os.geteuid() == 0:
        subprocess.run(purge, capture_output=True, check=False)
    yield
    if os.geteuid() == 0:
        subprocess.run(purge, capture_output=True, check=False)


def wait_for(true: Callable[[], object], what: str) -> None:
    end = time.monotonic() + LIMIT_S
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.1)


@contextmanager
def screen(home: Path) -> Iterator[dict[str, str]]:
    """An X server of its own; yields the environment of programs on it."""
    env = {**smoke.surroundings(home), "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
    display, write_end = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(write_end),
            "-screen",
            "0",
            "1280x1024x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(display) as file:
        env |= {"DISPLAY": f":{file.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
    try:
        yield env
    finally:
        server.terminate()
        server.wait(timeout=20)


def windows(env: dict[str, str]) -> dict[str, str]:
    """The windows on a screen: id and title."""

    def output_of(*command: str) -> str:
        done = subprocess.run(
            ["xdotool", *command], capture_output=True, text=True, env=env, check=False
        )
        return done.stdout.strip()

    found = output_of("search", "--onlyvisible", "--name", ".").split()
    return {one: output_of("getwindowname", one) for one in found}


def started_from_the_menu(home: Path) -> str:
    """Start what the menu starts, wait for its window, close it; return the window's title."""
    (line,) = [row for row in ENTRY.read_text().splitlines() if row.startswith("Exec=")]
    command = shlex.split(line.removeprefix("Exec=").removesuffix(" %f"))
    with screen(home) as env:
        program = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
        try:
            wait_for(lambda: windows(env) or program.poll() is not None, "no window came")
            return next(iter(windows(env).values()), "")
        finally:
            program.send_signal(signal.SIGTERM)
            try:
                program.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                program.kill()
                program.communicate()


def opened_by_its_type(file: Path, home: Path) -> set[str]:
    """Open a file as a double click does; return the titles once a dialog has come."""
    assert FILE_TYPE in run(["gio", "info", "-a", "standard::content-type", str(file)])
    assert "Default application for" in run(["gio", "mime", FILE_TYPE])
    with screen(home) as env:
        # The program inherits what gio writes to: a pipe would only end with it.
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["gio", "open", str(file)], env=env, check=True, **quiet)
        wait_for(lambda: len(windows(env)) > 1, "no dialog came")
        found = windows(env)
        pid = run(["xdotool", "getwindowpid", next(iter(found))], env=env).strip()
        os.kill(int(pid), signal.SIGTERM)
        wait_for(lambda: not Path(f"/proc/{pid}").exists(), "it does not end")
        return set(found.values())


def request(folder: Path) -> Path:
    """A request of a colleague."""
    draft = replace(
        new_draft(datetime.now(UTC)), site="https://na.myconnectwise.net", company_id="contoso"
    )
    path = folder / "contoso.h2rlink"
    capsules.make_request(
        MemoryVault(), draft, "Alice", datetime.now(UTC), path, wants_client_id=False
    )
    return path


def test_the_package_installs_works_upgrades_and_purges(
    clean: None, packages: tuple[Path, Path], tmp_path: Path
) -> None:
    need("Xvfb", "xdotool", "gio", "update-mime-database", "update-desktop-database")
    older, newest = packages
    before = traces()
    run([*APT, "install", str(older)])
    assert "0.0.1" in run(["dpkg-query", "--show", product.NAME])
    draft = tmp_path / "h2r-link/connections/kept.json"
    draft.parent.mkdir(parents=True)
    draft.write_text('{"version": 1}')

    run([*APT, "install", str(newest)])
    assert product.VERSION in run(["dpkg-query", "--show", product.NAME])
    assert not list(Path("/usr/lib/h2r-link").rglob("gone-in-the-next-version"))
    assert draft.read_text() == '{"version": 1}'

    print(smoke.walk("/usr/bin/h2r-link", tmp_path))
    assert started_from_the_menu(tmp_path) == product.TITLE
    titles = opened_by_its_type(request(tmp_path), tmp_path)
    assert titles == {product.TITLE, "A colleague needs your help"}
    assert f"h2r-link {product.VERSION}" in run(["/usr/bin/h2r-link", "--version"])

    run([*APT, "purge", product.NAME])
    assert traces() == before
    assert FILE_TYPE not in Path("/usr/share/applications/mimeinfo.cache").read_text()
    assert not Path("/usr/lib/h2r-link").exists()
    assert draft.is_file()
