"""What the program can reach: connections, other programs, code in files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.unit.test_project import MODULES, WIZARD, imported

NETWORK = {"asyncio", "ftplib", "requests", "smtplib", "socket", "socketserver", "ssl", "urllib3"}
NETWORK |= {"http.client", "http.server", "urllib.request", "PySide6.QtNetwork"}
SPEAKS = {"connectwise", "practice"}
# A socket for this user's other windows, the system's answer which proxy to take, its certificates.
ASKS_THE_SYSTEM = {
    Path("ui/single_instance.py"),
    Path("ui/system_proxy.py"),
    Path("cli/selftest.py"),
}
STARTS = {"multiprocessing", "pty", "subprocess", "webbrowser"}
STARTING_CALLS = re.compile(r"os\.(exec|posix_spawn|spawn|popen|system|startfile)|QProcess")
RUNNING_CALLS = {"eval", "exec", "compile", "__import__"}
RUNS_WHAT_IT_READS = {"code", "dill", "marshal", "pickle", "runpy", "shelve", "yaml"}


def names_in(path: Path) -> set[str]:
    return {
        node.id for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Name)
    }


def place(path: Path) -> str:
    return path.relative_to(WIZARD).as_posix()


def without_empty(found: dict[str, set[str]]) -> dict[str, set[str]]:
    assert len(found) == len(MODULES)
    return {module: names for module, names in found.items() if names}


class TestModule:
    """Each test names the modules that break the rule, and with what."""

    def test_only_the_link_test_and_practice_open_connections(self) -> None:
        reached = without_empty({place(path): NETWORK & set(imported(path)) for path in MODULES})
        assert not [
            (module, names)
            for module, names in reached.items()
            if Path(module).parts[0] not in SPEAKS and Path(module) not in ASKS_THE_SYSTEM
        ]

    def test_it_starts_no_other_program(self) -> None:
        imports = {place(path): STARTS & set(imported(path)) for path in MODULES}
        texts = {place(path): path.read_text(encoding="utf-8") for path in MODULES}
        calls = {module: set(STARTING_CALLS.findall(text)) for module, text in texts.items()}
        assert without_empty(imports) == without_empty(calls) == {}

    def test_it_executes_nothing_it_reads(self) -> None:
        imports = {place(path): RUNS_WHAT_IT_READS & set(imported(path)) for path in MODULES}
        calls = {place(path): RUNNING_CALLS & names_in(path) for path in MODULES}
        assert without_empty(imports) == without_empty(calls) == {}


def test_modules_that_open_connections_are_detected() -> None:
    found = {p.relative_to(WIZARD) for p in MODULES if not NETWORK.isdisjoint(imported(p))}
    assert {path.parts[0] for path in found - ASKS_THE_SYSTEM} == SPEAKS
    assert found >= ASKS_THE_SYSTEM
