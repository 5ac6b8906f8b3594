"""Comparing the names of modules and functions, whose exact identifiers are not published."""

from __future__ import annotations

import re


def normalize_name(name: str) -> str:
    """Fold a module's or function's name for comparing: no case, blanks, punctuation or plural.

    The exact identifiers of mySecurity are not published, so names are matched loosely.
    """
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower())
    return "".join(_singular(word) for word in words if word != "and")


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "uses", "xes", "ches")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word
