"""Figures of this process from Linux; imports almost nothing, since that is measured, too."""

from __future__ import annotations


def status(name: str) -> int:
    """Return a number of this process, such as VmHWM in KiB or Threads."""
    with open("/proc/self/status", encoding="ascii") as file:  # noqa: PTH123 - pathlib is an import
        return next(int(line.split()[1]) for line in file if line.startswith(f"{name}:"))
