"""One target under atheris; the process ends with the first bytes that break it."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["wizard"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Give the target's examples to the corpus, the last argument, and start."""
    name = sys.argv.pop(1)
    target = TARGETS[name]
    for number, example in enumerate(target.examples):
        (Path(sys.argv[-1]) / f"example-{number}").write_bytes(example)
    atheris.Setup(sys.argv, target.hold)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
