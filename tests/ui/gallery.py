"""Draws every part of the window into PNG files, to be looked at.

    python tests/ui/gallery.py FOLDER [--scheme light|dark|contrast] [--long] [--width PIXELS]

Set QT_SCALE_FACTOR for other scales. ``--long`` makes every text 40 % longer.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wizard.ui.theme import theme
from wizard.ui.widgets.action_list import ActionList
from wizard.ui.widgets.banner import Banner, VerdictBanner
from wizard.ui.widgets.buttons import Button, LinkButton, Rank
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.check_list import CheckList, CheckRow, CheckState, CheckWords
from wizard.ui.widgets.choice import CheckBox, Choice, Option
from wizard.ui.widgets.copy_button import CopyButton
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.fields import MessageKind, ValueField, align
from wizard.ui.widgets.label import Heading, Label
from wizard.ui.widgets.layouts import Columns, add_flow
from wizard.ui.widgets.page import BottomBar, PageScroll
from wizard.ui.widgets.picture_card import PictureCard
from wizard.ui.widgets.rights_table import Cell, CellKind, RightRow, RightsTableView
from wizard.ui.widgets.secret_field import SecretField
from wizard.ui.widgets.step_list import StepItem, StepList, StepState

Words = Callable[[str], str]


def longer(text: str) -> str:
    """Return ``text`` 40 % longer, as German is; ConnectWise marks stay whole."""
    words = text.split(" ")
    extra = max(1, round(len(text) * 0.4))
    return f"{text} {('längere ' + ' '.join(reversed(words)).replace('**', ''))[:extra]}".rstrip()


def sidebar(_: Words) -> QWidget:
    """The sidebar of step 3."""
    done, to_do = StepState.DONE, StepState.TO_DO
    steps = [
        StepItem(1, _("What Hire2Retire does"), _("done"), done, _("service tickets")),
        StepItem(2, _("Your ConnectWise"), _("done"), done, "na.myconnectwise.net"),
        StepItem(
            3,
            _("Security role"),
            _("in progress"),
            StepState.IN_PROGRESS,
            current_word=_("current"),
        ),
        StepItem(4, _("API member"), _("to do"), to_do, blocked=_("Not open yet")),
        StepItem(5, _("Keys"), _("to do"), to_do, blocked=_("Not open yet")),
        StepItem(6, _("Client ID"), _("waiting"), StepState.WAITING, _("waiting since Nov 19")),
        StepItem(7, _("Test the link"), _("to do"), to_do, blocked=_("Not open yet")),
        StepItem(8, _("Link account"), _("to do"), to_do, blocked=_("Not open yet")),
    ]
    frame = QFrame()
    frame.setProperty("part", "sidebar")
    frame.setFixedWidth(theme.SIDEBAR)
    column = QVBoxLayout(frame)
    column.setContentsMargins(theme.NEAR, theme.BLOCK - 4, theme.NEAR, theme.NEAR)
    title = QVBoxLayout()
    column.addLayout(title)
    title.setContentsMargins(theme.NEAR, 0, theme.NEAR, theme.PART)
    title.setSpacing(2)
    title.addWidget(Label("Hire2Retire Link", theme.Type.STRONG))
    title.addWidget(Label(_("Contoso MSP · production"), theme.Type.SMALL, theme.Color.MUTED))
    listed = StepList("Steps")
    listed.show_steps(steps)
    column.addWidget(listed, 1)
    add_flow(column, [Button(_("Help")), Button(_("Save and leave"))])
    return frame


def window(page: PageScroll, bar: BottomBar, _: Words) -> QWidget:
    """Rail, page and bar as the window has them."""
    whole = QWidget()
    across = QHBoxLayout(whole)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(0)
    across.addWidget(sidebar(_))
    right = QVBoxLayout()
    across.addLayout(right, 1)
    right.setSpacing(0)
    right.addWidget(page, 1)
    right.addWidget(bar)
    return whole


def step3(_: Words) -> QWidget:
    """The page of the security role."""
    page, bar = PageScroll(), BottomBar(_("Back"))
    bar.show_next(
        _("Next"),
        reason=_("One row isn't checked off yet. The test compares every cell."),
    )
    intro = QVBoxLayout()
    page.body.addLayout(intro)
    intro.setSpacing(0)
    intro.addWidget(Heading(_("Create the security role")))
    intro.addWidget(
        Label(
            _("It decides what Hire2Retire may see and change. Nothing more than the rows below."),
            ink=theme.Color.MUTED,
        )
    )
    actions = ActionList("Actions")
    actions.add(_("In ConnectWise open **System › Security Roles**"))
    actions.add(_("Press **+** (New Item)"))
    actions.add(
        _("Type `Hire2Retire API` into **Role ID**, then **Save**"),
        CopyButton("Hire2Retire API", text=_("Copy"), done=_("Copied")),
    )
    actions.add(_("Set these cells, then **Save** again"), Button(_("Print")))
    page.body.addWidget(actions)
    none, full = Cell("None", CellKind.QUIET), Cell("All")
    table = RightsTableView(
        "Permissions", (_("Module › function"), "Add", "Edit", "Delete", "Inquire", "")
    )
    table.show_rows(
        [
            RightRow(
                "Service Desk",
                "Service Tickets",
                _("open and update a ticket per hire"),
                (full, full, none, full),
            ),
            RightRow(
                "Companies",
                "Company Maintenance",
                _("every ticket belongs to a company"),
                (none, none, none, full),
            ),
            RightRow(
                "System",
                "Table Setup",
                _("list boards, statuses, priorities"),
                (none, none, none, full),
            ),
        ],
        (True, True, False),
    )
    page.body.addWidget(table)
    page.body.addWidget(
        Label(
            _("All other cells stay None. Admin would work too, but gives Hire2Retire everything."),
            ink=theme.Color.MUTED,
        )
    )
    page.set_aside(
        PictureCard(_("In ConnectWise"), "role", _("Based on public guides, as of Nov 12, 2026"))
    )
    return window(page, bar, _)


def checks(_: Words) -> CheckList:
    """A list of checks with every state."""
    words = CheckWords(
        lambda n: _("{} checks passed").format(n),
        _("passed"),
        _("Show"),
        _("Hide"),
        _("Response from the server"),
        _("Copy"),
        _("Copied"),
    )
    listed = CheckList("Checks", words)
    passed = [
        CheckRow(_(t), CheckState.PASSED, _("passed"), _("All well."))
        for t in ("Values", "Name", "Connection", "Certificate", "Site", "Company")
    ]
    listed.show_rows(
        [
            *passed,
            CheckRow(
                _("Sign-in"),
                CheckState.FAILED,
                _("failed"),
                _("ConnectWise refused the two keys."),
                _("Generate a new pair and paste both keys."),
                '{"code":"Unauthorized","message":"The member was not found"}',
                _("Take me there"),
            ),
            CheckRow(
                _("Permissions"),
                CheckState.WARNING,
                _("warning"),
                _("The role may also delete companies. Hire2Retire never does."),
                action=_("Take me there"),
            ),
            CheckRow(
                _("Boards"),
                CheckState.INCONCLUSIVE,
                _("couldn't be checked"),
                _("The server gave no answer."),
            ),
            CheckRow(_("Boards"), CheckState.NOT_CHECKED, _("not checked")),
        ]
    )
    return listed


def rights(_: Words) -> RightsTableView:
    """The matrix needed | granted | fix."""
    good, off = Cell("All", CellKind.GOOD), Cell("–", CellKind.QUIET)
    table = RightsTableView("Permissions", (_("Permission"), "Add", "Edit", "Delete", "Inquire"))
    table.show_rows(
        [
            RightRow(
                "Service Desk",
                "Service Tickets",
                "",
                (Cell("None→All", CellKind.WRONG), good, off, good),
            ),
            RightRow(
                "Companies",
                "Company Maintenance",
                "",
                (off, off, Cell("All→None", CellKind.WARNING), good),
            ),
            RightRow("System", "Table Setup", "", (off, off, off, Cell("?", CellKind.WARNING))),
        ]
    )
    return table


def step7(_: Words) -> QWidget:
    """The page of the five values and the test."""
    page, bar = PageScroll(), BottomBar(_("Back"))
    bar.show_next(
        _("Next"),
        reason=_("Not verified yet. The record will say so."),
        leading=False,
    )
    page.body.addWidget(Heading(_("Your five values, tested")))
    page.body.addWidget(Label(_("In the order of Hire2Retire's form."), ink=theme.Color.MUTED))
    verdict = VerdictBanner()
    verdict.show_verdict(
        theme.Tone.WRONG,
        _("Nearly. One permission is missing."),
        _("Service Desk › Service Tickets › Add Level is None, Hire2Retire needs All."),
        _("Take me there"),
    )
    page.body.addWidget(verdict)
    fields = [
        ValueField(_("Address"), beside=True),
        ValueField(_("Company ID"), beside=True),
        SecretField(_("Private key"), show=_("Show"), beside=True),
        ValueField(_("Public key"), beside=True),
        SecretField(_("Client ID"), show=_("Show"), beside=True),
    ]
    for field, text in zip(
        fields,
        (
            "https://na.myconnectwise.net",
            "contoso",
            "test-private-key",
            "k3Zq7TnPw0RbXe5d",
            "11111111-2222-3333-4444-555555555555",
        ),
        strict=True,
    ):
        field.set_text(text)
    align(fields)
    columns = Columns()
    left, right = columns.left, columns.right
    left.setSpacing(theme.TIGHT)
    for field in fields:
        left.addWidget(field)
    took = Label(_("1.2 s · just now"), ink=theme.Color.MUTED)
    add_flow(left, [Button(_("Test the link"), Rank.PRIMARY), Button(_("Stop")), took])
    left.addSpacing(theme.NEAR)
    card = Card(_("Choices for the workflow"))
    card.body.addWidget(Label(_("6 service boards · 41 statuses · 18 types · 4 priorities")))
    left.addWidget(card)
    right.addWidget(checks(_))
    right.addWidget(rights(_))
    page.body.addWidget(columns)
    return window(page, bar, _)


def parts(_: Words) -> QWidget:
    """Everything that the two pages do not show."""
    page, bar = PageScroll(), BottomBar(_("Back"))
    bar.show_next(_("Next"), enabled=False, reason=_("Type the address and the Company ID first."))
    add = page.body.addWidget
    add(Heading(_("Parts")))
    add(
        Banner(
            theme.Tone.ACCENT,
            _("Practice: nothing leaves this computer."),
            action=_("Leave practice"),
        )
    )
    add(
        Banner(
            theme.Tone.WARNING,
            _("There is no vault on this computer."),
            _("The keys stay in memory only."),
        )
    )
    verdict = VerdictBanner()
    verdict.show_verdict(theme.Tone.GOOD, _("Ready to link."))
    add(verdict)
    neutral = VerdictBanner()
    neutral.show_verdict(
        theme.Tone.NEUTRAL,
        _("Not verified. ConnectWise could not be reached."),
        _("Try again when you are on line."),
    )
    add(neutral)
    field = ValueField(_("&ConnectWise address"), hint=_("Any address from the address bar works."))
    add(field)
    for text, kind in (
        (_("Blanks removed."), MessageKind.REMOVED),
        (_("That is an e-mail address."), MessageKind.WRONG),
        (_("ConnectWise cloud, North America."), MessageKind.GOOD),
        (
            _("Only 31 of 32 digits: the first or last may be missing, so look at both ends."),
            MessageKind.WARNING,
        ),
    ):
        one = ValueField(_("Company ID"))
        one.set_text("contoso")
        one.show_message(text, kind)
        add(one)
    secret = SecretField(_("Private key"))
    secret.set_text("test-private-key")
    secret.reveal.click()
    add(secret)
    add(CheckBox(_("Service tickets"), _("A ticket for each hire, change and leave")))
    ticked = CheckBox(_("Project tickets"))
    ticked.setChecked(True)
    add(ticked)
    choice = Choice(
        _("Client ID"),
        [
            Option("no", _("Not requested")),
            Option("asked", _("Requested"), _("The list of steps says waiting.")),
            Option("have", _("I have it")),
        ],
    )
    choice.choose("asked")
    add(choice)
    fold = Disclosure(_("Proxy settings"), ValueField(_("Proxy")), is_open=True)
    add(fold)
    add(Disclosure(_("Why an own member"), Label("x")))
    add(LinkButton(_("I have all five values")))
    page.set_aside(PictureCard(_("In ConnectWise"), "keys", _("As of Nov 12, 2026")))
    add(checks(_))
    return window(page, bar, _)


def main(arguments: list[str]) -> int:
    """Draw the gallery; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scheme", default="light", choices=[s.value for s in theme.ColorScheme])
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--width", type=int, default=1120)
    parser.add_argument("--height", type=int, default=720)
    chosen = parser.parse_args(arguments)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply_theme(app, theme.ColorScheme(chosen.scheme))
    chosen.folder.mkdir(parents=True, exist_ok=True)
    words: Words = longer if chosen.long else str
    for make in (step3, step7, parts):
        drawn = make(words)
        height = chosen.height if make is not parts else 1500
        drawn.resize(QSize(chosen.width, height))
        drawn.show()
        app.processEvents()
        drawn.grab().save(str(chosen.folder / f"{make.__name__}.png"))
        drawn.hide()
        drawn.deleteLater()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
