"""Closes gaps of wine. For tests only: see README.md beside this file in the sources."""

from __future__ import annotations

import errno
import msvcrt
import os
from typing import Any

# wine keeps every QT_… variable from the programs it starts; these come under another name.
PASSED_ON = "PASSED_ON_"
for name in [name for name in os.environ if name.startswith(PASSED_ON)]:
    os.environ.setdefault(name.removeprefix(PASSED_ON), os.environ[name])

_locking = msvcrt.locking


def locking(*given: Any) -> None:
    """Say what Windows says for a region that is taken: wine's C library leaves errno at 0."""
    try:
        _locking(*given)
    except OSError as error:
        if error.errno:
            raise
        waited = given[1] in {msvcrt.LK_LOCK, msvcrt.LK_RLCK}
        code = errno.EDEADLOCK if waited else errno.EACCES
        raise OSError(code, "Permission denied") from None


msvcrt.locking = locking
