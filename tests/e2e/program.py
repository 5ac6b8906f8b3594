"""The program as a process, as a user or a script starts it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from jsonschema import Draft202012Validator

from tests.e2e import fork_server

DATA = Path(__file__).parents[1] / "data"
COMMAND = [sys.executable, "-m", "wizard"]
TIMEOUT_S = 60


@dataclass(frozen=True)
class Result:
    """Output and exit code of a finished process."""

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
    """Run the program to its end; where a fork is the same, without starting Python anew."""
    whole = {**os.environ, **(env or {})}
    if fork_server.can_run(whole):
        return _forked(arguments, given or "", whole)
    done = subprocess.run(
        [*COMMAND, *arguments],
        input="" if given is None else given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=TIMEOUT_S,
        env=whole,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def _forked(arguments: tuple[str, ...], given: str, env: dict[str, str]) -> Result:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        reading, writing = os.pipe()
        run = fork_server.run(arguments, env, reading, out.fileno(), err.fileno())
        os.close(reading)
        with suppress(BrokenPipeError), os.fdopen(writing, "wb") as stdin:
            stdin.write(given.encode())
        code = run.wait(TIMEOUT_S)
        for file in (out, err):
            file.seek(0)
        return Result(code, out.read().decode(), err.read().decode())


@contextmanager
def practice(scenario: str = "good") -> Iterator[dict]:
    """Serve the practice ConnectWise; yields the values it has printed."""
    arguments = ("practice", "--scenario", scenario)
    serving = _forked_practice if fork_server.can_run(dict(os.environ)) else _started_practice
    with serving(arguments) as values:
        yield values


@contextmanager
def _started_practice(arguments: tuple[str, ...]) -> Iterator[dict]:
    process = subprocess.Popen(
        [*COMMAND, *arguments],
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
    # On Windows a program without a console can't be asked to exit: this kills it.
    assert (process.returncode, err) == (1 if sys.platform == "win32" else 0, "")


@contextmanager
def _forked_practice(arguments: tuple[str, ...]) -> Iterator[dict]:
    with tempfile.TemporaryFile() as err, Path(os.devnull).open("rb") as nothing:
        reading, writing = os.pipe()
        run = fork_server.run(arguments, dict(os.environ), nothing.fileno(), writing, err.fileno())
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as out:
            try:
                yield json.loads(out.readline())
            finally:
                os.kill(run.pid, signal.SIGTERM)
                code = run.wait(TIMEOUT_S)
        err.seek(0)
        assert (code, err.read()) == (0, b"")


def validate(document: object, schema: str) -> None:
    """Validate a document against the schema ``report`` or ``address``."""
    text = (DATA / f"{schema}.schema.json").read_text(encoding="utf-8")
    Draft202012Validator(json.loads(text)).validate(document)
