"""The page that lists every fault, written from the catalogue and from what was seen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wizard.domain.faults.fault import Fault, Step

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "faults.md"
SEEN = ROOT / "tests" / "data" / "known_failures.jsonl"
_HEAD = """# All problems and fixes

Every problem that the link test can report, by the page that fixes it: what the window says,
what to do, and what else it looks like.
`python3 dev.py languages` writes this page; the texts are in `wizard/domain/faults/fault.py`.
"""


def page() -> str:
    """Return the page as it has to be."""
    seen = [json.loads(line) for line in SEEN.read_text(encoding="utf-8").splitlines()]
    return "\n".join([_HEAD, *_faults(seen), *_others(seen)])


def _faults(seen: list[dict[str, Any]]) -> Iterator[str]:
    for step in (step for step in Step if any(f.entry.step is step for f in Fault)):
        title = (ROOT / f"resources/instructions/en/{step}.md").read_text("utf-8").splitlines()[0]
        link = f"../resources/instructions/en/{step}.md"
        yield f"## {step.number} · [{title.removeprefix('# ')}]({link})\n"
        for fault in Fault:
            if fault.entry.step is step:
                yield from _fault(fault, [row["seen"] for row in seen if row.get("fault") == fault])
        yield ""


def _fault(fault: Fault, seen: list[str]) -> Iterator[str]:
    entry = fault.entry
    yield _without_braces(f"- **{entry.happened}** {entry.why} {entry.fix} `{fault}`")
    yield from (f"  - Seen: {text}" for text in seen)


def _others(seen: list[dict[str, Any]]) -> Iterator[str]:
    yield "## What the link test doesn't report\n"
    yield "Known from other programs: h2r-link avoids or fixes it, or the test doesn't need it.\n"
    for row in seen:
        if not row.get("fault"):
            yield f"- {row['seen']} " + row.get("why_not", _held_by(row))
    yield ""


def _held_by(row: dict[str, Any]) -> str:
    return f"Tested in `{row.get('test') or 'tests/e2e/reply_tables.py'}`."


def _without_braces(text: str) -> str:
    return re.sub(r"\{(\w+)\}", r"*\1*", text)
