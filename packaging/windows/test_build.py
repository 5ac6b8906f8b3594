"""Tells test builds from releases: what is frozen under wine says so, and is never signed.

``python packaging/windows/test_build.py FILE ...`` exits with 1 when one of them is a test build.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

MARK = "h2r-link test build"
# VS_FF_PRIVATEBUILD. Source: Microsoft, "VS_FIXEDFILEINFO structure", read 2026-11.
FLAG = 0x8


def is_made_here() -> bool:
    """Tell whether this Python runs under wine: what it freezes is a test build."""
    if sys.platform == "win32":
        import ctypes

        return hasattr(ctypes.windll.ntdll, "wine_get_version")
    return False


def is_marked(path: Path) -> bool:
    """Tell whether a program or an installer says that it is a test build."""
    content = path.read_bytes()
    # In the version resource of a program, and in the properties of an MSI.
    return MARK.encode("utf-16-le") in content or MARK.encode("ascii") in content


def main(argv: Sequence[str]) -> int:
    """Name the test builds among ``argv``; return 1 when there is one."""
    found = [name for name in argv if is_marked(Path(name))]
    for name in found:
        print(f"{name} is a test build, which is never signed.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
