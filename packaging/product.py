"""What every package says about the product; the version is the program's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import wizard  # noqa: E402 - found by the line above

VERSION = wizard.__version__
NAME = "h2r-link"
# What stands over the window, and in menus.
TITLE = "Hire2Retire Link"
SUMMARY = "Links ConnectWise PSA to Hire2Retire and tests the link first"
DESCRIPTION = (
    "A wizard that guides you through the security role, the API member, its keys, and the Client "
    "ID, tests the link check by check, and prepares the values for Hire2Retire."
)
PUBLISHER = "h2r-link developers"
MAINTAINER = f"{PUBLISHER} <h2r-link@example.invalid>"
HOMEPAGE = "https://docs.robomq.io/Integration/ConnectWise_PSA/Connection"
# Reverse-DNS name of the program: AppStream, macOS.
IDENTIFIER = "io.robomq.h2r_link"
# What one person sends another: a request, and the encrypted answer to it.
FILE_ENDING = "h2rlink"
FILE_TYPE = "application/x-h2rlink"
FILE_TITLE = f"{TITLE} file"
# The oldest GNU C library the Linux packages may need: Debian 12, Ubuntu 23.04, Fedora 37.
GLIBC_FLOOR = (2, 36)
# Windows tells a program and its installers apart by these; they never change.
UPGRADE_CODE = "8C0C0A0B-5B0E-4F0E-9C53-0A4F1B0E7A61"
MUTEX = "h2r-link-running"

DIST = ROOT / "dist"
# One for each system: a Windows program is frozen on Linux, too, beside the one of Linux.
BUILD = ROOT / "build" / "package" / sys.platform
ICON = ROOT / "resources" / "icons" / "h2r-link.svg"
RUNTIME_LOCK = ROOT / "packaging" / "requirements" / "runtime.txt"


def numbers(version: str = VERSION) -> tuple[int, int, int]:
    """Return the three numbers of a version; ``1.2.0rc1`` gives ``(1, 2, 0)``."""
    release = "".join(letter if letter.isdigit() or letter == "." else " " for letter in version)
    major, minor, patch = (int(part) for part in release.split()[0].split(".")[:3])
    return major, minor, patch


def source_date() -> int:
    """Return the time all packages carry: of the last commit, in seconds since 1970."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    asked = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        result = subprocess.run(asked, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        # A source archive without history: one fixed day is reproducible, too.
        return 1_767_225_600
    return int(result.stdout)
