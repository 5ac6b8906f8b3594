"""The state of an open connection: accepted, stored and discarded values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from inspect import signature

import pytest

from tests.ui.stage import NOW, SITE, VALUES, good_report
from wizard.domain.bound_secret import BoundSecret
from wizard.domain.draft import ClientIdState, Draft, new_draft
from wizard.domain.faults.fault import VALUES as ALL
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.proxy_choice import ProxyChoice
from wizard.domain.scope import Scope, Ticket
from wizard.domain.secret import Secret
from wizard.storage.draft_json import dump, parse
from wizard.ui.controllers.session import DraftChanges, Session


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
def test_a_cleared_value_is_missing_but_not_a_problem(value: Field) -> None:
    session = filled()
    session.write(value, "")
    assert not session.complete
    assert session.problem(value) is None


def test_a_draft_never_holds_refused_text() -> None:
    session = filled()
    session.write(Field.PUBLIC_KEY, VALUES[Field.PRIVATE_KEY])
    assert session.problem(Field.PUBLIC_KEY).fault is Fault.KEYS_SAME_TWICE  # type: ignore[union-attr]
    assert session.draft.public_key == ""


READY = good_report()


def verified_session() -> Session:
    session = filled()
    session.keep_test(READY, NOW, session.begin_test())
    assert session.draft.verified
    return session


def change_key(session: Session) -> None:
    session.write(Field.PRIVATE_KEY, "AnotherTestKey01")


def change_client_id(session: Session) -> None:
    session.write(Field.CLIENT_ID, "22222222-2222-3333-4444-555555555555")


def change_site(session: Session) -> None:
    session.write(Field.SITE, "https://eu.myconnectwise.net")


def change_scope(session: Session) -> None:
    session.set_scope(Scope(tickets=frozenset(Ticket)))


def change_proxy(session: Session) -> None:
    session.keep_proxy(ProxyChoice("http://proxy.example.com:3128"))


def change_proxy_password(session: Session) -> None:
    session.keep_proxy(ProxyChoice("http://proxy.example.com:3128", "me"))
    session.keep_test(READY, NOW, session.begin_test())
    session.keep_proxy_password(Secret("hunter2"))


def change_ticks(session: Session) -> None:
    session.update_draft(ticked=frozenset({"Service Desk › Service Tickets"}))


CHANGES = (
    change_key,
    change_client_id,
    change_site,
    change_scope,
    change_proxy,
    change_proxy_password,
    change_ticks,
)


@pytest.mark.parametrize("change", CHANGES)
def test_changing_anything_a_result_depends_on_outdates_it(
    change: Callable[[Session], None],
) -> None:
    session = verified_session()
    change(session)
    assert session.draft.last_test
    assert session.draft.current_test is None
    assert not session.draft.verified


@pytest.mark.parametrize("change", [change_key, change_site, change_scope, change_proxy])
def test_a_result_is_current_again_when_every_value_is_restored(
    change: Callable[[Session], None],
) -> None:
    session = verified_session()
    scope, proxy = session.draft.scope, session.proxy
    change(session)
    for value, text in VALUES.items():
        session.write(value, text)
    session.set_scope(scope)
    session.keep_proxy(proxy)
    assert session.draft.verified


def test_a_cleared_check_box_verifies_nothing() -> None:
    """A check mark says that something was set in ConnectWise, not what."""
    session = verified_session()
    change_ticks(session)
    session.update_draft(ticked=frozenset())
    assert not session.draft.verified


def test_a_change_during_the_test_outdates_its_result() -> None:
    session = filled()
    revision = session.begin_test()
    change_key(session)
    session.keep_test(READY, NOW, revision)
    assert session.draft.last_test
    assert not session.draft.verified


@pytest.mark.parametrize("change", CHANGES)
def test_an_outdated_result_stays_outdated_after_a_restart(
    change: Callable[[Session], None],
) -> None:
    session = verified_session()
    change(session)
    assert parse(dump(session.draft)) == session.draft
    assert not parse(dump(session.draft)).verified


@pytest.mark.parametrize(
    "change",
    [
        lambda session: session.write(Field.PRIVATE_KEY, f"  {VALUES[Field.PRIVATE_KEY]}\n"),
        lambda session: session.load_secret(
            Field.PRIVATE_KEY, BoundSecret(session.host, Secret(VALUES[Field.PRIVATE_KEY]))
        ),
        lambda session: session.update_draft(name="Contoso", member_id="H2R"),
        lambda session: session.open(Step.ROLE),
    ],
    ids=["white space", "read from the vault", "name", "step"],
)
def test_other_changes_do_not_outdate_a_result(
    change: Callable[[Session], None],
) -> None:
    session = verified_session()
    change(session)
    assert session.draft.verified


def test_an_accepted_client_id_sets_its_state_to_available() -> None:
    session = Session(new_draft(NOW))
    session.write(Field.CLIENT_ID, "1234")
    assert session.draft.client_id_state is ClientIdState.NOT_ASKED
    session.write(Field.CLIENT_ID, VALUES[Field.CLIENT_ID])
    assert session.draft.client_id_state is ClientIdState.HAVE


def test_the_test_uses_the_cleaned_values() -> None:
    session = filled()
    session.write(Field.CLIENT_ID, "{11111111–2222-3333-4444-555555555555} ")
    session.write(Field.PUBLIC_KEY, f"contoso+{VALUES[Field.PUBLIC_KEY]}")
    assert session.accepted_values.client_id == Secret(VALUES[Field.CLIENT_ID])
    assert session.accepted_values.public_key == VALUES[Field.PUBLIC_KEY]


def test_a_lookup_is_given_no_key() -> None:
    looked_up = filled().lookup_values
    assert looked_up.site == SITE
    assert not looked_up.private_key
    assert not looked_up.client_id
    assert looked_up.public_key == ""


def test_a_proxy_is_split_into_address_and_user() -> None:
    session = Session(replace(new_draft(NOW), proxy="me@proxy.contoso.example:8080"))
    session.keep_proxy_password(Secret("test"))
    assert session.proxy.address == "proxy.contoso.example:8080"
    assert session.proxy.user == "me"
    assert session.proxy.password == Secret("test")


def test_the_changed_signal_is_emitted_only_on_changes() -> None:
    session, changes = filled(), []
    session.changed.connect(lambda: changes.append(1))
    session.write(Field.COMPANY_ID, "contoso")
    session.update_draft(name="")
    session.set_scope(session.draft.scope)
    assert changes == []
    session.update_draft(name="Contoso")
    assert changes == [1]


def test_the_typed_changes_of_a_draft_match_its_fields() -> None:
    """Mypy sees a wrong field or type at the call."""
    assert (
        signature(Session.update_draft).parameters["changes"].annotation == "Unpack[DraftChanges]"
    )
    types = {field.name: field.type for field in fields(Draft)}
    changes = {name: hint.__forward_arg__ for name, hint in DraftChanges.__annotations__.items()}
    assert changes
    assert changes.items() <= types.items()
