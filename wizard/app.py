"""Composition root: the only module that creates objects and passes them to each other."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wizard import __version__
from wizard.base import assets, language
from wizard.documents.record_folder import RecordFolder
from wizard.domain.faults.problem import Problem
from wizard.domain.rights import RightsTable
from wizard.domain.text import tr
from wizard.proxy_lookup import system_proxy
from wizard.storage.drafts import DraftFolder
from wizard.storage.files import StorageError
from wizard.storage.folders import UserDirs
from wizard.storage.history import HistoryFolder
from wizard.storage.leftover_tickets import LeftoverTicketFile
from wizard.storage.log import LogEvent, LogFolder
from wizard.storage.settings import SettingsFile
from wizard.ui.controllers import backends
from wizard.ui.controllers.services import Services, read_links
from wizard.ui.dialogs.crash import CrashWatch
from wizard.ui.dialogs.crash_support import saved, support_text
from wizard.ui.file_open import FileOpenEvents
from wizard.ui.single_instance import SingleInstance, StartOutcome, bring_to_front
from wizard.ui.startup import open_address, open_window
from wizard.ui.window import page_registry
from wizard.ui.window.session_end import Ending
from wizard.ui.window.window import Window

if TYPE_CHECKING:
    from wizard.storage.vault.vault import Vault

PROGRAM = f"h2r-link/{__version__}"


def open_wizard(file: str = "") -> int:
    """Open the wizard, with an optional ``file`` to import; return the exit code."""
    file = os.path.abspath(file) if file else ""  # noqa: PTH100 - a link stays what it is
    try:
        folders = UserDirs.default()
    except StorageError as error:
        return _say(error.sentence, 3)
    language.use_saved_choice(SettingsFile(folders.settings).language)
    log = LogFolder(folders.logs)
    place = SingleInstance(folders.runtime)
    turn = place.acquire(file=file)
    if turn is not StartOutcome.FIRST:
        log.log_event(LogEvent.RAISED)
        return _beside(turn)
    log.log_event(LogEvent.STARTED)
    try:
        return open_window(lambda: _window(folders, log, place, file))
    finally:
        log.log_event(LogEvent.ENDED)
        place.leave()


def _window(folders: UserDirs, log: LogFolder, place: SingleInstance, file: str) -> Window:
    """Create the window; a later start raises it, and a crash report opens above it."""
    services = _services(folders, log)
    shown: list[Window] = []
    # From here on a defect is shown, be it in a draft that is read next.
    watch = CrashWatch(
        log,
        lambda: saved(shown[0].manager if shown else None),
        lambda defect: support_text(services, shown[0].manager if shown else None, defect),
    )
    watch.install()
    loaded = DraftFolder(folders.connections).all()
    for _ in loaded.problems:
        log.log_event(LogEvent.SET_ASIDE)
    window = Window(services, loaded)
    shown.append(window)
    watch.setParent(window)
    window.begun.connect(place.listen)
    window.begun.connect(lambda: Ending(window))
    place.asked.connect(lambda token: bring_to_front(window, token))
    place.opened.connect(lambda path: window.open_capsule(Path(path)))
    FileOpenEvents(window).opened.connect(lambda path: window.open_capsule(Path(path)))
    if file:
        window.begun.connect(lambda: window.open_capsule(Path(file)))
    return window


def _services(folders: UserDirs, log: LogFolder) -> Services:
    rights = RightsTable.parse(assets.text("rights.toml"))
    tests = backends.Backends(rights, PROGRAM, system_proxy)
    return Services(
        rights=rights,
        test=tests.link_test,
        look_up=tests.look_up,
        recheck=tests.recheck,
        offer_ticket=tests.offer_ticket,
        offer_phases=tests.offer_phases,
        read_board=tests.read_board,
        run_ticket=tests.run_ticket,
        practice=backends.practice,
        prepare=page_registry.prepare,
        open_url=open_address,
        now=lambda: datetime.now().astimezone(),
        links=read_links(assets.text("links.toml")),
        drafts=DraftFolder(folders.connections),
        records=RecordFolder(folders.records),
        history=HistoryFolder(folders.history),
        left_tickets=LeftoverTicketFile(folders.left_tickets),
        logs=log,
        open_vault=_open_vault,
        settings=SettingsFile(folders.settings),
        who=_user,
        language=language.spoken(),
        version=__version__,
    )


def _beside(turn: StartOutcome) -> int:
    """Explain why no second window opens, unless the first one shows it; return the exit code."""
    if turn is StartOutcome.ELSEWHERE:
        sentence = tr(
            "h2r-link is open in another of your Windows sessions. Close it there, then start it "
            "again."
        )
        return _say(sentence, 1)
    if turn is StartOutcome.SILENT:
        sentence = tr(
            "h2r-link is already open but doesn't respond. Close it, then start it again."
        )
        return _say(sentence, 1)
    return 0


def _say(sentence: str, code: int) -> int:
    if sys.stderr is not None:
        sys.stderr.write(f"h2r-link: {sentence}\n")
    elif sys.platform == "win32":
        # Without a console nobody would read it. MB_ICONWARNING; there is no application for Qt's.
        import ctypes  # noqa: PLC0415 - Windows alone needs it

        ctypes.windll.user32.MessageBoxW(None, sentence, "Hire2Retire Link", 0x30)
    return code


def _open_vault() -> Vault | Problem:
    from wizard.storage.vault.system import open_vault  # noqa: PLC0415 - keyring is slow to import

    return open_vault()


def _user() -> str:
    import getpass  # noqa: PLC0415 - asked for by a record or a request

    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return ""
