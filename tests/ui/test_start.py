"""What is imported before the first paint, and what is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = (
    *("site", "role", "member", "keys", "client_id"),
    *("link.link", "handover.handover", "connections.connections"),
)
LATE = {
    *("requests", "urllib3", "keyring", "truststore", "idna", "http.server", "http.client"),
    *(
        "argparse",
        "getpass",
        "unicodedata",
        "ssl",
        "hashlib",
        "email",
        "html",
        "xml.sax",
        "importlib.metadata",
    ),
    *("wizard.linktest.run", "wizard.linktest.ticket.events", "wizard.domain.values.values"),
    *(f"wizard.domain.{name}" for name in ("report", "last_test", "ticket", "drift", "capsule")),
    *("wizard.domain.renewal", "wizard.domain.awaited", "wizard.linktest.events"),
    *("wizard.documents.records", "wizard.storage.draft_json", "wizard.storage.history_json"),
    *("wizard.ui.controllers.batch_test", "wizard.ui.pages.value_field"),
    "wizard.ui.widgets.secret_field",
    *(
        "wizard.domain.address.reading",
        "wizard.domain.credentials.credentials",
        "wizard.documents.record_page",
    ),
    *(
        "wizard.ui.dialogs.support",
        "wizard.ui.pages.connections.renew_keys",
        "wizard.ui.record_pdf",
    ),
    *(f"wizard.ui.pages.{page}" for page in PAGES),
}
# Classes of Qt whose members of enumerations PySide6 makes one by one when they are touched.
LARGE = {"QDialogButtonBox", "QDir", "QKeySequence", "QStandardPaths", "QStyle", "QUrl"}
SCRIPT = """
import enum, json, linecache, os, sys
before = set(sys.modules)
from tests.benchmarks.painted import start_wizard

def made(kind):
    for one in kind.__subclasses__():
        yield one.__qualname__.partition(".")[0]
        yield from made(one)

def tell(window):
    read = list(linecache.cache)
    modules = sorted(set(sys.modules) - before)
    print(json.dumps([modules, read, sorted(made(enum.Enum))]), flush=True)
    os._exit(0)

start_wizard(tell)
"""


@pytest.fixture(scope="module")
def painted(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], list[str], set[str]]:
    """What a start has at its first paint: modules, sources read, classes with enumerations."""
    home = tmp_path_factory.mktemp("home")
    env = {"HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_RUNTIME_DIR": "", "LANGUAGE": "en"}
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=Path(__file__).parents[2],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    modules, read, enumerated = json.loads(ended.stdout)
    return set(modules), read, set(enumerated)


def test_only_what_the_first_page_shows_is_imported_before_the_first_paint(
    painted: tuple[set[str], list[str], set[str]],
) -> None:
    assert painted[0] & LATE == set()
    qt = sorted(name for name in painted[0] if name.startswith("PySide6.Qt"))
    assert qt == ["PySide6.QtCore", "PySide6.QtGui", "PySide6.QtSvg", "PySide6.QtWidgets"]
    assert "wizard.ui.pages.scope" in painted[0]


def test_pyside_does_not_read_the_source_files(
    painted: tuple[set[str], list[str], set[str]],
) -> None:
    assert painted[1] == []


def test_large_qt_classes_are_not_used_at_startup(
    painted: tuple[set[str], list[str], set[str]],
) -> None:
    assert "QPainter" in painted[2]
    assert painted[2] & LARGE == set()


def test_the_other_pages_are_imported_soon_after_the_first_paint() -> None:
    prepare = "from wizard.ui.window.page_registry import prepare"
    code = f"import sys\n{prepare}\nprepare()\nprint(*sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    late = {f"wizard.ui.pages.{page}" for page in PAGES} | {"wizard.linktest.run"}
    assert late - set(ended.stdout.split()) == set()
