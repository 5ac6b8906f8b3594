"""How a command ends on an error of the computer: exit code 3 and one sentence.

Exit code 1 means that a value or a permission is wrong, so nothing else may end with it.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from wizard.base.hardening import report_crash
from wizard.cli.terminal import set_encodings
from wizard.domain.text import tr
from wizard.storage.files import StorageError

NOT_DONE = 3


def carried_out(command: Callable[[], int]) -> int:
    """Run ``command``, flush its output, and return its exit code."""
    set_encodings()
    try:
        return _with_its_output(command)
    except KeyboardInterrupt:
        sentence = tr("stopped.")
    except StorageError as error:
        sentence = error.sentence
    except BrokenPipeError:
        sentence = tr("standard output was closed before everything was written.")
    except OSError as error:
        why = error.strerror or type(error).__name__
        sentence = tr("the operating system reported an error: {why}.").format(why=why)
    except MemoryError:
        sentence = tr("there isn't enough memory.")
    except ImportError:
        sentence = tr("a part of the program couldn't be loaded. Try: h2r-link selftest")
    except Exception as error:  # noqa: BLE001 - a defect must not look like a wrong value
        report_crash(error)
        sentence = ""
    return not_done(sentence)


def not_done(sentence: str) -> int:
    """Print the reason to standard error and return exit code 3."""
    with contextlib.suppress(OSError, ValueError):
        if sentence and sys.stderr is not None:
            print(f"h2r-link: {sentence}", file=sys.stderr, flush=True)
    # What is left in the buffer would fail again at the end of Python, which has its own words.
    sys.stdout = None
    return NOT_DONE


def need_output() -> None:
    """Check that standard output is open before a command starts.

    Raises:
        OSError: it is closed.
    """
    if sys.stdout is None:
        raise BrokenPipeError
    for stream in (sys.stdin, sys.stderr):
        if stream is None:
            # So that no connection gets a number that libraries take for a standard stream.
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        # ``print`` would take standard output in its place.
        sys.stderr = Path(os.devnull).open("w", encoding="ascii")  # noqa: SIM115 - until the end


def _with_its_output(command: Callable[[], int]) -> int:
    try:
        code = command()
    except SystemExit as end:
        # How argparse ends after --help, --version, or an argument that it does not know.
        code = end.code if isinstance(end.code, int) else 0
        if code == 0 and sys.stdout is None:
            raise BrokenPipeError from None
    if sys.stdout is not None:
        sys.stdout.flush()
    return code
