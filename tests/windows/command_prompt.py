"""How cmd.exe transforms a line before the program that it starts receives it."""

from __future__ import annotations

import re
from collections.abc import Mapping

# What the folder of a user may be called; most of these signs mean something to cmd.
PROFILES = (
    "Ada Admin",
    "Jürgen Größe",
    "山田 太郎",
    "O'Brien (Contoso)",
    "R&D",
    "Research & Development",
    "a^b ^& c",
    "100%",
    "50% of 100%",
    "%PATH%",
    "hello!world!",
    "a=b, c;d",
    "-@~`#$[]{}+",
)


class SeveralCommandsError(ValueError):
    """Something that stands outside of quotes ends the command or redirects it."""


def handed_on(line: str, variables: Mapping[str, str]) -> str:
    """Return the command line of the program that ``line`` starts.

    Source: dbenham and jeb, "How does the Windows Command Interpreter (CMD.EXE) parse scripts?",
    phases 1 and 2, read 2026-11: the value of a variable is not searched for variables, but is read
    for signs that are special outside of quotes; behind a caret a quote is a sign like any other.

    Raises:
        SeveralCommandsError: the line starts more than the program.
    """
    expanded = re.sub(r"%(\w+)%", lambda found: variables[found[1]], line)
    passed, quoted, escaped = "", False, False
    for sign in expanded:
        if escaped or quoted or sign not in '^&|<>"':
            quoted = quoted and (escaped or sign != '"')
            passed, escaped = passed + sign, False
        elif sign == '"':
            passed, quoted = passed + sign, True
        elif sign == "^":
            escaped = True
        else:
            raise SeveralCommandsError(passed)
    return passed
