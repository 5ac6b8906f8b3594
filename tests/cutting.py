"""Kills a process exactly before and after each call of named functions.

The program is unchanged: the functions are wrapped in the child process."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_PROGRAM = """
import os, sys
from tests.cutting import cut
{setting}
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        cut(int(line), seams())
        act()
        os.write(1, b"end\\n")
        os._exit(0)
    os.waitpid(child, 0)
    os.write(1, b"dead\\n")
"""
Seam = tuple[object, str]


def cut(step: int, seams: list[Seam]) -> None:
    """Have this process kill itself at the ``step``-th moment, from 0, before or after a seam."""
    moments = itertools.count()

    def reach(moment: str) -> None:
        if next(moments) == step:
            os.write(1, f"{moment}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    for holder, name in seams:
        setattr(holder, name, _wrapped(getattr(holder, name), name, reach))


def _wrapped(
    call: Callable[..., object], name: str, reach: Callable[[str], None]
) -> Callable[..., object]:
    def between(*arguments: object, **named: object) -> object:
        reach(f"before {name}")
        result = call(*arguments, **named)
        reach(f"after {name}")
        return result

    return between


def cuts(setting: str, *arguments: str, env: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield the moment of each cut, once the child is dead; the last one is "end".

    ``setting`` defines ``act()`` and ``seams()``, and may use ``sys.argv``.
    """
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
        assert process.stdin
        assert process.stdout
        moment = ""
        for step in itertools.count():
            if moment == "end":
                return
            print(step, file=process.stdin)
            moment = process.stdout.readline().strip()
            assert moment, "the child ended without a word"
            assert process.stdout.readline() == "dead\n"
            yield moment
