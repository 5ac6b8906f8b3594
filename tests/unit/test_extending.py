"""The steps of docs/extending.md, carried out in a copy of the project."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po, write_po

from tests.named_tests import ROOT
from wizard.domain.check import Check

PARTS = ("wizard", "resources", "tests", "packaging", "docs", "pyproject.toml")
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
FAULTS = "tests/unit/domain/faults/"
CATALOGUE_TESTS = [
    *(f"{FAULTS}test_catalogue_walk.py", f"{FAULTS}test_catalogue.py"),
    *("-k", "stale or published or entry"),
]
RIGHTS_TESTS = [
    *("tests/unit/test_resources.py", "tests/unit/practice/test_scenarios.py"),
    *("tests/unit/linktest/test_practice.py", "tests/unit/linktest/checks/test_rights.py"),
    *("-k", "independent or whole_table or carry_version or good or TestScope or is_named"),
]
LANGUAGE_TESTS = [
    f"tests/unit/test_languages.py::test_{name}"
    for name in (
        "every_folder_is_in_the_list_of_languages",
        "nothing_is_untranslated_or_doubtful[it]",
        "placeholders_are_the_same[it]",
        "labels_of_connectwise_are_not_translated[it]",
        "a_label_has_one_mnemonic_if_english_has_one[it]",
        "the_program_speaks_it[it]",
    )
]
CHECK_TESTS = [
    *("tests/unit/domain/test_report.py", "tests/unit/linktest/test_run.py"),
    *("-k", "published or exit_code or TestEvents or TestBoards"),
]
MISSED_CHECK = "list_of_checks_is_the_published_one"
REPLY_TESTS = ["tests/e2e/test_reply_faults.py", "-k", "NOT_MODIFIED"]


class Copy:
    """A copy of the project, changed as a newcomer would change it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        # With its byte code: compiling all modules takes longer than the test.
        skipped = shutil.ignore_patterns("*.png", "benchmarks")
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, root / part, **({"ignore": skipped} if "." not in part else {}))

    def change(self, file: str, old: str, new: str) -> None:
        """Replace text in a file that docs/extending.md names."""
        assert f"`{file}`" in PAGE
        text = (self.root / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, (file, old)
        (self.root / file).write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *command: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run Python in the copy: its own ``wizard`` comes before the installed one."""
        # No report of this run's coverage: it is another program.
        env = {name: text for name, text in os.environ.items() if not name.startswith("COV")}
        env |= {"PYTHONPATH": str(self.root), "QT_QPA_PLATFORM": "offscreen"}
        return subprocess.run(
            [sys.executable, *command],
            cwd=self.root,
            env={n: t for n, t in env.items() if not n.startswith("PYTEST")},
            input=given,
            capture_output=True,
            text=True,
            timeout=500,
            check=False,
        )

    def tested(self, *tests: str) -> subprocess.CompletedProcess[str]:
        """Run tests of the copy, alone."""
        unused = ("cacheprovider", "pytestqt", "xdist", "randomly")
        options = ["-q", *(part for name in unused for part in ("-p", f"no:{name}"))]
        return self.run("-m", "pytest", *options, *tests)

    def check(self) -> dict[str, Any]:
        """The link test of the copy with the copy's practice ConnectWise."""
        code = (
            "import json, subprocess, sys\n"
            "start = [sys.executable, '-m', 'wizard', 'practice']\n"
            "with subprocess.Popen(start, stdout=subprocess.PIPE, text=True) as practice:\n"
            "    values = practice.stdout.readline()\n"
            "    ask = [sys.executable, '-m', 'wizard', 'check', '--from', '-', '--json']\n"
            "    subprocess.run(ask, input=values, text=True)\n"
            "    practice.terminate()\n"
        )
        return dict(json.loads(self.run("-c", code).stdout))


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_adding_a_right_takes_one_entry(copy: Copy) -> None:
    """Table, link test and practice follow it; the independent server has to agree."""
    table = (
        "from wizard.base import assets\n"
        "from wizard.domain.rights import RightsTable\n"
        "from wizard.domain.scope import Scope\n"
        "from wizard.ui.pages.presentation import needed_row\n"
        "rights = RightsTable.parse(assets.text('rights.toml'))\n"
        "rows = [needed_row(right, '') for right in rights.needed(Scope())]\n"
        "print([row.cells[3].text for row in rows if row.function == 'Configurations'])"
    )
    assert copy.run("-c", table).stdout == "[]\n"
    last = 'module = "Project"\nfunction = "Close Project Tickets"'
    entry = (
        'module = "Companies"\nfunction = "Configurations"\n'
        'add = "None"\nedit = "None"\ndelete = "None"\ninquire = "All"\nwhen = "always"\n'
        'why = "Finds the computer that a ticket is about."\nreads = []\ncustomize = []\n\n'
    )
    copy.change("resources/rights.toml", last, f"{entry}[[right]]\n{last}")
    assert copy.run("-c", table).stdout == "['All']\n"
    report = copy.check()
    assert report["verdict"] == "ready"
    (right,) = (row for row in report["permissions"] if row["function"] == "Configurations")
    assert (right["needed"]["inquire"], right["granted"]["inquire"]) == ("All", "All")
    missed = copy.tested(RIGHTS_TESTS[0], "-k", "independent").stdout
    assert "are_those_of_the_independent_server" in missed
    last = '    RightRow("Project", "Close Project Tickets", '
    more = '    RightRow("Companies", "Configurations", inquire="All"),\n'
    copy.change("tests/faultserver/rights.py", last, more + last)
    done = copy.tested(*RIGHTS_TESTS)
    assert done.returncode == 0, done.stdout


def test_adding_a_fault_takes_an_entry_and_the_place_that_raises_it(copy: Copy) -> None:
    """Without a test it is reported as missing; then a real response raises it."""
    copy.change(
        "wizard/domain/faults/fault.py",
        "    SITE_BLOCKED = Entry(\n",
        "    STALE_COPY = Entry(\n"
        '        "site.stale_copy",\n'
        '        N_("{host} responded from an outdated copy."),\n'
        '        N_("A cache in front of ConnectWise keeps what it must not keep."),\n'
        '        N_("Ask whoever runs the cache to leave the API out of it."),\n'
        "        _SITE_OR_NETWORK,\n"
        "        Step.SITE,\n"
        "    )\n"
        "    SITE_BLOCKED = Entry(\n",
    )
    copy.change(
        "wizard/connectwise/response_meaning.py",
        "    # What ConnectWise says in its own words.\n",
        "    _Line(_status(304), Fault.STALE_COPY, None),\n"
        "    # What ConnectWise says in its own words.\n",
    )
    assert "test_every_fault_has_a_test[site.stale_copy]" in copy.tested(*CATALOGUE_TESTS).stdout
    copy.change(
        "tests/e2e/reply_tables.py",
        "    H.NOT_MODIFIED_304: Fault.SITE_NOT_CONNECTWISE,\n",
        "    H.NOT_MODIFIED_304: Fault.STALE_COPY,\n",
    )
    for tests in (CATALOGUE_TESTS, REPLY_TESTS):
        done = copy.tested(*tests)
        assert done.returncode == 0, done.stdout
        assert " passed" in done.stdout


def test_adding_a_check_takes_a_class_and_a_line(copy: Copy) -> None:
    """It is read after sign-in, ends like the others, and is missing in the schema."""
    copy.change(
        "wizard/domain/check.py",
        '    BOARDS = "boards", N_("Boards")\n',
        '    BOARDS = "boards", N_("Boards")\n    SOURCES = "sources", N_("Sources")\n',
    )
    check = copy.root / "wizard/linktest/checks/sources.py"
    check.write_text(
        '"""The sources of tickets."""\n'
        "from wizard.domain.check import Check\n"
        "from wizard.linktest.checks.base import ReadCheck\n"
        "class SourcesCheck(ReadCheck):\n"
        "    check = Check.SOURCES\n"
        "    def paths(self, reads):\n"
        "        return ('/service/sources?pageSize=1000',)\n"
        "    def judge(self, reads, results):\n"
        "        count = len(results['/service/sources?pageSize=1000'].entries)\n"
        "        return reads.report.pass_check(self.check, f'There are {count}.')\n",
        encoding="utf-8",
    )
    report = copy.check()
    assert report["verdict"] == "ready"
    assert len(report["checks"]) == len(Check) + 1
    last = report["checks"][-1]
    assert (last["id"], last["status"], last["message"]) == ("sources", "passed", "There are 4.")
    assert MISSED_CHECK in copy.tested(CHECK_TESTS[0], "-k", MISSED_CHECK).stdout
    schema = "tests/data/report.schema.json"
    copy.change(schema, '"rights", "boards"]', '"rights", "boards", "sources"]')
    copy.change(schema, f'"minItems": {len(Check)},', f'"minItems": {len(Check) + 1},')
    done = copy.tested(*CHECK_TESTS)
    assert done.returncode == 0, done.stdout


def italian(text: str) -> str:
    """Different from English; labels of ConnectWise stay unchanged."""
    return text.replace("Close", "Chiudi").replace(" the ", " il ")


def test_adding_a_language_takes_a_folder_and_a_line(copy: Copy) -> None:
    """The empty catalogue that the tool writes fails; a full one passes and is spoken."""
    copy.change(
        "wizard/base/language.py", '    "nl": "Ned', '    "it": "Italiano",\n    "nl": "Ned'
    )
    made = copy.run("packaging/languages.py")
    assert "written: resources/locale/it/LC_MESSAGES/h2r-link.po" in made.stdout, made.stderr
    missed = copy.tested(*LANGUAGE_TESTS).stdout
    assert "test_nothing_is_untranslated_or_doubtful[it]" in missed
    assert "test_the_program_speaks_it[it]" in missed
    file = copy.root / "resources/locale/it/LC_MESSAGES/h2r-link.po"
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale="it")
    for message in catalogue:
        if message.id:
            message.string = message.id if isinstance(message.id, tuple) else italian(message.id)
    with file.open("wb") as stream:
        write_po(stream, catalogue)
    english = copy.root / "resources/instructions/en"
    shutil.copytree(english, english.with_name("it"))
    copy.run("packaging/languages.py")
    window = (
        "from PySide6.QtWidgets import QApplication\n"
        "from wizard.base import language\n"
        "from wizard.ui.window.help_panel import HelpPanel\n"
        "app = QApplication([])\n"
        "print(language.speak('it'), language.OWN_NAMES['it'])\n"
        "panel = HelpPanel(more=False)\n"
        "print(panel.close_button.text())"
    )
    assert copy.run("-c", window).stdout == "it Italiano\nChiudi help\n"
    done = copy.tested(*LANGUAGE_TESTS)
    assert done.returncode == 0, done.stdout


def test_the_page_names_existing_files() -> None:
    named = re.findall(r"`((?:wizard|resources|tests|packaging|docs)/[\w/.-]+)`", PAGE)
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []
