"""Versions and system facts for the support file, without computer or user names."""

from __future__ import annotations

import locale
import os
import platform
import re
import sys
from collections.abc import Iterator
from importlib import metadata

from wizard import __version__

Facts = tuple[tuple[str, str], ...]

_PACKAGES = (
    "PySide6-Essentials",
    "requests",
    "urllib3",
    "keyring",
    "truststore",
    "platformdirs",
    "idna",
)
# Told by value, where the value is a word as desktops use them.
_DESKTOP = ("XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR")
# Told by name alone: a proxy's address may carry a password.
_NAMED = (
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "PYTHON_KEYRING_BACKEND",
)
_WORD = re.compile(r"[\w.:;+-]{1,40}")


def program_facts() -> Facts:
    """Return the versions of the program and its dependencies."""
    found = ((name, _version(name)) for name in _PACKAGES)
    return (
        ("h2r-link", __version__),
        ("Installed", "yes" if getattr(sys, "frozen", False) else "from source"),
        ("Python", f"{platform.python_version()} ({platform.python_implementation()})"),
        ("OpenSSL", _openssl()),
        *((name, version) for name, version in found if version),
    )


def system_facts() -> Facts:
    """Return facts about the system, its language and relevant environment variables."""
    return (
        ("System", _system()),
        ("Machine", platform.machine() or "?"),
        ("Language", locale.getlocale()[0] or "C"),
        *_desktop(),
        ("Set in the environment", ", ".join(filter(_is_set, _NAMED)) or "none"),
    )


def _version(package: str) -> str:
    """A frozen program may leave the packages' own descriptions out."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _openssl() -> str:
    # Whoever gathers this before any test need not load the library for it.
    loaded = sys.modules.get("ssl")
    return str(getattr(loaded, "OPENSSL_VERSION", "not loaded"))


def _system() -> str:
    kernel = f"{platform.system()} {platform.release()}"
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {kernel}"
    except (OSError, KeyError):
        return f"{kernel} {platform.version()}"


def _desktop() -> Iterator[tuple[str, str]]:
    for name in _DESKTOP:
        value = os.environ.get(name, "")
        if value:
            yield name, value if _WORD.fullmatch(value) else "?"


def _is_set(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(name.lower()))
