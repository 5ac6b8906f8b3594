"""One occurrence of a fault, with the details for its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import OPTIONAL, STEP_OF_VALUE, Entry, Fault, Field, Step
from wizard.domain.text import tr


@dataclass(frozen=True, slots=True)
class Problem:
    """One occurrence of a fault.

    ``details`` fills the placeholders of the catalogue's text (already harmless text); ``evidence``
    is the server's own words or a certificate's issuer, harmless and short; ``only_affects`` is
    empty unless this occurrence knows better than the catalogue.
    """

    fault: Fault
    details: Mapping[str, str] = field(default_factory=dict, hash=False)
    evidence: str = ""
    only_affects: tuple[Field, ...] = ()
    suggestion: str = ""
    http_status: int | None = None
    request_id: str = ""

    def __post_init__(self) -> None:
        missing = self.entry.placeholders - set(self.details)
        if missing:
            raise ValueError(f"{self.fault} needs {sorted(missing)}")
        whole = {**dict.fromkeys(OPTIONAL, ""), **self.details}
        # They follow a full stop directly; what takes keys out of texts takes their space off, too.
        whole |= {name: f" {whole[name]}" for name in OPTIONAL if whole[name][:1].isalnum()}
        object.__setattr__(self, "details", MappingProxyType(whole))

    @property
    def entry(self) -> Entry:
        """The entry in the catalogue."""
        return self.fault.entry

    @property
    def affects(self) -> tuple[Field, ...]:
        """The values or areas the administrator has to look at."""
        return self.only_affects or self.entry.affects

    @property
    def step(self) -> Step:
        """The step that fixes it; for some faults, the step of the one affected value."""
        if self.entry.leads_to_value:
            return STEP_OF_VALUE.get(self.affects[0], self.entry.step)
        return self.entry.step

    @property
    def headline(self) -> str:
        """What happened, in one sentence; the same text as beside the field."""
        return self._say(self.entry.happened)

    @property
    def message(self) -> str:
        """What happened and why."""
        return " ".join(filter(None, (self.headline, self._say(self.entry.why))))

    @property
    def fix(self) -> str:
        """What to do."""
        return self._say(self.entry.fix)

    def _say(self, text: str) -> str:
        return tr(text).format_map(self.details).strip()
