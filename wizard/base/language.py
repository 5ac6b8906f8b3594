"""The reader's language: from ``--lang``, else the one chosen in *Help*, else the system's.

English where nothing else fits.
"""

from __future__ import annotations

import gettext
import os

from wizard.base import assets
from wizard.domain import text

DOMAIN = "h2r-link"

# The one list of languages: each calls itself by its own name, in every language.
OWN_NAMES = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "nl": "Nederlands",
}
TRANSLATIONS = tuple(code for code in OWN_NAMES if code != assets.SOURCE_LANGUAGE)

_spoken = assets.SOURCE_LANGUAGE
_explicit = False


def system_language() -> str:
    """Return the system's language as a code such as ``de_AT``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")
        if code:
            return "" if code.split(".")[0] in {"C", "POSIX"} else code
    import locale  # noqa: PLC0415 - its tables take longer than all else here

    return locale.getlocale()[0] or ""


def available() -> tuple[str, ...]:
    """Return the supported languages, English first."""
    try:
        folder = assets.path("locale")
    except assets.AssetNotFoundError:
        return (assets.SOURCE_LANGUAGE,)
    found = sorted(mo.parent.parent.name for mo in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return (assets.SOURCE_LANGUAGE, *found)


def spoken() -> str:
    """Return the code of the language in use."""
    return _spoken


def speak(code: str = "") -> str:
    """Switch to the language ``code``, or the system's; return the language in use."""
    global _explicit  # noqa: PLW0603 - a program speaks one language at a time
    _explicit = bool(code)
    return _use(code or system_language())


def use_saved_choice(chosen: str) -> str:
    """Apply the language chosen in *Help*, unless `speak` got one explicitly; return it."""
    return _use(chosen) if chosen in available() and not _explicit else _spoken


def _use(code: str) -> str:
    global _spoken  # noqa: PLW0603 - a program speaks one language at a time
    known = available()
    for candidate in assets.language_chain(code):
        if candidate in known:
            text.install(_catalogue(candidate))
            _spoken = candidate
            break
    return _spoken


def _catalogue(code: str) -> gettext.NullTranslations:
    if code == assets.SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, assets.path("locale"), [code])
