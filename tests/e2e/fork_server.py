"""A process that has loaded the program; each run is a fork, which saves the imports.

    python -m tests.e2e.fork_server

Reads requests from the socket that is its standard input until it is closed: arguments,
environment and working directory as JSON with four descriptors: standard input, output and error
of the run, and a pipe that hears two lines, its process id and then its exit code.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TextIO

ROOT = Path(__file__).parents[2]
# What counts once, while Python starts or a library is loaded: with other values it starts anew.
_READ_AT_START = ("PYTHON", "COVERAGE", "LANG", "LC_", "OPENSSL", "SSL", "KEYRING")
_MOST_BYTES = 1 << 18


class Run:
    """One run of the program, under way or ended."""

    def __init__(self, told: TextIO) -> None:
        self._told = told
        self.pid = int(told.readline())

    def wait(self, timeout_s: float) -> int:
        """Wait for the end; return the exit code, negative for a signal.

        Raises:
            TimeoutError: it did not end in time, and has been killed.
        """
        with self._told:
            if not select.select([self._told], [], [], timeout_s)[0]:
                os.kill(self.pid, signal.SIGKILL)
                raise TimeoutError(f"still runs after {timeout_s} s")
            return int(self._told.readline())


def can_run(env: dict[str, str]) -> bool:
    """Tell whether a fork is the same as a start with this environment."""
    return sys.platform == "linux" and _early(env) == _server()[1]


def run(arguments: Sequence[str], env: dict[str, str], stdin: int, stdout: int, stderr: int) -> Run:
    """Start the program with these descriptors."""
    reading, writing = os.pipe()
    asked = json.dumps([arguments, env, str(Path.cwd())]).encode()
    try:
        socket.send_fds(_server()[0], [asked], [stdin, stdout, stderr, writing])
    finally:
        os.close(writing)
    return Run(os.fdopen(reading))


def _early(env: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in env.items() if name.startswith(_READ_AT_START)}


@cache
def _server() -> tuple[socket.socket, dict[str, str]]:
    """Start one for this process; it ends with it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        # A socket in all three places: what can be sought in would be written to in another way.
        subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.fork_server"],
            cwd=ROOT,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        ).returncode = 0  # no child to wait for: it ends when our end is closed
    atexit.register(ours.close)
    return ours, _early(dict(os.environ))


def _serve(asking: socket.socket) -> None:
    """Return in a child, for each request in another one, ready to be the program."""
    while True:
        asked, given, _, _ = socket.recv_fds(asking, _MOST_BYTES, 4)
        if not asked:
            os._exit(0)
        if os.fork() == 0 and _is_run(given):
            asking.detach()
            _become(asked, given)
            return
        for descriptor in given:
            os.close(descriptor)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _is_run(given: list[int]) -> bool:
    """Fork once more; return True in the child, and report its end in the parent."""
    pid = os.fork()
    if pid == 0:
        return True
    for descriptor in given[:3]:
        os.close(descriptor)
    os.write(given[3], f"{pid}\n".encode())
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with contextlib.suppress(BrokenPipeError):
        os.write(given[3], f"{code}\n".encode())
    os._exit(0)


def _become(asked: bytes, given: list[int]) -> None:
    arguments, env, folder = json.loads(asked)
    for standard, descriptor in enumerate(given[:3]):
        os.dup2(descriptor, standard)
    for descriptor in given:
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    sys.argv[1:] = arguments


def _load() -> None:
    """Import what the commands import; not the window, which none of them needs."""
    import wizard

    kept = ("wizard.ui", "wizard.app", "wizard.__main__", "wizard.cli.off_screen")
    for module in walk_packages(wizard.__path__, "wizard."):
        if not module.name.startswith(kept):
            import_module(module.name)
    for package in ("truststore", "keyring.backends.SecretService", "requests"):
        with contextlib.suppress(ImportError):
            import_module(package)


if __name__ == "__main__":
    _load()
    _serve(socket.socket(fileno=0))
    runpy.run_module("wizard", run_name="__main__", alter_sys=True)
