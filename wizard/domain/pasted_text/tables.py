"""Tables in a pasted text: rows below a header line, and cells side by side."""

from __future__ import annotations

import re

from wizard.domain.faults.fault import KEYS, Field
from wizard.domain.pasted_text.lines import is_label, label_of
from wizard.domain.pasted_text.value_names import words_of


def one_value_a_line(text: str) -> str:
    """Write the rows below a line that names three values as one name and cell a line."""
    out: list[str] = []
    mark, heads = "", list[str]()
    for line in text.split("\n"):
        row = _row(line, mark) if heads else []
        if heads and not line.strip(" \t|:+-="):
            continue
        if heads and len(row) == len(heads):
            # Columns that name nothing are a value each.
            out += [
                f"{h}: {cell}" if is_label(h) else cell for h, cell in zip(heads, row, strict=True)
            ]
            continue
        mark, heads = _head(line)
        if not heads:
            out.append(line)
    return "\n".join(out)


def _head(line: str) -> tuple[str, list[str]]:
    """The mark between the cells of a table's first line, and its cells; or nothing."""
    if len(line) > 400:
        return "", []
    for mark in ("\t", ",", ";", "|", "  "):
        row = _row(line, mark)
        named = [label_of(cell) for cell in row]
        keys = {name.role for name in named if name} >= set(KEYS)
        if len(row) > 2 and (keys or sum(name is not None for name in named) > 2):
            return mark, row
    return "", []


def _row(line: str, mark: str) -> list[str]:
    line = line.strip(" |")
    parts = re.split(r"\s{2,}", line) if mark == "  " else line.split(mark)
    return [part.strip(" \"'") for part in parts]


def _names(cell: str) -> bool:
    """Whether a cell names the value beside it; "Company" may as well be the head of a column."""
    name = label_of(cell)
    return name is not None and (name.role is not Field.COMPANY_ID or "id" in words_of(cell))


def columns(line: str) -> list[str]:
    """Return the cells of a table row, separated by tabs or bars."""
    if "\t" in line.strip():
        return [part.strip(" |") for part in line.split("\t")]
    if line.count("|") > 1 or line.lstrip().startswith("|"):
        return [part.strip() for part in line.split("|")]
    short = len(line) < 400 and not re.search(r"[:=](?!//)|[,;]\s", line)
    for mark in (";", ",") if short else ():
        row = _row(line, mark)
        if 1 < len(row) < 4 and _names(row[0]) and not is_label(row[1]):
            return [line[: line.index(mark)], *line[line.index(mark) + 1 :].split(mark)]
    return [line]
