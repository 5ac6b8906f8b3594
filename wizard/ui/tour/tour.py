"""Walks through the wizard against the practice server and takes screenshots."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from wizard import __version__
from wizard.base import assets, language
from wizard.domain.check import Verdict
from wizard.domain.dataclass import dataclass
from wizard.domain.draft import ClientIdState, Draft, Linked, new_draft
from wizard.domain.drift import Change, Changed, History, PastTest, key_digest
from wizard.domain.faults.fault import Step
from wizard.domain.last_test import LastTest
from wizard.domain.rights import Level, RightsTable
from wizard.storage.drafts import DraftFolder
from wizard.storage.history import HistoryInMemory
from wizard.ui.controllers import backends
from wizard.ui.controllers.services import Services, read_links
from wizard.ui.letters import name_fonts, need_letters
from wizard.ui.startup import application
from wizard.ui.theme import theme
from wizard.ui.tour.capsule_samples import sample_dialogs
from wizard.ui.tour.window_driver import StuckError, WindowDriver
from wizard.ui.window import page_registry
from wizard.ui.window.window import SIZE, Window


@dataclass(frozen=True, slots=True)
class _Picture:
    step: str
    file: str
    title: str


def walk(directory: Path, *, dark: bool = False, scale: float = 1.0, size: QSize = SIZE) -> Verdict:
    """Make the pictures and ``tour.json`` in ``directory``; return the verdict of the last test.

    Files and vault of the user are not touched. ``scale`` only counts before Qt has started.
    ``size`` is that of the full window, in pixels before scaling.

    Raises:
        NoLettersError: there is no font, and the pictures would show boxes.
        StuckError: a page did not reach the expected state.
    """
    if QApplication.instance() is None:
        os.environ.setdefault("QT_SCALE_FACTOR", f"{scale:g}")
    app = application()
    name_fonts()
    need_letters()
    theme.apply_theme(app, theme.ColorScheme.DARK if dark else theme.ColorScheme.LIGHT)
    with tempfile.TemporaryDirectory() as folder:
        drafts = DraftFolder(Path(folder))
        for draft in _samples(datetime.now().astimezone()):
            drafts.save(draft)
        window = Window(_services(drafts, _history_of(drafts.all().drafts)), drafts.all())
        window.resize(size)
        tour = _Tour(window, directory, size)
        try:
            verdict = tour.walk()
        finally:
            tour.driver.leave()
    pages = [asdict(picture) for picture in tour.pictures]
    document = {"schema": 1, "verdict": verdict.value, "pages": pages}
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    (directory / "tour.json").write_text(text, encoding="utf-8", newline="\n")
    return verdict


class _Tour:
    """The way through the window, page by page."""

    def __init__(self, window: Window, directory: Path, size: QSize) -> None:
        self._window, self._directory, self._size = window, directory, size
        self.driver = WindowDriver(window)
        self.pictures: list[_Picture] = []

    def walk(self) -> Verdict:
        """Visit every page; return the verdict of the last test."""
        driver = self.driver
        self._window.show()
        self._picture("connections")
        self._history()
        self._hand_over()
        driver.press("next")
        self._firewall()
        self._picture("scope")
        self._companion("scope")
        driver.press("practice")
        self._fill_in()
        self._picture("site")
        self._companion("site")
        driver.turn_page()
        driver.press("tick-all")
        self._picture("role")
        self._companion("role")
        for step in ("member", "keys", "client_id"):
            driver.turn_page()
            if step != "member":
                driver.press("fill-in")
            self._picture(step)
            self._companion(step)
        verdict = self._link()
        driver.turn_page()
        self._picture("handover")
        self._companion("handover")
        driver.press("says-linked")
        driver.press("next")
        self._picture("handover", "linked")
        return verdict

    def _hand_over(self) -> None:
        """The dialogs of a hand-over between two people."""
        for step, state, dialog in sample_dialogs(self._window):
            dialog.show()
            self.driver.process_events()
            name = f"{len(self.pictures) + 1:02}-{step}-{state}.png"
            self.driver.grab(self._directory / name, dialog)
            self.pictures.append(_Picture(step, name, dialog.windowTitle()))
            dialog.close()
            dialog.deleteLater()

    def _fill_in(self) -> None:
        lookup = self.driver.turn_page().connection.lookup
        self.driver.press("fill-in")
        self.driver.until(lambda: lookup.report is not None)

    def _link(self) -> Verdict:
        """The page of the test: as it fails, then as it passes."""
        driver = self.driver
        driver.choose("scenario", "missing-right")
        test = driver.turn_page().connection.test
        driver.until(lambda: test.report is not None)
        self._picture("link", "missing-right")
        driver.press("take-me-there")
        self._picture("role", "to-fix")
        self._window.show_step(Step.LINK)
        for scenario in ("wrong-key", "good"):
            driver.choose("scenario", scenario)
            driver.press("test")
            driver.until(lambda: test.report is not None)
            self._picture("link", "" if scenario == "good" else scenario)
        self._companion("link")
        driver.press("help")
        self._picture("link", "help")
        driver.press("close-help")
        self._changes()
        self._workflow()
        return test.report.verdict if test.report else Verdict.NOT_PROVEN

    def _history(self) -> None:
        """The past tests of the first connection."""
        page = self._window.page
        fold = next(
            button
            for button in page.findChildren(QPushButton)
            if button.objectName().startswith("history.") and button.isVisible()
        )
        self.driver.press(fold.objectName())
        self._picture("connections", "history")
        self.driver.press(fold.objectName())

    def _changes(self) -> None:
        """A level of the role is lost between two tests."""
        driver, page = self.driver, self._window.page
        changes = page.findChild(QWidget, "changes")
        driver.choose("scenario", "drift")
        for _ in range(2):
            self._test_again()
        driver.until(lambda: changes is not None and changes.isVisible())
        self._picture("link", "changed")
        driver.choose("scenario", "good")
        self._test_again()

    def _test_again(self) -> None:
        connection = self._window.manager.current
        if connection is None:
            raise StuckError("no connection")
        before = connection.test.report
        self.driver.press("test")
        self.driver.until(
            lambda: connection.test.report not in {None, before} and not connection.test.busy
        )

    def _workflow(self) -> None:
        """The values of the workflow, with a board that has no default team."""
        driver = self.driver
        driver.press("workflow-sheet")
        driver.pick("workflow-board", "New Hires and Leavers")
        driver.pick("workflow-type", "New hire")
        driver.pick("workflow-subtype", "Laptop")
        driver.pick("workflow-priority", "Priority 3 - Medium")
        self._picture("link", "workflow")
        driver.press("workflow-sheet")

    def _firewall(self) -> None:
        """What an on-premises server's firewall must let in; nothing is tested."""
        self._window.show_step(Step.LINK)
        self.driver.fill("site", "https://cw.example.com")
        self._picture("link", "firewall")
        self._window.show_connection(self._window.manager.new())

    def _companion(self, step: str) -> None:
        """Take a picture of the strip, at the first action with a button or a field."""
        companion = self._window.companion
        self.driver.press("companion")
        self._window.resize(companion.width, self._size.height())
        while companion.target() is None and companion.forward():
            pass
        self.driver.process_events()
        self._grab(step, "companion")
        self.driver.press("full-window")
        self._window.resize(self._size)

    def _picture(self, step: str, state: str = "") -> None:
        """Take a picture; of a page that goes on below, a second one at its end."""
        self.driver.process_events()
        bar = self._window.page.verticalScrollBar()
        states = (state, "-".join(filter(None, (state, "end")))) if bar.maximum() else (state,)
        for one in states:
            bar.setValue(bar.maximum() if one != state else 0)
            self.driver.process_events()
            self._grab(step, one)
        bar.setValue(0)

    def _grab(self, step: str, state: str) -> None:
        number = f"{len(self.pictures) + 1:02}"
        name = "-".join(filter(None, (number, step, state))) + ".png"
        self.driver.grab(self._directory / name)
        self.pictures.append(_Picture(step, name, self._window.page.heading.text()))


