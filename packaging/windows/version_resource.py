"""What Windows shows under Properties, Details."""

from __future__ import annotations

from typing import TYPE_CHECKING

import product
from windows import test_build

if TYPE_CHECKING:
    from PyInstaller.utils.win32.versioninfo import VSVersionInfo


def version_resource(program: str) -> VSVersionInfo:
    """Return the version resource of ``program``; on Windows only."""
    # Late: this module of PyInstaller is to be had on Windows only.
    from PyInstaller.utils.win32 import versioninfo as win

    texts = {
        "CompanyName": product.PUBLISHER,
        "FileDescription": product.NAME,
        "FileVersion": product.VERSION,
        "InternalName": program,
        "OriginalFilename": f"{program}.exe",
        "ProductName": product.NAME,
        "ProductVersion": product.VERSION,
    }
    flags = 0
    if test_build.is_made_here():
        texts["PrivateBuild"] = test_build.MARK
        flags = test_build.FLAG
    four = (*product.numbers(), 0)
    table = win.StringTable("040904B0", [win.StringStruct(*pair) for pair in texts.items()])
    translation = win.VarFileInfo([win.VarStruct("Translation", [0x0409, 1200])])
    return win.VSVersionInfo(
        ffi=win.FixedFileInfo(filevers=four, prodvers=four, mask=test_build.FLAG, flags=flags),
        kids=[win.StringFileInfo([table]), translation],
    )
