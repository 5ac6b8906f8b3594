"""A text pasted into the wrong field is offered to the right one."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from tests.ui.stage import SITE, VALUES, Stage
from wizard.domain.faults.fault import Field, Step

GUID = VALUES[Field.CLIENT_ID]


def paste(stage: Stage, name: str, text: str) -> None:
    """Paste as a user does: the field drops the line breaks that the clipboard holds."""
    QGuiApplication.clipboard().setText(text)
    edit = stage.find(name, QLineEdit)
    edit.setFocus()
    edit.selectAll()
    edit.paste()


def offered(stage: Stage, name: str) -> str:
    link = stage.find(f"{name}.suggestion")
    return str(link.property("text")) if link.isVisible() else ""


@pytest.mark.parametrize("companion", [False, True])
@pytest.mark.parametrize(
    ("step", "field", "text", "target"),
    [
        (Step.SITE, "company_id", GUID, Field.CLIENT_ID),
        (Step.KEYS, "public_key", GUID, Field.CLIENT_ID),
        (Step.SITE, "company_id", f"{SITE}/v4_6_release/ConnectWise.aspx", Field.SITE),
        (Step.KEYS, "private_key", "Public key: TestPublicKey001", Field.PUBLIC_KEY),
    ],
)
def test_one_value_is_moved_to_its_field(
    stage: Stage, step: Step, field: str, text: str, target: Field, *, companion: bool
) -> None:
    stage.open()
    if companion:
        stage.press("companion")
    stage.go(step)
    while companion and not stage.find(field).isVisible():
        stage.press("next")
    paste(stage, field, text)
    assert offered(stage, field) == f"Move it to {target.label}"
    stage.press(f"{field}.suggestion")
    session = stage.connection.session
    assert session.accepts(target)
    assert stage.find(field, QLineEdit).text() == ""
    assert offered(stage, field) == ""


def test_undo_restores_the_previous_value(stage: Stage) -> None:
    stage.open()
    stage.go(Step.SITE)
    paste(stage, "company_id", "contoso")
    paste(stage, "company_id", GUID)
    stage.press("company_id.suggestion")
    assert stage.draft.company_id == "contoso"


def test_a_text_with_several_values_fills_their_fields(stage: Stage) -> None:
    stage.open()
    stage.go(Step.KEYS)
    keys = f"Public Key: {VALUES[Field.PUBLIC_KEY]}\nPrivate Key: {VALUES[Field.PRIVATE_KEY]}"
    paste(stage, "public_key", f"Company ID: contoso\n{keys}")
    assert offered(stage, "public_key") == "Also fill in Company ID, Private key"
    stage.press("public_key.suggestion")
    for value in (Field.PUBLIC_KEY, Field.PRIVATE_KEY):
        assert stage.find(value.value, QLineEdit).text() == VALUES[value]
    assert stage.draft.company_id == "contoso"


@pytest.mark.parametrize(
    ("step", "field", "text"),
    [
        (Step.SITE, "site", f"{SITE}/login/companyinfo/contoso"),
        (Step.SITE, "company_id", "contoso"),
        (Step.KEYS, "public_key", VALUES[Field.PUBLIC_KEY]),
        (Step.KEYS, "public_key", "contoso+TestPublicKey001:TestPrivateKey01"),
        (Step.KEYS, "private_key", VALUES[Field.PRIVATE_KEY]),
    ],
)
def test_a_value_in_its_own_field_offers_no_move(
    stage: Stage, step: Step, field: str, text: str
) -> None:
    stage.open()
    stage.go(step)
    paste(stage, field, text)
    assert offered(stage, field) == ""


def test_typed_text_is_left_alone_whatever_the_clipboard_holds(stage: Stage) -> None:
    stage.open()
    stage.go(Step.SITE)
    QGuiApplication.clipboard().setText(GUID)
    stage.type("company_id", "contoso")
    assert offered(stage, "company_id") == ""


def test_leaving_the_page_withdraws_the_offer(stage: Stage) -> None:
    stage.open()
    stage.go(Step.SITE)
    paste(stage, "company_id", GUID)
    stage.go(Step.ROLE)
    stage.go(Step.SITE)
    assert offered(stage, "company_id") == ""
