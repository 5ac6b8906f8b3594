"""Raw texts of the five fields, before they are parsed."""

from __future__ import annotations

from dataclasses import field

from wizard.domain.dataclass import dataclass
from wizard.domain.scope import Scope
from wizard.domain.secret import Secret


@dataclass(frozen=True, slots=True)
class FieldTexts:
    """Raw texts of the five fields, with the choices of the first step.

    A field may hold a secret that belongs elsewhere, so none is part of the ``repr``.
    """

    site: str = field(default="", repr=False)
    company_id: str = field(default="", repr=False)
    public_key: str = field(default="", repr=False)
    private_key: Secret = field(default_factory=lambda: Secret(""))
    client_id: Secret = field(default_factory=lambda: Secret(""))
    scope: Scope = field(default_factory=Scope)
