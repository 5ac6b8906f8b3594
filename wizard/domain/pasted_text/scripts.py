"""How programs and commands give a value to a name, rewritten as ``name = value``."""

from __future__ import annotations

import re

from wizard.domain.pasted_text.lines import is_label

# Calls and rows that set a named value: define("X", …), SetEnvironmentVariable("X", …, "User"),
# VALUES ('x', …).
_SETTER = re.compile(
    r"(?:\b\w{2,40})?\([ \t]{0,4}[\"'](\w{2,60})[\"'][ \t]{0,4},[ \t]{0,4}"
    r"(?=[\"'][^\"'\n]{1,300}[\"'][ \t]{0,4}[,)])"
)
# A builder's calls: .company_id("…"), .WithPublicKey("…").
_BUILDER = re.compile(r"\.(\w{2,60})\([ \t]{0,4}(?=[\"'][^\"'\n]{1,300}[\"'][\w.()]{0,20}\))")
# Commands that keep a named value: gh secret set X --body …, Set-Secret -Name X -Secret ….
_SET_COMMAND = re.compile(
    r"\b(?:secrets?|variables?|config|env)[ \t]{1,4}(?:set|add|put)[ \t]{1,4}(\w{2,60})[ \t]{1,4}"
    r"--?(?:body|value|text|b)(?:=|[ \t]{1,4})"
)
_NAMED_PARAMETER = re.compile(
    r"-Name[ \t]{1,4}[\"']?([\w-]{2,60})[\"']?[ \t]{1,4}-(?:Secret|SecretValue|Value)"
    r"[ \t]{1,4}",
    re.IGNORECASE,
)
_SECURE_STRING = re.compile(
    r"\(?[ \t]{0,4}\bConvertTo-SecureString\b(?:[ \t]{1,4}-[A-Za-z]{2,20}){0,4}"
    r"[ \t]{1,4}([\"'][^\"'\n]{1,200}[\"'])(?:[ \t]{1,4}-[A-Za-z]{2,20}){0,4}[ \t]{0,4}\)?",
    re.IGNORECASE,
)
# The type between name and value: Python, TypeScript, Kotlin, Rust; Visual Basic; C#'s accessors.
_TYPE = re.compile(
    r"(?<=\w)[ \t]{0,4}(?::[ \t]{1,4}&?[A-Za-z][\w.\[\]| ?]{0,40}?|[ \t]As[ \t]{1,4}[\w.]{2,30}"
    r"|\{[ \t]{0,4}get;[^{}\n]{0,40}\})[ \t]{0,4}=[ \t]{0,4}(?=[\"'])"
)
# What is used where a variable is not set: process.env.X || '…', ENV['X'] ?? "…", ${X:-…}.
_INSTEAD = re.compile(
    r"(?<==)[ \t]{0,4}[\w.$:]{2,60}(?:[\[(][\"']\w{1,60}[\"'][\])])?[ \t]{0,4}(?:\|\||\?\?|\bor\b)"
    r"[ \t]{0,4}(?=[\"'])"
)
_DEFAULT = re.compile(r"\$\{\w{1,60}:?-([^{}$\n]{1,300})\}")


def as_assignments(text: str) -> str:
    """Write every way to give a value to a name as ``name = value``."""
    for pattern in (_SETTER, _BUILDER, _SET_COMMAND, _NAMED_PARAMETER):
        text = pattern.sub(_assignment, text)
    text = _DEFAULT.sub(r"\1", _INSTEAD.sub(" ", _TYPE.sub(" = ", text)))
    return _SECURE_STRING.sub(r"\1", text)


def _assignment(found: re.Match[str]) -> str:
    return f"\n{found[1]} = " if is_label(found[1]) else found[0]
