"""The real KeePassXC as the vault: it asks its user, who allows, denies, or isn't there."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e import screen
from tests.e2e.desktop_session import LINUX, Session, session
from tests.unit.storage.vault.vault_contract import stored
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.storage.vault.system import open_vault
from wizard.storage.vault.vault import Vault, VaultError

MISSING = [
    name
    for name in ("dbus-run-session", "keepassxc", "keepassxc-cli", *screen.NEEDED)
    if not shutil.which(name)
]
pytestmark = pytest.mark.skipif(
    not LINUX or bool(MISSING), reason=f"needs Linux and {', '.join(MISSING) or 'nothing else'}"
)
PASSWORD = "TestDatabasePassword"
ENTRY = Entry("0123456789ab", VaultValue.PRIVATE_KEY, "acme")
# An empty database whose only group is offered to other programs.
DATABASE = """<?xml version="1.0" encoding="UTF-8"?>
<KeePassFile>
<Meta><CustomData><Item>
<Key>FDO_SECRETS_EXPOSED_GROUP</Key><Value>{01010101-0101-0101-0101-010101010101}</Value>
</Item></CustomData></Meta>
<Root><Group><UUID>AQEBAQEBAQEBAQEBAQEBAQ==</UUID><Name>Root</Name></Group></Root>
</KeePassFile>
"""
SETTINGS = """[General]
ConfigVersion=2
UpdateCheckMessageShown=true
[GUI]
CheckForUpdates=false
[Security]
LockDatabaseScreenLock=false
[FdoSecrets]
Enabled=true
ShowNotification=false
"""
ACCESS, UNLOCK, CREATE = "Access Request", "Unlock Database", "Create a new KeePassXC database"
