"""The reader's language: from ``--lang``, else from the system; English where nothing else fits."""

from __future__ import annotations

import gettext
import locale
import os

from wizard import assets
from wizard.domain import wording

DOMAIN = "h2r-link"

_spoken = assets.SOURCE_LANGUAGE


def system_language() -> str:
    """Return the system's language as a code such as ``de_AT``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")
        if code:
            return "" if code.split(".")[0] in {"C", "POSIX"} else code
    return locale.getlocale()[0] or ""


def available() -> tuple[str, ...]:
    """Return the languages the program speaks, English first."""
    try:
        folder = assets.path("locale")
    except assets.AssetMissing:
        return (assets.SOURCE_LANGUAGE,)
    found = sorted(mo.parent.parent.name for mo in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return (assets.SOURCE_LANGUAGE, *found)


def spoken() -> str:
    """Return the code of the language in use."""
    return _spoken


def speak(code: str = "") -> str:
    """Use the language ``code``, or the system's, from now on; return the one that is used."""
    global _spoken  # noqa: PLW0603 - a program speaks one language at a time
    known = available()
    for candidate in assets.language_chain(code or system_language()):
        if candidate not in known:
            continue
        if candidate != assets.SOURCE_LANGUAGE:
            wording.speak(gettext.translation(DOMAIN, assets.path("locale"), [candidate]))
        _spoken = candidate
        break
    return _spoken
