"""Both Windows installers with the program frozen by ``dev.py windows package``, under wine.

Wine knows no account SYSTEM and no unelevated user: what hangs on those is shown on Windows only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.packaged.conftest import ROOT, made, need
from tests.packaged.wine import ENTRY, LIMIT_S, MADE, PLATFORM, PYTHON, Windows, a_windows

pytest.importorskip("PyInstaller", reason="python3 dev.py package installs it")
if sys.platform != "linux":
    pytest.skip("wine on Linux", allow_module_level=True)

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

import product
from tests.e2e.screen import NEEDED, TITLE, Screen, screen
from tests.e2e.screen import program as started
from tests.e2e.test_window import to_the_keys, to_the_verdict
from windows import msi, setup
from wizard.practice import PracticeServer

pytestmark = pytest.mark.xdist_group("wine")
FROZEN = product.BUILD.with_name("win32") / "frozen" / product.NAME
RUNNING, NEWER, FOLDER = 3, 4, 5
FATAL = 1603 % 256  # what is left of the Windows Installer's code on Linux


@dataclass(frozen=True)
class Installers:
    """An older version, which brought one file more, and this one."""

    older: Path
    newest: Path


def older_program(folder: Path) -> Path:
    """Both programs without most of their libraries: to be replaced, not started."""
    for name in ("h2r-link.exe", "h2r-link-gui.exe", "_internal/wizard/resources/rights.toml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(FROZEN / name, folder / name)
    (folder / "_internal/stale").mkdir()
    (folder / "_internal/stale/gone.txt").write_text("of an older version")
    return folder


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need("makensis", "wixl", "msibuild")
    if not FROZEN.is_dir():
        pytest.skip("no Windows program: python3 dev.py windows package makes it")
    return older_program(tmp_path_factory.mktemp("payload"))


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    if not (MADE / "prefix.done").is_file():
        pytest.skip("needs a Windows: python3 dev.py windows makes it")
    need(*NEEDED)
    folder = tmp_path_factory.mktemp("wine")
    # A screen from the beginning on: Windows' desktop, once without one, stays so.
    with screen(folder / "home") as shown, a_windows(folder / "prefix", shown) as ready:
        yield ready


@pytest.fixture(autouse=True)
def empty_data_folder(windows: Windows) -> None:
    """Remove leftovers, so that tests work in any order."""
    shutil.rmtree(windows.data, ignore_errors=True)


@pytest.fixture(scope="module")
def setups(older: Path, tmp_path_factory: pytest.TempPathFactory) -> Installers:
    folder = tmp_path_factory.mktemp("setup")
    return Installers(setup.build(older, folder, "0.0.9"), made("*-setup-x64.exe"))


@pytest.fixture(scope="module")
def packages(older: Path, tmp_path_factory: pytest.TempPathFactory) -> Installers:
    folder = tmp_path_factory.mktemp("msi")
    return Installers(msi.build(older, folder, "0.0.9"), made("*-x64.msi"))


@contextmanager
def a_running_program(windows: Windows) -> Iterator[None]:
    """The program runs, started from somewhere."""
    with windows.start(FROZEN / "h2r-link.exe", "practice", stdin=subprocess.PIPE) as process:
        assert process.stdout
        assert b"private_key" in process.stdout.readline()
        yield
        process.kill()
    windows.code("taskkill", "/f", "/im", "h2r-link.exe")


@pytest.fixture
def running(windows: Windows) -> Iterator[None]:
    with a_running_program(windows):
        yield


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def program() -> set[str]:
    return files(FROZEN)


def version(windows: Windows, home: Path) -> str:
    return windows.output_of(home / "h2r-link.exe", "--version").strip()


def opening(windows: Windows, root: str) -> str:
    """What a double click on a request starts, or "" where the ending isn't known."""
    classes = f"{root}\\Software\\Classes"
    kind = windows.ended("reg", "query", f"{classes}\\.{product.FILE_ENDING}", "/ve").stdout
    name = re.search(r"REG_SZ\s+(\S+)", kind)
    if name is None:
        return ""
    command = f"{classes}\\{name[1]}\\shell\\open\\command"
    output = windows.ended("reg", "query", command, "/ve").stdout
    return output.partition("REG_SZ")[2].strip()


