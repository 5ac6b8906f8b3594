"""Output of commands: JSON for programs, lines of at most 80 columns for people."""

from __future__ import annotations

import json
import math
import sys
import textwrap

from wizard.domain.errors import WizardError
from wizard.domain.text import tr

COLUMNS = 80


class UnusableInputError(WizardError):
    """The command line or the input cannot be used (exit code 2); the text says why."""


def print_json(document: object) -> None:
    """Print one JSON document on standard output, in ASCII so that every terminal takes it."""
    print(json.dumps(document, indent=2), flush=True)


def complain(sentence: str) -> int:
    """Print an error to standard error; return exit code 2."""
    print(f"h2r-link: {sentence}", file=sys.stderr)
    return 2


def wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    """Wrap ``text`` to 80 columns."""
    return textwrap.fill(
        text,
        COLUMNS,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )


def positive(text: str, name: str, most: float, least: float = 0.001) -> float:
    """Parse a number from ``least`` to ``most``.

    Raises:
        UnusableInputError: not such a number.
    """
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        sentence = tr("{name} must be a number from {least:g} to {most:g}.")
        raise UnusableInputError(sentence.format(name=name, least=least, most=most))
    return number
