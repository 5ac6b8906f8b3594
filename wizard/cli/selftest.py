"""``h2r-link selftest``: verifies that the installation is complete."""

from __future__ import annotations

import argparse
import gettext
import os
import tomllib
from collections.abc import Callable
from functools import partial

from wizard.base import assets, language
from wizard.cli.off_screen import draw_off_screen
from wizard.cli.output import print_json, wrapped
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Step
from wizard.domain.rights import RightsTable
from wizard.domain.text import tr

PAGES = (*(step.value for step in Step), "connections")


@dataclass(frozen=True, slots=True)
class Part:
    """Result for one part of the installation; ``message`` describes what was found."""

    id: str
    ok: bool
    message: str


def run(options: argparse.Namespace) -> int:
    """Check every part; return 0 if all are complete, else 1."""
    parts = examine()
    whole = all(part.ok for part in parts)
    if options.json:
        found = [{"id": p.id, "ok": p.ok, "message": p.message} for p in parts]
        print_json({"schema": 1, "ok": whole, "parts": found})
    else:
        for part in parts:
            print(wrapped(f"{part.id}: {part.message}", "    ", "+ " if part.ok else "x "))
    return 0 if whole else 1


def examine() -> tuple[Part, ...]:
    """Check Qt, resources, translations, certificate store and vault modules."""
    translations = tuple(
        (f"language.{code}", partial(_language, code)) for code in language.available()
    )
    looks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("qt", _qt),
        ("resources", _resources),
        *translations,
        ("tls", _tls),
        ("vault", _vault),
    )
    return tuple(_part(name, look) for name, look in looks)


def _part(name: str, look: Callable[[], str]) -> Part:
    try:
        return Part(name, ok=True, message=look())
    except MemoryError:
        # Says nothing about the part.
        raise
    except Exception as error:  # noqa: BLE001 - this command reports whatever is broken
        return Part(name, ok=False, message=f"{type(error).__name__}: {error}")


def _qt() -> str:
    if "QT_QPA_PLATFORM" not in os.environ:
        draw_off_screen()
    from wizard.ui.selftest import qt_version

    return f"Qt {qt_version()}"


def _resources() -> str:
    for page in PAGES:
        assets.instructions(page, "en")
    pictures = sorted(assets.path("pictures").glob("*.svg"))
    icons = assets.text("icons", "symbols.svg").count("<symbol ")
    tomllib.loads(assets.text("links.toml"))
    rights = RightsTable.parse(assets.text("rights.toml"))
    if not pictures or not icons:
        raise assets.AssetNotFoundError("pictures" if icons else "icons")
    return tr("{pictures} pictures, {icons} icons, {rights} permissions as of {date}").format(
        pictures=len(pictures), icons=icons, rights=len(rights.rights), date=rights.date
    )


def _language(code: str) -> str:
    if code == assets.SOURCE_LANGUAGE:
        return tr("source language")
    catalogue = gettext.translation(language.DOMAIN, assets.path("locale"), [code])
    for page in PAGES:
        assets.text("instructions", code, f"{page}.md")
    return tr("translated, character set {charset}").format(charset=catalogue.charset())


def _tls() -> str:
    import ssl

    from wizard.connectwise.tls.context import TrustContext, store_name

    context = TrustContext()
    if context.verify_mode is not ssl.CERT_REQUIRED or not context.check_hostname:
        raise RuntimeError("certificates would not be checked")
    return f"{ssl.OPENSSL_VERSION}, {store_name()}"


def _vault() -> str:
    from wizard.storage.vault.system import missing_modules

    missing = missing_modules()
    if missing:
        raise ModuleNotFoundError(", ".join(missing))
    return tr("all modules are available")
