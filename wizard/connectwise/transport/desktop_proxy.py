"""Resolves the Linux desktop's proxy for a URL, including PAC, through the desktop portal.

Source: XDG Desktop Portal, "org.freedesktop.portal.ProxyResolver". GNOME, KDE and others answer;
without a session bus or a portal no proxy is set. Qt reads only environment variables here.
"""

from __future__ import annotations

import time

_LIMIT_S = 5.0
_USABLE = ("http://", "direct://")


def resolve(url: str) -> str:
    """Return the URL of the proxy for ``url``, or "" for a direct connection.

    A kind that isn't supported comes back, too, so that it is named. Blocks for up to five seconds
    on a slow PAC file or a portal that hangs; then the desktop counts as silent.
    """
    offers = _look_up(url, time.monotonic() + _LIMIT_S)
    usable = [offer for offer in offers if offer.startswith(_USABLE)] or offers
    return "" if not usable or usable[0].startswith("direct://") else usable[0]


def _look_up(url: str, ends_at: float) -> list[str]:
    # Only Linux has it, and only this question needs it.
    from jeepney import DBusAddress, DBusErrorResponse, new_method_call  # noqa: PLC0415 - Linux only
    from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415 - as above
    from jeepney.wrappers import unwrap_msg  # noqa: PLC0415 - as above

    portal = DBusAddress(
        "/org/freedesktop/portal/desktop",
        "org.freedesktop.portal.Desktop",
        "org.freedesktop.portal.ProxyResolver",
    )
    try:
        with open_dbus_connection("SESSION") as bus:
            left_s = max(0.0, ends_at - time.monotonic())
            question = new_method_call(portal, "Lookup", "s", (url,))
            (offers,) = unwrap_msg(bus.send_and_get_reply(question, timeout=left_s))
    except (OSError, ValueError, RuntimeError, LookupError, DBusErrorResponse):
        return []
    return [offer for offer in offers if isinstance(offer, str)]
