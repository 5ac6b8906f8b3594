"""The page of all connections."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtWidgets import QLabel, QLineEdit

from tests.ui.stage import NOW, SITE, VALUES, Stage
from wizard.domain.draft import ClientIdState, Draft, LastTest, Linked, new_draft
from wizard.domain.faults import Blame, Step
from wizard.domain.report import Verdict
from wizard.storage.drafts import Loaded
from wizard.ui.pages.connections import ConnectionsPage


def draft(**fields: object) -> Draft:
    made = replace(new_draft(NOW), name="Contoso MSP", site=SITE, company_id="contoso")
    return replace(made, **fields)  # type: ignore[arg-type]


def shown(stage: Stage) -> str:
    return "\n".join(label.text() for label in stage.window.page.findChildren(QLabel))


def start(stage: Stage, *drafts: Draft) -> None:
    for one in drafts:
        stage.drafts.save(one)
    stage.open(stage.drafts.all())


def test_a_draft_that_waits_says_since_when(stage: Stage) -> None:
    waiting = draft(client_id_state=ClientIdState.ASKED, asked_on=date(2026, 11, 19))
    start(stage, waiting)
    assert "Waiting for the Client ID since 19 Nov, 4 days" in shown(stage)


def test_a_linked_connection_says_how_the_last_test_ended(stage: Stage) -> None:
    last = LastTest(Verdict.READY, "Ready to link.", NOW)
    start(stage, draft(linked=Linked(NOW, proven=True), last_test=last))
    assert "Linked on 23 Nov 2026" in shown(stage)
    assert "last test passed" in shown(stage)


def test_continue_opens_the_step_where_it_was_left(stage: Stage) -> None:
    one = draft(step=Step.ROLE, reached=frozenset({Step.SCOPE, Step.SITE, Step.ROLE}))
    start(stage, one)
    stage.press(f"continue.{one.id}")
    assert stage.draft.step is Step.ROLE


def test_test_now_tests_as_soon_as_the_keys_are_there(stage: Stage) -> None:
    stage.open()
    stage.type_all()
    stage.tested()
    stage.saved()
    stage.window.close()
    kept = stage.saved()[0]
    asked = len(stage.test.asked)
    stage.open(stage.drafts.all())
    stage.press(f"test.{kept.id}")
    stage.until(lambda: len(stage.test.asked) == asked + 1)
    stage.tested()
    assert stage.test.asked[-1].private_key.reveal() == VALUES[Blame.PRIVATE_KEY]


def test_add_begins_a_new_connection(stage: Stage) -> None:
    start(stage, draft())
    stage.press("next")
    assert stage.draft.step is Step.SCOPE
    assert stage.draft.name == ""


def test_remove_asks_first_then_takes_the_draft_away(stage: Stage) -> None:
    one, other = draft(), draft(name="Fabrikam", created=NOW - timedelta(days=1))
    start(stage, one, other)
    stage.press(f"remove.{one.id}")
    assert len(stage.drafts.all().drafts) == 2
    stage.press(f"remove-it.{one.id}")
    stage.until(lambda: "Contoso MSP" not in shown(stage))
    assert [kept.id for kept in stage.drafts.all().drafts] == [other.id]


def test_remove_takes_the_secrets_out_of_the_vault(stage: Stage) -> None:
    from wizard.storage.vault_entry import Entry, VaultValue

    stage.open()
    stage.type_all()
    stage.tested()
    kept = stage.saved()[0]
    stage.until(lambda: stage.draft.generation == 1)
    kept = stage.saved()[0]
    entry = Entry(kept.id, VaultValue.PRIVATE_KEY, "contoso", kept.generation)
    assert stage.vault.read(entry) is not None
    stage.open(stage.drafts.all())
    stage.press(f"remove.{kept.id}")
    stage.press(f"remove-it.{kept.id}")
    stage.until(lambda: not stage.window.bench.busy and not stage.drafts.all().drafts)
    assert stage.vault.read(entry) is None


def test_a_damaged_file_is_said_and_stops_nobody(stage: Stage) -> None:
    one = draft()
    stage.drafts.save(one)
    for file in (stage.folder / "connections").iterdir():
        file.write_text("{ torn")
    start(stage)
    assert isinstance(stage.window.page, ConnectionsPage)
    assert any("was damaged" in text for text in shown(stage).splitlines())
    stage.press("next")
    assert stage.draft.step is Step.SCOPE


def test_all_connections_are_one_click_away(stage: Stage) -> None:
    one = draft(step=Step.SITE)
    start(stage, one)
    stage.press(f"continue.{one.id}")
    stage.type("company_id", "fabrikam")
    stage.press("all-connections")
    stage.until(lambda: isinstance(stage.window.page, ConnectionsPage))
    stage.press(f"continue.{one.id}")
    assert stage.find("company_id", QLineEdit).text() == "fabrikam"


def test_nothing_to_show_begins_with_the_first_step(stage: Stage) -> None:
    stage.open(Loaded())
    assert stage.draft.step is Step.SCOPE