def _history_of(drafts: Sequence[Draft]) -> HistoryInMemory:
    """Five monthly tests of what is linked; one of them found a right taken away."""
    kept = HistoryInMemory()
    for draft in drafts:
        if draft.linked is None or draft.last_test is None:
            continue
        name = "Service Desk › Service Tickets › Edit Level"
        lost = (Change(Changed.RIGHT, name, Level.ALL.value, Level.NONE.value),)
        found = {2: (Verdict.NOT_READY, lost), 3: (Verdict.READY_WITH_WARNINGS, ())}
        tests = tuple(
            PastTest(draft.last_test.at - timedelta(days=30 * (4 - number)), verdict, "", changes)
            for number in range(5)
            for verdict, changes in (found.get(number, (Verdict.READY, ())),)
        )
        history = History(tests, keys_since=draft.linked.at, keys=key_digest(draft.public_key))
        kept.put(draft.id, history)
    return kept


def _services(drafts: DraftFolder, history: HistoryInMemory) -> Services:
    rights = RightsTable.parse(assets.text("rights.toml"))
    tests = backends.Backends(rights, f"h2r-link/{__version__}")
    return Services(
        rights=rights,
        test=tests.link_test,
        look_up=tests.look_up,
        recheck=tests.recheck,
        practice=backends.practice,
        offer_ticket=tests.offer_ticket,
        read_board=tests.read_board,
        prepare=page_registry.prepare,
        open_url=lambda _address: None,
        now=lambda: datetime.now().astimezone(),
        links=read_links(assets.text("links.toml")),
        drafts=drafts,
        history=history,
        who=lambda: "tour",
        language=language.spoken(),
        version=__version__,
    )


def _samples(now: datetime) -> tuple[Draft, Draft]:
    """Two connections of a company that is nobody's: one linked, one waiting."""
    linked = replace(
        new_draft(now - timedelta(days=340)),
        name="Contoso MSP",
        site="https://na.myconnectwise.net",
        company_id="contoso",
        step=Step.HANDOVER,
        last_test=LastTest(Verdict.READY, now - timedelta(days=1)),
        linked=Linked(now - timedelta(days=339), proven=True),
    )
    waiting = replace(
        new_draft(now - timedelta(days=4)),
        name="Fabrikam IT",
        company_id="fabrikam",
        client_id_state=ClientIdState.ASKED,
        asked_on=(now - timedelta(days=4)).date(),
        step=Step.CLIENT_ID,
    )
    return linked, waiting
