"""The bill of materials: what is inside the program, from the run-time lock (CycloneDX 1.6).

Not from an environment: one in which packages are made holds tools that nobody gets.
"""

from __future__ import annotations

import json
import platform
import re
import uuid
from datetime import UTC, datetime
from pathlib import Path

import notices
import product


def write(folder: Path) -> Path:
    """Write the bill into ``folder`` and return where it is."""
    path = folder / f"{product.NAME}-{product.VERSION}.cdx.json"
    path.write_text(json.dumps(bill(), indent=2, sort_keys=True) + "\n", "utf-8", newline="\n")
    return path


def bill() -> dict[str, object]:
    """Return the bill as CycloneDX wants it."""
    parts = [_part(*entry) for entry in notices.locked_packages()]
    parts.append(_python())
    when = datetime.fromtimestamp(product.source_date(), UTC)
    whole = {
        "type": "application",
        "name": product.NAME,
        "version": product.VERSION,
        "bom-ref": product.NAME,
        "description": product.SUMMARY,
        "supplier": {"name": product.PUBLISHER},
    }
    seed = json.dumps([whole, parts], sort_keys=True)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, seed)}",
        "metadata": {"timestamp": f"{when:%Y-%m-%dT%H:%M:%SZ}", "component": whole},
        "components": parts,
        "dependencies": _dependencies(),
    }


def _part(name: str, version: str, marker: str) -> dict[str, object]:
    url = f"pkg:pypi/{name}@{version}"
    part: dict[str, object] = {
        "type": "library",
        "name": name,
        "version": version,
        "purl": url,
        "bom-ref": url,
        "scope": "required",
    }
    if licence := notices.terms(name):
        part["licenses"] = [{"expression": licence}]
    if marker:
        part["properties"] = [{"name": f"{product.NAME}:only", "value": marker.strip()}]
    return part


def _python() -> dict[str, object]:
    version = platform.python_version()
    url = f"pkg:generic/python@{version}"
    named = {"type": "platform", "name": "python", "version": version, "purl": url, "bom-ref": url}
    return {**named, "licenses": [{"expression": "PSF-2.0"}]}


def _dependencies() -> list[dict[str, object]]:
    """Who asks for what, as the lock notes it under ``# via``."""
    refs = {name: f"pkg:pypi/{name}@{version}" for name, version, _ in notices.locked_packages()}
    asks: dict[str, list[str]] = {product.NAME: [], **{ref: [] for ref in refs.values()}}
    for name, who in _via():
        asker = refs.get(who, product.NAME if "pyproject.toml" in who else "")
        if asker:
            asks[asker].append(refs[name])
    return [{"ref": ref, "dependsOn": sorted(set(needs))} for ref, needs in sorted(asks.items())]


def _via() -> list[tuple[str, str]]:
    pairs, name, in_via = [], "", False
    for line in product.RUNTIME_LOCK.read_text("utf-8").splitlines():
        if found := re.match(r"([\w.-]+)==", line):
            name, in_via = found[1], False
        elif name and (found := re.match(r"    # via(.*)", line)):
            in_via = True
            pairs += [(name, found[1].strip())] if found[1].strip() else []
        elif in_via and (found := re.match(r"    #   (.+)", line)):
            pairs.append((name, found[1].strip()))
    return pairs
