"""Drafts to test with: one with every field filled, and any at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

from wizard.domain.capsule import ReceivedRequest, SentRequest
from wizard.domain.check import Check, Status, Verdict
from wizard.domain.draft import ClientIdState, Draft, Environment, Linked
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.last_test import LANGUAGE_FREE, Finding, LastTest, MissingLevel
from wizard.domain.proxy_choice import join_proxy, kept_proxy
from wizard.domain.renewal import KeyRenewal, RenewalStage
from wizard.domain.rights import Column, Level
from wizard.domain.sanitize import sanitize
from wizard.domain.scope import Scope, Ticket
from wizard.domain.steps import steps_of
from wizard.domain.ticket import LastTicket, TicketOutcome
from wizard.storage.json_fields import TEXT_LIMIT, YEARS
from wizard.storage.vault.entry import MOST_GENERATIONS

ID = "0123456789ab"
NOW = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)
EMPTY = Draft(id=ID, created=NOW)
FULL = Draft(
    id=ID,
    created=NOW,
    name="Acme “Nord” GmbH",
    environment=Environment.SANDBOX,
    scope=Scope(frozenset(Ticket), closes_tickets=True, maps_contacts=True, maps_owners=True),
    site="na.myconnectwise.net",
    company_id="acme",
    public_key="TestPublicKey000",
    role_name="Hire2Retire role",
    member_id="H2R",
    existing_role=True,
    existing_member=True,
    ticked=frozenset({"Service Desk › Service Tickets", "Companies › Contacts"}),
    client_id_state=ClientIdState.ASKED,
    asked_on=date(2026, 5, 12),
    remember_keys=False,
    generation=2,
    vault_host="na.myconnectwise.net",
    proxy="http://proxy.example.com:3128",
    step=Step.CLIENT_ID,
    reached=frozenset({Step.SCOPE, Step.SITE, Step.CLIENT_ID}),
    last_test=LastTest(
        Verdict.NOT_READY,
        NOW,
        revision=6,
        statuses={Check.NAME: Status.PASSED, Check.RIGHTS: Status.FAILED},
        findings=(
            Finding(
                Fault.REFUSED,
                Status.FAILED,
                Step.SITE,
                Check.CONNECT,
                (Field.SITE, Field.NETWORK),
                {"host": "na.myconnectwise.net"},
            ),
            Finding(Fault.RIGHT_EXCESS, Status.WARNING, Step.ROLE),
        ),
        missing=(
            MissingLevel("Service Desk › Service Tickets", Column.ADD, Level.NONE, Level.ALL),
            MissingLevel("System › Table Setup", table="Service / Priority"),
        ),
    ),
    linked=Linked(NOW, proven=True),
    renewal=KeyRenewal(RenewalStage.COPIED, NOW, "TestPublicKey000"),
    ticket=LastTicket(4711, TicketOutcome.CLOSED, NOW, "Test ticket"),
    sent=SentRequest("0f" * 16, NOW, "na.myconnectwise.net", "acme", "age1test", NOW, "Carol"),
    received=ReceivedRequest(
        "f0" * 16, NOW, "Alice", "na.myconnectwise.net", "acme", "age1test", True, NOW
    ),
    revision=7,
)

ids = st.text("0123456789abcdef", min_size=12, max_size=12)
any_texts = st.text(st.characters(), max_size=40)
texts = any_texts.map(lambda text: sanitize(text, TEXT_LIMIT))
# Whole minutes, as zones have them: Python reads an offset below a second back as UTC.
moments = st.datetimes(
    min_value=datetime(YEARS.start, 1, 1),  # noqa: DTZ001 - as hypothesis wants it
    max_value=datetime(YEARS.stop - 1, 12, 31, 23, 59, 59),  # noqa: DTZ001 - as above
    timezones=st.integers(-1_439, 1_439).map(lambda n: timezone(timedelta(minutes=n))),
)
names = st.sampled_from(sorted(LANGUAGE_FREE))
findings = st.builds(
    Finding,
    st.sampled_from(Fault),
    st.sampled_from(Status),
    st.sampled_from(Step),
    st.none() | st.sampled_from(Check),
    st.lists(st.sampled_from(Field), max_size=3).map(tuple),
    st.dictionaries(names, texts, max_size=3),
)
missing = st.builds(
    MissingLevel,
    texts,
    st.none() | st.sampled_from(Column),
    st.none() | st.sampled_from(Level),
    st.sampled_from(Level),
    texts,
)
tests = st.builds(
    LastTest,
    st.sampled_from(Verdict),
    moments,
    st.integers(0, 2**31 - 1),
    st.dictionaries(st.sampled_from(Check), st.sampled_from(Status)),
    st.lists(findings, max_size=3).map(tuple),
    st.lists(missing, max_size=3).map(tuple),
)
scopes = st.builds(
    Scope, st.frozensets(st.sampled_from(Ticket)), st.booleans(), st.booleans(), st.booleans()
)
sent = st.builds(SentRequest, texts, moments, texts, texts, texts, st.none() | moments, texts)
received = st.builds(
    ReceivedRequest, texts, moments, texts, texts, texts, texts, st.booleans(), st.none() | moments
)
tickets = st.builds(
    LastTicket,
    st.none() | st.integers(0, 2**31 - 1),
    st.sampled_from(TicketOutcome),
    moments,
    texts,
)
drafts = st.builds(
    Draft,
    id=ids,
    created=moments,
    name=texts,
    environment=st.sampled_from(Environment),
    scope=scopes,
    site=texts,
    company_id=texts,
    public_key=texts,
    role_name=texts,
    member_id=texts,
    existing_role=st.booleans(),
    existing_member=st.booleans(),
    ticked=st.frozensets(texts, max_size=3),
    client_id_state=st.sampled_from(ClientIdState),
    asked_on=st.none() | st.dates(date(YEARS.start, 1, 1), date(YEARS.stop - 1, 12, 31)),
    remember_keys=st.booleans(),
    generation=st.integers(0, MOST_GENERATIONS),
    vault_host=texts,
    proxy=texts.map(lambda text: join_proxy(kept_proxy(text))),
    step=st.sampled_from(Step),
    reached=st.frozensets(st.sampled_from(Step)),
    last_test=st.none() | tests,
    linked=st.none() | st.builds(Linked, moments, st.booleans()),
    ticket=st.none() | tickets,
    renewal=st.none() | st.builds(KeyRenewal, st.sampled_from(RenewalStage), moments, texts),
    sent=st.none() | sent,
    received=st.none() | received,
).filter(lambda draft: draft.step in steps_of(draft))
