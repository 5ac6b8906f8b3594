"""What is raised when no whole answer came: how far the request got, and the error underneath."""

from __future__ import annotations


class Unconnected(Exception):
    """A connection did not come about.

    ``cause`` is the error of the socket, of TLS or of HTTP. ``by_proxy`` says that the proxy is to
    blame: it was not reached, refused to connect, or answered in place of the host.
    """

    def __init__(self, cause: Exception, *, by_proxy: bool) -> None:
        super().__init__(type(cause).__name__)
        self.cause = cause
        self.by_proxy = by_proxy


class Unanswered(Exception):
    """A request got no whole answer.

    ``signed`` says that it carried the keys, ``begun`` that the head of a reply had come,
    ``expired`` that the deadline of the whole test ended it. ``waited_s`` is in seconds.
    """

    def __init__(
        self, cause: Exception, *, signed: bool, begun: bool, expired: bool, waited_s: float
    ) -> None:
        super().__init__(type(cause).__name__)
        self.cause = cause
        self.signed = signed
        self.begun = begun
        self.expired = expired
        self.waited_s = waited_s
