"""The catalogue of faults: for each exactly one text, the values it blames, the step that mends it.

A text has three parts: what happened, why, what to do. `Problem.details` fills the placeholders.
"""

from __future__ import annotations

from wizard.domain.catalogue_connection import CONNECTION
from wizard.domain.catalogue_connectwise import CONNECTWISE
from wizard.domain.catalogue_entry import Entry
from wizard.domain.catalogue_values import VALUES
from wizard.domain.faults import Fault

__all__ = ["CATALOGUE", "Entry"]

CATALOGUE: dict[Fault, Entry] = {**VALUES, **CONNECTION, **CONNECTWISE}
