"""Real proxies and reverse proxies on this computer, each with its own configuration."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE_S = 30.0


def free_port() -> int:
    """Return a port that is free right now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def folder() -> Iterator[Path]:
    """A folder accessible to a program after it drops root privileges."""
    with tempfile.TemporaryDirectory(prefix="h2r-box-") as name:
        path = Path(name)
        path.chmod(0o777)
        yield path


@contextmanager
def running(program: str, arguments: Sequence[str], port: int) -> Iterator[None]:
    """Run a program until the test ends; skip where it is not installed."""
    found = shutil.which(program, path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if not found:
        pytest.skip(f"{program} is not installed")
    with subprocess.Popen(
        [found, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            _wait_for(port, process)
            yield
        finally:
            process.kill()


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    ends_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends_at:
        if process.poll() is not None:
            _, said = process.communicate()
            pytest.fail(f"ended at once: {said}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    pytest.fail("did not listen in time")
