"""What Windows programs say of themselves, as pefile reads it on every system."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pefile

_CONSOLE = 3  # IMAGE_SUBSYSTEM_WINDOWS_CUI
_HARDENED = ("DYNAMIC_BASE", "HIGH_ENTROPY_VA", "NX_COMPAT")


@dataclass(frozen=True, slots=True)
class Program:
    """One program: its libraries, its resources, and how Windows is to start it.

    ``icons`` are the heights of its icon in pixels; ``texts`` its version resource.
    """

    path: Path
    needed: tuple[str, ...] = ()
    console: bool = False
    unhardened: tuple[str, ...] = ()
    manifest: str = ""
    icons: tuple[int, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


def is_pe(path: Path) -> bool:
    """Tell whether a file is a Windows program or library."""
    return path.suffix.lower() in {".dll", ".exe", ".pyd"}


def needed(path: Path) -> tuple[str, ...]:
    """Return the names of the libraries that a program or library asks for."""
    with pefile.PE(str(path), fast_load=True) as read:
        read.parse_data_directories(pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_IMPORT"])
        return _needed(read)


def version(path: Path) -> tuple[int, int, int, int]:
    """Return the version that a program or library says it has."""
    with pefile.PE(str(path), fast_load=True) as found:
        found.parse_data_directories(pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_RESOURCE"])
        said = found.VS_FIXEDFILEINFO[0]
        numbers = (said.FileVersionMS, said.FileVersionLS)
    (major, minor), (build, revision) = (divmod(number, 1 << 16) for number in numbers)
    return major, minor, build, revision


def read(path: Path) -> Program:
    """Read a program with its resources."""
    with pefile.PE(str(path)) as found:
        flags = found.OPTIONAL_HEADER
        missing = [n for n in _HARDENED if not getattr(flags, f"IMAGE_DLLCHARACTERISTICS_{n}")]
        icons = _resources(found, "RT_GROUP_ICON")
        manifests = _resources(found, "RT_MANIFEST")
        return Program(
            path,
            _needed(found),
            flags.Subsystem == _CONSOLE,
            tuple(missing),
            manifests[0].decode("utf-8") if manifests else "",
            _heights(icons[0]) if icons else (),
            _texts(found),
        )


def _needed(found: pefile.PE) -> tuple[str, ...]:
    entries = getattr(found, "DIRECTORY_ENTRY_IMPORT", ())
    return tuple(entry.dll.decode("ascii") for entry in entries)


def _resources(found: pefile.PE, kind: str) -> list[bytes]:
    wanted = pefile.RESOURCE_TYPE[kind]
    return [
        found.get_data(language.data.struct.OffsetToData, language.data.struct.Size)
        for entry in found.DIRECTORY_ENTRY_RESOURCE.entries
        if entry.id == wanted
        for name in entry.directory.entries
        for language in name.directory.entries
    ]


def _heights(group: bytes) -> tuple[int, ...]:
    # Source: Microsoft, "Icons": a header of 6 bytes, 14 bytes a picture, 0 for 256 pixels.
    return tuple(group[place] or 256 for place in range(7, len(group), 14))


def _texts(found: pefile.PE) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("utf-8"), text.decode("utf-8"))
        for block in getattr(found, "FileInfo", [[]])[0]
        for table in getattr(block, "StringTable", ())
        for name, text in table.entries.items()
    )
