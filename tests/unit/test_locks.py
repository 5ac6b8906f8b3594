"""The locks: every package is pinned, hashed, required, licensed, and without known defects."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "packaging" / "requirements"
NAMES = sorted(path.stem for path in LOCKS.glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
BAD = tomllib.loads((LOCKS / "known-bad.toml").read_text("utf-8"))["bad"]
PINNED = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)(?: ; (?P<marker>[^\\]+))?"
    r"(?P<hashes>(?: *\\\n +--hash=sha256:[0-9a-f]{64})*)(?P<via>(?:\n +#.*)*)",
    re.MULTILINE,
)
# Terms that ask for no more than to be named; what asks for more has its reason.
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0",
    "LGPL-3.0-only",  # Qt and PySide: libraries of their own in the program's folder, replaceable
    "MPL-2.0",  # certifi's list and tools: files stay under it, the program does not
}  # fmt: skip
# PyInstaller: its exception lets programs under any terms be frozen with it.
FOR_TOOLS = {"GPLv2-or-later with a special exception"}
# What names its terms in a file alone.
IN_ITS_LICENSE_FILE = {"atheris": "Apache-2.0", "pyrage": "MIT"}
SPELT_OTHERWISE = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
}


def locked(name: str) -> dict[str, re.Match[str]]:
    return {found["name"]: found for found in PINNED.finditer((LOCKS / name).read_text("utf-8"))}


def terms(name: str) -> set[str]:
    """The licenses of an installed package, any of which applies."""
    metadata = distribution(name).metadata
    # Once importlib_metadata was imported, an absent field is an error where it was None.
    named = metadata.get("License-Expression") or metadata.get("License") or ""
    if named in {"", "UNKNOWN"} or "\n" in named:
        classifiers = metadata.get_all("Classifier", [])
        named = " OR ".join(c.split(" :: ")[-1] for c in classifiers if c.startswith("License"))
    named = named or IN_ITS_LICENSE_FILE.get(name, "")
    one_of = [part.partition(" which allows")[0] for part in named.split(" OR ")]
    return {SPELT_OTHERWISE.get(part, part) for part in one_of}


def bad(name: str, version: str) -> list[str]:
    """Why a version must not be locked."""
    return [
        entry["why"]
        for entry in BAD
        if entry["name"] == name and version in SpecifierSet(entry["versions"], prereleases=True)
    ]


@pytest.mark.parametrize("lock", NAMES)
def test_every_locked_package_is_pinned_and_hashed(lock: str) -> None:
    text = (LOCKS / f"{lock}.txt").read_text("utf-8")
    starts = [line for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    packages = locked(f"{lock}.txt")
    assert len(packages) == len(starts) > 0
    assert [name for name, found in packages.items() if not found["hashes"]] == []


@pytest.mark.parametrize("lock", NAMES)
def test_a_lock_names_no_download_location(lock: str) -> None:
    text = (LOCKS / f"{lock}.txt").read_text("utf-8")
    assert (
        re.findall(r"https?:|file:|--(?:extra-)?index-url|--find-links|^-f", text, re.MULTILINE)
        == []
    )


def test_one_lock_serves_every_system() -> None:
    markers = " ".join(found["marker"] or "" for found in locked("runtime.txt").values())
    assert "sys_platform == 'win32'" in markers
    assert "sys_platform == 'linux'" in markers
    # One wheel each for Windows and macOS and at least two for Linux.
    assert locked("runtime.txt")["pyside6-essentials"]["hashes"].count("sha256:") >= 4


def test_the_locked_qt_keeps_its_references() -> None:
    assert locked("runtime.txt")["pyside6-essentials"]["version"] == "6.11.3"
    assert locked("runtime.txt")["shiboken6"]["version"] == "6.11.3"


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("runtime.txt", PROJECT["project"]["dependencies"]),
        ("build.txt", PROJECT["build-system"]["requires"]),
        *((f"{group}.txt", wanted) for group, wanted in PROJECT["dependency-groups"].items()),
    ],
)
def test_every_declared_dependency_is_locked(lock: str, wanted: list[str]) -> None:
    packages = locked(lock)
    for requirement in map(Requirement, wanted):
        found = packages[canonicalize_name(requirement.name)]
        assert found["version"] in requirement.specifier


def test_the_locks_agree_with_each_other() -> None:
    versions: dict[str, set[str]] = {}
    for lock in NAMES:
        for name, found in locked(f"{lock}.txt").items():
            versions.setdefault(name, set()).add(found["version"])
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("lock", NAMES)
def test_every_locked_package_is_required(lock: str) -> None:
    """By the project itself, or by a package that is wanted."""
    packages = locked(f"{lock}.txt")
    asking = {
        name: re.findall(r"[\w.-]+(?: \(pyproject\.toml.*\))?", found["via"].replace("# via", ""))
        for name, found in packages.items()
    }
    wanted: set[str] = set()
    while more := {
        name
        for name, by in asking.items()
        if name not in wanted
        and any(one.startswith("h2r-link (pyproject.toml") or one in wanted for one in by)
    }:
        wanted |= more
    assert set(packages) - wanted == set()


def test_an_unneeded_package_is_detected() -> None:
    text = "lonely==1.0 \\\n    --hash=sha256:" + 64 * "0" + "\n    # via gone\n"
    found = PINNED.search(text)
    assert found
    assert found["via"].split() == ["#", "via", "gone"]


@pytest.mark.parametrize("lock", NAMES)
def test_licences_are_allowed(lock: str) -> None:
    """Of every package that is installed; others belong to another system, or to a tool."""
    allowed = ALLOWED | (FOR_TOOLS if lock == "packaging" else set())
    found = {}
    for name in locked(f"{lock}.txt"):
        with suppress(PackageNotFoundError):
            found[name] = terms(name)
    if not found:
        pytest.skip("none of these packages is installed")
    refused = {
        name: names
        for name, names in found.items()
        if not any(set(one.split(" AND ")) <= allowed for one in names)
    }
    assert refused == {}


@pytest.mark.parametrize("lock", NAMES)
def test_no_locked_package_has_a_known_defect(lock: str) -> None:
    found = {name: bad(name, pin["version"]) for name, pin in locked(f"{lock}.txt").items()}
    assert {name: why for name, why in found.items() if why} == {}


@pytest.mark.parametrize("entry", BAD, ids=lambda entry: entry["name"])
def test_a_package_with_a_known_defect_is_detected_with_its_reason(entry: dict[str, str]) -> None:
    assert entry.keys() == {"name", "versions", "why"}
    assert canonicalize_name(entry["name"]) == entry["name"]
    assert len(entry["why"]) > 20
    limit = re.sub(r"[^\d.]", "", entry["versions"])
    assert bad(entry["name"], limit) or bad(entry["name"], "0.1")


def test_the_declared_qt_versions_exclude_the_defective_one() -> None:
    asked = {
        Requirement(text).name: Requirement(text) for text in PROJECT["project"]["dependencies"]
    }
    assert bad("pyside6-essentials", "6.12.0")
    assert "6.12.0" not in asked["PySide6-Essentials"].specifier
