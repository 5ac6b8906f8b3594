"""The real Windows backend of keyring over a simulated Credential Manager with its limits."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from tests.unit.storage.vault.vault_contract import VaultContract, stored
from wizard.domain.faults.fault import Fault
from wizard.domain.secret import Secret
from wizard.storage.vault.entry import Entry
from wizard.storage.vault.system import open_vault
from wizard.storage.vault.vault import Vault, VaultError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the real one is there")
BACKEND = "keyring.backends.Windows"


class FakeWindowsError(Exception):
    def __init__(self, winerror: int, funcname: str) -> None:
        super().__init__(winerror, funcname, "text")
        self.winerror, self.funcname = winerror, funcname


class CredentialManager(ModuleType):
    """Source: Microsoft, "CredWriteW function": at most 2,560 bytes, error 1783 beyond."""

    CRED_TYPE_GENERIC = 1
    CRED_PERSIST_LOCAL_MACHINE = 2
    CRED_PERSIST_ENTERPRISE = 3

    def __init__(self) -> None:
        super().__init__("win32ctypes.pywin32.win32cred")
        self.kept: dict[str, dict[str, Any]] = {}

    def CredWrite(self, credential: dict[str, Any], flags: int) -> None:
        blob = credential["CredentialBlob"].encode("utf-16-le")
        if len(blob) > 2_560:
            raise FakeWindowsError(1783, "CredWrite")
        self.kept[credential["TargetName"].lower()] = {**credential, "CredentialBlob": blob}

    def CredRead(self, **named: Any) -> dict[str, Any]:
        if named["TargetName"].lower() not in self.kept:
            raise FakeWindowsError(1168, "CredRead")
        return dict(self.kept[named["TargetName"].lower()])

    def CredDelete(self, **named: Any) -> None:
        if self.kept.pop(named["TargetName"].lower(), None) is None:
            raise FakeWindowsError(1168, "CredDelete")


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> Iterator[CredentialManager]:
    from keyring.backend import KeyringBackend

    before = set(KeyringBackend._classes)
    importlib.import_module(BACKEND)  # so that the fixture's end puts this one back
    pywin32, pywintypes = ModuleType("win32ctypes.pywin32"), ModuleType("pywintypes")
    found = CredentialManager()
    pywintypes.error = FakeWindowsError  # type: ignore[attr-defined]
    pywin32.pywintypes, pywin32.win32cred = pywintypes, found  # type: ignore[attr-defined]
    for module in (ModuleType("win32ctypes"), pywin32, found):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.delitem(sys.modules, BACKEND)
    yield found
    KeyringBackend._classes &= before


class TestWindowsVault(VaultContract):
    @pytest.fixture
    def vault(self, manager: CredentialManager) -> Vault:
        vault = open_vault("win32")
        assert isinstance(vault, Vault)
        return vault

    def test_entries_do_not_roam(
        self, vault: Vault, manager: CredentialManager, entry: Entry
    ) -> None:
        vault.store(entry, stored())
        kept = manager.kept[entry.service]
        assert kept["Persist"] == CredentialManager.CRED_PERSIST_LOCAL_MACHINE
        assert kept["UserName"] == "acme"
        assert vault.name == "Windows Credential Manager"
        assert vault.lasting

    def test_removing_leaves_no_entry(
        self, vault: Vault, manager: CredentialManager, entry: Entry
    ) -> None:
        renewed = Entry(entry.connection, entry.value, entry.company_id, 2)
        vault.store(entry, stored("old"))
        vault.store(renewed, stored("new"))
        vault.promote(renewed)
        vault.forget(renewed)
        assert manager.kept == {}

    def test_the_size_limit_of_windows_has_its_sentence(self, vault: Vault, entry: Entry) -> None:
        with pytest.raises(VaultError) as refused:
            vault._box.put(entry.service, "acme", Secret("x" * 1_281))
        assert refused.value.problem.fault is Fault.VAULT_UNAVAILABLE
        assert "length or kind" in refused.value.problem.message