VERSION = f"h2r-link {product.VERSION}"
OLDER = {"h2r-link.exe", "h2r-link-gui.exe", "_internal/wizard/resources/rights.toml",
         "_internal/stale/gone.txt"}  # fmt: skip


def test_setup_installs_upgrades_and_leaves_what_is_not_its_own(
    windows: Windows, setups: Installers
) -> None:
    home = windows.mine / "h2r-link"
    assert windows.code(setups.older, "/S", "/CurrentUser") == 0
    assert files(home) == OLDER | {"uninstall.exe"}
    assert (windows.menu / f"{product.TITLE}.lnk").is_file()
    (home / "notes.txt").write_text("mine")
    draft = windows.data / "connections/draft.json"
    draft.parent.mkdir(parents=True)
    draft.write_text("{}")

    assert windows.code(setups.newest, "/S", "/CurrentUser") == 0
    assert files(home) == program() | {"uninstall.exe", "notes.txt"}
    assert not (home / "_internal/stale").exists()
    assert version(windows, home) == VERSION
    entry = windows.output_of("reg", "query", f"HKCU\\{ENTRY}")
    assert f"DisplayName    REG_SZ    {product.TITLE}" in entry
    for name in ("DisplayIcon", "Publisher", "InstallLocation", "EstimatedSize"):
        assert name in entry
    assert f"DisplayVersion    REG_SZ    {product.VERSION}" in entry
    assert "QuietUninstallString" in entry
    assert opening(windows, "HKCU").endswith(r'\h2r-link\h2r-link-gui.exe" "%1"')

    assert windows.code(setups.older, "/S", "/CurrentUser") == NEWER
    assert version(windows, home) == VERSION

    assert windows.uninstall(home, "/CurrentUser") == 0
    assert files(home) == {"notes.txt"}
    assert draft.is_file()
    assert not (windows.menu / f"{product.TITLE}.lnk").exists()
    assert opening(windows, "HKCU") == ""
    (home / "notes.txt").unlink()
    home.rmdir()


def test_setup_for_all_users_goes_below_program_files_only(
    windows: Windows, setups: Installers
) -> None:
    everybodys = windows.drive / "Program Files/h2r-link"
    assert windows.code(setups.newest, "/S", r"/D=C:\tools") == FOLDER
    # From a batch file, as administrators do it: a folder with a blank stands without quotes.
    batch = windows.drive / "install.bat"
    batch.write_text(f'"Z:{setups.newest}" /S /D=C:\\Program Files\\..\\tools\r\n')
    assert windows.code("cmd", "/c", r"C:\install.bat") == FOLDER
    assert not (windows.drive / "tools").exists()
    assert windows.code(setups.newest, "/S", "/AllUsers") == 0
    assert files(everybodys) == program() | {"uninstall.exe"}
    assert f"DisplayVersion    REG_SZ    {product.VERSION}" in windows.output_of(
        "reg", "query", f"HKLM\\{ENTRY}"
    )
    assert opening(windows, "HKLM").endswith(r'\h2r-link\h2r-link-gui.exe" "%1"')
    assert windows.uninstall(everybodys, "/AllUsers") == 0
    assert opening(windows, "HKLM") == ""
    assert not everybodys.exists()


def test_setup_takes_a_folder_and_removes_it_only_if_it_made_it(
    windows: Windows, setups: Installers
) -> None:
    for folder, stays in ((windows.drive / "given", True), (windows.drive / "fresh", False)):
        if stays:
            folder.mkdir()
        assert windows.code(setups.newest, "/S", "/CurrentUser", f"/D=C:\\{folder.name}") == 0
        # An upgrade, which is not told the folder, stays there and remembers whose it is.
        assert windows.code(setups.newest, "/S", "/CurrentUser") == 0
        assert files(folder) == program() | {"uninstall.exe"}
        assert windows.uninstall(folder, "/CurrentUser") == 0
        assert folder.exists() is stays
        assert not stays or files(folder) == set()


