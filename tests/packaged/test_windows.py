"""Both Windows installers, compiled here and run under wine around a stand-in program.

Wine knows no account SYSTEM and no unelevated user: what hangs on those is shown on Windows only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.packaged.conftest import need
from tests.packaged.wine import ENTRY, LIMIT_S, WINE, Windows

pytest.importorskip("PyInstaller", reason="python3 dev.py package installs it")
if sys.platform != "linux":
    pytest.skip("wine on Linux", allow_module_level=True)

import product
from windows import msi, setup

pytestmark = pytest.mark.xdist_group("wine")
COMPILER = "x86_64-w64-mingw32-gcc-posix"
STUB = Path(__file__).parent / "stub.c"
RUNNING, NEWER, FOLDER = 3, 4, 5
FATAL = 1603 % 256  # what is left of the Windows Installer's code on Linux


@dataclass(frozen=True)
class Installers:
    """An older version, which brought one file more, and this one."""

    older: Path
    newest: Path


def stand_in(folder: Path, version: str, *more: str) -> Path:
    """Compile the program that stands in for the frozen one."""
    for name in ("h2r-link", "h2r-link-gui"):
        target = folder / f"{name}.exe"
        target.parent.mkdir(parents=True, exist_ok=True)
        options = ["-O1", "-s", "-Wl,--no-insert-timestamp", f'-DVERSION="{version}"']
        subprocess.run([COMPILER, *options, "-o", target, STUB], check=True)
    for name in ("_internal/wizard/resources/rights.toml", *more):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(version)
    return folder


@pytest.fixture(scope="module")
def payloads(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    need(COMPILER, "makensis", "wixl", "msibuild")
    folder = tmp_path_factory.mktemp("payload")
    older = stand_in(folder / "older", "0.0.9", "_internal/stale/gone.txt")
    return older, stand_in(folder / "newest", product.VERSION)


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    if not WINE.is_file():
        pytest.skip("needs wine64: python3 dev.py package installs it")
    made = Windows(tmp_path_factory.mktemp("wine"))
    # Stays, so that not every program starts Windows anew.
    subprocess.run([WINE.with_name("wineserver"), "-p"], env=made.env, check=True)
    made.run("wineboot", "--init")
    yield made
    subprocess.run([WINE.with_name("wineserver"), "-k"], env=made.env, check=False)


@pytest.fixture(scope="module")
def setups(payloads: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Installers:
    folder = tmp_path_factory.mktemp("setup")
    older = setup.build(payloads[0], folder, "0.0.9")
    return Installers(older, setup.build(payloads[1], folder))


@pytest.fixture(scope="module")
def packages(payloads: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Installers:
    folder = tmp_path_factory.mktemp("msi")
    older = msi.build(payloads[0], folder, "0.0.9")
    return Installers(older, msi.build(payloads[1], folder))


@pytest.fixture
def running(windows: Windows) -> Iterator[None]:
    """The program runs, started from somewhere."""
    program = windows.drive / "running.exe"
    subprocess.run([COMPILER, "-O1", "-s", '-DVERSION="0"', "-o", program, STUB], check=True)
    command = [str(WINE), str(program), "wait"]
    with subprocess.Popen(
        command,
        env=windows.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline().strip() == b"running"
        yield
        process.stdin.write(b"\n")
        process.stdin.close()
        process.wait(LIMIT_S)


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


PROGRAM = {"h2r-link.exe", "h2r-link-gui.exe", "_internal/wizard/resources/rights.toml"}


def test_setup_installs_upgrades_and_leaves_what_is_not_its_own(
    windows: Windows, setups: Installers
) -> None:
    home = windows.mine / "h2r-link"
    assert windows.run(setups.older, "/S", "/CurrentUser") == 0
    assert files(home) == PROGRAM | {"uninstall.exe", "_internal/stale/gone.txt"}
    assert (windows.menu / f"{product.TITLE}.lnk").is_file()
    (home / "notes.txt").write_text("mine")
    draft = windows.user / "AppData/Local/h2r-link/connections/draft.json"
    draft.parent.mkdir(parents=True)
    draft.write_text("{}")

    assert windows.run(setups.newest, "/S", "/CurrentUser") == 0
    assert files(home) == PROGRAM | {"uninstall.exe", "notes.txt"}
    assert not (home / "_internal/stale").exists()
    assert windows.told(home / "h2r-link.exe").strip() == product.VERSION
    entry = windows.told("reg", "query", f"HKCU\\{ENTRY}")
    for name in ("DisplayName", "DisplayIcon", "Publisher", "InstallLocation", "EstimatedSize"):
        assert name in entry
    assert f"DisplayVersion    REG_SZ    {product.VERSION}" in entry
    assert "QuietUninstallString" in entry

    assert windows.run(setups.older, "/S", "/CurrentUser") == NEWER
    assert windows.told(home / "h2r-link.exe").strip() == product.VERSION

    assert windows.uninstall(home, "/CurrentUser") == 0
    assert files(home) == {"notes.txt"}
    assert draft.is_file()
    assert not (windows.menu / f"{product.TITLE}.lnk").exists()
    (home / "notes.txt").unlink()
    home.rmdir()


def test_setup_for_all_users_goes_below_program_files_only(
    windows: Windows, setups: Installers
) -> None:
    everybodys = windows.drive / "Program Files/h2r-link"
    assert windows.run(setups.newest, "/S", r"/D=C:\tools") == FOLDER
    # From a batch file, as administrators do it: a folder with a blank stands without quotes.
    batch = windows.drive / "install.bat"
    batch.write_text(f'"Z:{setups.newest}" /S /D=C:\\Program Files\\..\\tools\r\n')
    assert windows.run("cmd", "/c", r"C:\install.bat") == FOLDER
    assert not (windows.drive / "tools").exists()
    assert windows.run(setups.newest, "/S", "/AllUsers") == 0
    assert files(everybodys) == PROGRAM | {"uninstall.exe"}
    assert f"DisplayVersion    REG_SZ    {product.VERSION}" in windows.told(
        "reg", "query", f"HKLM\\{ENTRY}"
    )
    assert windows.uninstall(everybodys, "/AllUsers") == 0
    assert not everybodys.exists()


def test_setup_takes_a_folder_and_removes_it_only_if_it_made_it(
    windows: Windows, setups: Installers
) -> None:
    for folder, stays in ((windows.drive / "given", True), (windows.drive / "fresh", False)):
        if stays:
            folder.mkdir()
        assert windows.run(setups.newest, "/S", "/CurrentUser", f"/D=C:\\{folder.name}") == 0
        # An upgrade, which is not told the folder, stays there and remembers whose it is.
        assert windows.run(setups.newest, "/S", "/CurrentUser") == 0
        assert files(folder) == PROGRAM | {"uninstall.exe"}
        assert windows.uninstall(folder, "/CurrentUser") == 0
        assert folder.exists() is stays
        assert not stays or files(folder) == set()


def test_setup_deletes_drafts_when_asked(windows: Windows, setups: Installers) -> None:
    data = windows.user / "AppData/Local/h2r-link"
    for name in ("connections/a.json", "Logs/h2r-link.log", "of-somebody-else.txt"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text("x")
    assert windows.run(setups.newest, "/S", "/CurrentUser") == 0
    assert windows.uninstall(windows.mine / "h2r-link", "/CurrentUser", "/DeleteData") == 0
    assert files(data) == {"of-somebody-else.txt"}


def test_setup_and_uninstaller_wait_for_a_running_program(
    windows: Windows, setups: Installers, running: None
) -> None:
    assert windows.run(setups.newest, "/S", "/CurrentUser") == RUNNING
    assert not (windows.mine / "h2r-link").exists()


def install(windows: Windows, package: Path, *switches: str) -> int:
    return windows.run("msiexec", "/i", f"Z:{package}", *switches, "/qn")


def remove(windows: Windows, package: Path) -> int:
    return windows.run("msiexec", "/x", f"Z:{package}", "/qn")


def test_msi_installs_upgrades_refuses_to_go_back_and_removes(
    windows: Windows, packages: Installers
) -> None:
    home = windows.mine / "h2r-link-managed"
    assert install(windows, packages.older, "CURRENTUSER=1") == 0
    assert files(home) == PROGRAM | {"_internal/stale/gone.txt"}
    (home / "notes.txt").write_text("mine")
    assert install(windows, packages.newest, "CURRENTUSER=1") == 0
    assert files(home) == PROGRAM | {"notes.txt"}
    assert windows.told(home / "h2r-link.exe").strip() == product.VERSION
    assert (windows.menu / f"h2r-link/{product.TITLE}.lnk").is_file()
    assert install(windows, packages.older, "CURRENTUSER=1") == FATAL
    assert windows.told(home / "h2r-link.exe").strip() == product.VERSION
    assert remove(windows, packages.newest) == 0
    assert files(home) == {"notes.txt"}
    assert not (windows.menu / "h2r-link").exists()
    (home / "notes.txt").unlink()
    home.rmdir()


def test_msi_for_all_users_goes_below_program_files_only(
    windows: Windows, packages: Installers
) -> None:
    everybodys = windows.drive / "Program Files/h2r-link-managed"
    for folder in (r"C:\tools", r"C:\Program Files\..\tools"):
        assert install(windows, packages.newest, "ALLUSERS=1", f"INSTALLFOLDER={folder}") == FATAL
    assert not (windows.drive / "tools").exists()
    assert install(windows, packages.newest, "ALLUSERS=1") == 0
    assert files(everybodys) == PROGRAM
    assert remove(windows, packages.newest) == 0
    assert not everybodys.exists()


def test_msi_remembers_its_folder(windows: Windows, packages: Installers) -> None:
    folder = windows.drive / "chosen"
    switches = ("CURRENTUSER=1", r"INSTALLFOLDER=C:\chosen")
    assert install(windows, packages.older, *switches) == 0
    assert install(windows, packages.newest, "CURRENTUSER=1") == 0
    assert files(folder) == PROGRAM
    assert remove(windows, packages.newest) == 0
    assert not folder.exists()


def test_msi_waits_for_a_running_program(
    windows: Windows, packages: Installers, running: None
) -> None:
    assert install(windows, packages.newest, "CURRENTUSER=1") == FATAL
    assert not (windows.mine / "h2r-link-managed").exists()


def test_both_installers_are_the_same_every_time(
    payloads: tuple[Path, Path],
    setups: Installers,
    packages: Installers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for path in payloads[1].rglob("*"):
        os.utime(path, (time.time(), 1_700_000_000))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    for build in (setup.build, msi.build):
        first = build(payloads[1], tmp_path).read_bytes()
        # The clock must have moved on for a time of the build to be seen.
        begun = int(time.time())
        while int(time.time()) == begun:
            time.sleep(0.05)
        assert build(payloads[1], tmp_path).read_bytes() == first


@pytest.mark.parametrize("kind", ["exe", "msi"])
def test_both_installers_can_be_signed(
    kind: str, setups: Installers, packages: Installers, tmp_path: Path
) -> None:
    need("osslsigncode", "openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    make += ["-subj", "/CN=test", "-addext", "extendedKeyUsage=codeSigning"]
    subprocess.run([*make, "-keyout", key, "-out", certificate], capture_output=True, check=True)
    source = setups.newest if kind == "exe" else packages.newest
    signed = tmp_path / source.name
    sign = ["osslsigncode", "sign", "-certs", certificate, "-key", key, "-h", "sha256"]
    verify = ["osslsigncode", "verify", "-CAfile", certificate, "-in", signed]
    for command in ([*sign, "-in", source, "-out", signed], verify):
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def test_setup_tells_windows_what_it_is(setups: Installers) -> None:
    content = setups.newest.read_bytes()
    assert b"asInvoker" in content
    assert b"longPathAware" in content
    assert b"dpiAware" in content
    # So it takes libraries from Windows' own folder, not from the folder it was downloaded to.
    assert b"SetDefaultDllDirectories" in content
    assert product.VERSION.encode("utf-16-le") in content
