"""``h2r-link tour DIR``: takes a screenshot of every page of the wizard, off screen."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from pathlib import Path

from wizard.cli.off_screen import draw_off_screen
from wizard.cli.output import UnusableInputError, complain, positive
from wizard.domain.text import tr

# Qt cannot go on without a file or memory that it asks for: it hangs or is ended by the system.
_FILES, _BYTES = 64, 1_200_000_000
_LEAST_SCALE, _LARGEST_SCALE = 0.5, 4


def run(options: argparse.Namespace) -> int:
    """Save the screenshots; return the exit code of the verdict."""
    _need_room()
    folder = Path(options.folder)
    try:
        scale = positive(options.scale, "--scale", _LARGEST_SCALE, least=_LEAST_SCALE)
        _make(folder)
    except UnusableInputError as error:
        return complain(str(error))
    # Both must be set before Qt starts.
    draw_off_screen()
    os.environ["QT_SCALE_FACTOR"] = f"{scale:g}"
    # The off-screen platform complains that it cannot pass size hints on to a window manager.
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
    from wizard.ui.letters import NoLettersError
    from wizard.ui.tour.tour import walk

    try:
        verdict = walk(folder, dark=options.dark, scale=scale)
    except NoLettersError:
        return complain(tr("this computer has no font to draw text with."))
    print(tr("Verdict: {verdict}. Screenshots: {folder}").format(verdict=verdict, folder=folder))
    return verdict.exit_code


def _need_room() -> None:
    """Check the resource limits that Qt needs.

    Raises:
        OSError: too few files may be open.
        MemoryError: there is too little memory.
    """
    if sys.platform == "win32":
        return
    import resource

    if 0 <= resource.getrlimit(resource.RLIMIT_NOFILE)[0] < _FILES:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
    if 0 <= resource.getrlimit(resource.RLIMIT_AS)[0] < _BYTES:
        raise MemoryError


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".h2r-link"
        probe.touch()
        probe.unlink()
    except OSError:
        raise UnusableInputError(tr("can't write to the folder.")) from None