def test_setup_deletes_drafts_when_asked(windows: Windows, setups: Installers) -> None:
    data = windows.data
    for name in ("connections/a.json", "Logs/h2r-link.log", "of-somebody-else.txt"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text("x")
    assert windows.code(setups.newest, "/S", "/CurrentUser") == 0
    assert windows.uninstall(windows.mine / "h2r-link", "/CurrentUser", "/DeleteData") == 0
    assert files(data) == {"of-somebody-else.txt"}


def test_setup_and_uninstaller_wait_for_a_running_program_to_close(
    windows: Windows, setups: Installers, running: None
) -> None:
    for switch in ("/CurrentUser", "/AllUsers"):
        assert windows.code(setups.newest, "/S", switch) == RUNNING
    assert not (windows.mine / "h2r-link").exists()


def test_the_uninstaller_reports_a_program_that_keeps_running_in_its_folder(
    windows: Windows, setups: Installers
) -> None:
    home = windows.mine / "h2r-link"
    stay = "_?=" + windows.output_of("cmd", "/c", "echo", "%LOCALAPPDATA%").strip()
    stay += r"\Programs\h2r-link"
    assert windows.code(setups.older, "/S", "/CurrentUser") == 0
    before = files(home)
    with a_running_program(windows):
        assert windows.code(home / "uninstall.exe", "/S", "/CurrentUser", stay) == RUNNING
        assert files(home) == before
    assert windows.code(home / "uninstall.exe", "/S", "/CurrentUser", stay) == 0
    assert files(home) <= {"uninstall.exe"}
    assert not windows.registered()
    shutil.rmtree(home, ignore_errors=True)


def install(windows: Windows, package: Path, *switches: str) -> int:
    return windows.code("msiexec", "/i", f"Z:{package}", *switches, "/qn")


def remove(windows: Windows, package: Path) -> int:
    return windows.code("msiexec", "/x", f"Z:{package}", "/qn")


def test_msi_installs_upgrades_refuses_to_go_back_and_removes(
    windows: Windows, packages: Installers
) -> None:
    home = windows.mine / "h2r-link-managed"
    assert install(windows, packages.older, "CURRENTUSER=1") == 0
    assert files(home) == OLDER
    (home / "notes.txt").write_text("mine")
    assert install(windows, packages.newest, "CURRENTUSER=1") == 0
    assert files(home) == program() | {"notes.txt"}
    assert version(windows, home) == VERSION
    assert (windows.menu / f"h2r-link/{product.TITLE}.lnk").is_file()
    assert opening(windows, "HKCU").endswith(r'\h2r-link-managed\h2r-link-gui.exe" "%1"')
    assert install(windows, packages.older, "CURRENTUSER=1") == FATAL
    assert version(windows, home) == VERSION
    assert remove(windows, packages.newest) == 0
    assert files(home) == {"notes.txt"}
    assert not (windows.menu / "h2r-link").exists()
    assert opening(windows, "HKCU") == ""
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
    assert files(everybodys) == program()
    assert opening(windows, "HKLM").endswith(r'\h2r-link-managed\h2r-link-gui.exe" "%1"')
    assert remove(windows, packages.newest) == 0
    assert opening(windows, "HKLM") == ""
    assert not everybodys.exists()


def test_msi_remembers_its_folder(windows: Windows, packages: Installers) -> None:
    folder = windows.drive / "chosen"
    switches = ("CURRENTUSER=1", r"INSTALLFOLDER=C:\chosen")
    assert install(windows, packages.older, *switches) == 0
    assert install(windows, packages.newest, "CURRENTUSER=1") == 0
    assert files(folder) == program()
    assert remove(windows, packages.newest) == 0
    assert not folder.exists()


def test_msi_waits_for_a_running_program(
    windows: Windows, packages: Installers, running: None
) -> None:
    assert install(windows, packages.newest, "CURRENTUSER=1") == FATAL
    assert not (windows.mine / "h2r-link-managed").exists()


def test_both_installers_are_the_same_every_time(
    older: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for path in older.rglob("*"):
        os.utime(path, (time.time(), 1_700_000_000))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    for build in (setup.build, msi.build):
        first = build(older, tmp_path).read_bytes()
        # The clock must have moved on for a time of the build to be seen.
        begun = int(time.time())
        while int(time.time()) == begun:
            time.sleep(0.05)
        assert build(older, tmp_path).read_bytes() == first


@pytest.mark.parametrize("kind", ["exe", "msi"])
def test_both_installers_can_be_signed(
    kind: str, setups: Installers, packages: Installers, tmp_path: Path
) -> None:
    need("osslsigncode", "openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    make += ["-subj", "/CN=test", "-addext", "extendedKeyUsage=codeSigning"]
    subprocess.run([*make, "-keyout", key, "-out", certificate], capture_output=True, check=True)
    source = setups.older if kind == "exe" else packages.older
    signed = tmp_path / source.name
    sign = ["osslsigncode", "sign", "-certs", certificate, "-key", key, "-h", "sha256"]
    verify = ["osslsigncode", "verify", "-CAfile", certificate, "-in", signed]
    for command in ([*sign, "-in", source, "-out", signed], verify):
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def test_setup_has_version_information_and_a_manifest(setups: Installers) -> None:
    content = setups.newest.read_bytes()
    assert b"asInvoker" in content
    assert b"longPathAware" in content
    assert b"dpiAware" in content
    # So it takes libraries from Windows' own folder, not from the folder it was downloaded to.
    assert b"SetDefaultDllDirectories" in content
    assert product.VERSION.encode("utf-16-le") in content


def test_a_test_build_is_never_signed(setups: Installers, packages: Installers) -> None:
    signer = ROOT / "packaging/windows/sign.sh"
    for built in (
        FROZEN / "h2r-link.exe",
        FROZEN / "h2r-link-gui.exe",
        *made_now(setups, packages),
    ):
        done = subprocess.run(["bash", signer, built], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (
            1,
            f"{built} is a test build, which is never signed.\n",
        )


def made_now(setups: Installers, packages: Installers) -> tuple[Path, ...]:
    return setups.older, setups.newest, packages.older, packages.newest


def test_the_installed_window_is_driven_to_the_verdict(
    windows: Windows, setups: Installers
) -> None:
    """With Qt's Windows platform, on a screen, by keyboard."""
    assert windows.code(setups.newest, "/S", "/CurrentUser") == 0
    home, data = windows.mine / "h2r-link", windows.data
    command = windows.opening(home / "h2r-link-gui.exe")
    assert windows.screen
    with PracticeServer() as server, started(windows.screen, command, data) as window:
        secrets = [server.values[name].encode() for name in ("private_key", "client_id")]
        assert to_the_verdict(window, server) == "ready"
        window.press("alt+s")
        assert window.ended()[0] == 0
    kept = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert not [secret for secret in secrets if secret in kept]
    uninstall_by_hand(windows, home)


def uninstall_by_hand(windows: Windows, home: Path) -> None:
    """With the page that asks what goes, where *My connections and keys* is ticked."""
    assert windows.screen
    search = ("search", "--onlyvisible", "--name", f"^{product.TITLE} Uninstall")
    uninstaller = (home / "uninstall.exe", "/CurrentUser", "/DeleteData")
    with windows.start(*uninstaller, stdin=subprocess.DEVNULL):
        windows.screen.robot("search", "--sync", *search[1:])
        end = time.monotonic() + LIMIT_S
        while shown := windows.screen.robot(*search):
            assert time.monotonic() < end, "the uninstaller does not end"
            key = "alt+u" if windows.registered() else "Return"
            windows.screen.robot("windowactivate", "--sync", shown.split()[0], "key", key)
    assert not windows.registered()


THEMES = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
DARK = 80


def test_the_window_works_in_a_remote_session_in_dark_colors_at_150_percent(
    older: Path, tmp_path: Path
) -> None:
    """As over RDP: 65,536 colors and no 3D acceleration."""
    need(*NEEDED, "import")
    plain = ("-extension", "GLX", "-extension", "RENDER")
    with (
        screen(tmp_path / "home", 16, plain) as shown,
        a_windows(tmp_path / "prefix", shown) as windows,
    ):
        for key, name, value in (
            (THEMES, "AppsUseLightTheme", "0"),
            (r"HKCU\Control Panel\Desktop", "LogPixels", "144"),
        ):
            command = ("add", key, "/v", name, "/t", "REG_DWORD", "/d", value, "/f")
            assert windows.code("reg", *command) == 0
        with (
            PracticeServer() as server,
            started(shown, windows.opening(FROZEN / "h2r-link-gui.exe"), windows.data) as window,
        ):
            to_the_keys(window, server)
            lightness, width = picture_of(shown)
            assert lightness < DARK
            assert width > 1120, "as wide as at 100 %"
            window.press("alt+s")
            assert window.ended()[0] == 0


def picture_of(shown: Screen) -> tuple[int, int]:
    """Return the lightness of the window, 0 to 255, and its width in pixels."""
    found = shown.robot("search", "--onlyvisible", "--name", f"^{TITLE}$").split()[0]
    command = ["import", "-window", found, "png:-"]
    done = subprocess.run(command, env=shown.env, capture_output=True, timeout=60, check=True)
    picture = QImage.fromData(done.stdout)
    form = (Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return picture.scaled(1, 1, *form).pixelColor(0, 0).lightness(), picture.width()


def test_the_end_of_the_session_keeps_what_was_typed(older: Path, windows: Windows) -> None:
    """Windows asks every window (WM_QUERYENDSESSION) and ends what has agreed."""
    assert windows.screen
    command = windows.opening(FROZEN / "h2r-link-gui.exe")
    with started(windows.screen, command, windows.data) as window:
        window.press("alt+n")
        window.until(lambda draft: draft["step"] == "site")
        window.type("https://cw.example.test")
        assert windows.code("wineboot", "--end-session") == 0
        assert window.ended()[0] == 0
        assert window.draft()["site"] == "https://cw.example.test"
    windows.code("wineboot")


RUN = """
import sys
from pathlib import Path
from windows import wine

wine._LONG_S = 0.1
prefix, program = sys.argv[1:]
sys.exit(wine.Wine(Path(prefix)).run(program, "-c", "import time; time.sleep(1)"))
"""


def test_a_wine_server_kept_busy_by_others_is_not_waited_for(windows: Windows) -> None:
    """Neither the command that ran a program nor the reader of its output waits."""
    command = [sys.executable, "-c", RUN, windows.prefix, PYTHON]
    path = os.pathsep.join((str(ROOT / "packaging"), str(ROOT)))
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert not [command for command in commands_of(windows) if command.endswith(b"\0-w\0")]


def test_the_output_of_a_program_is_known_when_it_ends(windows: Windows) -> None:
    """Also where a program that it started goes on and has its output open."""
    other = f"import time; time.sleep({LIMIT_S})"
    start = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{other}'])"
    began = time.monotonic()
    assert windows.output_of(PYTHON, "-c", f"{start}; print('said')") == "said\n"
    assert time.monotonic() - began < LIMIT_S / 2
    windows.code("taskkill", "/f", "/im", "python.exe")


def commands_of(windows: Windows) -> Iterator[bytes]:
    """The command line of everything that runs in this Windows, a zero behind each word."""
    mine = f"WINEPREFIX={windows.prefix}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # ended meanwhile
            if mine in (process / "environ").read_bytes().split(b"\0"):
                yield (process / "cmdline").read_bytes()


UNSEEN = """
import sys
from wizard.app import _say

sys.stderr = None
sys.exit(_say("h2r-link is open elsewhere.", 7))
"""


def test_messages_without_a_console_are_shown_in_a_dialog(windows: Windows) -> None:
    assert windows.screen
    with windows.start(PYTHON, "-c", UNSEEN, stdin=subprocess.DEVNULL) as process:
        shown = windows.screen.robot("search", "--sync", "--onlyvisible", "--name", f"^{TITLE}$")
        windows.screen.robot("windowactivate", "--sync", shown.split()[0], "key", "Return")
        assert process.wait(LIMIT_S) == 7


LETTERS = """
from PySide6.QtGui import QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

app = QApplication([])
font = QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
latin = QFontDatabase.WritingSystem.Latin in QFontDatabase.writingSystems(font.family())
print(app.platformName(), font.family(), latin)
"""


def test_the_text_of_the_window_is_drawn_in_real_fonts(windows: Windows) -> None:
    """Not in a symbol font, with which every page would pass other checks."""
    drawing = replace(windows, more={"PASSED_ON_QT_QPA_PLATFORM": PLATFORM})
    assert drawing.output_of(PYTHON, "-c", LETTERS) == "windows Tahoma True\n"
