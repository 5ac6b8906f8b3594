"""In a pseudo-language with longer texts, every text is translated and none is cut."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, product
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractTableModel, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.faultserver import FaultServer
from tests.ui.pages.connections_stage import draft, store_keys
from tests.ui.pages.ticket_stage import (
    BOTH,
    CUSTOMER,
    create,
    meet,
    outcome,
    place,
    ready,
    shelf,
    with_projects,
)
from tests.ui.pseudo import Pseudo, unwrapped
from tests.ui.stage import BOARDS, NOW, RIGHTS, VALUES, Stage, missing_right_report
from tests.unit.linktest.ticket.trying import TENANT
from wizard.base import assets
from wizard.base.language import OWN_NAMES, TRANSLATIONS
from wizard.base.traceback_summary import summarize_traceback
from wizard.domain import text as wording
from wizard.domain.draft import ClientIdState, Environment, new_draft
from wizard.domain.faults.fault import Step
from wizard.domain.rights import Column, Level
from wizard.domain.scope import Ticket
from wizard.domain.ticket import SUBJECT, LeftoverTicket
from wizard.storage.drafts import LoadedDrafts
from wizard.storage.leftover_tickets import LeftoverTicketFile
from wizard.ui.dialogs.crash import CrashWindow
from wizard.ui.dialogs.support import SupportDialog
from wizard.ui.pages.choice import WideChoice
from wizard.ui.pages.instructions import Instructions
from wizard.ui.pages.suggested_texts import LEVEL, integration_description
from wizard.ui.theme import theme
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.markdown import plain

# The last one is what a screen of 1366x768 leaves at a scale of 200 %.
SIZES = ((1120, 720), (1366, 768), (683, 384))
# Products, labels on the screens of ConnectWise and Hire2Retire, values of the tests.
NOT_OURS = (
    *VALUES.values(),
    *BOARDS,
    *OWN_NAMES.values(),
    *(part for right in RIGHTS.rights for part in (right.module, right.function)),
    *(table.name for right in RIGHTS.rights for table in right.tables),
    *(label for column in Column for label in (column.value.title(), f"{column.value} Level")),
    *(level.value for level in Level),
    LEVEL,
    *(f"{prefix}{name}" for prefix in ("", "Phase of ") for name in ("Onboarding", "Moving")),
    *(TENANT.company_name, TENANT.company_id, TENANT.public_key, str(CUSTOMER["name"])),
    "Projects",
    SUBJECT,
    "UTC",
    "Hire2Retire Link",
    "Contoso",
    "Contoso MSP",
    "Fabrikam",
    "na.myconnectwise.net",
    "https://api-na.myconnectwise.net/v2025_1/apis/3.0",
    "(NA)",
    "127.0.0.1",
    "Hire2Retire",
    "ConnectWise URL",
    "Allow access to these",
    "Default Territory",
    "Department",
    "Description:",
    "Level",
    "Location",
    "Member ID",
    "Member Name",
    "Name",
    "Role ID",
    "New",
    "Done",
    "Request",
    "High",
)


@pytest.fixture
def stage(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    theme.apply_theme(qapp, theme.ColorScheme.LIGHT)
    wording.install(Pseudo())
    made = Stage(qtbot, tmp_path)
    yield made
    made.close()
    wording.install(gettext.NullTranslations())
    monkeypatch.undo()
    theme.apply_theme(qapp, theme.ColorScheme.LIGHT)


def instructed(text: Instructions) -> list[str]:
    """The lines that Markdown files hold, one per language: no catalogue has them."""
    sections = chain.from_iterable((s.title, *s.lines) for s in text.sections)
    lines = (text.heading, text.purpose, text.source, *text.actions, *sections)
    return [plain(line.removeprefix("- ")) for line in lines if line]


def shown(stage: Stage) -> list[QWidget]:
    return [widget for widget in stage.window.findChildren(QWidget) if widget.isVisible()]


def words(widget: QWidget) -> Iterator[str]:
    """What a widget shows and what a screen reader says of it."""
    if isinstance(widget, (QLabel, QAbstractButton)):
        yield widget.text()
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))
    if isinstance(widget, QAbstractItemView):
        yield from cells(widget)
    yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())


def cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    columns = model.columnCount() if isinstance(model, QAbstractTableModel) else 1
    for row, column in product(range(model.rowCount()), range(columns)):
        cell = model.index(row, column)
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            yield str(cell.data(role) or "")


def foreign(stage: Stage) -> set[str]:
    """Our texts on the screen that don't come from a catalogue."""
    known = [*instructed(stage.window.page.text), *NOT_OURS]
    if connection := stage.window.manager.current:
        draft = connection.session.draft
        known += [integration_description(draft), draft.role_name, draft.member_id, draft.title]
    either = "|".join(re.escape(one) for one in sorted(filter(None, known), key=len, reverse=True))
    names = re.compile(rf"(?<!\w)(?:{either})(?!\w)")
    return {
        f"{type(widget).__name__} {widget.objectName()}: {text}"
        for widget in shown(stage)
        for text in words(widget)
        if re.search(r"[^\W\d_]{2,}", names.sub("", unwrapped(text)))
    }


