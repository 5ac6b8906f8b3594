"""Chooses how this system resolves its proxy, for the window and the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable


def system_proxy() -> Callable[[str], str]:
    """Return the function that resolves the system's proxy for a URL, PAC included.

    Qt is imported only where it is the one that resolves: on Linux it reads only environment
    variables, so the desktop portal is asked.
    """
    if sys.platform == "linux":
        from wizard.connectwise.transport.desktop_proxy import resolve  # noqa: PLC0415 - see above
    else:
        from wizard.ui.system_proxy import resolve  # noqa: PLC0415 - see above
    return resolve
