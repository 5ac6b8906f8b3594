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
from pathlib import Path

import pytest

from tests.packaged import smoke
from tests.packaged.conftest import made, need

pytest.importorskip("PyInstaller", reason="python3 dev.py package installs it")
if sys.platform != "linux":
    pytest.skip("Linux packages", allow_module_level=True)

import product
from linux import deb

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


def started_from_the_menu(home: Path) -> str:
    """Start what the menu starts, wait for its window, close it; return the window's title."""
    (line,) = [row for row in ENTRY.read_text().splitlines() if row.startswith("Exec=")]
    command = shlex.split(line.removeprefix("Exec=").removesuffix(" %f"))
    env = {**smoke.surroundings(home), "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
    display, told = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(told), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        pass_fds=[told],
        stderr=subprocess.DEVNULL,
    )
    os.close(told)
    with os.fdopen(display) as file:
        env |= {"DISPLAY": f":{file.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
    look = ["xdotool", "search", "--onlyvisible", "--name", "."]

    def title() -> str:
        found = subprocess.run(look, capture_output=True, text=True, env=env, check=False).stdout
        if not found:
            return ""
        named = ["xdotool", "getwindowname", found.split()[0]]
        return subprocess.run(
            named, capture_output=True, text=True, env=env, check=False
        ).stdout.strip()

    program = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    try:
        wait_for(lambda: title() or program.poll() is not None, "no window came")
        return title()
    finally:
        program.send_signal(signal.SIGTERM)
        try:
            program.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            program.kill()
            program.communicate()
        server.terminate()
        server.wait(timeout=20)


def test_install_use_upgrade_purge(
    clean: None, packages: tuple[Path, Path], tmp_path: Path
) -> None:
    need("Xvfb", "xdotool")
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
    assert f"h2r-link {product.VERSION}" in run(["/usr/bin/h2r-link", "--version"])

    run([*APT, "purge", product.NAME])
    assert traces() == before
    assert not Path("/usr/lib/h2r-link").exists()
    assert draft.is_file()
