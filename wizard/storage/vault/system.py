"""Opens the vault of this computer; never a backend that stores secrets in plain text.

`keyring` chooses by priority, environment and configuration file, and so may silently choose a
plain-text file or one that keeps nothing. Here only the backends of the table are considered, each
called directly.
"""

from __future__ import annotations

import configparser
import importlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, Protocol, TypeVar

from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.sanitize import sanitize
from wizard.domain.secret import Secret
from wizard.domain.text import N_, tr
from wizard.storage.files import read_small
from wizard.storage.vault import gnome_keyring
from wizard.storage.vault.errors import not_removed, problem_from_error
from wizard.storage.vault.secret_service import find_provider
from wizard.storage.vault.vault import Vault, VaultError

T = TypeVar("T")
_LARGEST = 10_000


@dataclass(frozen=True, slots=True)
class _Known:
    """A backend that protects its contents; ``needs`` are the modules it requires.

    ``name`` is "" where several programs provide it; then `find_provider` knows which one does.
    """

    module: str
    kind: str
    name: str
    needs: tuple[str, ...] = ()
    # Whether it keeps secrets unencrypted on this computer as it is set up now.
    unprotected: Callable[[], bool] = lambda: False
    # The default persistence of Windows copies credentials to other computers of the domain.
    settings: tuple[tuple[str, str], ...] = ()


_WINDOWS = (
    _Known(
        "keyring.backends.Windows",
        "WinVaultKeyring",
        "Windows Credential Manager",
        needs=("win32ctypes.pywin32.win32cred",),
        settings=(("persist", "local machine"),),
    ),
)
_MACOS = (
    _Known(
        "keyring.backends.macOS", "Keyring", "macOS Keychain", needs=("keyring.backends.macOS.api",)
    ),
)
_DESKTOPS = (
    _Known(
        "keyring.backends.SecretService",
        "Keyring",
        "",
        needs=("secretstorage", "jeepney"),
        unprotected=gnome_keyring.is_unprotected,
    ),
    _Known(
        "keyring.backends.libsecret",
        "Keyring",
        "",
        unprotected=gnome_keyring.is_unprotected,
    ),
    _Known("keyring.backends.kwallet", "DBusKeyring", "KWallet"),
    _Known("keyring.backends.kwallet", "DBusKeyringKWallet4", "KWallet"),
)

_NO_KEYRING = (
    N_("no keyring such as GNOME Keyring or KWallet is running"),
    N_(
        "Start your desktop's keyring, then try again. Or continue, and enter the keys again later."
    ),
)
_NO_VAULT = (
    N_("the system's vault can't be opened"),
    N_(
        "Sign out of this computer and back in, then try again. Or continue, and enter the keys "
        "again later."
    ),
)
_REFUSED = N_("only “{names}” is set up, which doesn't protect keys")


class Backend(Protocol):
    """Interface of a `keyring` backend."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return the text, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store the text."""

    def delete_password(self, service: str, username: str) -> None:
        """Delete the text; raises if there is none."""


def open_vault(system: str = sys.platform) -> Vault | Problem:
    """Return the vault of this computer, or the problem.

    Asks the system anew each time, so that a keyring started meanwhile is found; unlocks nothing.
    May block: call it on a worker thread.
    """
    usable = [(kind.priority, known, kind) for known in _known(system) for kind in _viable(known)]
    if not usable:
        return _none(system)
    _, known, kind = max(usable, key=lambda found: found[0])
    backend = kind()
    for name, value in known.settings:
        setattr(backend, name, value)
    return Vault(KeyringBackend(backend, known.name, known.unprotected))


def missing_modules(system: str = sys.platform) -> tuple[str, ...]:
    """Return the modules that this system's vault needs and that are not installed."""
    best = _known(system)[0]
    return tuple(name for name in (best.module, *best.needs) if _imported(name) is None)


