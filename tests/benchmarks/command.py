"""What a command costs before it does anything, beside a Python that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.measure import Row, home, paired, plain

GROUP = "command"
NOTHING = ("-c", "pass")
COMMANDS = {
    "h2r-link --version": ((0, "--version"), 5.0),
    "h2r-link check --from - (refused input)": ((2, "check", "--from", "-"), 20.0),
}


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """Yield the CPU time of commands that end at once."""
    env = plain() | home(folder, "home-command")
    for what, ((code, *arguments), goal) in COMMANDS.items():
        ours = ("-m", "wizard", *arguments)
        pairs = [(_cpu_ms(ours, env, code), _cpu_ms(NOTHING, env)) for _ in range(runs + 1)][1:]
        yield paired(GROUP, f"{what} ÷ python -c pass, CPU", pairs, "ms", goal)


def _cpu_ms(arguments: Sequence[str], env: dict[str, str], code: int = 0) -> float:
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != code:
        raise RuntimeError(f"{arguments} ended with {process.returncode}")
    return 1000 * (used.ru_utime + used.ru_stime)
