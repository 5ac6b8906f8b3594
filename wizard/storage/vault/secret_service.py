"""Tells which program provides the Secret Service of this session.

GNOME Keyring, KeePassXC and KWallet all answer as ``org.freedesktop.secrets``, and each is opened
by its user in another way. The bus knows the process that owns the name, and the kernel how that
process is called. Source: D-Bus Specification, "Message Bus Messages"; proc(5), ``comm``.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path

_SERVICE = "org.freedesktop.secrets"
_ANSWER_LIMIT_S = 2.0
# On a busy computer a keyring takes seconds to start.
_START_LIMIT_S = 10.0


class Provider(Enum):
    """A program that provides the Secret Service: its name, and what its process is called.

    The kernel keeps the first 15 characters of what a process is called.
    """

    GNOME_KEYRING = "GNOME Keyring", ("gnome-keyring-d",)
    KEEPASSXC = "KeePassXC", ("keepassxc",)
    KWALLET = "KWallet", ("kwalletd5", "kwalletd6", "ksecretd")

    def __init__(self, program: str, processes: tuple[str, ...]) -> None:
        self.program = program
        self.processes = processes


def find_provider() -> Provider | None:
    """Return the provider of this session, or None if it is unknown; unlocks nothing.

    One that isn't running yet is started by the bus, as the first call to it would. Asks the
    session bus, so call it on a worker thread.
    """
    try:
        called = Path(f"/proc/{_owner()}/comm").read_text(encoding="utf-8").rstrip("\n")
    except (OSError, ValueError, RuntimeError, LookupError):
        return None
    return next((one for one in Provider if called in one.processes), None)


def _owner() -> int:
    """Return the id of the process that owns the name.

    Raises:
        LookupError: nobody does.
        OSError, ValueError, RuntimeError: there is no bus, or it doesn't answer.
    """
    # Only Linux has them, and only this question needs them.
    from jeepney import DBusErrorResponse, Message  # noqa: PLC0415 - Linux only
    from jeepney.bus_messages import DBus  # noqa: PLC0415 - as above
    from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415 - as above
    from jeepney.wrappers import unwrap_msg  # noqa: PLC0415 - as above

    with open_dbus_connection("SESSION") as bus:

        def ask(question: Message, limit_s: float) -> int:
            (number,) = unwrap_msg(bus.send_and_get_reply(question, timeout=limit_s))
            return int(number)

        question = DBus().GetConnectionUnixProcessID(_SERVICE)
        try:
            return ask(question, _ANSWER_LIMIT_S)
        except DBusErrorResponse:
            pass
        try:
            ask(DBus().StartServiceByName(_SERVICE), _START_LIMIT_S)
            return ask(question, _ANSWER_LIMIT_S)
        except DBusErrorResponse as error:
            raise LookupError(_SERVICE) from error
