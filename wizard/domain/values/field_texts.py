"""The five values as they were typed; reading them is the work of `values`."""

from __future__ import annotations

from dataclasses import field

from wizard.domain.dataclass import dataclass
from wizard.domain.scope import Scope
from wizard.domain.secret import Secret


@dataclass(frozen=True, slots=True)
class FieldTexts:
    """What stands in the five fields, unread, with the choices of the first step.

    A field may hold a secret that belongs elsewhere, so none is part of the ``repr``.
    """

    site: str = field(default="", repr=False)
    company_id: str = field(default="", repr=False)
    public_key: str = field(default="", repr=False)
    private_key: Secret = field(default_factory=lambda: Secret(""))
    client_id: Secret = field(default_factory=lambda: Secret(""))
    scope: Scope = field(default_factory=Scope)
