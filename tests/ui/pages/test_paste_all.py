"""Step 7: all five values from the clipboard with one click."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from tests.ui.stage import VALUES, Stage
from wizard.domain.faults.fault import Field, Step
from wizard.ui.pages.link.paste_choices import PasteChoices
from wizard.ui.widgets.banner import Banner


@pytest.fixture
def opened(stage: Stage) -> Iterator[Stage]:
    stage.open()
    stage.go(Step.LINK)
    yield stage
    QGuiApplication.clipboard().clear()


def paste(stage: Stage, text: str) -> Banner:
    QGuiApplication.clipboard().setText(text)
    stage.press("paste-all")
    said = stage.find("pasted", Banner)
    assert said.isVisible()
    return said


def shown(stage: Stage) -> dict[Field, str]:
    return {value: stage.find(value.value, QLineEdit).text() for value in VALUES}


def test_five_values_fill_the_fields_and_are_tested(opened: Stage) -> None:
    said = paste(opened, json.dumps({value.value: text for value, text in VALUES.items()}))
    assert shown(opened) == VALUES
    assert said.accessibleName() == "All five values were found."
    opened.tested()
    assert len(opened.test.asked) == 1


def test_missing_values_are_named_and_other_fields_stay(opened: Stage) -> None:
    opened.paste("company_id", "fabrikam")
    key = VALUES[Field.PUBLIC_KEY]
    said = paste(opened, f"Public key: {key}\n{VALUES[Field.PRIVATE_KEY]}")
    assert shown(opened)[Field.PUBLIC_KEY] == key
    assert shown(opened)[Field.PRIVATE_KEY] == ""
    assert shown(opened)[Field.COMPANY_ID] == "fabrikam"
    assert said.accessibleName() == "Found: Public key."
    assert "Missing: ConnectWise address, Company ID, Private key" in said.accessibleDescription()
    assert "only the name tells which key" in said.accessibleDescription()
    assert "1 item was ignored" in said.accessibleDescription()
    assert opened.test.asked == []


def test_a_text_without_values_changes_nothing(opened: Stage) -> None:
    said = paste(opened, "nothing of ours")
    assert not any(shown(opened).values())
    assert "None of the five values" in said.accessibleName()
    assert not said.action.isVisible()


def test_no_pasted_value_is_announced_or_shown(opened: Stage) -> None:
    said = paste(opened, "\n".join(f"{v.value}: {text}" for v, text in VALUES.items()))
    words = f"{said.accessibleName()} {said.accessibleDescription()}"
    assert not [text for text in VALUES.values() if text in words]


def test_the_clipboard_is_cleared_on_request(opened: Stage) -> None:
    said = paste(opened, f"Company ID: {VALUES[Field.COMPANY_ID]}")
    said.action.click()
    assert QGuiApplication.clipboard().text() == ""
    assert not said.isVisible()


def test_a_usable_value_is_never_replaced_by_a_worse_one(opened: Stage) -> None:
    opened.paste("client_id", VALUES[Field.CLIENT_ID])
    opened.paste("company_id", "fabrikam")
    said = paste(opened, "Company ID: contoso\nClient ID: 12345-not-a-guid")
    assert shown(opened)[Field.CLIENT_ID] == VALUES[Field.CLIENT_ID]
    assert shown(opened)[Field.COMPANY_ID] == "contoso"
    assert "Unchanged: Client ID" in said.accessibleDescription()


def test_undo_restores_the_replaced_values(opened: Stage) -> None:
    opened.paste("company_id", "fabrikam")
    paste(opened, f"Company ID: contoso\nPublic key: {VALUES[Field.PUBLIC_KEY]}")
    opened.press("undo-paste")
    assert shown(opened)[Field.COMPANY_ID] == "fabrikam"
    assert shown(opened)[Field.PUBLIC_KEY] == ""
    assert not opened.find("undo-paste").isVisible()


def test_filling_empty_fields_offers_no_undo(opened: Stage) -> None:
    paste(opened, f"Company ID: {VALUES[Field.COMPANY_ID]}")
    assert not opened.find("undo-paste").isVisible()


def test_two_candidates_for_one_value_are_reported_and_none_is_used(opened: Stage) -> None:
    said = paste(opened, "CW_COMPANY_ID=contoso\nCWM_COMPANY_ID=fabrikam")
    assert shown(opened)[Field.COMPANY_ID] == ""
    assert "more than one Company ID" in said.accessibleDescription()


TENANTS = "CW_COMPANY_ID=contoso\nCWM_COMPANY_ID=fabrikam\nCW_PRIVATE_KEY="


def test_unused_candidates_are_offered_as_buttons(opened: Stage) -> None:
    opened.paste("company_id", "before")
    said = paste(opened, TENANTS + VALUES[Field.PRIVATE_KEY])
    assert shown(opened)[Field.PRIVATE_KEY] == ""
    assert "which one this belongs to: Private key." in said.accessibleDescription()
    opened.press("choose-company_id-2")
    assert shown(opened)[Field.COMPANY_ID] == "fabrikam"
    opened.press("choose-private_key-1")
    assert shown(opened)[Field.PRIVATE_KEY] == VALUES[Field.PRIVATE_KEY]
    assert not opened.find("paste-choices").isVisible()
    opened.press("undo-paste")
    assert shown(opened)[Field.COMPANY_ID] == "before"
    assert shown(opened)[Field.PRIVATE_KEY] == ""


@pytest.mark.parametrize("way", ["leave", "clear-clipboard", "undo-paste"])
def test_candidates_not_chosen_are_dropped(opened: Stage, way: str) -> None:
    opened.paste("site", "https://eu.myconnectwise.net")
    paste(opened, f"{TENANTS}{VALUES[Field.PRIVATE_KEY]}\nCW_SITE={VALUES[Field.SITE]}")
    choices = opened.find("paste-choices", PasteChoices)
    assert choices.isVisible()
    if way == "leave":
        opened.go(Step.ROLE)
    else:
        opened.press(way)
    assert not choices.isVisible()
    assert not choices._rows


def test_a_secret_candidate_is_neither_shown_nor_announced(opened: Stage) -> None:
    secret = VALUES[Field.PRIVATE_KEY]
    paste(opened, f"CW_PRIVATE_KEY={secret}\nCWM_PRIVATE_KEY={secret[::-1]}")
    buttons = [opened.find(f"choose-private_key-{n}", QAbstractButton) for n in (1, 2)]
    assert [b.text() for b in buttons] == ["number 1 in the text", "number 2 in the text"]
    words = " ".join(f"{b.text()}{b.accessibleName()}{b.toolTip()}" for b in buttons)
    assert secret not in words
    assert secret[::-1] not in words
