"""The files that ship with the program: instructions, pictures, icons, tables."""

from __future__ import annotations

import sys
from pathlib import Path

from wizard.domain.errors import WizardError

SOURCE_LANGUAGE = "en"
_PACKAGE = Path(__file__).resolve().parents[1]
_ROOTS = tuple((folder / "resources").resolve() for folder in (_PACKAGE, _PACKAGE.parent))


class AssetNotFoundError(WizardError):
    """A packaged resource file is missing.

    ``name`` is the file's name relative to ``resources/``.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"a part of the program is missing: resources/{name}")
        self.name = name


def path(*parts: str) -> Path:
    """Return the path of the file or folder ``parts`` below ``resources/``.

    Raises:
        AssetNotFoundError: there is no such file, or ``parts`` leave the folder.
    """
    name = "/".join(parts)
    for root in _roots():
        found = root.joinpath(*parts)
        if found.exists() and found.resolve().is_relative_to(root):
            return found
    raise AssetNotFoundError(name)


def text(*parts: str) -> str:
    """Return the content of the UTF-8 file ``parts``.

    Raises:
        AssetNotFoundError: there is no such file, or it cannot be read.
    """
    found = path(*parts)
    try:
        return found.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AssetNotFoundError("/".join(parts)) from error


def language_chain(code: str) -> tuple[str, ...]:
    """Return the languages to try for ``code``, best first, English last.

    ``de-AT`` gives ``("de_AT", "de", "en")``; an encoding or a variant is left out.
    """
    language = code.replace("-", "_").split(".")[0].split("@")[0]
    chain = (language, language.split("_")[0], SOURCE_LANGUAGE)
    return tuple(dict.fromkeys(part for part in chain if part))


def instructions(page: str, language: str) -> str:
    """Return the Markdown of ``page`` in ``language``, or in English if not translated.

    Raises:
        AssetNotFoundError: the page has no English text either.
    """
    for candidate in language_chain(language):
        try:
            return text("instructions", candidate, f"{page}.md")
        except AssetNotFoundError:
            continue
    raise AssetNotFoundError(f"instructions/{SOURCE_LANGUAGE}/{page}.md")


def _roots() -> tuple[Path, ...]:
    """Resolved candidate locations: installed package, source checkout, frozen program."""
    frozen = getattr(sys, "_MEIPASS", None)
    return (*_ROOTS, (Path(frozen) / "wizard" / "resources").resolve()) if frozen else _ROOTS
