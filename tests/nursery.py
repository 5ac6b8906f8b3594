"""A process that loads the program once and makes children that act without pause until killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_PROGRAM = """
import os, sys
{setting}
def act_for_ever(number):
    os.write(1, f"pid {{os.getpid()}}\\n".encode())
    while True:
        number += 1
        act(number)
        os.write(1, f"done {{number}}\\n".encode())
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        act_for_ever(int(line))
    os.waitpid(child, 0)
    os.write(1, b"dead\\n")
"""


class Nursery:
    """Makes one child at a time, and kills it."""

    def __init__(self, process: subprocess.Popen[str], chance: random.Random) -> None:
        self._process, self._chance = process, chance

    def kill_one(self, first: int, most: int, within_s: float) -> int:
        """Let a child act from ``first`` on and kill it; return the last number it called done.

        It is killed after less than ``most`` acts, and then at any moment within ``within_s``.
        """
        assert self._process.stdin
        assert self._process.stdout
        print(first, file=self._process.stdin)
        pid = int(self._process.stdout.readline().removeprefix("pid "))
        last = first
        for _ in range(self._chance.randrange(most)):
            last = int(self._process.stdout.readline().removeprefix("done "))
        moment = time.perf_counter() + self._chance.random() * within_s
        while time.perf_counter() < moment:
            pass
        os.kill(pid, signal.SIGKILL)
        while (line := self._process.stdout.readline()) != "dead\n":
            last = int(line.removeprefix("done "))
        return last


@contextmanager
def nursery(
    setting: str, *arguments: str, env: Mapping[str, str] | None = None
) -> Iterator[Nursery]:
    """Yield a nursery; ``setting`` defines ``act(number)`` and may use ``sys.argv``."""
    program = _PROGRAM.format(setting=textwrap.dedent(setting))
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as process:
        yield Nursery(process, random.Random())
