"""Every sentence of the instructions is shown in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from tests.ui.stage import NOW, Stage
from wizard.base import assets
from wizard.domain.draft import new_draft
from wizard.domain.faults.fault import Step
from wizard.domain.scope import Scope, Ticket
from wizard.ui.pages.instructions import code_in, read_instructions
from wizard.ui.pages.suggested_texts import suggested
from wizard.ui.widgets.markdown import plain

# The original instructions, sentence by sentence, as the words that have to be seen.
SENTENCES = [
    (Step.ROLE, "In ConnectWise, open System › Security Roles"),
    (Step.ROLE, "Press + (New Item)"),
    (Step.ROLE, "Enter Hire2Retire API as Role ID, then press Save"),
    (Step.ROLE, "Open the role and set these levels"),
    (Step.ROLE, "Service Desk, Service Tickets"),
    (Step.ROLE, "Project, Project Tickets"),
    (Step.ROLE, "Use an existing role"),
    (Step.MEMBER, "In ConnectWise, open System › Members"),
    (Step.MEMBER, "Select the API Members tab and press +"),
    (Step.MEMBER, "Press Save"),
    (Step.KEYS, "Open the member Hire2Retire"),
    (Step.KEYS, "Select its API Keys tab and press +"),
    (Step.KEYS, "as Description"),
    (Step.KEYS, "Press Save, not Save and Close"),
    (Step.CLIENT_ID, "Open the ConnectWise developer site and sign in"),
    (Step.CLIENT_ID, "Select Client ID in the header and scroll down to the form"),
    (Step.CLIENT_ID, "Fill in as much as you can"),
    (Step.CLIENT_ID, "Press Send"),
    (Step.CLIENT_ID, "Wait for the approval"),
    (Step.HANDOVER, "Enter the ConnectWise URL and the Company ID"),
    (Step.HANDOVER, "Enter the Private key, then the Public key"),
    (Step.HANDOVER, "Enter the Client ID"),
    (Step.HANDOVER, "In Hire2Retire, press Link account"),
    (Step.HANDOVER, "In Hire2Retire, configure the workflow"),
]


def shown(stage: Stage) -> str:
    """All text of the page: labels, buttons and tables."""
    page = stage.window.page
    words = [label.text() for label in page.findChildren(QLabel)]
    words += [button.text() for button in page.findChildren(QAbstractButton)]
    table = page.findChild(type(stage.window), "") or page.findChild(object, "rights")
    model = table.model() if table is not None and hasattr(table, "model") else None
    if model is not None:
        words += [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    return "\n".join(words)


def test_each_sentence_of_the_file_is_shown(stage: Stage) -> None:
    stage.open()
    connection = stage.connection
    connection.session.set_scope(Scope(tickets=frozenset(Ticket)))
    for step, sentence in SENTENCES:
        stage.go(step)
        assert sentence in shown(stage), step


@pytest.mark.parametrize("step", [s for s in Step if s is not Step.LINK])
def test_every_action_of_the_file_is_on_its_page(stage: Stage, step: Step) -> None:
    stage.open()
    stage.go(step)
    words = shown(stage)
    for line in stage.window.page.text.actions:
        assert plain(line) in words


@pytest.mark.parametrize("step", list(Step))
def test_the_help_of_every_page_has_reasons_common_mistakes_and_places(
    stage: Stage, step: Step
) -> None:
    stage.open()
    stage.go(step)
    stage.press("help")
    panel = stage.find("help-panel")
    words = "\n".join(label.text() for label in panel.findChildren(QLabel))
    text = stage.window.page.text
    assert [section.title for section in text.sections][:2] == ["Why", "Common mistakes"]
    assert text.sections[2].title.startswith("Where to look")
    for section in text.sections:
        for line in section.lines:
            assert plain(line.removeprefix("- ")) in words
    assert text.source in words


@pytest.mark.parametrize("page", [*(s.value for s in Step), "connections"])
def test_every_file_is_read_and_every_placeholder_is_filled(page: str) -> None:
    text = read_instructions(assets.instructions(page, "en"), suggested(new_draft(NOW), NOW))
    assert text.heading
    assert text.purpose
    assert text.actions
    assert text.source.startswith("Based on ")
    everything = (
        text.heading,
        text.purpose,
        *text.actions,
        *(x for s in text.sections for x in s.lines),
    )
    assert not [line for line in everything if "{" in line or "}" in line]


def test_the_suggested_key_description_contains_the_date(stage: Stage) -> None:
    stage.open()
    stage.go(Step.KEYS)
    assert code_in(stage.window.page.text.actions[3]) == "Hire2Retire 2026-11-23"


def test_a_custom_role_name_is_used_in_the_sentences(stage: Stage) -> None:
    stage.open()
    stage.go(Step.ROLE)
    stage.press("existing-role")
    stage.find("role-name", QLineEdit).setText("Robots")
    stage.go(Step.MEMBER)
    assert "Choose Robots as Role ID" in shown(stage)


@pytest.mark.usefixtures("restored_locale")
@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("en_US", "Nov 23, 2026"),
        ("en_GB", "23 Nov 2026"),
        ("de_DE", "23. Nov. 2026"),
        ("nl_NL", "23 nov 2026"),
    ],
)
def test_the_last_checked_date_is_written_in_the_users_locale(code: str, day: str) -> None:
    QLocale.setDefault(QLocale(code))
    text = read_instructions(assets.instructions("keys", code[:2]), {})
    assert f" {day}." in text.source