class KeyringBackend:
    """Adapter for one `keyring` backend; converts its errors to `VaultError`.

    The Secret Service backend opens a connection for every call, so threads share none.
    """

    lasting = True
    # Six clients at once killed gnome-keyring-daemon 42.1; and two prompts at a time are confusing.
    _one_at_a_time = threading.Lock()

    def __init__(
        self, backend: Backend, name: str, unprotected: Callable[[], bool] = lambda: False
    ) -> None:
        self._backend = backend
        self._unprotected = unprotected
        self._fixed_name = name
        self._name = name or _provider_name()

    @property
    def name(self) -> str:
        """Name of the program that provides it, as the user knows it."""
        return self._name or tr("the desktop's keyring")

    @property
    def protected(self) -> bool:
        """Whether its contents are encrypted on disk, as far as known."""
        return not self._unprotected()

    def get(self, service: str, user: str) -> Secret | None:
        """Return the text, or None."""
        text = self._ask(lambda: self._backend.get_password(service, user))
        return None if text is None else Secret(text)

    def put(self, service: str, user: str, text: Secret) -> None:
        """Store a text, replacing an earlier one."""
        self._ask(lambda: self._backend.set_password(service, user, text.reveal()))

    def delete(self, service: str, user: str) -> bool:
        """Delete a text; return whether it existed."""
        # Backends report a missing entry and a refused deletion by the same exception.
        if self.get(service, user) is None:
            return False
        self._ask(lambda: self._backend.delete_password(service, user))
        if self.get(service, user) is not None:
            raise VaultError(not_removed(self.name))
        return True

    def _ask(self, call: Callable[[], T]) -> T:
        try:
            with self._one_at_a_time:
                return call()
        except Exception as error:  # noqa: BLE001 - the backends' errors have no common base class
            self._name = self._fixed_name or _provider_name() or self._name
            problem = problem_from_error(error, self.name)
        # Raised out here, so that the backend's error, which may hold the text, is not its context.
        raise VaultError(problem)


def _provider_name() -> str:
    provider = find_provider()
    return provider.program if provider else ""


def _known(system: str) -> tuple[_Known, ...]:
    return {"win32": _WINDOWS, "darwin": _MACOS}.get(system, _DESKTOPS)


def _viable(known: _Known) -> Iterator[Any]:
    """Return the backend's class if it works on this computer."""
    kind = getattr(_imported(known.module), known.kind, None)
    if kind is not None and kind.viable:
        yield kind


def _imported(module: str) -> ModuleType | None:
    # Not only ImportError: a module for another system stumbles over libraries it does not find.
    try:
        return importlib.import_module(module)
    except (ImportError, AttributeError, OSError):
        return None


def _none(system: str) -> Problem:
    what, advice = _NO_KEYRING if _known(system) is _DESKTOPS else _NO_VAULT
    refused = _refused()
    said = tr(_REFUSED).format(names=", ".join(refused)) if refused else tr(what)
    return Problem(Fault.VAULT_UNAVAILABLE, {"what": said, "advice": tr(advice)})


def _refused() -> tuple[str, ...]:
    """Names of the backends that `keyring` would have used instead."""
    # Late: it brings the e-mail parser along, and only a computer without a vault gets here.
    from importlib.metadata import entry_points  # noqa: PLC0415 - rarely needed

    plugins = [found.value.partition(":")[0] for found in entry_points(group="keyring.backends")]
    asked = (os.environ.get("PYTHON_KEYRING_BACKEND", ""), _configured(), *plugins)
    own = tuple(known.module for known in (*_WINDOWS, *_MACOS, *_DESKTOPS))
    own += ("keyring.backends.chainer",)
    return tuple(
        dict.fromkeys(sanitize(name) for name in asked if name and not name.startswith(own))
    )


def _configured() -> str:
    """What the user's keyringrc.cfg names, or ""."""
    root = importlib.import_module("keyring.util.platform_").config_root()
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(read_small(root / "keyringrc.cfg", _LARGEST).decode("utf-8"))
    except (OSError, ValueError, configparser.Error):
        return ""
    return parser.get("backend", "default-keyring", fallback="")
