"""One accepted connection that can be cut from another thread."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from contextlib import suppress

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_POLITE_END_S = 0.5


class Connection:
    """The server's end of one TCP connection, in the clear or inside TLS.

    All methods but ``cut`` belong to the thread that serves the connection. They raise ``OSError``
    when the peer disconnects or the server stops; that ends the thread.
    """

    def __init__(self, sock: socket.socket, number: int, stopping: threading.Event) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.number = number
        self.unread = bytearray()
        self.bytes_sent = 0
        self.byte_interval_s = 0.0
        self.reset_after: int | None = None
        self._sock = sock
        self._stopping = stopping
        self._lock = threading.Lock()

    @property
    def closed(self) -> bool:
        """Whether the socket was closed on this side."""
        return self._sock.fileno() == -1

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Become the server side of a TLS connection."""
        with self._lock:
            self._sock = context.wrap_socket(
                self._sock, server_side=True, do_handshake_on_connect=False
            )
        self._tls().do_handshake()

    def receive(self) -> bytes:
        """Return what came next; empty when the peer has ended its side."""
        return self._sock.recv(65536)

    def send(self, data: bytes, byte_interval_s: float = 0.0) -> None:
        """Send ``data``, byte by byte when an interval is set here or for the connection."""
        interval_s = byte_interval_s or self.byte_interval_s
        if interval_s <= 0:
            self._send(data)
            return
        for index in range(len(data)):
            self._send(data[index : index + 1])
            self.pause(interval_s)

    def pause(self, seconds: float) -> None:
        """Wait, unless the server stops meanwhile."""
        if seconds > 0 and self._stopping.wait(seconds):
            raise ConnectionAbortedError("the server stops")

    def hang(self) -> None:
        """Send nothing more until the peer disconnects or the server stops."""
        while self.receive():
            pass

    def finish(self) -> None:
        """End politely: without this, bytes left unread would turn the end into a reset."""
        self._sock.settimeout(0)
        if isinstance(self._sock, ssl.SSLSocket):
            with suppress(OSError, ValueError):
                self._sock.unwrap()
        socket.socket.shutdown(self._sock, socket.SHUT_WR)
        self._sock.settimeout(_POLITE_END_S)
        self.hang()

    def reset(self) -> None:
        """End with a TCP reset."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self.close()
        raise ConnectionResetError("reset as asked")

    def close(self) -> None:
        """Close the socket. May be called twice."""
        with self._lock:
            self._sock.close()

    def cut(self) -> None:
        """Wake the serving thread out of any call. May be called from any thread."""
        with self._lock, suppress(OSError):
            # Not SSLSocket's own method: that forgets the TLS state under the reading thread.
            socket.socket.shutdown(self._sock, socket.SHUT_RDWR)

    def relay(self, upstream: socket.socket) -> None:
        """Carry bytes between the peer and ``upstream`` until one of them ends."""
        back = threading.Thread(target=self._carry_back, args=(upstream,), daemon=True)
        back.start()
        try:
            while data := self.receive():
                upstream.sendall(data)
        finally:
            with suppress(OSError):
                upstream.shutdown(socket.SHUT_RDWR)
            back.join()

    def _carry_back(self, upstream: socket.socket) -> None:
        with suppress(OSError):
            while data := upstream.recv(65536):
                self.send(data)
        self.cut()

    def _send(self, data: bytes) -> None:
        allowed = len(data)
        if self.reset_after is not None:
            allowed = min(allowed, self.reset_after - self.bytes_sent)
        self._sock.sendall(data[:allowed])
        self.bytes_sent += allowed
        if self.reset_after is not None and self.bytes_sent >= self.reset_after:
            self.reset()

    def _tls(self) -> ssl.SSLSocket:
        if not isinstance(self._sock, ssl.SSLSocket):
            raise TypeError("this connection does not speak TLS")
        return self._sock
