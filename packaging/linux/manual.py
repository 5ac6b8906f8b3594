"""The manual page, made from what ``--help`` prints."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime

import product
from wizard.base import language
from wizard.cli.arguments import parser


def page(version: str = product.VERSION) -> str:
    """Return the manual page as troff, in English."""
    language.speak("en")
    command_line = parser()
    when = datetime.fromtimestamp(product.source_date(), UTC)
    lines = [f'.TH {product.NAME.upper()} 1 {when:%Y-%m-%d} "{product.NAME} {version}"']
    lines += [".SH NAME", f"{product.NAME} \\- {product.SUMMARY}"]
    lines += [".SH SYNOPSIS", f".B {product.NAME}", "[OPTION ...] [COMMAND [ARG ...]]"]
    lines += [".SH DESCRIPTION", _plain(command_line.description or "")]
    lines += [".SH OPTIONS", *_options(command_line), ".SH COMMANDS"]
    for name, command, said in _commands(command_line):
        lines += [f".SS {_plain(name)}", f"{_plain(said)}.", *_options(command)]
    lines += [".SH EXIT STATUS", "0 on success, 1 on failure, 2 if the command line can't be used."]
    lines += [f".B {_plain('check')}", "also returns 3 if nothing could be verified."]
    return "\n".join(lines) + "\n"


def _commands(
    parser: argparse.ArgumentParser,
) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            said = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, command in action.choices.items():
                yield name, command, said[name]
                for below, its, help_text in _commands(command):
                    yield f"{name} {below}", its, help_text


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            continue
        value = str(action.metavar) if action.nargs != 0 and action.metavar else ""
        shown = f"{', '.join(action.option_strings)} {value}".strip()
        yield ".TP"
        yield f".B {_plain(shown)}"
        yield _plain(action.help or "")


def _plain(text: str) -> str:
    """Keep troff from reading a hyphen, a backslash or a leading dot its own way."""
    said = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{said}" if said.startswith((".", "'")) else said
