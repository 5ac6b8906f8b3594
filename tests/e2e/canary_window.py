"""The real window as a process, used by a robot that types secrets and causes a crash.

    python -m tests.e2e.canary_window new|again SITE PROXY FOLDER

Prints titles and texts of every window it meets, then ``READY`` and waits for a line; leaves after.
"""

from __future__ import annotations

import os
import select
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from tests.e2e import canary
from wizard.app import open_wizard
from wizard.base.hardening import harden
from wizard.documents.calendar import calendar, every_month
from wizard.domain.draft import Draft
from wizard.storage.export import export
from wizard.storage.folders import UserDirs
from wizard.storage.log import LogFolder
from wizard.ui.dialogs.crash import CrashWatch
from wizard.ui.dialogs.crash_support import support_text
from wizard.ui.dialogs.support import SupportDialog
from wizard.ui.record_pdf import pdf_of
from wizard.ui.window.window import Window

W = TypeVar("W", bound=QWidget)
PATIENCE_S = 60
POLL_MS = 10


def breathe() -> None:
    """Process events; an exception meanwhile is handled as without a robot."""
    loop = QEventLoop()
    QTimer.singleShot(POLL_MS, loop.quit)
    loop.exec()


class Robot:
    """Uses the window by accessible and visible names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def window(self) -> Window:
        return next(one for one in QApplication.topLevelWidgets() if isinstance(one, Window))

    def until(self, done: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not done():
            assert time.monotonic() < deadline, "the window did not do it"
            breathe()

    def named(self, kind: type[W], *names: str) -> W:
        """The visible widget with one of these names, accessible or shown."""
        self.until(lambda: list(self._named(kind, names)))
        return next(self._named(kind, names))

    def _named(self, kind: type[W], names: tuple[str, ...]) -> Iterator[W]:
        for one in self.window.findChildren(kind):
            shown = one.text() if isinstance(one, QAbstractButton) else ""
            spoken = {one.objectName(), one.accessibleName(), shown.replace("&", "")}
            if one.isVisible() and spoken & set(names):
                yield one

    def press(self, *names: str) -> None:
        button = self.named(QAbstractButton, *names)
        self.until(button.isEnabled)
        button.click()
        breathe()

    def type(self, name: str, text: str) -> None:
        field = self.named(QLineEdit, name)
        field.setFocus()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Tab)

    def tell(self) -> None:
        """Print the text of every window except fields, which hold what was typed."""
        for one in QApplication.topLevelWidgets():
            print(f"TITLE {one.windowTitle()}", one.accessibleName(), flush=True)
            for part in one.findChildren(QWidget):
                words = part.text() if isinstance(part, QLabel) else ""
                labels = part.accessibleName(), part.accessibleDescription(), part.toolTip()
                print("TEXT", words.replace(canary.COMPANY_ID, "~"), *labels, sep="|", flush=True)


def begin(robot: Robot, site: str, proxy: str) -> None:
    """Walk from the first step to the record, through everything that takes a secret."""
    robot.press("Next")
    robot.type("ConnectWise address", site)
    robot.type("Company ID", canary.COMPANY_ID)
    robot.press("Proxy settings")
    robot.type("Proxy", proxy)
    robot.type("Proxy user name", "ada")
    robot.type("Proxy password", canary.PROXY_PASSWORD)
    for _ in range(3):
        robot.press("Next")
    robot.type("Public key", canary.PUBLIC_KEY)
    robot.type("Private key", canary.PRIVATE_KEY)
    robot.press("Next")
    robot.press("I have it")
    robot.type("Client ID", canary.CLIENT_ID)
    robot.press("Next")
    robot.press("Test the link")
    robot.until(lambda: robot.window.manager.current.test.report)
    robot.tell()
    robot.press("Next")
    robot.press("Hire2Retire says linked")
    robot.press("Mark as linked")
    records = UserDirs.default().records
    robot.until(lambda: list(records.glob("*.html")))
    page = next(records.glob("*.html"))
    page.with_suffix(".pdf").write_bytes(pdf_of(page.read_text("utf-8"), "Record"))


def fail() -> None:
    private_key = canary.PRIVATE_KEY
    raise ValueError(f"{private_key} {canary.CLIENT_ID} {canary.PROXY_PASSWORD}")


def meet_a_defect(robot: Robot) -> None:
    watch = robot.window.findChild(CrashWatch)
    QTimer.singleShot(0, fail)
    robot.until(lambda: watch.window is not None)
    crash = watch.window
    robot.tell()
    crash.show_support()
    dialog = crash.findChild(SupportDialog)
    assert dialog
    (robot.folder / "crash.txt").write_text(dialog.preview.toPlainText(), "utf-8")
    dialog.reject()
    crash.accept()


def write_files(robot: Robot) -> None:
    connection = robot.window.manager.current
    draft: Draft = connection.session.draft
    LogFolder(UserDirs.default().logs).tested(connection.test.report, draft.id)
    SupportDialog(
        support_text(robot.window.manager.services, robot.window.manager),
        lambda *_: str(robot.folder / "support.txt"),
    ).save()
    now = datetime.now(UTC)
    export(robot.folder / "monthly.ics", calendar(every_month(draft, now.date()), now))


def play(how: str, site: str, proxy: str, folder: str) -> None:
    robot = Robot(Path(folder))
    if how == "new":
        begin(robot, site, proxy)
        meet_a_defect(robot)
        write_files(robot)
    robot.tell()
    print("READY", flush=True)
    robot.until(lambda: select.select([sys.stdin], [], [], 0)[0])
    robot.window.leave_unasked()


def play_to_the_end() -> None:
    try:
        play(*sys.argv[1:])
    except BaseException:  # noqa: BLE001 - a robot that is lost ends the program
        traceback.print_exc()
        os._exit(9)


def main() -> int:
    harden()
    app = QApplication(["h2r-link"])
    QTimer.singleShot(0, app, play_to_the_end)
    return open_wizard()


if __name__ == "__main__":
    sys.exit(main())
