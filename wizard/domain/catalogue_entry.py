"""One line of the catalogue of faults."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter

from wizard.domain.faults import Field, Step

OPTIONAL = frozenset({"also", "hint", "reference", "quote"})
"""Placeholders that add a sentence, or a part of one, where there is more to say."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the catalogue: three sentences (source language), what it blames, the step."""

    happened: str
    why: str
    fix: str
    blames: tuple[Field, ...]
    step: Step

    @property
    def placeholders(self) -> frozenset[str]:
        """Names that `Problem.details` must hold; `OPTIONAL` ones may be left out."""
        texts = (self.happened, self.why, self.fix)
        names = {name for t in texts for _, name, _, _ in Formatter().parse(t) if name}
        return frozenset(names - OPTIONAL)
