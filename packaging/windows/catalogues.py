"""What winget and Chocolatey want to know: their templates, filled in."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from string import Template

import product

_HERE = Path(__file__).parent
# Where releases lie: told by the release workflow.
_SERVER = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
_RELEASES = f"{_SERVER}/{os.environ.get('GITHUB_REPOSITORY', 'OWNER/h2r-link')}/releases/download"


def write(folder: Path, version: str = product.VERSION) -> list[Path]:
    """Fill in every template for the installers in ``folder``; return what was written.

    Raises:
        FileNotFoundError: an installer is not there.
    """
    setup = folder / f"{product.NAME}-{version}-setup-x64.exe"
    managed = folder / f"{product.NAME}-{version}-x64.msi"
    values = {
        "name": product.NAME,
        "title": product.TITLE,
        "version": version,
        "publisher": product.PUBLISHER,
        "summary": product.SUMMARY,
        "description": product.DESCRIPTION,
        "homepage": product.HOMEPAGE,
        "setup": f"{_RELEASES}/v{version}/{setup.name}",
        "setup_sum": _sum(setup),
        "managed": f"{_RELEASES}/v{version}/{managed.name}",
        "managed_sum": _sum(managed),
    }
    made = []
    for kind in ("winget", "chocolatey"):
        for template in sorted((_HERE / kind).rglob("*.in")):
            inside = template.relative_to(_HERE).with_suffix("")
            target = folder / f"{kind}-{version}" / inside.relative_to(kind)
            target.parent.mkdir(parents=True, exist_ok=True)
            filled = Template(template.read_text("utf-8")).substitute(values)
            target.write_text(filled, "utf-8", newline="\n")
            made.append(target)
    return made


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest().upper()
