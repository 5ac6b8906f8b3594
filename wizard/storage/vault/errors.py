"""Maps the errors of the three systems' vaults to problems.

Their errors have no common base class and come from optional packages, so they are told apart by
class name and code; an error's own text is never shown, because some quote what was to be stored.
"""

from __future__ import annotations

from collections.abc import Iterator

from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault
from wizard.domain.faults.problem import Problem
from wizard.domain.text import N_, tr
from wizard.storage.vault.secret_service import Provider


@dataclass(frozen=True, slots=True)
class _Cause:
    fault: Fault
    what: str
    advice: str


_LOCKED = _Cause(
    Fault.VAULT_LOCKED,
    N_("{vault} is locked"),
    N_("Unlock it, then try again. It usually opens when you sign in to the desktop."),
)
_NOT_SET_UP = _Cause(
    Fault.VAULT_UNAVAILABLE,
    N_("{vault} isn't set up yet, and nobody responded to its prompt"),
    N_("Sign in to the desktop, let the system create a keyring, then try again."),
)
_GONE = _Cause(
    Fault.VAULT_UNAVAILABLE,
    N_("{vault} isn't running"),
    N_("Sign in to the desktop, then start h2r-link again."),
)
_NO_SESSION = _Cause(
    Fault.VAULT_UNAVAILABLE,
    N_("{vault} can't store anything for this sign-in"),
    N_(
        "Start h2r-link on the desktop as the user who saved the keys. If you already did, a "
        "company policy may forbid storing credentials."
    ),
)
_TURNED_OFF = _Cause(
    Fault.VAULT_UNAVAILABLE,
    N_("{vault} is turned off on this computer"),
    N_("Start the Windows service Credential Manager, or ask your administrator to."),
)
_FULL = _Cause(
    Fault.VAULT_UNAVAILABLE,
    N_("{vault} is full"),
    N_("Delete entries there that you no longer need, then try again."),
)
_DENIED_BY_WINDOWS = _Cause(
    Fault.VAULT_LOCKED,
    N_("{vault} denied h2r-link access"),
    N_("Sign out of Windows and back in. If it happens again, ask your administrator."),
)
_NOT_TAKEN = _Cause(
    Fault.VAULT_UNAVAILABLE,
    N_("{vault} doesn't accept a value of this length or kind"),
    N_("Check that only the value itself was pasted."),
)
_OWNED = _Cause(
    Fault.VAULT_LOCKED,
    N_("{vault} releases this entry only to the version of the program that saved it"),
    N_("Delete the entries named h2r-link in Keychain Access, then enter the keys again."),
)
_DENIED = _Cause(
    Fault.VAULT_LOCKED,
    N_("{vault} denied h2r-link access"),
    N_("Try again, and allow access when the system asks."),
)
_OTHER = _Cause(
    Fault.VAULT_UNAVAILABLE,
    N_("{vault} reported an error ({kind})"),
    N_("Try again. If it happens again, restart the computer."),
)

# The desktop doesn't open it: its user does.
_ADVICE_FOR_KEEPASSXC = {
    _LOCKED: N_("Unlock its database, then try again."),
    _NOT_SET_UP: N_("Open or create a database in KeePassXC, then try again."),
    _GONE: N_("Start KeePassXC, unlock its database, then try again."),
}

# Source: Microsoft, "CredWriteW function" and "System Error Codes"
_WINDOWS = {
    5: _DENIED_BY_WINDOWS,
    # ERROR_NOT_ENOUGH_MEMORY, source: github.com/git-ecosystem/git-credential-manager/issues/1413
    8: _FULL,
    87: _NOT_TAKEN,
    1058: _TURNED_OFF,
    1062: _TURNED_OFF,
    1312: _NO_SESSION,
    1783: _NOT_TAKEN,
}
# Source: Apple, "Security Framework Result Codes"
_MACOS = {
    -128: _DENIED,
    -25244: _OWNED,
    -25293: _DENIED,
    -25308: _LOCKED,
}
# Source: freedesktop.org, "Secret Service API", errors; "D-Bus Specification", standard errors
_D_BUS = {
    "org.freedesktop.Secret.Error.IsLocked": _LOCKED,
    "org.freedesktop.DBus.Error.AccessDenied": _DENIED,
}
# keyring unlocks the collection first: an item that stays locked in an open one was refused, as
# KeePassXC does when its user declines.
_ITEM_REFUSED = ("Failed to unlock the item!",)
_KINDS = {
    "InitError": _NOT_SET_UP,
    "KeyringLocked": _LOCKED,
    "LockedException": _LOCKED,
    "PromptDismissedException": _DENIED,
    "NoKeyringError": _GONE,
    "SecretServiceNotAvailableException": _GONE,
    "ConnectionRefusedError": _GONE,
    "ConnectionResetError": _GONE,
    "FileNotFoundError": _GONE,
}


def problem_from_error(error: Exception, vault: str) -> Problem:
    """Return the problem behind a backend's exception; ``vault`` is the vault's name for people."""
    cause = _cause(list(_chain(error)))
    words = {"vault": vault, "kind": _kind(error)}
    advice = _ADVICE_FOR_KEEPASSXC.get(cause) if vault == Provider.KEEPASSXC.program else None
    what = tr(cause.what).format_map(words)
    return Problem(cause.fault, {"what": what, "advice": tr(advice or cause.advice)})


def _kind(error: Exception) -> str:
    """Return what to search for: the number of an error of Windows, or the class's name."""
    code = getattr(error, "winerror", None)
    return str(code) if isinstance(code, int) else type(error).__name__


def not_removed(vault: str) -> Problem:
    """Return the problem of a deletion that left the entry in place."""
    what = tr("{vault} didn't delete what was stored in it").format(vault=vault)
    advice = tr("Delete the entries named h2r-link in the system's own vault program.")
    return Problem(Fault.VAULT_UNAVAILABLE, {"what": what, "advice": advice})


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and its causes; a backend wraps the error that has the code."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _cause(chain: list[BaseException]) -> _Cause:
    """Prefer an error with a code, then a vault that has disappeared, then the outermost error."""
    codes = [*filter(None, map(_by_code, chain))]
    kinds = [*filter(None, map(_by_kind, chain))]
    gone = [cause for cause in kinds if cause is _GONE]
    return next(iter([*codes, *gone, *kinds]), _OTHER)


def _by_code(error: BaseException) -> _Cause | None:
    windows = getattr(error, "winerror", None)
    if isinstance(windows, int):
        return _WINDOWS.get(windows)
    named = getattr(error, "name", None)
    if isinstance(named, str) and named in _D_BUS:
        return _D_BUS[named]
    code = error.args[0] if error.args else None
    # Keychain's codes are negative; positive ones are the file system's and mean something else.
    return _MACOS.get(code) if isinstance(code, int) else None


def _by_kind(error: BaseException) -> _Cause | None:
    kind = type(error).__name__
    return _DENIED if kind == "KeyringLocked" and error.args == _ITEM_REFUSED else _KINDS.get(kind)
