"""Run the targets with atheris, which looks for bytes that reach new code."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "fuzz"
_DONE = re.compile(r"#\d+\s+DONE\s+cov: (\d+) ft: (\d+) corp: (\d+)/")
_RUNS = re.compile(r"Done (\d+) runs")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run targets one by one; return 1 if any of them broke."""
    from tests.fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(prog="python3 dev.py fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    options = parser.parse_args(arguments)
    names = options.targets or [*TARGETS]
    broken = [name for name in names if not _run(name, options.seconds)]
    print(f"broken: {', '.join(broken) or 'none'}")
    return bool(broken)


def _run(name: str, seconds: int) -> bool:
    """Run one target in a process of its own; tell whether it held."""
    corpus = BUILD / name
    corpus.mkdir(parents=True, exist_ok=True)
    bounds = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=4096"]
    words = [f"-dict={_dictionary()}", f"-artifact_prefix={corpus}-broken-"]
    child = [sys.executable, "-m", "tests.fuzz.child", name, *bounds, *words, str(corpus)]
    ended = subprocess.run(
        child, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False
    )
    runs, done = _RUNS.search(ended.stderr), _DONE.search(ended.stderr)
    print(
        f"{name:12} executions {runs[1] if runs else '?':>8}   edges {done[1] if done else '?':>5}"
        f"   features {done[2] if done else '?':>5}   corpus {done[3] if done else '?':>5}"
        f"   {'held' if ended.returncode == 0 else 'BROKEN'}",
        flush=True,
    )
    if ended.returncode:
        print(ended.stdout[-3000:], ended.stderr[-2000:], sep="\n")
    return ended.returncode == 0


def _dictionary() -> Path:
    from tests.fuzz.targets import WORDS

    path = BUILD / "words.dict"
    lines = ("".join(f"\\x{byte:02x}" for byte in word) for word in WORDS)
    path.write_text("".join(f'"{line}"\n' for line in lines), "ascii")
    return path


if __name__ == "__main__":
    os.environ.setdefault("HOME", str(BUILD))
    sys.exit(main())
