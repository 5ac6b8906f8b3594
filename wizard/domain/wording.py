"""The language of everything a person reads, for window and command line alike.

Source texts are English. `speak` installs a catalogue once at start; until then texts stay English.
ConnectWise's own labels are never marked for translation.
"""

from __future__ import annotations

import gettext

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def speak(catalogue: gettext.NullTranslations) -> None:
    """Use ``catalogue`` for every text from now on."""
    global _catalogue
    _catalogue = catalogue


def tr(text: str) -> str:
    """Return ``text`` in the reader's language."""
    return _catalogue.gettext(text) if text else ""


def trn(one: str, many: str, count: int) -> str:
    """Return the form of a text that fits ``count``, with ``{count}`` filled in."""
    return _catalogue.ngettext(one, many, count).format(count=count)


def mark(text: str) -> str:
    """Mark a text for translation that is translated later, where it is shown."""
    return text
