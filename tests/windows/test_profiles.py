"""Profiles, consoles and names as only Windows has them; run by ``dev.py windows test``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.packaged.smoke import on_a_share
from tests.unit.storage.examples import FULL
from tests.windows import under_wine
from wizard.storage.drafts import DraftFolder
from wizard.storage.export import export
from wizard.storage.files import StorageError
from wizard.storage.folders import UserDirs
from wizard.storage.log import LogEvent, LogFolder

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="Windows, or wine")
LIMIT_S = 120
PLACES = ("APPDATA", "LOCALAPPDATA", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "HOME", "TEMP", "TMP")
PROFILES = {
    "blanks": "Ada Admin of Contoso",
    "umlauts": "Jürgen Größe-Müller",
    "not in the code page": "山田 太郎 Ωμέγα",
    "dots and signs": "o'neil & sons (100%) ^!.x",
    "long": "x" * 200,
}


def h2r_link(*args: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "wizard", *args],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, **env},
        timeout=LIMIT_S,
        check=False,
    )


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Path]:
    made = on_a_share(tmp_path / "homes")
    yield made
    shutil.rmtree(made)


@pytest.fixture(params=[*PROFILES.values(), ""], ids=[*PROFILES, "on a share"])
def profile(request: pytest.FixtureRequest, tmp_path: Path, share: Path) -> Path:
    home = tmp_path / request.param if request.param else share / "Ada Größe"
    made = home / "AppData" / "Local"
    made.mkdir(parents=True)
    return made


def test_files_are_saved_and_found_for_any_user_name(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(profile))
    folders = UserDirs.default()
    folders.make()
    assert folders.data == profile / "h2r-link"
    drafts = DraftFolder(folders.connections)
    drafts.save(FULL)
    assert [draft.name for draft in drafts.all().drafts] == [FULL.name]
    LogFolder(folders.logs).log_event(LogEvent.STARTED)
    assert [path for path in folders.logs.iterdir() if path.stat().st_size]
    export(profile / "Übergabe 漢.html", b"whole")
    assert (profile / "Übergabe 漢.html").read_bytes() == b"whole"


def test_the_tour_works_with_any_user_name(tmp_path: Path) -> None:
    profile = tmp_path / PROFILES["not in the code page"]
    pictures = profile / "pictures"
    done = h2r_link("tour", str(pictures), WIN_PD_OVERRIDE_LOCAL_APPDATA=str(profile))
    assert (done.returncode, done.stderr) == (0, b"")
    manifest = json.loads((pictures / "tour.json").read_text("utf-8"))
    assert all((pictures / page["file"]).stat().st_size for page in manifest["pages"])


def test_without_a_profile_the_command_line_works() -> None:
    """As a service, or a user whose profile could not be loaded."""
    env = {name: value for name, value in os.environ.items() if name not in PLACES}
    env = {name: value for name, value in env.items() if not name.startswith("WIN_PD_")}
    done = subprocess.run(
        [sys.executable, "-m", "wizard", "selftest", "--json"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=env,
        timeout=LIMIT_S,
        check=False,
    )
    assert json.loads(done.stdout)["ok"], done.stdout + done.stderr


@pytest.mark.parametrize("name", ["NUL", "CON.html", "COM1.pdf", "a<b>.html", "a|b.html", 'a".ics'])
def test_a_name_windows_refuses_is_never_reported_as_saved(name: str, tmp_path: Path) -> None:
    try:
        export(tmp_path / name, b"whole")
    except StorageError:
        assert list(tmp_path.iterdir()) == []
    else:
        assert (tmp_path / name).read_bytes() == b"whole"


KEY = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
# Windows' names of folders, to what the program calls them.
FOLDERS = {
    "Personal": "Qt.writableLocation(Qt.StandardLocation.DocumentsLocation)",
    "Local AppData": "UserDirs.default().data.parent.as_posix()",
}


@contextmanager
def redirected(name: str, target: Path) -> Iterator[None]:
    """Have Windows keep a folder of the user elsewhere, as OneDrive and group policies do."""
    import winreg

    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, KEY) as key:
        try:
            before = winreg.QueryValueEx(key, name)
        except FileNotFoundError:
            before = None
        winreg.SetValueEx(key, name, 0, winreg.REG_EXPAND_SZ, str(target))
        try:
            yield
        finally:
            if before is None:
                winreg.DeleteValue(key, name)
            else:
                winreg.SetValueEx(key, name, 0, before[1], before[0])


@pytest.mark.skipif(not under_wine(), reason="touches the user's own folders")
@pytest.mark.parametrize("name", FOLDERS)
def test_a_redirected_folder_is_found(name: str, share: Path) -> None:
    target = share / "OneDrive - Contoso Größe" / name
    target.mkdir(parents=True)
    code = (
        "import sys; from PySide6.QtCore import QStandardPaths as Qt; "
        "from wizard.storage.folders import UserDirs; sys.stdout.reconfigure(encoding='utf-8'); "
        f"print({FOLDERS[name]}, end='')"
    )
    env = {n: value for n, value in os.environ.items() if not n.startswith("WIN_PD_")}
    with redirected(name, target):
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            env=env,
            timeout=LIMIT_S,
            check=False,
        )
    assert (done.stdout.decode(), done.stderr) == (target.as_posix(), b"")


def test_a_missing_folder_is_named(share: Path) -> None:
    """As with a server that is off, or after OneDrive was removed."""
    gone = share.parent / "gone" / "handover.html"
    with pytest.raises(StorageError) as raised:
        export(gone, b"whole")
    assert str(gone) in raised.value.sentence


LETTERS = """
from wizard.cli.off_screen import draw_off_screen
draw_off_screen()
from PySide6.QtGui import QFontDatabase, QFontInfo
from wizard.ui.letters import name_fonts
from wizard.ui.startup import application

app = application()
name_fonts()
for kind in (QFontDatabase.SystemFont.GeneralFont, QFontDatabase.SystemFont.FixedFont):
    print(QFontInfo(QFontDatabase.systemFont(kind)).family())
"""


def test_pictures_use_windows_fonts() -> None:
    """Not the alphabetically first font, which may be a monospaced or symbol font."""
    done = subprocess.run(
        [sys.executable, "-c", LETTERS], capture_output=True, timeout=LIMIT_S, check=False
    )
    text, code = done.stdout.decode().split("\r\n")[:2]
    assert text in {"Segoe UI", "DejaVu Sans"}, done
    assert code in {"Consolas", "DejaVu Sans Mono"}, done


@pytest.mark.parametrize("place", ["Q:/nowhere", "//127.0.0.1/no-such-share/homes", "a file"])
def test_a_profile_that_cannot_be_reached_does_not_look_empty(place: str, tmp_path: Path) -> None:
    """Its drive or server is off: a monitor must not take that for no connections."""
    (tmp_path / "a file").write_text("in the way")
    folder = tmp_path / place / "h2r-link" / "connections"
    loaded = DraftFolder(folder).all()
    assert [problem.path for problem in loaded.problems] == [folder]
    assert str(folder) in loaded.problems[0].reason


def test_a_new_profile_is_empty(tmp_path: Path) -> None:
    assert DraftFolder(tmp_path / "Local" / "h2r-link" / "connections").all().problems == ()
