"""Keep the catalogues of ``resources/locale`` and the page of faults in step with the source.

``python3 dev.py languages`` collects every text, merges new ones into each language's ``.po`` file,
compiles the ``.mo`` files that ship and writes ``docs/faults.md``. ``--check`` changes nothing and
fails if something would.
"""

from __future__ import annotations

import io
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import faults_page
from wizard.base.language import TRANSLATIONS
from wizard.practice import SCENARIOS

ROOT = Path(__file__).resolve().parents[1]
RESOURCES = ROOT / "resources"
LOCALE = RESOURCES / "locale"
DOMAIN = "h2r-link"
_HEADERS = ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")
# A date that never changes, so that the same texts give the same file.
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {"tr": None, "trn": (1, 2), "N_": None}

_CAPTION = re.compile(r'<text data-own="1"[^>]*>([^<]+)</text>')


def collect() -> Catalog:
    """Collect the marked texts of the program."""
    catalogue = Catalog(project=DOMAIN, charset="utf-8")
    found = extract_from_dir(ROOT / "wizard", [("**.py", "python")], {}, KEYWORDS)
    for name, line, message, comments, _ in sorted(found, key=lambda text: (text[0], text[1])):
        catalogue.add(message, None, [(f"wizard/{Path(name).as_posix()}", line)], (), comments)
    for source, text in data_texts():
        catalogue.add(text, None, [(source, 0)])
    return catalogue


def data_texts() -> Iterator[tuple[str, str]]:
    """Yield the texts of data: reasons of rights, scenarios, descriptions of pictures."""
    rights = tomllib.loads((RESOURCES / "rights.toml").read_text(encoding="utf-8"))
    yield from (("resources/rights.toml", right["why"]) for right in rights["right"])
    for scenario in SCENARIOS.values():
        yield "wizard/practice/scenarios.py", scenario.title
    for picture in sorted((RESOURCES / "pictures").glob("*.svg")):
        source, name = picture.read_text(encoding="utf-8"), f"resources/pictures/{picture.name}"
        yield name, source.partition("<desc>")[2].partition("</desc>")[0].strip()
        # Captions of our own; labels of ConnectWise and Hire2Retire stay as they are.
        yield from ((name, found) for found in _CAPTION.findall(source))


def merged(language: str, template: Catalog) -> Catalog:
    """Return a language's catalogue with the texts of ``template``, old translations kept."""
    file = po(language)
    if file.exists():
        with file.open("rb") as stream:
            catalogue = read_po(stream, locale=language, domain=DOMAIN)
    else:
        catalogue = Catalog(locale=language, domain=DOMAIN, project=DOMAIN, charset="utf-8")
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def _dateless(catalogue: Catalog) -> Catalog:
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    return catalogue


def po(language: str) -> Path:
    """Where translators write."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def mo(language: str) -> Path:
    """What ships."""
    return po(language).with_suffix(".mo")


def files() -> Iterator[tuple[Path, bytes]]:
    """Yield every catalogue file, and the page of faults, as they have to be."""
    yield faults_page.PAGE, faults_page.page().encode()
    template = collect()
    for language in TRANSLATIONS:
        catalogue = merged(language, template)
        text, binary = io.BytesIO(), io.BytesIO()
        # Without line numbers and dates a change of code alone changes no catalogue.
        write_po(text, catalogue, width=100, include_lineno=False, omit_header=True)
        source = _header(catalogue) + text.getvalue()
        yield po(language), source
        write_mo(binary, _dateless(read_po(io.BytesIO(source), locale=language, domain=DOMAIN)))
        yield mo(language), binary.getvalue()


def _header(catalogue: Catalog) -> bytes:
    lines = [f'"{name}: {value}\\n"' for name, value in catalogue.mime_headers if name in _HEADERS]
    return "\n".join(['msgid ""', 'msgstr ""', *lines, "", ""]).encode()


def main() -> int:
    """Write the catalogues, or with ``--check`` tell which are behind."""
    check = "--check" in sys.argv[1:]
    due = {p: c for p, c in files() if not p.exists() or p.read_bytes() != c}
    for path, content in due.items():
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        print(f"{'behind' if check else 'written'}: {path.relative_to(ROOT)}")
    return 1 if due and check else 0


if __name__ == "__main__":
    sys.exit(main())
