"""Translation functions for window and command line.

Source texts are English. `install` sets a catalogue once at start; until then texts stay English.
ConnectWise's own labels are never marked for translation.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Language:
    """The catalogue in use; the only mutable state of this package."""

    catalogue: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)


_language = _Language()


def install(catalogue: gettext.NullTranslations) -> None:
    """Use ``catalogue`` for every text from now on."""
    _language.catalogue = catalogue


def tr(text: str) -> str:
    """Return ``text`` in the reader's language."""
    return _language.catalogue.gettext(text) if text else ""


def trn(one: str, many: str, count: int) -> str:
    """Return the form of a text that fits ``count``, with ``{count}`` filled in."""
    return _language.catalogue.ngettext(one, many, count).format(count=count)


def N_(text: str) -> str:
    """Mark a text for extraction; it is translated where it is shown."""
    return text
