"""The web servers: one that follows a script, one that is a trap for secrets."""

from __future__ import annotations

from collections.abc import Sequence

from tests.faultserver.connection import Connection
from tests.faultserver.healthy import Tenant, healthy
from tests.faultserver.listener import Listener
from tests.faultserver.reply import Ending, Reply, json_reply, text_reply
from tests.faultserver.request import Request, UnreadableRequestError, read_request
from tests.faultserver.script import Playback, Script
from tests.faultserver.tls import Tls
from tests.faultserver.transport import SERVING, Transport

_UNREADABLE = Reply(400, text_reply("Bad Request").body, "text/plain", ending=Ending.CLOSE)


class FaultServer(Listener):
    """A web server that plays ``script`` under any TLS and transport behaviour.

    ``think_s`` is how long it thinks before each reply. Spoken to in TLS without a TLS layer it
    answers like a plain web server: 400, in the clear.
    """

    def __init__(
        self,
        script: Script | None = None,
        *,
        tls: Tls | None = None,
        transport: Transport | Sequence[Transport] = SERVING,
        host: str = "127.0.0.1",
        think_s: float = 0.0,
    ) -> None:
        super().__init__(tls=tls, transport=transport, host=host)
        self._think_s = think_s
        self.play(healthy() if script is None else script)

    def play(self, script: Script) -> None:
        """Answer by ``script`` from the next request on."""
        self._playback = Playback(script)

    def _talk(self, connection: Connection) -> None:
        try:
            while request := read_request(connection):
                self._record(request)
                reply = self._playback.reply_to(request)
                connection.pause(self._think_s)
                if not reply.deliver(connection):
                    return
        except UnreadableRequestError as error:
            self.unreadable.append(error.received)
            _UNREADABLE.deliver(connection)


class TrapServer(FaultServer):
    """A server that must never receive a key: it accepts any client and responds normally."""

    def __init__(self, *, tls: Tls | None = None, host: str = "127.0.0.1") -> None:
        inviting = healthy(Tenant(any_company=True, asks_for_keys=False))
        super().__init__(Script(inviting.rules, otherwise=json_reply([])), tls=tls, host=host)

    def signed_requests(self) -> list[Request]:
        """The requests that carried Authorization, clientId or the like; must be none."""
        return [request for request in self.requests if request.signed]

    def holds(self, *canaries: str) -> bool:
        """Whether one of ``canaries`` arrived in any place, Base64 and percent codes included."""
        return any(r.holds(canary) for r in self.requests for canary in canaries) or any(
            canary.encode() in received for received in self.unreadable for canary in canaries
        )
