"""The disk image; on macOS only."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

import product

_ENTITLEMENTS = Path(__file__).parent / "entitlements.plist"


def build(app: Path, folder: Path) -> Path:
    """Sign the application if there is an identity, and put it into a disk image.

    The identity is what ``CODESIGN_IDENTITY`` names; without one the application is signed for
    this computer only.

    Raises:
        CalledProcessError: codesign or hdiutil failed.
    """
    image = folder / f"{product.NAME}-{product.VERSION}-{platform.machine()}.dmg"
    image.unlink(missing_ok=True)
    identity = os.environ.get("CODESIGN_IDENTITY") or "-"
    hardened = ["--options", "runtime", "--entitlements", str(_ENTITLEMENTS)]
    stamp = ["--timestamp"] if identity != "-" else []
    _run(["codesign", "--force", "--deep", *stamp, *hardened, "--sign", identity, str(app)])
    _run(["codesign", "--verify", "--deep", "--strict", str(app)])
    stage = product.BUILD / "image"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    _run(["ditto", str(app), str(stage / app.name)])
    (stage / "Applications").symlink_to("/Applications")
    _run(["hdiutil", "create", "-volname", product.NAME, "-srcfolder", str(stage),
          "-format", "ULMO", str(image)])  # fmt: skip
    if identity != "-":
        _run(["codesign", "--force", *stamp, "--sign", identity, str(image)])
    return image


def _run(command: list[str]) -> None:
    subprocess.run(command, stdout=2, check=True)
