"""Raw texts of the five fields, before they are parsed."""

from __future__ import annotations

from dataclasses import field, replace

from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Field
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

    def text_of(self, value: Field) -> str:
        """Return the text of one of the five fields, also of a secret."""
        match value:
            case Field.SITE:
                return self.site
            case Field.COMPANY_ID:
                return self.company_id
            case Field.PUBLIC_KEY:
                return self.public_key
            case Field.PRIVATE_KEY:
                return self.private_key.reveal()
            case _:
                return self.client_id.reveal()

    def with_text(self, value: Field, text: str) -> FieldTexts:
        """Return a copy with another text in one of the five fields."""
        match value:
            case Field.SITE:
                return replace(self, site=text)
            case Field.COMPANY_ID:
                return replace(self, company_id=text)
            case Field.PUBLIC_KEY:
                return replace(self, public_key=text)
            case Field.PRIVATE_KEY:
                return replace(self, private_key=Secret(text))
            case _:
                return replace(self, client_id=Secret(text))
