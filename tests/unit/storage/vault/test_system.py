"""Which vault is opened, and which are refused; each case in a separate process and home."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.storage.vault.vault_contract import KEY
from wizard.storage.vault.system import missing_modules, open_vault

ROOT = Path(__file__).resolve().parents[4]
OPEN = """
import json
from wizard.domain.faults.problem import Problem
from wizard.storage.vault.system import open_vault
found = open_vault("linux")
said = {"what": found.details["what"], "fault": found.fault} if isinstance(found, Problem) else {}
print(json.dumps({**said, "type": type(found).__name__}))
"""
# Shaped as keyrings.alt: a plug-in of keyring with a plain-text file and a fair priority.
PLAIN = """
from pathlib import Path
from keyring.backend import KeyringBackend
class PlaintextKeyring(KeyringBackend):
    priority = 0.5
    file = Path.home() / "keyring_pass.cfg"
    def set_password(self, service, username, password):
        self.file.write_text(password)
    def get_password(self, service, username):
        return self.file.read_text() if self.file.exists() else None
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    """Install the plain-text backend as a package of its own; return where it lies."""
    site = tmp_path / "site"
    info = site / "plain_rings-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "plain_rings.py").write_text(PLAIN)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plain-rings\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[keyring.backends]\nplain = plain_rings\n")
    return site


def run(code: str, home: Path, site: Path | None = None, **more: str) -> str:
    path = os.pathsep.join(str(part) for part in (ROOT, site) if part)
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    places = {"HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": path}
    env = {**kept, **places, "DBUS_SESSION_BUS_ADDRESS": "disabled:", **more}
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, env=env, capture_output=True, text=True, check=False, cwd=home)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def opened(home: Path, site: Path | None = None, **more: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run(OPEN, home, site, **more))
    return answer


def written(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


def test_without_a_keyring_there_is_no_vault(home: Path) -> None:
    found = opened(home)
    assert found["fault"] == "vault.unavailable"
    assert "GNOME Keyring or KWallet" in found["what"]


@pytest.mark.skipif(sys.platform == "win32", reason="keyring takes Windows' own vault first")
def test_a_plain_text_plugin_is_refused_by_name(home: Path, plugin: Path) -> None:
    taken = run("import keyring; print(keyring.get_keyring())", home, plugin)
    assert "PlaintextKeyring" in taken, "keyring itself would take it"
    found = opened(home, plugin)
    assert found["fault"] == "vault.unavailable"
    assert "“plain_rings”" in found["what"]
    assert written(home) == []


@pytest.mark.parametrize(
    "backend", ["keyring.backends.null.Keyring", "plain_rings.PlaintextKeyring", "no.such.Thing"]
)
def test_a_backend_named_in_the_environment_is_refused(
    home: Path, plugin: Path, backend: str
) -> None:
    found = opened(home, plugin, PYTHON_KEYRING_BACKEND=backend)
    assert found["fault"] == "vault.unavailable"
    assert backend in found["what"]


@pytest.mark.skipif(sys.platform == "win32", reason="keyring reads no XDG folder there")
@pytest.mark.parametrize("config", [f"[backend]\ndefault-keyring={'x' * 9}.Plain", "[", "\0", ""])
def test_a_backend_named_in_the_configuration_is_refused(home: Path, config: str) -> None:
    folder = home / ".config" / "python_keyring"
    folder.mkdir(parents=True)
    (folder / "keyringrc.cfg").write_text(config)
    found = opened(home, XDG_CONFIG_HOME=str(home / ".config"))
    assert found["fault"] == "vault.unavailable"
    assert ("xxxxxxxxx.Plain" in found["what"]) is ("xxx" in config)


def test_supported_backends_are_never_refused(home: Path) -> None:
    found = opened(home, PYTHON_KEYRING_BACKEND="keyring.backends.SecretService.Keyring")
    assert "SecretService" not in found["what"]


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="the other systems have theirs")
@pytest.mark.parametrize("system", ["win32", "darwin"])
@pytest.mark.parametrize("config", [None, "[", "[backend]\nother=1"])
def test_a_vault_of_another_system_is_not_opened(
    system: str, config: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    if config:
        (tmp_path / "python_keyring").mkdir()
        (tmp_path / "python_keyring" / "keyringrc.cfg").write_text(config)
    problem = open_vault(system)
    assert "vault can't be opened" in problem.message  # type: ignore[union-attr]


def test_the_backend_modules_of_this_system_are_installed() -> None:
    assert missing_modules() == ()


@pytest.mark.skipif(sys.platform == "win32", reason="there they are")
def test_a_missing_module_is_named() -> None:
    assert "win32ctypes.pywin32.win32cred" in missing_modules("win32")


def test_opening_loads_no_plugin(home: Path, plugin: Path) -> None:
    code = f"{OPEN}\nimport sys; assert 'plain_rings' not in sys.modules"
    assert KEY not in run(code, home, plugin)
