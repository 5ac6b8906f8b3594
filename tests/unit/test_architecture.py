"""docs/architecture.md matches the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.test_project import MODULES, ROOT, WIZARD, imported

PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`((?:wizard|packaging|resources|tests)/[\w/.]+)`", PAGE)))
PACKAGES = sorted(path.parent for path in WIZARD.rglob("__init__.py") if path.parent != WIZARD)
LATE = re.compile(r"""import_module\(f?["']wizard\.(\w+)""")


def part(path: Path) -> str:
    """The package directly below ``wizard``, or the module, that a file belongs to."""
    return path.relative_to(WIZARD).parts[0].removesuffix(".py").strip("_")


PARTS = {part(path) for path in MODULES} - {"init"}


def drawn(arrow: str) -> set[tuple[str, str]]:
    """The arrows of one kind in the drawing."""
    lines = re.findall(rf"^  (\w+)(?:\[.*?\])? {re.escape(arrow)} (.+)$", PAGE, re.MULTILINE)
    return {(start, end) for start, ends in lines for end in ends.split(" & ")}


def test_every_arrow_is_an_import_and_vice_versa() -> None:
    real = {
        (part(path), name.split(".")[1])
        for path in MODULES
        for name in imported(path)
        if name.startswith("wizard.")
    }
    assert drawn("-->") == {(a, b) for a, b in real if a != b and b in PARTS}


def test_late_imports_are_dotted_arrows() -> None:
    text = (WIZARD / "__main__.py").read_text("utf-8")
    assert drawn("-.->") == {("main", name) for name in LATE.findall(text)}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_every_package_is_on_the_page(package: Path) -> None:
    assert f"| `{package.relative_to(ROOT).as_posix()}` |" in PAGE


@pytest.mark.parametrize("name", NAMED)
def test_every_module_named_on_the_page_exists(name: str) -> None:
    assert (ROOT / name).exists()


def test_the_page_names_every_top_level_module() -> None:
    beside = [f"wizard/{path.name}" for path in WIZARD.glob("*.py") if path.stem != "__init__"]
    assert set(beside) <= set(NAMED)


def test_the_table_of_widgets_names_existing_modules() -> None:
    widgets = WIZARD / "ui" / "widgets"
    named = re.findall(r"^``(\w+)``", (widgets / "__init__.py").read_text("utf-8"), re.MULTILINE)
    assert len(named) > 10
    assert [name for name in named if not (widgets / f"{name}.py").is_file()] == []
