"""The command line: its options and commands, and what a wrong one is answered."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from wizard import __version__
from wizard.domain.text import tr

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

_COMMANDS = ("address", "check", "capsule", "practice", "tour", "selftest", "delete-data")


class _Formatter(argparse.HelpFormatter):
    """Help formatter with a translated "usage:"."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, tr("usage: ") if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Reports a usage error in one sentence, without the arguments: one of them may be a secret."""

    def __init__(self, prog: str | None = None, **texts: Any) -> None:
        super().__init__(prog, add_help=False, formatter_class=_Formatter, **texts)
        self.add_argument("-h", "--help", action="help", help=tr("show this help"))
        self._positionals.title, self._optionals.title = tr("arguments"), tr("options")

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Print; raise if the output can't be written, which argparse would hide."""
        if file is not None:
            file.write(message)

    def error(self, message: str) -> NoReturn:  # noqa: ARG002 - it quotes the arguments
        sentence = tr("this command line isn't valid; see: {prog} --help")
        self.exit(2, f"h2r-link: {sentence.format(prog=self.prog)}\n")


def language_in(given: Sequence[str]) -> str:
    """Return the code after ``--lang`` in ``given``, or ""."""
    finder = _Parser()
    finder.add_argument("--lang", default="")
    known = [word for word in given if word not in {"-h", "--help"}]
    return str(finder.parse_known_args(known)[0].lang)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all options and commands, its help in the language in use."""
    made = _Parser(
        prog="h2r-link",
        description=tr(
            "Links ConnectWise PSA to Hire2Retire. Without a command, opens the wizard."
        ),
    )
    version = f"h2r-link {__version__}"
    made.add_argument("--version", action="version", version=version, help=tr("show the version"))
    made.add_argument("--lang", metavar="CODE", default="", help=tr("display language"))
    commands = made.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for name in _COMMANDS:
        _ADD[name](commands)
    return made


def _add_address(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser("address", help=tr("show how a pasted address is read"))
    command.add_argument("text", metavar="TEXT", help=tr("any pasted text"))
    _add_json(command)


def _add_check(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser("check", help=tr("run the link test"))
    command.add_argument("name", metavar="NAME", nargs="?", help=tr("a saved connection"))
    command.add_argument("--all", action="store_true", help=tr("every saved connection"))
    command.add_argument(
        "--from",
        dest="source",
        metavar="FILE",
        help=tr("the five values as JSON or text; - for standard input"),
    )
    command.add_argument(
        "--timeout", metavar="S", default="30", help=tr("time limit in seconds for each test")
    )
    command.add_argument(
        "--format", metavar="F", help=tr("text, json, line, or prometheus (default: text)")
    )
    command.add_argument("--proxy", metavar="URL", help=tr("proxy to use, without a user name"))
    _add_json(command)


def _add_capsule(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser("capsule", help=tr("hand the ConnectWise part to a colleague"))
    parts = command.add_subparsers(
        dest="part", metavar="COMMAND", required=True, parser_class=_Parser
    )
    make = parts.add_parser("make", help=tr("make a request file"))
    make.add_argument("name", metavar="NAME", help=tr("a saved connection"))
    make.add_argument("file", metavar="FILE", help=tr("the request to write"))
    make.add_argument("--client-id", action="store_true", help=tr("ask for the Client ID, too"))
    work = parts.add_parser("open", help=tr("complete a request and write the encrypted answer"))
    work.add_argument("file", metavar="FILE", help=tr("the request"))
    work.add_argument("--output", metavar="FILE", help=tr("the answer to write"))
    read = parts.add_parser("answer", help=tr("read an encrypted answer"))
    read.add_argument("file", metavar="FILE", help=tr("the answer"))


def _add_practice(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser(
        "practice", help=tr("run a practice ConnectWise on this computer")
    )
    command.add_argument(
        "--port", metavar="N", default="0", help=tr("port (default: any free port)")
    )
    command.add_argument(
        "--scenario", metavar="NAME", default="good", help=tr("scenario to simulate")
    )
    command.add_argument("--list", action="store_true", help=tr("list the scenarios"))


def _add_tour(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser("tour", help=tr("take a screenshot of every page"))
    command.add_argument("folder", metavar="DIR", help=tr("folder for the screenshots"))
    command.add_argument("--dark", action="store_true", help=tr("dark colors"))
    command.add_argument("--scale", metavar="F", default="1", help=tr("scale, from 0.5 to 4"))


def _add_selftest(commands: argparse._SubParsersAction[_Parser]) -> None:
    _add_json(commands.add_parser("selftest", help=tr("check that the program is complete")))


def _add_delete_data(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser(
        "delete-data", help=tr("delete everything h2r-link stores for this user, including keys")
    )
    command.add_argument("--yes", action="store_true", help=tr("don't ask for confirmation"))


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help=tr("print one JSON document"))


_ADD = {
    "address": _add_address,
    "check": _add_check,
    "capsule": _add_capsule,
    "practice": _add_practice,
    "tour": _add_tour,
    "selftest": _add_selftest,
    "delete-data": _add_delete_data,
}
