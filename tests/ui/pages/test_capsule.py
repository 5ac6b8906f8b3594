"""Two installations exchange a capsule in real windows, with two homes and two vaults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from tests.e2e import canary
from tests.ui.stage import NOW, SITE, VALUES, Stage, texts
from wizard.domain.draft import Draft, Linked, new_draft
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.faults.problem import Problem
from wizard.storage.drafts import DraftFolder, LoadedDrafts
from wizard.storage.files import StorageError
from wizard.storage.saved_values import read_saved
from wizard.ui.pages.capsule.dialog import CapsuleDialog, UnusableFileDialog
from wizard.ui.theme import theme
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.page import PageScroll


class Person(Stage):
    """One installation, and where its dialogs save."""

    def __init__(self, qtbot: QtBot, folder: Path, who: str) -> None:
        super().__init__(qtbot, folder)
        self.who = who
        self.chosen = folder / "nothing.h2rlink"

    def start(self, *drafts: Draft, **changed: object) -> None:
        for draft in drafts:
            self.drafts.save(draft)
        self.open(
            self.drafts.all() if drafts else None,
            who=lambda: self.who,
            choose_file=lambda *_: str(self.chosen),
            choose_existing=lambda *_: str(self.chosen),
            **changed,
        )

    @property
    def dialog(self) -> CapsuleDialog:
        found = [one for one in self.window.findChildren(CapsuleDialog) if one.isVisible()]
        assert len(found) == 1
        return found[0]

    def wait_for(self, name: str) -> CapsuleDialog:
        self.until(
            lambda: any(
                one.isVisible() and one.objectName() == name
                for one in self.window.findChildren(CapsuleDialog)
            )
        )
        return self.dialog

    def click(self, name: str) -> None:
        button = self.dialog.findChild(QAbstractButton, name)
        assert button is not None
        assert button.isEnabled(), self.dialog.primary.accessibleDescription()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def message(self) -> str:
        outcome = self.dialog.outcome
        return f"{outcome.accessibleName()} {outcome.accessibleDescription()}".strip()

    def facts(self) -> str:
        return " ".join(texts(self.dialog.findChildren(Label)))


@pytest.fixture
def people(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[str], Person]]:
    made: list[Person] = []

    def person(who: str) -> Person:
        folder = tmp_path / who
        folder.mkdir()
        made.append(Person(qtbot, folder, who))
        return made[-1]

    yield person
    for one in made[1:]:
        made[0].windows += one.windows
    made[0].close()


def contoso(**fields: object) -> Draft:
    draft = replace(new_draft(NOW), site=SITE, company_id="contoso", name="Contoso MSP")
    return replace(draft, **fields)  # type: ignore[arg-type]


def asked(alice: Person, path: Path) -> str:
    """Alice makes a request on step 2; returns the check code."""
    alice.chosen = path
    alice.go(Step.SITE)
    alice.window.page.hand_out_asked.emit()  # type: ignore[union-attr]
    alice.wait_for("hand-out")
    alice.click("save-request")
    alice.until(lambda: "Saved" in alice.message())
    shown = texts(alice.dialog.findChildren(Label))
    code = next(text for text in shown if len(text) == 14 and text.replace(" ", "").isalnum())
    alice.click("close-capsule")
    return code


def worked_on(carol: Person, request: Path, answer: Path, client_id: str = "") -> None:
    """Carol opens the request, enters both keys and the Client ID if any, and saves the answer."""
    carol.window.open_capsule(request)
    carol.wait_for("received-request")
    carol.click("start-request")
    carol.until(lambda: getattr(carol.window.page, "step", None) is Step.ROLE)
    carol.go(Step.KEYS)
    carol.paste("public_key", VALUES[Field.PUBLIC_KEY])
    carol.paste("private_key", VALUES[Field.PRIVATE_KEY])
    carol.go(Step.CLIENT_ID)
    if client_id:
        carol.press_choice("I have it")
        carol.paste("client_id", client_id)
    carol.chosen = answer
    carol.press("next")
    carol.wait_for("send-back")
    carol.click("save-answer")
    carol.until(lambda: "Saved" in carol.message())
    carol.click("close-capsule")


def test_two_windows_hand_a_connection_over_and_back(
    people: Callable[[str], Person], tmp_path: Path
) -> None:
    alice, carol = people("alice"), people("carol")
    request, answer = tmp_path / "contoso.h2rlink", tmp_path / "back.h2rlink"
    alice.start()
    alice.go(Step.SITE)
    alice.paste("site", SITE)
    alice.paste("company_id", "contoso")
    code = asked(alice, request)
    assert alice.draft.sent
    assert VALUES[Field.PRIVATE_KEY].encode() not in request.read_bytes()

    carol.start()
    carol.window.open_capsule(request)
    carol.wait_for("received-request")
    assert code in carol.facts()
    assert "alice" in carol.facts()
    carol.click("close-capsule")
    worked_on(carol, request, answer)
    assert carol.draft.received
    assert carol.draft.received.returned == NOW
    for value in (Field.PUBLIC_KEY, Field.PRIVATE_KEY):
        assert VALUES[value].encode() not in answer.read_bytes()

    alice.window.open_capsule(answer)
    alice.wait_for("received-answer")
    assert "carol" in alice.facts()
    # Looking is not using.
    assert alice.draft.public_key == ""
    alice.click("use-answer")
    alice.until(lambda: alice.draft.public_key == VALUES[Field.PUBLIC_KEY])
    alice.until(lambda: getattr(alice.window.page, "step", None) is Step.CLIENT_ID)
    (draft,) = alice.saved()
    assert draft.sent
    assert draft.sent.colleague == "carol"
    saved = read_saved(alice.vault, draft).typed
    assert saved.private_key.reveal() == VALUES[Field.PRIVATE_KEY]

    alice.window.open_capsule(answer)
    alice.wait_for("capsule-unusable")
    assert "already opened" in alice.message()


def test_no_file_and_no_window_of_either_person_shows_a_secret(
    people: Callable[[str], Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(VALUES, Field.PRIVATE_KEY, canary.PRIVATE_KEY)
    alice, carol = people("alice"), people("carol")
    request, answer = tmp_path / "contoso.h2rlink", tmp_path / "back.h2rlink"

    def traces() -> list[canary.Trace]:
        shown = [
            text
            for widget in QApplication.allWidgets()
            for text in (
                widget.windowTitle(),
                widget.accessibleName(),
                widget.accessibleDescription(),
                widget.toolTip(),
                *texts([widget] if isinstance(widget, Label | QAbstractButton) else []),
            )
        ]
        return [
            *canary.found("\n".join(shown).encode(), "a window"),
            *canary.found_in_files(tmp_path),
        ]

    alice.start()
    alice.go(Step.SITE)
    alice.paste("site", SITE)
    alice.paste("company_id", "contoso")
    asked(alice, request)
    carol.start()
    worked_on(carol, request, answer, canary.CLIENT_ID)
    carol.saved()
    assert [trace for trace in traces() if trace.secret in canary.SECRETS] == []
    alice.window.open_capsule(answer)
    alice.wait_for("received-answer")
    alice.click("use-answer")
    alice.until(lambda: alice.draft.public_key == VALUES[Field.PUBLIC_KEY])
    (draft,) = alice.saved()
    assert [trace for trace in traces() if trace.secret in canary.SECRETS] == []
    saved = read_saved(alice.vault, draft).typed
    assert saved.private_key.reveal() == canary.PRIVATE_KEY, "it was not in use"
    assert saved.client_id.reveal() == canary.CLIENT_ID, "it was not in use"


def test_a_file_double_clicked_twice_is_shown_once(
    people: Callable[[str], Person], tmp_path: Path
) -> None:
    carol = people("carol")
    carol.start()
    files = [tmp_path / "first.h2rlink", tmp_path / "other.h2rlink"]
    for file in (files[0], files[0], files[1]):
        carol.window.open_capsule(file)
    dialogs: list[UnusableFileDialog] = []

    def both() -> bool:
        dialogs[:] = carol.window.findChildren(UnusableFileDialog)
        return len(dialogs) >= len(files) and not carol.window.manager.tasks.busy

    carol.until(both)
    assert len(dialogs) == len(files)
    for dialog in dialogs:
        dialog.close()
    carol.until(lambda: not carol.window.findChildren(UnusableFileDialog))
    carol.window.open_capsule(files[0])
    carol.wait_for("capsule-unusable")


def test_a_colleague_sees_only_the_steps_in_connectwise(
    people: Callable[[str], Person], tmp_path: Path
) -> None:
    alice, carol = people("alice"), people("carol")
    request = tmp_path / "contoso.h2rlink"
    alice.start(contoso())
    alice.window.show_connection(alice.window.manager.open(alice.drafts.all().drafts[0]))
    asked(alice, request)
    carol.start()
    carol.window.open_capsule(request)
    carol.wait_for("received-request")
    carol.click("start-request")
    carol.until(lambda: getattr(carol.window.page, "step", None) is Step.ROLE)
    model = carol.window._frame.sidebar.steps.model()
    assert model.rowCount() == 4
    for step in (Step.SCOPE, Step.SITE, Step.LINK, Step.HANDOVER):
        carol.go(step)
        assert getattr(carol.window.page, "step", None) is Step.ROLE
    assert not carol.find("back", QAbstractButton).isVisible()
    # Without keys there is nothing to send back.
    carol.go(Step.CLIENT_ID)
    assert carol.find("next", QAbstractButton).text().replace("&", "") == "Send back…"
    carol.press("next")
    assert not carol.wait_for("send-back").primary.isEnabled()
    carol.click("close-capsule")
    # Opened again, it goes on in the same draft.
    carol.saved()
    carol.window.open_capsule(request)
    assert carol.wait_for("received-request").primary.text() == "&Continue"
    carol.click("start-request")
    assert len(carol.saved()) == 1


def test_a_request_is_remembered_in_its_draft(
    people: Callable[[str], Person], tmp_path: Path
) -> None:
    alice = people("alice")
    alice.start(contoso())
    alice.chosen = tmp_path / "contoso"
    (draft,) = alice.drafts.all().drafts
    alice.window.show_connection(alice.window.manager.open(draft), Step.SITE)
    alice.window.page.hand_out_asked.emit()  # type: ignore[union-attr]
    alice.wait_for("hand-out")
    alice.click("save-request")
    alice.until(lambda: "Saved" in alice.message())
    assert (tmp_path / "contoso.h2rlink").exists()
    (kept,) = alice.saved()
    assert kept.sent


def test_the_menu_of_a_connection_offers_a_request_until_it_is_linked(
    people: Callable[[str], Person],
) -> None:
    alice = people("alice")
    ready, empty = contoso(), replace(new_draft(NOW), name="Nothing yet")
    linked = contoso(company_id="acme", linked=Linked(NOW, proven=True))
    alice.start(ready, empty, linked)
    page = alice.window._connections
    offered = {
        draft.id: [item.name for item in page.cards[draft.id]._acts() if "hand-out" in item.name]
        for draft in (ready, empty, linked)
    }
    assert offered == {ready.id: [f"hand-out.{ready.id}"], empty.id: [], linked.id: []}
    next(item for item in page.cards[ready.id]._acts() if "hand-out" in item.name).act()
    assert alice.wait_for("hand-out")


def test_without_a_vault_there_is_no_request(
    people: Callable[[str], Person], tmp_path: Path
) -> None:
    alice = people("alice")
    locked = Problem(Fault.VAULT_LOCKED, {"what": "it is locked", "advice": "Unlock it."})
    alice.start(contoso(), open_vault=lambda: locked)
    alice.chosen = tmp_path / "contoso.h2rlink"
    alice.window.show_connection(alice.window.manager.open(alice.drafts.all().drafts[0]), Step.SITE)
    alice.window.page.hand_out_asked.emit()  # type: ignore[union-attr]
    alice.wait_for("hand-out")
    alice.click("save-request")
    alice.until(lambda: "wasn't saved" in alice.message())
    assert "locked" in alice.message()
    assert not alice.chosen.exists()


def test_without_a_saved_draft_there_is_no_request(
    people: Callable[[str], Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = people("alice")
    alice.start(contoso())
    alice.chosen = tmp_path / "contoso.h2rlink"
    alice.window.show_connection(alice.window.manager.open(alice.drafts.all().drafts[0]), Step.SITE)
    alice.window.page.hand_out_asked.emit()  # type: ignore[union-attr]
    alice.wait_for("hand-out")

    def fill_the_disk(_folder: DraftFolder, _draft: Draft) -> None:
        raise StorageError("There is no space left.")

    with monkeypatch.context() as full:
        full.setattr(DraftFolder, "save", fill_the_disk)
        alice.click("save-request")
        alice.until(lambda: "wasn't saved. There is no space left." in alice.message())
    assert not alice.chosen.exists()
    assert not alice.vault._box._texts  # type: ignore[attr-defined]
    assert alice.draft.sent is None
    alice.click("save-request")
    alice.until(lambda: "Saved" in alice.message())
    assert alice.draft.sent
    # On disk before it is reported, so an interruption never leaves a file without its key.
    assert [draft.sent for draft in alice.drafts.all().drafts] == [alice.draft.sent]


@pytest.mark.parametrize("content", [b"", b"{}", b"Dear Carol", b"[" * 60_000, b"x" * 70_000])
def test_an_unrelated_file_gives_one_sentence(
    people: Callable[[str], Person], tmp_path: Path, content: bytes
) -> None:
    carol = people("carol")
    path = tmp_path / "letter.h2rlink"
    path.write_bytes(content)
    carol.start()
    carol.window.open_capsule(path)
    carol.wait_for("capsule-unusable")
    assert carol.message().startswith("letter.h2rlink isn't an h2r-link request or answer")


def test_an_answer_for_a_removed_connection_changes_nothing(
    people: Callable[[str], Person], tmp_path: Path
) -> None:
    alice, carol = people("alice"), people("carol")
    request, answer = tmp_path / "contoso.h2rlink", tmp_path / "back.h2rlink"
    alice.start(contoso())
    alice.window.show_connection(alice.window.manager.open(alice.drafts.all().drafts[0]))
    asked(alice, request)
    (draft,) = alice.saved()
    carol.start()
    worked_on(carol, request, answer)
    alice.window.manager.remove(draft, lambda _: None)
    alice.until(lambda: not alice.window.manager.busy)
    assert alice.drafts.all() == LoadedDrafts()
    # Its private key is deleted with it.
    assert not alice.vault._box._texts  # type: ignore[attr-defined]
    alice.window.open_capsule(answer)
    alice.wait_for("capsule-unusable")
    assert "isn't on this computer" in alice.message()


def test_an_answer_stays_unused_if_the_vault_does_not_store_it(
    people: Callable[[str], Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, carol = people("alice"), people("carol")
    request, answer = tmp_path / "contoso.h2rlink", tmp_path / "back.h2rlink"
    alice.start(contoso())
    alice.window.show_connection(alice.window.manager.open(alice.drafts.all().drafts[0]))
    asked(alice, request)
    (before,) = alice.saved()
    carol.start()
    worked_on(carol, request, answer)
    alice.window.open_capsule(answer)
    alice.wait_for("received-answer")
    with monkeypatch.context() as broken:
        broken.setattr(type(alice.vault._box), "put", lambda *_: None)
        alice.click("use-answer")
        alice.until(lambda: "weren't stored" in alice.message())
    assert list(alice.drafts.all().drafts) == [before]
    alice.click("use-answer")
    alice.until(lambda: alice.drafts.all().drafts[0].public_key == VALUES[Field.PUBLIC_KEY])


def test_an_expired_request_is_reported_before_the_work_starts(
    people: Callable[[str], Person], tmp_path: Path
) -> None:
    alice, carol = people("alice"), people("carol")
    request = tmp_path / "contoso.h2rlink"
    alice.start(contoso())
    alice.window.show_connection(alice.window.manager.open(alice.drafts.all().drafts[0]))
    asked(alice, request)
    carol.start(now=lambda: NOW + timedelta(days=15))
    carol.window.open_capsule(request)
    carol.wait_for("capsule-unusable")
    assert "valid until" in carol.message()


def test_a_dialog_fits_its_content_and_a_single_button_is_at_the_right(
    qtbot: QtBot,
) -> None:
    dialog = UnusableFileDialog("This file is empty.")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    page = dialog.findChild(PageScroll)
    assert page is not None
    assert page.height() == page.whole_height(dialog.width())
    edge = dialog.width() - theme.PAGE_X - 1
    qtbot.waitUntil(lambda: dialog.close_button.geometry().right() == edge)