def cut(stage: Stage) -> set[str]:
    """Texts that are cut, and widgets that extend beyond their page."""
    found = set()
    for widget in shown(stage):
        if not isinstance(widget, (QLabel, QAbstractButton, QLineEdit, QComboBox)):
            continue
        if "qt_" in widget.objectName() or not any(words(widget)):
            continue
        if too_small(widget) or outside(widget):
            found.add(f"{type(widget).__name__} {widget.objectName()}: {next(words(widget))}")
    return found


def too_small(widget: QWidget) -> bool:
    if widget.hasHeightForWidth():
        return widget.height() < widget.heightForWidth(widget.width())
    hint = widget.minimumSizeHint()
    return widget.width() < hint.width() or widget.height() < hint.height()


def outside(widget: QWidget) -> bool:
    """Whether a part of it is not in the widget around it, where that does not scroll."""
    box = QRect(QPoint(0, 0), widget.size())
    around = widget.parentWidget()
    while around is not None and not isinstance(around.parentWidget(), QScrollArea):
        box = QRect(widget.mapTo(around, QPoint(0, 0)), widget.size())
        if not around.rect().contains(box):
            return True
        around = around.parentWidget()
    return False


def wait_for_layout(stage: Stage) -> None:
    """Wait until the layouts are stable: a change in one requests others again."""
    before: list[QRect] = []
    while (now := [widget.geometry() for widget in shown(stage)]) != before:
        before = now
        for _ in range(3):
            QApplication.processEvents()


def unfold(stage: Stage) -> None:
    for fold in stage.window.page.findChildren(Disclosure):
        fold.set_open(is_open=True)


def look_at(stage: Stage) -> set[str]:
    """What is wrong with the page at every size, without help and with it."""
    unfold(stage)
    found = foreign(stage)
    for _ in range(2):
        for width, height in SIZES:
            stage.window.resize(width, height)
            wait_for_layout(stage)
            found |= {f"{text} (cut at {width}x{height})" for text in cut(stage)}
        QTest.keyClick(stage.window, Qt.Key.Key_F1)
        found |= foreign(stage)
    return found


@pytest.mark.parametrize("step", list(Step))
def test_every_page_is_translated_and_not_cut(stage: Stage, step: Step) -> None:
    stage.open()
    stage.go(step)
    assert look_at(stage) == set()


@pytest.mark.parametrize("step", list(Step))
def test_a_large_system_font_cuts_nothing(
    stage: Stage, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, step: Step
) -> None:
    large = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    large.setPointSize(16)
    monkeypatch.setattr(QFontDatabase, "systemFont", lambda _kind: QFont(large))
    theme.apply_theme(qapp, theme.ColorScheme.LIGHT)
    stage.open()
    stage.go(step)
    unfold(stage)
    wait_for_layout(stage)
    assert theme.font(theme.Type.TEXT).pixelSize() > theme.Type.TEXT.value[0]
    assert cut(stage) == set()


def test_the_test_result_is_translated_and_not_cut(stage: Stage) -> None:
    stage.test.reports = [missing_right_report()]
    stage.open()
    stage.type_all()
    stage.tested()
    assert look_at(stage) == set()


@pytest.mark.parametrize("step", [Step.SITE, Step.KEYS, Step.CLIENT_ID, Step.LINK])
def test_errors_about_refused_text_are_translated_and_not_cut(stage: Stage, step: Step) -> None:
    stage.open()
    stage.go(step)
    for edit in stage.window.page.findChildren(QLineEdit):
        if edit.isVisible():
            stage.paste(edit.objectName(), "two words\\")
            QTest.keyClick(edit, Qt.Key.Key_Tab)
    assert look_at(stage) == set()


