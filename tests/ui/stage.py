"""A window under test: real pages, real drafts, a vault in memory, scripted link tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from wizard.base import assets
from wizard.documents.record_folder import RecordFolder
from wizard.domain.check import Check, Status
from wizard.domain.draft import Draft
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.proxy_choice import ProxyChoice
from wizard.domain.report import CheckResult, Choices, Report, Site
from wizard.domain.rights import Level, RightRow, RightsTable, Source
from wizard.domain.scope import Scope
from wizard.domain.values.values import FieldTexts
from wizard.linktest.events import Ended, Event, Finished, Started
from wizard.storage.drafts import DraftFolder, LoadedDrafts
from wizard.storage.history import HistoryFolder
from wizard.storage.leftover_tickets import LeftoverTicketFile
from wizard.storage.settings import SettingsFile
from wizard.storage.vault.vault import MemoryVault
from wizard.ui.controllers import backends
from wizard.ui.controllers.connection import OpenConnection
from wizard.ui.controllers.services import Services
from wizard.ui.widgets.disclosure import DisclosureButton
from wizard.ui.widgets.fields import ValueField
from wizard.ui.widgets.menu_button import MenuButton
from wizard.ui.window.window import Window

W = TypeVar("W", bound=QWidget)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
RIGHTS = RightsTable.parse(assets.text("rights.toml"))
BACKENDS = backends.Backends(RIGHTS, "h2r-link/test")
SITE = "https://na.myconnectwise.net"
VALUES = {
    Field.SITE: SITE,
    Field.COMPANY_ID: "contoso",
    Field.PRIVATE_KEY: "TestPrivateKey01",
    Field.PUBLIC_KEY: "TestPublicKey001",
    Field.CLIENT_ID: "11111111-2222-3333-4444-555555555555",
}
BOARDS = ("Help Desk", "New Hires")


def good_report(**changed: object) -> Report:
    """A report in which all checks have passed."""
    rows = tuple(CheckResult(check, Status.PASSED, f"{check.label} is fine.") for check in Check)
    granted = tuple(RightRow(r, r.needed, Source.MY_SECURITY) for r in RIGHTS.needed(Scope()))
    site = Site(
        typed=SITE,
        host="na.myconnectwise.net",
        api_base="https://api-na.myconnectwise.net/v2025_1/apis/3.0",
        release="v2025_1",
        version="v4.6.38842",
        company_name="Contoso MSP",
        cloud=True,
        region="na",
    )
    choices = Choices(BOARDS, ("New", "Done"), ("Request",), ("High",), "Help Desk")
    report = Report(rows, granted, (), site, NOW, 120.0, 9, choices)
    return replace(report, **changed)  # type: ignore[arg-type]


def failed_report(check: Check, problem: Problem) -> Report:
    """A report in which one check failed; later ones did not run."""
    order = list(Check)
    place = order.index(check)
    rows = [CheckResult(c, Status.PASSED, "Fine.") for c in order[:place]]
    rows.append(CheckResult(check, Status.FAILED, problem=problem))
    rows += [CheckResult(c, Status.NOT_RUN, "Not run.") for c in order[place + 1 :]]
    return good_report(rows=tuple(rows), rights=(), choices=Choices())


def missing_right_report() -> Report:
    """A report in which Add Level of Service Tickets is None."""
    needed = RIGHTS.needed(Scope())
    granted = replace(needed[0].needed, add=Level.NONE)
    short = RightRow(needed[0], granted, Source.MY_SECURITY)
    rights = (short, *(RightRow(r, r.needed, Source.MY_SECURITY) for r in needed[1:]))
    problem = Problem(Fault.RIGHT_MISSING, {"rights": short.gap})
    rows = [CheckResult(c, Status.PASSED, "Fine.") for c in Check]
    rows[list(Check).index(Check.RIGHTS)] = CheckResult(
        Check.RIGHTS, Status.FAILED, problem=problem
    )
    return good_report(rows=tuple(rows), rights=rights)


@dataclass
class Script:
    """A link test that plays one report after the other; the last one stays.

    ``held`` keeps it at the check ``hold_at`` until it is set, or the test is cancelled.
    """

    reports: list[Report] = field(default_factory=lambda: [good_report()])
    asked: list[FieldTexts] = field(default_factory=list)
    proxies: list[ProxyChoice] = field(default_factory=list)
    hold_at: Check | None = None
    held: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def __call__(
        self, typed: FieldTexts, proxy: ProxyChoice, cancelled: Callable[[], bool]
    ) -> Iterator[Event]:
        self.ended.clear()
        self.asked.append(typed)
        self.proxies.append(proxy)
        report = self.reports[0] if len(self.reports) == 1 else self.reports.pop(0)
        try:
            yield from self._play(report, cancelled)
        finally:
            self.ended.set()

    def _play(self, report: Report, cancelled: Callable[[], bool]) -> Iterator[Event]:
        for row in report.rows:
            if row.status is Status.NOT_RUN:
                continue
            yield Started(row.check)
            while row.check is self.hold_at and not self.held.is_set() and not cancelled():
                self.held.wait(0.01)
            if cancelled():
                return
            yield Ended(row)
        yield Finished(report)


@dataclass
class Stage:
    """The window under test and everything around it."""

    qtbot: QtBot
    folder: Path
    test: Script = field(default_factory=Script)
    lookup: Script = field(default_factory=Script)
    vault: MemoryVault = field(default_factory=MemoryVault)
    opened: list[str] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    left_tickets: LeftoverTicketFile | None = None

    @property
    def drafts(self) -> DraftFolder:
        return DraftFolder(self.folder / "connections")

    def services(self, **changed: object) -> Services:
        made = Services(
            rights=RIGHTS,
            test=self.test,
            look_up=self.lookup,
            practice=backends.practice,
            prepare=lambda: None,
            open_url=self.opened.append,
            now=lambda: NOW,
            links={
                "client_id": "https://developer.example/ClientID",
                "help": "https://docs.example/help",
            },
            drafts=self.drafts,
            records=RecordFolder(self.folder / "records"),
            history=HistoryFolder(self.folder / "history"),
            open_vault=lambda: self.vault,
            left_tickets=self.left_tickets,
            settings=SettingsFile(self.folder / "settings.json"),
            who=lambda: "admin",
            version="1.2.3",
        )
        return replace(made, **changed)  # type: ignore[arg-type]

    def open(self, loaded: LoadedDrafts | None = None, **changed: object) -> Window:
        window = Window(self.services(**changed), loaded)
        self.windows.append(window)
        window.resize(1120, 720)
        window.show()
        window.activateWindow()
        self.qtbot.waitUntil(lambda: window.isActiveWindow() and window.manager.began)
        return window

    @property
    def window(self) -> Window:
        return self.windows[-1]

    def find(self, name: str, kind: type[W] = QWidget) -> W:  # type: ignore[assignment]
        """The widget called ``name`` on the page, else around it."""
        found = self.window.page.findChild(kind, name) or self.window.findChild(kind, name)
        assert found is not None, f"no {name} on {self.window.page.objectName()}"
        return found

    def press(self, name: str) -> None:
        """Press a button, or choose an act of the menu *More* of a connection."""
        connection = name.partition(".")[2]
        if self.window.findChild(QAbstractButton, name) is None and connection:
            self.choose(f"more.{connection}", name)
            return
        button = self.find(name, QAbstractButton)
        assert button.isVisible(), f"{name} is hidden"
        assert button.isEnabled(), f"{name} is disabled"
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose(self, menu: str, name: str) -> None:
        """Open the menu of the button ``menu`` and choose the act ``name``."""
        self.press(menu)
        shown = self.find(menu, MenuButton).menu_shown
        assert shown is not None
        action = shown.findChild(QAction, name)
        assert action is not None, f"no {name} among {[a.objectName() for a in shown.actions()]}"
        shown.close()
        action.trigger()

    def acts(self, connection: str) -> list[str]:
        """The actions of a connection's buttons and menu, the primary one first."""
        more = self.find(f"more.{connection}", MenuButton)
        main = more.parentWidget().findChildren(QAbstractButton)[0]
        return [main.text(), *(item.text for item in more._items())]

    def type(self, name: str, text: str, *, leave: bool = True) -> None:
        edit = self.find(name, QLineEdit)
        assert edit.isVisible(), f"{name} is hidden"
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, text)
        if leave:
            QTest.keyClick(edit, Qt.Key.Key_Tab)

    def paste(self, name: str, text: str) -> None:
        edit = self.find(name, QLineEdit)
        edit.setFocus()
        edit.selectAll()
        edit.insert(text)

    def type_all(self, values: dict[Field, str] | None = None) -> None:
        """Paste the five values on step 7, one after the other."""
        self.go(Step.LINK)
        for value, text in (values or VALUES).items():
            self.paste(value.value, text)
            QTest.keyClick(self.find(value.value, QLineEdit), Qt.Key.Key_Tab)

    def go(self, step: Step) -> None:
        self.window.show_step(step)

    @property
    def draft(self) -> Draft:
        return self.connection.session.draft

    @property
    def connection(self) -> OpenConnection:
        """The open connection."""
        current = self.window.manager.current
        assert current is not None, "no connection is open"
        return current

    @property
    def reason(self) -> str:
        return self.window._frame.bar.reason.text()

    def message(self, field: str) -> str:
        """What stands below a field."""
        edit = self.find(field, QLineEdit)
        holder = edit.parentWidget()
        assert isinstance(holder, ValueField)
        return holder.message.text()

    def press_choice(self, text: str) -> None:
        """Pick the card with ``text`` that can be seen."""
        cards = filter(QRadioButton.isVisible, self.window.page.findChildren(QRadioButton))
        card = next(card for card in cards if card.text().replace("&", "") == text)
        self.qtbot.mouseClick(card, Qt.MouseButton.LeftButton)

    def press_disclosure(self, text: str) -> None:
        """Unfold what stands behind ``text``."""
        buttons = self.window.page.findChildren(DisclosureButton)
        button = next(one for one in buttons if one.text() == text)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def save_failure(self) -> str:
        """What is said about saving, if anything."""
        row = self.window._frame._save_failure_row
        return self.window._frame._save_failure.accessibleDescription() if row.isVisible() else ""

    def until(self, done: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(done)

    def tested(self) -> None:
        """Wait for the test under way to end."""
        test = self.connection.test
        self.until(lambda: test.report is not None)

    def tested_lookup(self) -> None:
        """Wait for the lookup under way to end."""
        lookup = self.connection.lookup
        self.until(lambda: lookup.report is not None)

    def saved(self) -> list[Draft]:
        """The draft on disk once everything is saved."""
        self.window.manager.flush()
        self.until(lambda: not self.window.manager.busy)
        return list(self.drafts.all().drafts)

    def close(self) -> None:
        for script in (self.test, self.lookup):
            script.held.set()
        for window in self.windows:
            window.leave()
            self.until(lambda window=window: not window.manager.busy)
            window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, Window)]


def texts(widgets: Sequence[QWidget]) -> list[str]:
    """The words that a list of labels, buttons and ticks shows."""
    return [str(widget.property("text")) for widget in widgets]
