"""One open connection: its draft, what stands in the five fields, and what may be used of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from wizard.domain.draft import ClientIdState, Draft
from wizard.domain.faults import VALUES, Blame, Fault, Step
from wizard.domain.scope import Scope
from wizard.domain.secret import Secret
from wizard.domain.steps import StepView, view
from wizard.domain.typed import Typed
from wizard.ui.services import ProxyChoice

if TYPE_CHECKING:
    from wizard.domain.clean import Removed
    from wizard.domain.credentials import Reading
    from wizard.domain.problem import Problem
    from wizard.domain.read_address import AddressReading
    from wizard.domain.values import ValuesReading

SECRETS = frozenset({Blame.PRIVATE_KEY, Blame.CLIENT_ID})


class Session(QObject):
    """What is known of the connection that is open in the window.

    Refused text stays in the fields and nowhere else; the draft holds accepted text only.

    Signals:
        changed: something is different now.
    """

    changed = Signal()

    def __init__(self, draft: Draft, *, practice: bool = False) -> None:
        super().__init__()
        self.practice = practice
        self.draft = draft
        self.touched = False
        self.proxy_password = Secret("")
        self.typed = Typed(
            site=draft.site,
            company_id=draft.company_id,
            public_key=draft.public_key,
            scope=draft.scope,
        )

    @cached_property
    def reading(self) -> ValuesReading:
        """How the five values are understood together."""
        from wizard.domain.values import read_values  # noqa: PLC0415 - the first paint does without

        return read_values(self.typed)

    @property
    def steps(self) -> tuple[StepView, ...]:
        """The list of steps as it stands now."""
        private, client = self.accepts(Blame.PRIVATE_KEY), self.accepts(Blame.CLIENT_ID)
        return view(self.draft, private_key=private, client_id=client)

    @property
    def address(self) -> AddressReading:
        """How the address is understood."""
        return self.reading.address

    @property
    def proxy(self) -> ProxyChoice:
        """The proxy that every request takes."""
        user, _, address = self.draft.proxy.rpartition("@")
        return ProxyChoice(address, user, self.proxy_password)

    def text(self, value: Blame) -> str:
        """Return what stands in the field of ``value``, for the field itself."""
        found: str | Secret = getattr(self.typed, value.value)
        return found.reveal() if isinstance(found, Secret) else found

    def read(self, value: Blame) -> Reading:
        """Return how the field of ``value`` is understood by itself."""
        from wizard.domain import credentials as one  # noqa: PLC0415 - as above

        typed, company = self.typed, one.read_company_id(self.typed.company_id)
        match value:
            case Blame.COMPANY_ID:
                return company
            case Blame.PUBLIC_KEY:
                return one.read_public_key(typed.public_key, company.text)
            case Blame.PRIVATE_KEY:
                return one.read_private_key(typed.private_key.reveal(), company.text)
            case Blame.CLIENT_ID:
                return one.read_client_id(typed.client_id.reveal())
            case _:
                found = self.address
                text = found.address.text if found.address else ""
                return one.Reading(text, found.problem, found.removed)

    def removed(self, value: Blame) -> tuple[Removed, ...]:
        """Return what was taken off the text of ``value``."""
        return self.read(value).removed

    def problem(self, value: Blame) -> Problem | None:
        """Return what is wrong with the text of ``value``; an empty field is no problem yet."""
        found = None if self._blank else self.reading.problem_of(value)
        return None if found is None or found.fault is Fault.VALUE_MISSING else found

    def accepts(self, value: Blame) -> bool:
        """Return whether ``value`` can be used."""
        return not self._blank and self.reading.problem_of(value) is None

    @property
    def complete(self) -> bool:
        """Whether all five values can be used."""
        return all(self.accepts(value) for value in VALUES)

    @property
    def cleaned(self) -> Typed:
        """What is tested: accepted text without its wrapping, refused text as it stands."""
        texts: dict[str, Any] = {}
        for value in VALUES:
            text = self.read(value).text if self.accepts(value) else self.text(value)
            texts[value.value] = Secret(text) if value in SECRETS else text
        return replace(self.typed, **texts)

    @property
    def to_look_up(self) -> Typed:
        """Address and Company ID alone."""
        cleaned = self.cleaned
        return Typed(site=cleaned.site, company_id=cleaned.company_id)

    def write(self, value: Blame, text: str) -> None:
        """Take ``text`` as what stands in the field of ``value``."""
        new: dict[str, Any] = {value.value: Secret(text) if value in SECRETS else text}
        typed = replace(self.typed, **new)
        if typed == self.typed:
            return
        before = self.cleaned
        self._read(typed)
        fields: dict[str, Any] = {}
        if value is Blame.CLIENT_ID and self.accepts(value):
            fields["client_id_state"] = ClientIdState.HAVE
        self._take(before, **fields)

    def choose(self, scope: Scope) -> None:
        """Take other answers of the first step."""
        if scope != self.draft.scope:
            before = self.cleaned
            self._read(replace(self.typed, scope=scope))
            self._take(before, scope=scope)

    def change(self, **fields: Any) -> None:
        """Change fields of the draft."""
        draft = replace(self.draft, **fields)
        if draft != self.draft:
            self.draft = draft
            self.touched = True
            self.changed.emit()

    def keep_proxy_password(self, password: Secret) -> None:
        """Take the password of the proxy; the draft never holds it."""
        self.proxy_password = password
        self.changed.emit()

    def open(self, step: Step) -> None:
        """Open ``step``; nothing is checked."""
        draft = self.draft.at(step)
        self.change(step=draft.step, reached=draft.reached)

    def adopt(self, value: Blame, secret: Secret) -> None:
        """Take a secret that the vault kept; the last test stays what it was."""
        fields: dict[str, Any] = {value.value: secret}
        self._read(replace(self.typed, **fields))
        self.changed.emit()

    @property
    def _blank(self) -> bool:
        """Whether nothing was typed yet, so that there is nothing to understand either."""
        return not any(self.text(value) for value in VALUES)

    def _read(self, typed: Typed) -> None:
        self.typed = typed
        self.__dict__.pop("reading", None)

    def _take(self, before: Typed, **fields: Any) -> None:
        """Keep what may be kept; a test of other values says nothing about these."""
        from wizard.domain.values import storable  # noqa: PLC0415 - as above

        site, company_id, public_key = storable(self.typed)
        kept = {"site": site, "company_id": company_id, "public_key": public_key}
        if self.cleaned != before:
            fields["last_test"] = None
        self.draft = replace(self.draft, **(kept | fields))
        self.touched = True
        self.changed.emit()
