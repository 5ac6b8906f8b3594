"""One open connection: its draft, the texts of the five fields, and the usable values.

Each secret knows the host it was entered for, from the moment it is typed or loaded. Tests,
handover and test ticket use only secrets released for the current address; the others stay in their
fields, held back until the user confirms them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, TypedDict, Unpack

from PySide6.QtCore import QObject, Signal

from wizard.domain.bound_secret import BoundSecret
from wizard.domain.draft import ClientIdState, Draft, Environment, Linked
from wizard.domain.faults.fault import VALUES, Fault, Field, Step
from wizard.domain.proxy_choice import ProxyChoice, is_proxy_address, join_proxy, kept_proxy
from wizard.domain.scope import Scope
from wizard.domain.secret import Secret
from wizard.domain.values.field_texts import FieldTexts

if TYPE_CHECKING:
    from datetime import date, datetime

    from wizard.domain.address.reading import ParsedAddress
    from wizard.domain.capsule import ReceivedRequest, SentRequest
    from wizard.domain.credentials.clean import Stripped
    from wizard.domain.credentials.credentials import ParsedValue
    from wizard.domain.faults.problem import Problem
    from wizard.domain.last_test import LastTest
    from wizard.domain.report import Report
    from wizard.domain.ticket import LastTicket
    from wizard.domain.values.values import ParsedValues

SECRETS = frozenset({Field.PRIVATE_KEY, Field.CLIENT_ID})
_NONE = BoundSecret("", Secret(""))
# A proxy that cannot be used, so that nothing passes one by whose address was not understood.
_NO_PROXY = "http://"


class DraftChanges(TypedDict, total=False):
    """The fields of a draft that `Session.update_draft` changes.

    Values, scope and proxy have their own methods: they involve secrets or outdate the test result.
    """

    name: str
    environment: Environment
    role_name: str
    member_id: str
    existing_role: bool
    existing_member: bool
    ticked: frozenset[str]
    client_id_state: ClientIdState
    asked_on: date | None
    remember_keys: bool
    generation: int
    vault_host: str
    step: Step
    reached: frozenset[Step]
    last_test: LastTest | None
    linked: Linked | None
    ticket: LastTicket | None
    sent: SentRequest | None
    received: ReceivedRequest | None


class Session(QObject):
    """State of the connection that is open in the window.

    Refused text stays in the fields and nowhere else; the draft holds accepted text only.

    Signals:
        changed: something is different now.
    """

    changed = Signal()

    def __init__(self, draft: Draft, *, practice: str = "") -> None:
        """Open ``draft``; ``practice`` is host and port of the practice server, if it is that."""
        super().__init__()
        self.practice = practice
        self.draft = draft
        self.touched = False
        self._fields = FieldTexts(
            site=draft.site,
            company_id=draft.company_id,
            public_key=draft.public_key,
            scope=draft.scope,
        )
        self._secrets = dict.fromkeys(SECRETS, _NONE)
        self._proxy_password = _NONE
        self._proxy_refused = False
        self._tested: tuple[FieldTexts, ProxyChoice, int] | None = None

    @cached_property
    def typed(self) -> FieldTexts:
        """Texts of the fields, with the secrets that may be sent to the current address."""
        released = {
            value: Secret("") if bound.held_from(self.host) else bound.secret
            for value, bound in self._secrets.items()
        }
        return self._fields_with(released)

    @cached_property
    def reading(self) -> ParsedValues:
        """The five values parsed together."""
        from wizard.domain.values.values import parse_values  # noqa: PLC0415 - the first paint does without

        reading, address = parse_values(self.typed), self.address
        if reading.address.accepted and address.problem:
            problems = (address.problem, *reading.problems)
            return replace(reading, address=address, values=None, problems=problems)
        return reading

    @cached_property
    def address(self) -> ParsedAddress:
        """The parsed address."""
        from wizard.domain.address.reading import read_address  # noqa: PLC0415 - as above

        found = read_address(self._fields.site)
        if not self.practice:
            return found
        from wizard.domain.address.practice import within_practice  # noqa: PLC0415 - as above

        return within_practice(found, self.practice)

    @property
    def host(self) -> str:
        """The host that receives the keys; "" without a usable address."""
        # The first paint does without what reads an address.
        found = self.address.address if self._fields.site else None
        return found.netloc if found else ""

    @property
    def held(self) -> dict[Field, str]:
        """Secrets that are held back, each with the host it was entered for."""
        found = {value: self._secrets[value] for value in VALUES if value in SECRETS}
        return {value: one.host for value, one in found.items() if one.held_from(self.host)}

    @property
    def proxy(self) -> ProxyChoice:
        """The proxy for every request; with a password only if it was entered for this proxy."""
        if self.practice:
            return ProxyChoice(direct=True)
        if self._proxy_refused:
            return ProxyChoice(_NO_PROXY)
        kept, password = kept_proxy(self.draft.proxy), self._proxy_password
        if password.held_from(kept.address):
            return ProxyChoice(kept.address)
        return replace(kept, password=password.secret if kept.address else Secret(""))

    @property
    def proxy_password(self) -> BoundSecret:
        """The password of a proxy, with the proxy it was entered for."""
        return self._proxy_password

    @property
    def proxy_password_held(self) -> str:
        """The proxy that the password was entered for, while another one is used; or ""."""
        held = self._proxy_password.held_from(kept_proxy(self.draft.proxy).address)
        return self._proxy_password.host if held else ""

    def text(self, value: Field) -> str:
        """Return the text of the field ``value``, for the field itself."""
        if value in SECRETS:
            return self._secrets[value].secret.reveal()
        return self._fields.text_of(value)

    def parsed(self, value: Field) -> ParsedValue:
        """Return the parsed value of one field."""
        return self._read_text(value, self.text(value))

    def _read_text(self, value: Field, text: str) -> ParsedValue:
        from wizard.domain.credentials import credentials as one  # noqa: PLC0415 - as above

        company = one.read_company_id(self._fields.company_id)
        match value:
            case Field.COMPANY_ID:
                return company
            case Field.PUBLIC_KEY:
                return one.read_public_key(text, company.text)
            case Field.PRIVATE_KEY:
                return one.read_private_key(text, company.text)
            case Field.CLIENT_ID:
                return one.read_client_id(text)
            case _:
                found = self.address
                text = found.address.text if found.address else ""
                return one.ParsedValue(text, found.problem, found.removed)

    def removed(self, value: Field) -> tuple[Stripped, ...]:
        """Return what was stripped from the text of ``value``."""
        return self.parsed(value).removed

    def problem(self, value: Field) -> Problem | None:
        """Return the problem of ``value``; an empty field is not a problem yet."""
        found = None if self._blank else self.reading.problem_of(value)
        return None if found is None or found.fault is Fault.VALUE_MISSING else found

    def accepts(self, value: Field) -> bool:
        """Return whether ``value`` can be used."""
        return not self._blank and self.reading.problem_of(value) is None

    @property
    def complete(self) -> bool:
        """Whether all five values can be used."""
        return all(self.accepts(value) for value in VALUES)

    @cached_property
    def accepted_values(self) -> FieldTexts:
        """Values to test: accepted text after stripping, refused text unchanged."""
        texts = self.typed
        for value in VALUES:
            if self.accepts(value):
                texts = texts.with_text(value, self.parsed(value).text)
        return texts

    @property
    def lookup_values(self) -> FieldTexts:
        """Address and Company ID only."""
        cleaned = self.accepted_values
        return FieldTexts(site=cleaned.site, company_id=cleaned.company_id)

    def write(self, value: Field, text: str) -> None:
        """Set the text of the field ``value``; a secret is bound to the current host.

        A text that differs only in its wrapping stays bound to its host.
        """
        if text == self.text(value):
            return
        before = self.accepted_values
        if value in SECRETS:
            same = bool(text) and self._read_text(value, text).text == self.parsed(value).text
            host = self._secrets[value].host if same else self.host
            self._secrets[value] = BoundSecret(host, Secret(text))
            self._read_anew()
        else:
            self._fields = self._fields.with_text(value, text)
            self._read_anew()
        if value is Field.CLIENT_ID and self.accepts(value):
            self.draft = replace(self.draft, client_id_state=ClientIdState.HAVE)
        self._take(before)

    def bind(self) -> None:
        """Bind secrets that were entered before the address was complete."""
        found = {value: one.bound_to(self.host) for value, one in self._secrets.items()}
        password = self._proxy_password.bound_to(kept_proxy(self.draft.proxy).address)
        if (found, password) != (self._secrets, self._proxy_password):
            self._secrets, self._proxy_password = found, password
            self.changed.emit()

    def use_here(self) -> None:
        """Bind the held-back secrets to the current address, as the user confirmed."""
        before = self.accepted_values
        for value in self.held:
            self._secrets[value] = BoundSecret(self.host, self._secrets[value].secret)
        self._read_anew()
        self._take(before)

    def to_keep(self, value: Field) -> BoundSecret | None:
        """Return the secret as the vault may keep it, with the host it was entered for, or None."""
        bound = self._secrets[value]
        usable = self.parsed(value).accepted if value in self.held else self.accepts(value)
        return (
            BoundSecret(bound.host, Secret(self.parsed(value).text))
            if bound.host and usable
            else None
        )

    def set_scope(self, scope: Scope) -> None:
        """Change the choices of the first step."""
        if scope != self.draft.scope:
            before = self.accepted_values
            self._fields = replace(self._fields, scope=scope)
            self._read_anew()
            self.draft = replace(self.draft, scope=scope)
            self._take(before)

    def update_draft(self, **changes: Unpack[DraftChanges]) -> None:
        """Change fields of the draft."""
        draft = replace(self.draft, **changes)
        if draft != self.draft:
            if draft.ticked != self.draft.ticked:
                # A tick says that something was set in ConnectWise, which no edit takes back.
                self._tested = None
                draft = replace(draft, revision=self._next_revision())
            self.draft = draft
            self.touched = True
            self.changed.emit()

    def begin_test(self) -> int:
        """Bind the secrets for a test of the values as they stand; return the revision."""
        self.bind()
        self._tested = (self.accepted_values, self.proxy, self.draft.revision)
        return self.draft.revision

    def keep_test(self, report: Report, now: datetime, revision: int) -> None:
        """Keep ``report`` as the last test, that of the draft with ``revision``.

        A right that the test saw granted counts as set, one that it saw missing does not.
        """
        from wizard.domain.last_test import LastTest  # noqa: PLC0415 - the first paint does without

        last = LastTest.of(report, now, revision)
        granted = {row.right.title for row in report.rights if row.is_granted}
        ticked = (self.draft.ticked | granted) - {cell.right for cell in last.missing}
        self.draft = replace(self.draft, last_test=last, ticked=ticked)
        self.touched = True
        self.changed.emit()

    def keep_in_memory(self) -> None:
        """Keep no secret in the vault until the user decides; nothing of that is saved."""
        if self.draft.remember_keys:
            self.draft = replace(self.draft, remember_keys=False)
            self.changed.emit()

    def keep_proxy(self, choice: ProxyChoice) -> None:
        """Take address and user name of the proxy, and a password that came along with them.

        Text that isn't an address is not stored in the draft: it may be the beginning of a
        password.
        """
        refused = bool(choice.address) and not is_proxy_address(choice.address)
        address = "" if refused else choice.address
        password = self._proxy_password
        password = BoundSecret("", choice.password) if choice.password else password
        password = password.bound_to(address)
        proxy = "" if refused else join_proxy(choice)
        before = (self.draft.proxy, self._proxy_password, self._proxy_refused)
        if (proxy, password, refused) != before:
            self._proxy_password, self._proxy_refused = password, refused
            self.draft = replace(self.draft, proxy=proxy)
            self._revise()

    @property
    def proxy_refused(self) -> bool:
        """Whether the entered proxy is not a valid address."""
        return self._proxy_refused

    def keep_proxy_password(self, password: Secret) -> None:
        """Set the password of the current proxy; the draft never contains it."""
        host = kept_proxy(self.draft.proxy).address
        if self._proxy_password != BoundSecret(host, password):
            self._proxy_password = BoundSecret(host, password)
            self._revise()

    def adopt_proxy_password(self, password: BoundSecret) -> None:
        """Set a password loaded from the vault."""
        self._proxy_password = password
        self.changed.emit()

    def use_proxy_password_here(self) -> None:
        """Bind the password to the current proxy, as the user confirmed."""
        self.keep_proxy_password(self._proxy_password.secret)

    def open(self, step: Step) -> None:
        """Open ``step`` without any check."""
        draft = self.draft.at(step)
        self.update_draft(step=draft.step, reached=draft.reached)

    def load_secret(self, value: Field, secret: BoundSecret) -> None:
        """Set a secret loaded from the vault; the last test stays valid."""
        self._secrets[value] = secret
        self._read_anew()
        self.changed.emit()

    def _revise(self) -> None:
        """Note a change of something that a test result depends on."""
        self.draft = replace(self.draft, revision=self._next_revision())
        self.touched = True
        self.changed.emit()

    def _next_revision(self) -> int:
        """Return the revision of the draft: the tested one if everything is as it was then."""
        if self._tested and (self.accepted_values, self.proxy) == self._tested[:2]:
            return self._tested[2]
        last = self.draft.last_test
        return max(self.draft.revision, last.revision if last else 0) + 1

    @property
    def _blank(self) -> bool:
        """Whether nothing was typed yet."""
        return not any(self.text(value) for value in VALUES)

    def _fields_with(self, secrets: Mapping[Field, Secret]) -> FieldTexts:
        return replace(
            self._fields,
            private_key=secrets[Field.PRIVATE_KEY],
            client_id=secrets[Field.CLIENT_ID],
        )

    def _read_anew(self) -> None:
        for name in ("typed", "address", "reading", "accepted_values"):
            self.__dict__.pop(name, None)

    def _take(self, before: FieldTexts) -> None:
        """Keep what may be kept; with other values the last test is out of date."""
        from wizard.domain.values.values import storable  # noqa: PLC0415 - as above

        # Also what is held back: a public key is kept only if it is none of the secrets.
        entered = {value: bound.secret for value, bound in self._secrets.items()}
        site, company_id, public_key = storable(self._fields_with(entered))
        self.draft = replace(
            self.draft,
            site=site if self.host else "",
            company_id=company_id,
            public_key=public_key,
        )
        if self.accepted_values != before:
            self.draft = replace(self.draft, revision=self._next_revision())
        self.touched = True
        self.changed.emit()
