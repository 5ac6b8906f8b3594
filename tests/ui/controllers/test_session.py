"""The state of an open connection: what is taken, what is kept, what is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.ui.stage import NOW, SITE, VALUES
from wizard.domain.credentials.clean import Stripped
from wizard.domain.draft import ClientIdState, Draft, LastTest, new_draft
from wizard.domain.faults.fault import VALUES as ALL
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.report import Verdict
from wizard.domain.scope import Scope, Ticket
from wizard.domain.secret import Secret
from wizard.domain.steps import StepState
from wizard.ui.controllers.session import Session


def filled(draft: Draft | None = None) -> Session:
    session = Session(draft or new_draft(NOW))
    for value, text in VALUES.items():
        session.write(value, text)
    return session


def test_five_accepted_values_are_complete() -> None:
    session = filled()
    assert session.complete
    assert (session.draft.site, session.draft.company_id) == (SITE, "contoso")
    assert session.draft.public_key == VALUES[Field.PUBLIC_KEY]


@pytest.mark.parametrize("value", ALL)
def test_an_emptied_value_is_missing_but_no_problem(value: Field) -> None:
    session = filled()
    session.write(value, "")
    assert not session.complete
    assert session.problem(value) is None


def test_a_draft_never_holds_refused_text() -> None:
    session = filled()
    session.write(Field.PUBLIC_KEY, VALUES[Field.PRIVATE_KEY])
    assert session.problem(Field.PUBLIC_KEY).fault is Fault.KEYS_SAME_TWICE  # type: ignore[union-attr]
    assert session.draft.public_key == ""


def test_a_new_value_makes_the_last_test_void() -> None:
    tested = LastTest(Verdict.READY, "Ready to link.", datetime.now(UTC))
    session = filled()
    session.update_draft(last_test=tested)
    session.write(Field.PRIVATE_KEY, "AnotherTestKey01")
    assert session.draft.last_test is None


def test_a_blank_that_is_taken_off_leaves_the_last_test_alone() -> None:
    tested = LastTest(Verdict.READY, "Ready to link.", datetime.now(UTC))
    session = filled()
    session.update_draft(last_test=tested)
    session.write(Field.PRIVATE_KEY, f"  {VALUES[Field.PRIVATE_KEY]}\n")
    assert session.draft.last_test == tested
    assert set(session.removed(Field.PRIVATE_KEY)) == {Stripped.BLANKS, Stripped.LINE_ENDS}


def test_another_scope_makes_the_last_test_void() -> None:
    session = filled()
    session.update_draft(last_test=LastTest(Verdict.READY, "Ready to link.", datetime.now(UTC)))
    session.set_scope(Scope(tickets=frozenset(Ticket)))
    assert session.draft.last_test is None
    assert session.typed.scope == session.draft.scope


def test_an_accepted_client_id_says_that_it_is_there() -> None:
    session = Session(new_draft(NOW))
    session.write(Field.CLIENT_ID, "1234")
    assert session.draft.client_id_state is ClientIdState.NOT_ASKED
    session.write(Field.CLIENT_ID, VALUES[Field.CLIENT_ID])
    assert session.draft.client_id_state is ClientIdState.HAVE


def test_what_is_tested_is_the_text_without_its_wrapping() -> None:
    session = filled()
    session.write(Field.CLIENT_ID, "{11111111–2222-3333-4444-555555555555} ")
    session.write(Field.PUBLIC_KEY, f"contoso+{VALUES[Field.PUBLIC_KEY]}")
    assert session.accepted_values.client_id == Secret(VALUES[Field.CLIENT_ID])
    assert session.accepted_values.public_key == VALUES[Field.PUBLIC_KEY]


def test_a_lookup_gets_no_key() -> None:
    looked_up = filled().lookup_values
    assert looked_up.site == SITE
    assert not looked_up.private_key
    assert not looked_up.client_id
    assert looked_up.public_key == ""


def test_steps_tell_whether_secrets_are_at_hand() -> None:
    session = filled(replace(new_draft(NOW), reached=frozenset(Step)))
    states = {view.step: view.state for view in session.steps}
    assert states[Step.KEYS] is StepState.DONE
    session.write(Field.PRIVATE_KEY, "")
    states = {view.step: view.state for view in session.steps}
    assert states[Step.KEYS] is StepState.TO_DO


def test_a_proxy_splits_into_address_and_user() -> None:
    session = Session(replace(new_draft(NOW), proxy="me@proxy.contoso.example:8080"))
    session.keep_proxy_password(Secret("test"))
    assert session.proxy.address == "proxy.contoso.example:8080"
    assert session.proxy.user == "me"
    assert session.proxy.password == Secret("test")


def test_only_a_change_tells_of_a_change() -> None:
    session, told = filled(), []
    session.changed.connect(lambda: told.append(1))
    session.write(Field.COMPANY_ID, "contoso")
    session.update_draft(name="")
    session.set_scope(session.draft.scope)
    assert told == []
    session.update_draft(name="Contoso")
    assert told == [1]
