"""Step 7: the link test."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from tests.ui.stage import (
    NOW,
    RIGHTS,
    SITE,
    VALUES,
    Stage,
    failed_report,
    good_report,
    missing_right_report,
)
from wizard.domain.address.address import Address
from wizard.domain.bound_secret import BoundSecret
from wizard.domain.check import Check, Status, Verdict
from wizard.domain.draft import ClientIdState, new_draft
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.domain.last_test import LastTest
from wizard.domain.progress import State, step_progress
from wizard.domain.report import CheckResult, Member, Report, ReportWarning
from wizard.domain.rights import RightRow
from wizard.domain.scope import Scope
from wizard.domain.secret import Secret
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.ui.pages.presentation import applicable
from wizard.ui.widgets.banner import VerdictBanner
from wizard.ui.widgets.check_list import CheckList
from wizard.ui.widgets.check_row import CheckRowView, CheckState
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.label import Label

HOST = "na.myconnectwise.net"
OWN = {**VALUES, Field.SITE: "https://psa.contoso.example"}
STARTS = ("Ready to link", "Nearly", "Not ready", "Not verified")


def verdict(stage: Stage) -> str:
    banner = stage.find("verdict", VerdictBanner)
    return banner.accessibleName() if banner.isVisible() else ""


def rows(stage: Stage) -> dict[str, CheckState]:
    views = stage.find("checks", QWidget).findChildren(CheckRowView)
    return {view.row.title: view.row.state_kind for view in views}


def test_the_five_fields_are_in_one_column(stage: Stage) -> None:
    stage.open()
    stage.go(Step.LINK)
    stage.window.grab()
    edits = [stage.find(value.value, QLineEdit) for value in VALUES]
    assert len({edit.mapTo(stage.window, edit.rect().topLeft()).x() for edit in edits}) == 1


def test_five_complete_cloud_values_are_tested_automatically(stage: Stage) -> None:
    stage.open()
    stage.type_all()
    stage.tested()
    assert verdict(stage) == "Ready to link."
    assert set(rows(stage).values()) == {CheckState.PASSED}
    assert stage.draft.last_test is not None
    assert stage.draft.last_test.verdict is Verdict.READY
    assert len(stage.test.asked) == 1


def test_an_on_premises_host_is_tested_only_after_a_click_that_names_it(stage: Stage) -> None:
    stage.open()
    stage.type_all(OWN)
    assert stage.test.asked == []
    button = stage.find("test", QAbstractButton)
    assert "psa.contoso.example" in button.accessibleDescription()
    stage.press("test")
    stage.tested()
    assert len(stage.test.asked) == 1


def test_the_issuer_of_the_certificate_is_named_when_it_is_known(stage: Stage) -> None:
    stage.lookup.reports = [good_report(issuer="Contoso Root CA")]
    stage.open()
    stage.go(Step.SITE)
    stage.type("site", OWN[Field.SITE])
    stage.type("company_id", "contoso")
    stage.until(lambda: bool(stage.connection.lookup.report))
    stage.type_all(OWN)
    assert "Contoso Root CA" in stage.find("test", QAbstractButton).accessibleDescription()


def test_a_missing_right_is_named_first_and_leads_to_the_role(stage: Stage) -> None:
    stage.test.reports = [missing_right_report()]
    stage.open()
    stage.type_all()
    stage.tested()
    banner = stage.find("verdict", VerdictBanner)
    assert verdict(stage) == "Nearly. One permission is missing."
    assert "Service Desk › Service Tickets › Add Level" in banner.accessibleDescription()
    stage.qtbot.mouseClick(banner.action, Qt.MouseButton.LeftButton)
    assert stage.draft.step is Step.ROLE


def test_a_finished_test_is_told_once(stage: Stage) -> None:
    """Each time, the whole page is shown anew."""
    stage.open()
    told: list[bool] = []
    test = stage.connection.test
    test.changed.connect(lambda: told.append(test.report is not None))
    stage.type_all()
    stage.until(lambda: stage.draft.last_test is not None and not test._runner.busy)
    assert told.count(True) == 1


def test_tab_visits_the_rows_before_the_rights_below_them(stage: Stage) -> None:
    stage.test.reports = [missing_right_report()]
    stage.open()
    stage.type_all()
    stage.tested()
    (failed,) = (v for v in stage.window.findChildren(CheckRowView) if v.row.action)
    failed.setFocus()
    visited = []
    while not stage.find("rights").hasFocus():
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        visited.append(QApplication.focusWidget())
    assert [part.property("text") for part in visited] == ["Take me there", None]


def test_a_refused_key_leads_to_its_field(stage: Stage) -> None:
    problem = Problem(Fault.KEYS_REFUSED)
    stage.test.reports = [failed_report(Check.SIGN_IN, problem)]
    stage.open()
    stage.type_all()
    stage.tested()
    assert verdict(stage).startswith("Not ready.")
    assert rows(stage)["Sign-in"] is CheckState.FAILED
    assert rows(stage)["Boards"] is CheckState.NOT_CHECKED
    stage.qtbot.mouseClick(stage.find("verdict", VerdictBanner).action, Qt.MouseButton.LeftButton)
    assert stage.draft.step is Step.KEYS
    assert stage.find("public_key").hasFocus() or stage.find("private_key").hasFocus()


@pytest.mark.parametrize(
    ("report", "row", "goes_on"),
    [
        (failed_report(Check.SIGN_IN, Problem(Fault.KEYS_REFUSED)), "Sign-in", ""),
        (
            missing_right_report(),
            "Permissions",
            "Hire2Retire needs this access to do its work.",
        ),
    ],
    ids=["refused keys", "missing right"],
)
def test_a_row_does_not_repeat_the_verdict(
    stage: Stage, report: Report, row: str, goes_on: str
) -> None:
    stage.test.reports = [report]
    stage.open()
    stage.type_all()
    stage.tested()
    detail = stage.find("verdict").accessibleDescription()
    (view,) = (v for v in stage.window.findChildren(CheckRowView) if v.row.title == row)
    assert detail in view.accessibleName()
    shown = [label.text() for label in view.findChildren(Label) if label.isVisible()]
    assert not [text for text in shown if detail in text]
    assert (goes_on in shown) is bool(goes_on)


def test_refused_keys_are_not_retried_and_the_page_says_why(stage: Stage) -> None:
    stage.test.reports = [failed_report(Check.SIGN_IN, Problem(Fault.KEYS_REFUSED))]
    stage.open()
    stage.type_all()
    stage.tested()
    said = "Refused keys aren't retried automatically"
    assert [words for words in shown_labels(stage) if words.startswith(said)]
    stage.go(Step.KEYS)
    assert [words for words in shown_labels(stage) if words.startswith(said)]
    assert not stage.find("turn-watching").isVisible()
    tested = len(stage.test.asked)
    stage.test.reports = [good_report()]
    stage.press("test-again")
    stage.until(lambda: stage.draft.verified)
    assert len(stage.test.asked) == tested + 1
    assert not [words for words in shown_labels(stage) if words.startswith(said)]


def shown_labels(stage: Stage) -> list[str]:
    return [label.text() for label in stage.window.findChildren(Label) if label.isVisible()]


def test_a_member_without_visible_boards_leads_to_board_access(stage: Stage) -> None:
    problem = Problem(Fault.BOARDS_NONE_VISIBLE, {"kind": "board"})
    rows = [
        CheckResult(c, Status.WARNING, problem=problem) if c is Check.BOARDS else row
        for c, row in zip(Check, good_report().rows, strict=True)
    ]
    stage.test.reports = [good_report(rows=tuple(rows))]
    stage.open()
    stage.type_all()
    stage.tested()
    stage.find("checks", CheckList).go.emit(list(Check).index(Check.BOARDS))
    assert stage.draft.step is Step.MEMBER
    assert stage.find("boards-hidden").isVisible()
    stage.until(lambda: stage.window.focusWidget() is disclosure(stage).button)
    shown = disclosure(stage).content.visibleRegion().boundingRect()
    assert shown.height() == disclosure(stage).content.height()
    stage.test.reports = [good_report()]
    stage.press("test-again")
    stage.until(lambda: stage.find("boards-hidden").isHidden())


def disclosure(stage: Stage) -> Disclosure:
    """The one of board access."""
    found = stage.window.page.findChildren(Disclosure)
    return next(one for one in found if "Restrict Board Access" in one.button.text())


def test_a_missing_value_can_be_entered_on_the_test_page(stage: Stage) -> None:
    from wizard.domain.credentials.credentials import missing

    stage.test.reports = [failed_report(Check.VALUES, missing(Field.PRIVATE_KEY))]
    stage.open()
    stage.type_all({**VALUES, Field.PRIVATE_KEY: ""})
    stage.press("test")
    stage.tested()
    # Nothing was sent, so nothing was tested: neither the list of steps nor the history says so.
    assert stage.draft.last_test is None
    assert verdict(stage).startswith("Not ready")
    facts = stage.connection.facts
    assert State.FAILED not in [line.state for line in step_progress(facts)]
    stage.qtbot.mouseClick(stage.find("verdict", VerdictBanner).action, Qt.MouseButton.LeftButton)
    assert stage.draft.step is Step.LINK
    assert stage.find("private_key").hasFocus()


def test_the_window_stays_usable_while_a_test_hangs(stage: Stage) -> None:
    stage.test.hold_at = Check.CONNECT
    stage.open()
    stage.type_all()
    stage.until(lambda: rows(stage)["Connection"] is CheckState.RUNNING)
    assert rows(stage)["Name"] is CheckState.PASSED
    assert rows(stage)["Boards"] is CheckState.WAITING
    stage.press("back")
    assert stage.draft.step is Step.CLIENT_ID
    stage.go(Step.LINK)
    stage.test.held.set()
    stage.until(lambda: verdict(stage).startswith("Ready to link"))


@pytest.mark.parametrize("stopped", [True, False])
def test_the_focus_goes_from_stop_back_to_the_test(stage: Stage, stopped: bool) -> None:
    stage.test.hold_at = Check.SITE
    stage.open()
    stage.type_all()
    stage.until(lambda: rows(stage)["ConnectWise PSA"] is CheckState.RUNNING)
    stage.find("stop").setFocus()
    if stopped:
        stage.press("stop")
    else:
        stage.test.held.set()
        stage.tested()
    assert stage.find("test").hasFocus()
    stage.test.held.set()


def test_stop_stops_within_a_tenth_of_a_second(stage: Stage) -> None:
    stage.test.hold_at = Check.SITE
    stage.open()
    stage.type_all()
    stage.until(lambda: rows(stage)["ConnectWise PSA"] is CheckState.RUNNING)
    # The time of this thread, so that a busy machine does not count.
    begun = time.thread_time()
    stage.press("stop")
    assert time.thread_time() - begun < 0.1
    assert verdict(stage) == "Not verified."
    assert rows(stage)["ConnectWise PSA"] is CheckState.NOT_CHECKED
    assert rows(stage)["Company ID"] is CheckState.NOT_CHECKED
    assert stage.draft.last_test is None
    assert stage.test.ended.wait(2)
    assert stage.find("test").isEnabled()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_internal_error_is_reported_and_blames_no_value(stage: Stage) -> None:
    def broken(*_: object) -> object:
        raise KeyError("hunter2")

    stage.open(test=broken)
    stage.type_all()
    stage.tested()
    banner = stage.find("verdict", VerdictBanner)
    assert verdict(stage) == "Not verified."
    assert "Something went wrong in h2r-link (KeyError)" in banner.accessibleDescription()
    assert "hunter2" not in banner.accessibleDescription()


def test_a_changed_value_withdraws_the_verdict(stage: Stage) -> None:
    stage.open()
    stage.type_all()
    stage.tested()
    stage.type("company_id", "fabrikam", leave=False)
    assert verdict(stage) == "Last test passed today."
    labels = stage.find("verdict").findChildren(Label)
    assert "Something has changed since then. Test again." in [label.text() for label in labels]
    assert set(rows(stage).values()) == {CheckState.WAITING}
    assert stage.reason.startswith("Not verified yet.")


def test_continuing_unverified_is_possible_and_marked(stage: Stage) -> None:
    stage.test.reports = [missing_right_report()]
    stage.open()
    stage.type_all()
    stage.tested()
    assert stage.reason == "Not verified yet. The record will say so."
    stage.press("next")
    assert stage.draft.step is Step.HANDOVER


def test_enter_tests_until_passed_then_goes_to_the_next_step(stage: Stage) -> None:
    stage.open()
    stage.type_all(OWN)
    stage.find("client_id").setFocus()
    QTest.keyClick(stage.find("client_id", QLineEdit), Qt.Key.Key_Return)
    stage.tested()
    assert stage.draft.step is Step.LINK
    QTest.keyClick(stage.window, Qt.Key.Key_Return)
    assert stage.draft.step is Step.HANDOVER


def test_every_verdict_begins_with_one_of_four_phrases(stage: Stage) -> None:
    reports = [
        good_report(),
        missing_right_report(),
        failed_report(Check.SIGN_IN, Problem(Fault.KEYS_REFUSED)),
        failed_report(Check.CONNECT, Problem(Fault.UNREACHABLE, {"host": "x"})),
    ]
    stage.test.reports = list(reports)
    stage.open()
    stage.type_all()
    stage.tested()
    for report in reports[1:]:
        assert verdict(stage).startswith(STARTS)
        stage.press("test")
        stage.tested()
        assert stage.connection.test.report is report
    assert verdict(stage).startswith("Not verified.")


def test_the_choices_for_the_workflow_are_counted(stage: Stage) -> None:
    from PySide6.QtWidgets import QLabel

    stage.open()
    stage.type_all()
    stage.tested()
    shown = [label.text() for label in stage.window.page.findChildren(QLabel)]
    assert "2 boards · 2 statuses · 1 type · 1 priority" in shown
    assert any("Help Desk, New Hires" in text for text in shown)


def test_the_first_test_uses_the_cleaned_address(stage: Stage) -> None:
    stage.open()
    stage.type_all({**VALUES, Field.COMPANY_ID: "  contoso "})
    stage.tested()
    assert stage.test.asked[0].site == SITE
    assert stage.test.asked[0].company_id == "contoso"


def test_an_earlier_result_is_marked_as_such_with_its_rows_collapsed(stage: Stage) -> None:
    """After a restart: not "Ready to link" above nine waiting rows."""
    one = replace(
        new_draft(NOW), site=SITE, company_id="contoso", public_key=VALUES[Field.PUBLIC_KEY]
    )
    one = replace(one, generation=1, vault_host=HOST, reached=frozenset(Step), step=Step.LINK)
    for value in (Field.PRIVATE_KEY, Field.CLIENT_ID):
        entry = Entry(one.id, VaultValue(value.value), one.company_id, 1)
        stage.vault.store(entry, BoundSecret(HOST, Secret(VALUES[value])))
    stage.drafts.save(replace(one, last_test=LastTest.of(good_report(), NOW, 0)))
    stage.open(stage.drafts.all())
    stage.press(f"continue.{one.id}")
    stage.until(lambda: verdict(stage) != "")
    assert verdict(stage) == "Last test passed today."
    assert set(rows(stage).values()) == {CheckState.PASSED}
    views = stage.find("checks", QWidget).findChildren(CheckRowView)
    assert all(view.folded for view in views)
    assert not stage.find("rights").isVisible()
    stage.connection.session.write(Field.PRIVATE_KEY, "")
    assert verdict(stage) == "", "an earlier result speaks of no empty value"


def test_after_a_failed_sign_in_no_permission_table_is_shown(stage: Stage) -> None:
    unread = tuple(map(RightRow, RIGHTS.needed(Scope())))
    refused = failed_report(Check.SIGN_IN, Problem(Fault.KEYS_REFUSED))
    stage.test.reports = [replace(refused, rights=unread)]
    stage.open()
    stage.type_all()
    stage.tested()
    assert rows(stage)["Sign-in"] is CheckState.FAILED
    assert CheckState.NOT_CHECKED in rows(stage).values()
    assert not stage.find("rights").isVisible()


def test_a_busy_server_is_not_shown_as_a_failure(stage: Stage) -> None:
    details = dict.fromkeys(Fault.RATE_LIMITED.entry.placeholders, "3")
    stage.test.reports = [failed_report(Check.SIGN_IN, Problem(Fault.RATE_LIMITED, details))]
    stage.open()
    stage.type_all()
    stage.tested()
    assert rows(stage)["Sign-in"] is CheckState.INCONCLUSIVE
    assert verdict(stage) == "Not verified."


def test_excess_permissions_are_mentioned_once(stage: Stage) -> None:
    problem = Problem(Fault.RIGHT_EXCESS, {"rights": "Companies › Contacts › Add Level"})
    row = CheckResult(Check.RIGHTS, Status.WARNING, problem=problem)
    nine = tuple(row if one.check is Check.RIGHTS else one for one in good_report().rows)
    warned = (ReportWarning(problem.fault, problem.message),)
    stage.test.reports = [good_report(rows=nine, warnings=warned)]
    stage.open()
    stage.type_all()
    stage.tested()
    assert verdict(stage) == "Ready to link, with one warning."
    shown = [label.text() for label in stage.window.page.findChildren(Label)]
    said = [text for text in shown if problem.message in text]
    assert len(said) == 1, "in the verdict, where its row goes on"


@pytest.mark.parametrize(
    ("address", "left_out"),
    [
        (Address("na.myconnectwise.net"), set()),
        (Address("192.0.2.7"), {Check.NAME}),
        (Address("127.0.0.1", 8080, secure=False), {Check.NAME, Check.CERTIFICATE}),
        (None, set()),
    ],
)
def test_rows_that_do_not_apply_to_an_address_are_left_out(
    address: Address | None, left_out: set[Check]
) -> None:
    assert set(Check) - set(applicable(address)) == left_out


@pytest.mark.parametrize(
    ("member", "named"), [("jsmith", True), ("hire2retire", False), ("", False)]
)
def test_keys_of_an_unexpected_member_are_reported(
    stage: Stage, member: str, *, named: bool
) -> None:
    stage.test.reports = [good_report(signed_in=Member(member))]
    stage.open()
    stage.type_all()
    stage.tested()
    texts = " ".join(label.text() for label in stage.window.page.findChildren(Label))
    assert ("These keys belong to jsmith, not to Hire2Retire." in texts) is named


WITHOUT = {value: text for value, text in VALUES.items() if value is not Field.CLIENT_ID}


@pytest.mark.parametrize(
    ("asked_on", "line"),
    [
        (date(2026, 5, 12), "Waiting for the Client ID since 12 May."),
        (None, "The Client ID is missing."),
    ],
    ids=["requested", "not requested"],
)
def test_without_the_client_id_everything_else_is_tested(
    stage: Stage, asked_on: date | None, line: str
) -> None:
    stage.open()
    state = ClientIdState.ASKED if asked_on else ClientIdState.NOT_ASKED
    stage.connection.session.update_draft(client_id_state=state, asked_on=asked_on)
    stage.type_all(WITHOUT)
    banner = stage.find("verdict", VerdictBanner)
    wanted = f"Nearly. Everything else is fine so far. {line}"
    stage.until(lambda: verdict(stage) == wanted)
    assert stage.test.asked == [], "the keys go nowhere without the Client ID"
    assert not stage.lookup.asked[-1].private_key
    passed = [title for title, state in rows(stage).items() if state is CheckState.PASSED]
    assert passed == ["Name", "Connection", "Certificate", "ConnectWise PSA", "Company ID"]
    stage.qtbot.mouseClick(banner.action, Qt.MouseButton.LeftButton)
    assert stage.draft.step is Step.CLIENT_ID


def test_problems_besides_the_client_id_are_reported_immediately(stage: Stage) -> None:
    unknown = Problem(Fault.COMPANY_UNKNOWN, {"company_id": "contoso", "host": "na"})
    stage.lookup.reports = [failed_report(Check.COMPANY, unknown)]
    stage.open()
    stage.type_all(WITHOUT)
    stage.until(lambda: verdict(stage).startswith("Not ready."))
    stage.qtbot.mouseClick(stage.find("verdict", VerdictBanner).action, Qt.MouseButton.LeftButton)
    assert stage.draft.step is Step.SITE
