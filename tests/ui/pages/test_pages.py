"""What each page shows, asks for and does, used like a user does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit

from tests.ui.stage import NOW, RIGHTS, SITE, VALUES, Stage, failed_report, good_report
from wizard.documents.messages import message
from wizard.documents.records import record_of
from wizard.domain.check import Check
from wizard.domain.draft import ClientIdState, Environment
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.proxy_choice import ProxyChoice
from wizard.domain.scope import Ticket
from wizard.ui.pages.base import StepPage
from wizard.ui.widgets.choice import CheckBox
from wizard.ui.widgets.copy_button import CopyButton
from wizard.ui.widgets.fields import ValueField
from wizard.ui.widgets.picture_card import PictureCard
from wizard.ui.widgets.rights_table import RightsTableView
from wizard.ui.widgets.secret_field import SecretField


def words(stage: Stage) -> str:
    """All visible text of the page."""
    labels = stage.window.page.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisibleTo(stage.window.page))


# Step 1


def test_the_scope_decides_which_permissions_are_needed(stage: Stage) -> None:
    stage.open()
    stage.press("project")
    assert stage.draft.scope.tickets == frozenset(Ticket)
    stage.go(Step.ROLE)
    table = stage.find("rights", RightsTableView)
    assert table.model().rowCount() == 6


def test_without_a_ticket_type_next_is_blocked(stage: Stage) -> None:
    stage.open()
    stage.press("service")
    assert not stage.find("next").isEnabled()
    assert stage.reason == "Choose service tickets, project tickets, or both."


def test_name_and_environment_are_saved(stage: Stage) -> None:
    stage.open()
    stage.type("name", "Contoso MSP")
    stage.press_choice("Sandbox")
    assert stage.draft.name == "Contoso MSP"
    assert stage.draft.environment is Environment.SANDBOX


@pytest.mark.parametrize("existing", [False, True], ids=["new", "existing"])
def test_the_message_for_a_colleague_names_every_right_and_the_steps(
    stage: Stage, existing: bool
) -> None:
    stage.open()
    session = stage.connection.session
    session.update_draft(existing_role=existing, existing_member=existing)
    text = message(stage.draft, RIGHTS)
    for part in ("Service Tickets: Add Level All, Edit Level All", "customize", "Save and Close"):
        assert part in text
    assert "{" not in text
    assert ("press >> to move all tables" in text) is not existing
    assert ("All other cells stay None" in text) is not existing
    assert "     - Service / Service Board\n" in text
    steps = [line for line in text.splitlines()[1:] if line]
    assert all(line[0].isdigit() or line.startswith("   ") for line in steps), "indented alike"


def test_the_message_is_copied_as_its_preview_shows_it(stage: Stage) -> None:
    stage.open()
    stage.press_disclosure("A colleague does the ConnectWise part")
    preview = stage.find("message-preview", QPlainTextEdit)
    assert preview.isVisible()
    (copy,) = preview.parentWidget().findChildren(CopyButton)
    stage.qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == preview.toPlainText()
    stage.press("project")
    assert "Project Board" in preview.toPlainText(), "it follows the scope"


# Step 2


def test_cloud_address_and_company_are_looked_up_automatically(stage: Stage) -> None:
    stage.open()
    stage.go(Step.SITE)
    stage.paste("site", f"{SITE}/v2025_1/ConnectWise.aspx?locale=en_US")
    stage.paste("company_id", " contoso\n")
    stage.until(lambda: "Contoso MSP" in words(stage))
    assert [typed.company_id for typed in stage.lookup.asked] == ["contoso"]
    assert not stage.lookup.asked[0].private_key
    assert "https://api-na.myconnectwise.net/v2025_1/apis/3.0" in words(stage)
    assert "spaces removed" in stage.message("company_id").lower()


@pytest.mark.parametrize(
    ("site", "at_once"), [("na.myconnectwise.net", True), ("psa.contoso.example", False)]
)
def test_an_on_premises_host_is_looked_up_on_leaving_the_field(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, site: str, *, at_once: bool
) -> None:
    monkeypatch.setattr("wizard.ui.pages.site.LOOK_UP_AFTER_MS", 0)
    stage.open()
    stage.go(Step.SITE)
    stage.paste("company_id", "contoso")
    lookup, begun = stage.connection.lookup, []
    lookup.changed.connect(lambda: begun.append(lookup.busy))
    stage.type("site", site, leave=False)
    # Without a pause: the lookup has started when these events are processed.
    over: list[bool] = []
    QTimer.singleShot(0, lambda: over.append(True))
    stage.until(lambda: bool(over))
    assert any(begun) is at_once
    QTest.keyClick(stage.find("site", QLineEdit), Qt.Key.Key_Tab)
    stage.until(lambda: bool(stage.lookup.asked) and not lookup.busy)


def test_an_unknown_company_is_reported_beside_its_field_and_does_not_block(stage: Stage) -> None:
    problem = Problem(
        Fault.COMPANY_UNKNOWN, {"host": "na.myconnectwise.net", "company": "contoso", "advice": ""}
    )
    stage.lookup.reports = [failed_report(Check.COMPANY, problem)]
    stage.open()
    stage.go(Step.SITE)
    stage.type("site", SITE)
    stage.type("company_id", "contoso")
    stage.until(lambda: "doesn't know" in stage.message("company_id"))
    assert stage.find("next").isEnabled()
    assert stage.reason == "Not found yet. The test checks again."


def test_text_removed_around_the_address_is_reported(stage: Stage) -> None:
    stage.open()
    stage.go(Step.SITE)
    stage.type("site", f"{SITE}/v2025_1/ConnectWise.aspx?x=1")
    assert stage.find("site", QLineEdit).text() == f"{SITE}/v2025_1"
    assert stage.message("site") == "Only the address kept."


def test_a_company_in_the_address_is_offered(stage: Stage) -> None:
    stage.open()
    stage.go(Step.SITE)
    stage.paste("site", f"{SITE}/login/companyinfo/contoso")
    assert not stage.find("site.suggestion").isVisible()
    stage.press("company_id.suggestion")
    assert stage.draft.company_id == "contoso"


def test_a_corrected_address_is_offered(stage: Stage) -> None:
    stage.open()
    stage.go(Step.SITE)
    stage.paste("site", "na.myconnectwise.com")
    suggested = stage.connection.session.problem(Field.SITE)
    assert suggested is not None
    assert suggested.suggestion
    stage.press("site.suggestion")
    assert stage.draft.site == SITE


@pytest.mark.parametrize("step", [Step.SITE, Step.LINK])
def test_a_suggestion_is_shown_below_its_error(stage: Stage, step: Step) -> None:
    stage.open()
    stage.go(step)
    stage.paste("site", "na.myconnectwise.com")
    link = stage.find("site.suggestion")
    field = stage.find("site", QLineEdit).parentWidget()
    assert isinstance(field, ValueField)
    assert link.isVisible()
    assert field.isAncestorOf(link)
    assert field.message.geometry().bottom() < link.geometry().top()


def test_no_error_is_shown_while_typing(stage: Stage) -> None:
    stage.open()
    stage.go(Step.SITE)
    stage.type("site", "na", leave=False)
    assert stage.message("site") in {"", "Any address from the address bar works."}
    stage.until(lambda: "only part" in stage.message("site"))


def test_the_proxy_goes_with_every_request(stage: Stage) -> None:
    stage.open()
    connection = stage.connection
    stage.go(Step.SITE)
    connection.session.keep_proxy(ProxyChoice("proxy.contoso.example:8080"))
    stage.type("site", SITE)
    stage.type("company_id", "contoso")
    stage.until(lambda: bool(stage.lookup.proxies))
    assert stage.lookup.proxies[0].address == "proxy.contoso.example:8080"


# Step 3


def test_checked_permissions_are_remembered_by_row(stage: Stage) -> None:
    stage.open()
    stage.go(Step.ROLE)
    table = stage.find("rights", RightsTableView)
    assert stage.reason.startswith("3 rows aren't checked off yet.")
    index = table.model().index(0, 5)
    table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert stage.draft.ticked == {"Service Desk › Service Tickets"}
    stage.press("tick-all")
    assert len(stage.draft.ticked) == 3
    assert stage.reason == ""


def test_the_customize_list_follows_the_scope(stage: Stage) -> None:
    stage.open()
    stage.press("project")
    stage.go(Step.ROLE)
    for name in ("Service / Service Board", "Service / Priority", "Project / Project Board(s)"):
        assert name in words(stage)


def use_existing_role(stage: Stage, name: str = "Integrations") -> None:
    stage.open()
    stage.go(Step.ROLE)
    assert "Press + (New Item)" in words(stage)
    stage.press("existing-role")
    stage.type("role-name", name)


def test_an_existing_role_has_its_own_steps_heading_and_picture(stage: Stage) -> None:
    use_existing_role(stage)
    page = stage.window.page
    assert isinstance(page, StepPage)
    assert page.heading.text() == "Use an existing security role"
    assert [action.number for action in page.actions_shown] == list(range(1, 8))
    assert "Press + (New Item)" not in words(stage)
    pictures = [card.picture.accessibleName() for card in page.findChildren(PictureCard)]
    assert "existing role is selected" in pictures[0]
    stage.go(Step.MEMBER)
    assert "Choose Integrations as Role ID" in words(stage)


def test_an_existing_role_keeps_what_its_other_users_need(stage: Stage) -> None:
    use_existing_role(stage)
    text = words(stage)
    assert "Add these tables to Allow access to these if they're missing" in text
    for taken in (">>", "All other cells stay None", "to move all tables"):
        assert taken not in text, taken


@pytest.mark.parametrize(
    ("step", "tick", "field", "suggested"),
    [
        (Step.ROLE, "existing-role", "role-name", "Hire2Retire API"),
        (Step.MEMBER, "existing-member", "member-id", "Hire2Retire"),
    ],
)
def test_the_name_of_an_existing_role_or_member_is_entered_not_suggested(
    stage: Stage, step: Step, tick: str, field: str, suggested: str
) -> None:
    stage.open()
    stage.go(step)
    stage.press(tick)
    assert stage.find(field, QLineEdit).text() == ""
    assert stage.find("next").isEnabled()
    stage.press(tick)
    assert suggested in {stage.draft.role_name, stage.draft.member_id}
    stage.press(tick)
    stage.type(field, "Ours")
    stage.press(tick)
    stage.press(tick)
    assert stage.find(field, QLineEdit).text() == "Ours", "what was typed is no suggestion"


# Step 4


def test_a_member_id_that_is_too_long_is_caught_while_typing(stage: Stage) -> None:
    stage.open()
    stage.go(Step.MEMBER)
    stage.type("member-id", "HireRetire123456", leave=False)
    assert "16 characters" in stage.message("member-id")
    assert not stage.find("next").isEnabled()
    QTest.keyClick(stage.find("member-id", QLineEdit), Qt.Key.Key_Backspace)
    assert stage.find("next").isEnabled()
    assert stage.draft.member_id == "HireRetire12345"


def test_later_pages_name_the_existing_member(stage: Stage) -> None:
    stage.open()
    stage.go(Step.MEMBER)
    stage.press("existing-member")
    page = stage.window.page
    assert isinstance(page, StepPage)
    assert page.heading.text() == "Use an existing API member"
    assert "press +" not in words(stage)
    assert stage.reason == "Enter the Member ID so the next pages can refer to it."
    stage.type("member-id", "apiuser")
    assert "Open the member apiuser" in words(stage)
    assert stage.reason == ""
    stage.go(Step.KEYS)
    assert "Open the member apiuser" in words(stage)
    assert record_of(stage.draft, None, "admin", NOW).member == "apiuser"
    assert "open apiuser" in message(stage.draft, RIGHTS)


def test_each_field_explains_its_effect(stage: Stage) -> None:
    stage.open()
    stage.go(Step.MEMBER)
    shown = words(stage)
    assert "decides what Hire2Retire can see" in shown
    assert "lower levels hide companies" in shown
    assert "any value" in shown


# Step 5


def test_mistakes_in_the_keys_are_detected_immediately(stage: Stage) -> None:
    stage.open()
    stage.go(Step.KEYS)
    stage.paste("public_key", VALUES[Field.PUBLIC_KEY])
    stage.paste("private_key", VALUES[Field.PUBLIC_KEY])
    assert "are identical" in stage.message("private_key")
    stage.paste("private_key", VALUES[Field.CLIENT_ID])
    assert "a Client ID" in stage.message("private_key")
    stage.paste("private_key", VALUES[Field.PRIVATE_KEY])
    assert stage.message("private_key") == ""


def test_pasting_a_private_key_offers_to_clear_the_clipboard(stage: Stage) -> None:
    stage.open()
    stage.go(Step.KEYS)
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(VALUES[Field.PRIVATE_KEY])
    edit = stage.find("private_key", QLineEdit)
    edit.setFocus()
    QTest.keySequence(edit, "Ctrl+V")
    assert edit.text() == VALUES[Field.PRIVATE_KEY]
    stage.press("clear-clipboard")
    assert clipboard.text() == ""
    assert not stage.find("clear-clipboard").isVisible()


def test_the_option_to_store_keys_names_the_vault_and_is_on_by_default(stage: Stage) -> None:
    stage.open()
    stage.go(Step.KEYS)
    stage.until(lambda: stage.find("remember").isVisible())
    box = stage.find("remember", CheckBox)
    assert box.isChecked()
    assert stage.vault.name in box.accessibleName()
    stage.press("remember")
    assert not stage.draft.remember_keys
    assert "in memory until you close the window" in box.accessibleDescription()


def test_without_a_vault_the_page_says_keys_are_lost_on_exit(stage: Stage) -> None:
    problem = Problem(Fault.VAULT_UNAVAILABLE, {"what": "none is running", "advice": "Start one."})
    stage.open(open_vault=lambda: problem)
    stage.go(Step.KEYS)
    stage.until(lambda: "in memory until you close h2r-link" in words(stage))
    assert not stage.find("remember").isVisible()
    stage.type("private_key", VALUES[Field.PRIVATE_KEY])
    assert stage.find("next").isEnabled()


def test_a_shown_key_is_masked_again_when_the_page_is_left(stage: Stage) -> None:
    stage.open()
    stage.go(Step.KEYS)
    field = stage.window.page.findChild(SecretField)
    assert field is not None
    stage.paste("private_key", VALUES[Field.PRIVATE_KEY])
    stage.qtbot.mouseClick(field.reveal, Qt.MouseButton.LeftButton)
    assert field.reveal.text() == "Hide"
    stage.press("next")
    assert field.reveal.text() == "Show"


# Step 6


def test_a_client_id_requested_today_is_shown_as_waiting(stage: Stage) -> None:
    stage.open()
    stage.go(Step.CLIENT_ID)
    stage.press_choice("Requested")
    assert stage.draft.client_id_state is ClientIdState.ASKED
    assert stage.draft.asked_on == NOW.date()
    assert "Requested on 23 Nov." in words(stage)
    stage.press("next")
    steps = stage.find("steps").model()  # type: ignore[attr-defined]
    spoken = steps.index(5, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Client ID, waiting"


def test_i_have_it_shows_the_client_id_field_and_counts_its_digits(stage: Stage) -> None:
    stage.open()
    stage.go(Step.CLIENT_ID)
    assert not stage.find("client_id").isVisible()
    stage.press_choice("I have it")
    stage.paste("client_id", VALUES[Field.CLIENT_ID][:-1])
    assert "31 of 32" in stage.message("client_id")
    stage.paste("client_id", "{" + VALUES[Field.CLIENT_ID] + "}")
    assert "Braces removed" in stage.message("client_id")


def test_the_developer_site_opens_in_the_browser(stage: Stage) -> None:
    stage.open()
    stage.go(Step.CLIENT_ID)
    stage.press("open-developer-site")
    assert stage.opened == ["https://developer.example/ClientID"]


def test_an_unknown_site_has_no_button(stage: Stage) -> None:
    stage.open(links={})
    stage.go(Step.CLIENT_ID)
    assert stage.window.page.findChild(QLabel) is not None
    with pytest.raises(AssertionError):
        stage.find("open-developer-site")


def test_no_value_is_requested_twice(stage: Stage) -> None:
    stage.open()
    stage.go(Step.SITE)
    stage.type("site", SITE)
    stage.type("company_id", "contoso")
    stage.go(Step.KEYS)
    stage.type("public_key", VALUES[Field.PUBLIC_KEY])
    stage.type("private_key", VALUES[Field.PRIVATE_KEY])
    stage.go(Step.CLIENT_ID)
    stage.press_choice("I have it")
    stage.type("client_id", VALUES[Field.CLIENT_ID])
    stage.test.reports = [good_report()]
    stage.go(Step.LINK)
    for value, text in VALUES.items():
        assert stage.find(value.value, QLineEdit).text() == text


def test_a_keyring_without_a_password_is_reported_and_left_to_the_user(stage: Stage) -> None:
    stage.vault._box.protected = False  # type: ignore[attr-defined]
    stage.open()
    stage.go(Step.KEYS)
    stage.until(lambda: "isn't protected by a password" in words(stage))
    box = stage.find("remember", CheckBox)
    assert not box.isChecked()
    stage.press("remember")
    assert stage.draft.remember_keys
    assert "isn't protected by a password" in words(stage)
