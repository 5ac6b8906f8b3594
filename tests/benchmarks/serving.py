"""The server of the benchmarks, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.clients import Site
from tests.benchmarks.server import HOST


@contextmanager
def serving(folder: Path, kind: str) -> Iterator[Site]:
    """Serve one of `server.KINDS` while the context lasts."""
    command = [sys.executable, "-m", "tests.benchmarks.server", str(folder), kind]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        if server.stdin is None or server.stdout is None:
            raise RuntimeError("the server has no standard streams")
        yield Site(HOST, int(server.stdout.readline()), folder / "trusted.pem")
        server.stdin.close()
