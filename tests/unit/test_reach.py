"""What the program can reach at all: connections, other programs, code in files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

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
RUNS_WHAT_IT_READS = {"code", "dill", "marshal", "pickle", "runpy", "shelve", "yaml"}


def place(path: Path) -> str:
    return path.relative_to(WIZARD).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=place)
class TestModule:
    def test_only_the_link_test_and_practice_open_connections(self, path: Path) -> None:
        inside = path.relative_to(WIZARD)
        if inside.parts[0] not in SPEAKS and inside not in ASKS_THE_SYSTEM:
            assert NETWORK.isdisjoint(imported(path))

    def test_it_starts_no_other_program(self, path: Path) -> None:
        assert STARTS.isdisjoint(imported(path))
        assert STARTING_CALLS.findall(path.read_text(encoding="utf-8")) == []

    def test_it_runs_nothing_that_it_reads(self, path: Path) -> None:
        assert RUNS_WHAT_IT_READS.isdisjoint(imported(path))
        tree = ast.parse(path.read_bytes())
        called = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert called.isdisjoint({"eval", "exec", "compile", "__import__"})


def test_whoever_may_open_connections_is_seen() -> None:
    found = {p.relative_to(WIZARD) for p in MODULES if not NETWORK.isdisjoint(imported(p))}
    assert {path.parts[0] for path in found - ASKS_THE_SYSTEM} == SPEAKS
    assert found >= ASKS_THE_SYSTEM