def test_notes_about_pasted_text_are_translated_and_not_cut(stage: Stage) -> None:
    stage.open()
    stage.go(Step.LINK)
    QApplication.clipboard().setText("Public key: TestPublicKey001\nTestPrivateKey01")
    stage.press("paste-all")
    QApplication.clipboard().clear()
    assert look_at(stage) == set()


def test_practice_is_translated_and_not_cut(stage: Stage) -> None:
    stage.open()
    stage.press("practice")
    stage.go(Step.LINK)
    assert look_at(stage) == set()


def below_the_verdict(stage: Stage) -> set[str]:
    """As `look_at`; the end of a verdict that passed is no text of a catalogue, but its padding."""
    return {text for text in look_at(stage) if not re.fullmatch(r"\w+ \w*: ẽ+]", text)}


@pytest.mark.parametrize("kind", list(Ticket))
def test_a_test_ticket_is_translated_and_not_cut(stage: Stage, kind: Ticket) -> None:
    with FaultServer(with_projects(shelf(kind).script())) as server:
        meet(stage, server, BOTH)
        stage.find("ticket-kind", WideChoice).cards[kind.value].click()
        ready(stage, "board" if kind is Ticket.SERVICE else "project")
        assert below_the_verdict(stage) == set()
        place(stage, kind)
        assert below_the_verdict(stage) == set()
        create(stage)
        outcome(stage)
        stage.until(lambda: not stage.window.manager.busy)
        assert below_the_verdict(stage) == set()


def test_a_leftover_ticket_is_translated_and_not_cut(stage: Stage) -> None:
    stage.left_tickets = LeftoverTicketFile(stage.folder / "left-tickets.json")
    stage.left_tickets.save((LeftoverTicket(SUBJECT, 5001, "Contoso"), LeftoverTicket(SUBJECT)))
    stage.open()
    assert look_at(stage) == set()
    stage.press("ticket-is-gone")
    assert look_at(stage) == set()


def test_connections_are_translated_and_not_cut(stage: Stage) -> None:
    waiting = replace(new_draft(NOW), name="Contoso", client_id_state=ClientIdState.ASKED)
    waiting = replace(waiting, asked_on=NOW.date(), reached=Step.LINK)
    sandbox = replace(new_draft(NOW), name="Fabrikam", environment=Environment.SANDBOX)
    stage.open(LoadedDrafts((waiting, sandbox)))
    assert look_at(stage) - {"Contoso", "Fabrikam"} == set()


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_no_page_is_wider_than_the_smallest_window(stage: Stage, code: str) -> None:
    wording.install(gettext.translation("h2r-link", assets.path("locale"), [code]))
    stage.open(language=code)
    stage.window.resize(*SIZES[-1])
    wide = []
    for step in Step:
        stage.go(step)
        unfold(stage)
        wait_for_layout(stage)
        page = stage.window.page
        if page.widget().width() > page.viewport().width():
            wide.append(step)
    assert wide == []


def small(dialog: QWidget) -> bool:
    """Whether ``dialog`` fits the smallest screen, with room for the edges of a window."""
    room = QSize(*SIZES[-1]) - QSize(0, 32)
    dialog.resize(room)
    for _ in range(3):
        QApplication.processEvents()
    return dialog.size() == room


def test_renewing_fits_the_smallest_screen(stage: Stage) -> None:
    one = store_keys(stage, draft(client_id_state=ClientIdState.HAVE))
    stage.drafts.save(one)
    stage.open(stage.drafts.all())
    stage.press(f"renew.{one.id}")
    stage.until(lambda: stage.find("public_key").isVisible())
    dialog = stage.find("renew")
    assert small(dialog)
    assert dialog.rect().contains(stage.find("test-new").geometry().bottomRight())


def test_other_dialogs_fit_the_smallest_screen(qtbot: QtBot, stage: Stage) -> None:
    for dialog in (
        SupportDialog("Support file\n" * 50),
        CrashWindow(summarize_traceback(ValueError()), ("Your progress is saved.",), str),
    ):
        qtbot.addWidget(dialog)
        dialog.show()
        assert small(dialog), dialog.objectName()


def test_an_untranslated_text_is_detected(stage: Stage) -> None:
    stage.open()
    stage.window.page.heading.setText("Forgotten words")
    assert any("Forgotten words" in text for text in foreign(stage))


def test_a_cut_text_is_detected(stage: Stage) -> None:
    stage.open()
    stage.find("help").setFixedWidth(20)
    QApplication.processEvents()
    assert any("help" in text for text in cut(stage))
