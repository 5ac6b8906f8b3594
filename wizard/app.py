"""The one place that builds objects and hands them to each other."""

from __future__ import annotations

import getpass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from wizard import __version__, assets, language
from wizard.domain.problem import Problem
from wizard.domain.rights import RightsTable
from wizard.storage.drafts import DraftFolder
from wizard.storage.folders import Folders
from wizard.storage.records import RecordFolder
from wizard.ui import outside
from wizard.ui.services import Services, read_links
from wizard.ui.start import open_window
from wizard.ui.window import Window

if TYPE_CHECKING:
    from wizard.storage.vault import Vault

PROGRAM = f"h2r-link/{__version__}"


def open_wizard() -> int:
    """Open the wizard as a double click does; return the exit code."""
    folders = Folders.of_user()
    drafts = DraftFolder(folders.connections)
    rights = RightsTable.parse(assets.text("rights.toml"))
    services = Services(
        rights=rights,
        test=outside.link_test(rights, PROGRAM),
        look_up=outside.look_up(rights, PROGRAM),
        practice=outside.practice,
        prepare=outside.prepare,
        open_url=lambda address: QDesktopServices.openUrl(QUrl(address)),
        now=lambda: datetime.now().astimezone(),
        links=read_links(assets.text("links.toml")),
        drafts=drafts,
        records=RecordFolder(folders.records),
        open_vault=_open_vault,
        who=_user(),
        language=language.spoken(),
        version=__version__,
    )
    return open_window(lambda: Window(services, drafts.all()))


def _open_vault() -> Vault | Problem:
    from wizard.storage.system_vault import open_vault  # noqa: PLC0415 - keyring is slow to import

    return open_vault()


def _user() -> str:
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return ""
