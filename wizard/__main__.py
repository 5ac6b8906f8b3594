"""Entry point: import only what the command line asks for."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from wizard.base import language
from wizard.base.hardening import harden, hide

# The ending of files that one person sends another.
ENDING = ".h2rlink"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run h2r-link; return its exit code. As a program of its own it is hardened first."""
    if arguments is None:
        harden()
    given = list(sys.argv[1:] if arguments is None else arguments)
    language.speak(_arguments().language_in(given) if given else "")
    if not given or _file_in(given):
        return _open_wizard(_file_in(given))
    return int(
        import_module("wizard.cli.ending").carried_out(
            lambda: _carry_out(given, own=arguments is None)
        )
    )


def _carry_out(given: list[str], *, own: bool) -> int:
    """Run one command; ``own``: nothing else runs in this process."""
    options = _arguments().parser().parse_args(given)
    if options.command is None:
        return _open_wizard()
    if own and options.command in {"check", "capsule", "delete-data"}:
        hide()
    import_module("wizard.cli.ending").need_output()
    return int(import_module(f"wizard.cli.{options.command.replace('-', '_')}").run(options))


def _arguments() -> ModuleType:
    """Import the parser of the command line, which a double click does without."""
    return import_module("wizard.cli.arguments")


def _file_in(given: Sequence[str]) -> str:
    """Return the request or answer file if it is the only argument (a double click), else ""."""
    file = given[-1] if given else ""
    alone = len(given) == 1 or (len(given) == 3 and given[0] == "--lang")
    return file if alone and not file.startswith("-") and file.lower().endswith(ENDING) else ""


def _open_wizard(file: str = "") -> int:
    # Nothing is garbage while the window is being built; then `gui_thread_gc` collects.
    gc.disable()
    return int(import_module("wizard.app").open_wizard(file))


if __name__ == "__main__":
    sys.exit(main())
