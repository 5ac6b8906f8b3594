"""The program as a process, as a user or a script starts it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jsonschema import Draft202012Validator

DATA = Path(__file__).parents[1] / "data"
COMMAND = [sys.executable, "-m", "wizard"]
TIMEOUT_S = 60


@dataclass(frozen=True)
class Result:
    """What a finished process has said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict:
        """The one document on standard output."""
        return json.loads(self.out)


def h2r_link(
    *arguments: str, given: str | None = None, env: Mapping[str, str] | None = None
) -> Result:
    """Run the program to its end."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        input="" if given is None else given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=TIMEOUT_S,
        env={**os.environ, **(env or {})},
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


@contextmanager
def practice(scenario: str = "good") -> Iterator[dict]:
    """Serve the practice ConnectWise; yields the values it has printed."""
    process = subprocess.Popen(
        [*COMMAND, "practice", "--scenario", scenario],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=TIMEOUT_S)
    assert (process.returncode, err) == (0, "")


def validate(document: object, schema: str) -> None:
    """Hold a document against ``report`` or ``address``."""
    text = (DATA / f"{schema}.schema.json").read_text(encoding="utf-8")
    Draft202012Validator(json.loads(text)).validate(document)
