"""One HTTP response, valid or broken, and how it is sent."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.utils import formatdate
from enum import Enum, auto
from functools import lru_cache
from http.client import responses

from tests.faultserver.connection import Connection

_BLANKS = b" " * 65_536
_MIB = 1_048_576


class Framing(Enum):
    """How a client learns where the body ends."""

    LENGTH = auto()
    CHUNKED = auto()
    UNTIL_CLOSE = auto()


class Ending(Enum):
    """What happens after the last byte."""

    KEEP = auto()
    CLOSE = auto()
    RESET = auto()
    HANG = auto()


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply.

    Attributes:
        padding_mib: that many MiB of blanks are sent before the body; JSON stays JSON.
        compressed: gzip, padding included: with much padding it is a bomb.
        sent: only ``wire[:sent]`` leaves, head included; then comes ``ending``.
        delay_s: wait before the first byte. byte_interval_s: then one byte at a time.
        raw: sent as it is, in place of head and body.
    """

    status: int = 200
    body: bytes = b""
    content_type: str | None = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    framing: Framing = Framing.LENGTH
    ending: Ending = Ending.KEEP
    padding_mib: int = 0
    compressed: bool = False
    sent: int | None = None
    delay_s: float = 0.0
    byte_interval_s: float = 0.0
    raw: bytes | None = None

    def with_headers(self, *headers: tuple[str, str]) -> Reply:
        """Return the same reply with further headers."""
        return replace(self, headers=self.headers + headers)

    def deliver(self, connection: Connection) -> bool:
        """Send this reply; true when the connection may carry another request."""
        connection.pause(self.delay_s)
        for part in self._wire():
            connection.send(part, self.byte_interval_s)
        match self.ending:
            case Ending.RESET:
                connection.reset()
            case Ending.HANG:
                connection.hang()
        if self.ending is Ending.KEEP and self.framing is not Framing.UNTIL_CLOSE:
            return True
        connection.finish()
        return False

    def _wire(self) -> Iterator[bytes]:
        if self.raw is not None:
            whole: Iterator[bytes] = iter((self.raw,))
        else:
            whole = self._whole()
        return whole if self.sent is None else iter((b"".join(whole)[: self.sent],))

    def _whole(self) -> Iterator[bytes]:
        body = _bomb(self.padding_mib, self.body) if self.compressed else self.body
        padding_mib = 0 if self.compressed else self.padding_mib
        yield self._head(padding_mib * _MIB + len(body))
        for _ in range(padding_mib * (_MIB // len(_BLANKS))):
            yield self._framed(_BLANKS)
        if body:
            yield self._framed(body)
        if self.framing is Framing.CHUNKED:
            yield b"0\r\n\r\n"

    def _head(self, length: int) -> bytes:
        lines = [f"HTTP/1.1 {self.status} {responses.get(self.status, 'Unknown')}"]
        given = {name.lower() for name, _ in self.headers}
        framing = {
            Framing.LENGTH: ("Content-Length", str(length)),
            Framing.CHUNKED: ("Transfer-Encoding", "chunked"),
            Framing.UNTIL_CLOSE: ("Connection", "close"),
        }
        standard: list[tuple[str, str | None]] = [
            ("Date", formatdate(usegmt=True)),
            ("Content-Type", self.content_type),
            ("Content-Encoding", "gzip" if self.compressed else None),
            framing[self.framing],
        ]
        lines += [f"{n}: {v}" for n, v in standard if v is not None and n.lower() not in given]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def _framed(self, part: bytes) -> bytes:
        if self.framing is not Framing.CHUNKED:
            return part
        return b"%x\r\n%b\r\n" % (len(part), part)


def json_reply(content: object, status: int = 200) -> Reply:
    """Return a reply that carries ``content`` as JSON."""
    return Reply(status, json.dumps(content).encode())


def html_reply(content: str, status: int = 200) -> Reply:
    """Return a web page."""
    return Reply(status, content.encode(), "text/html; charset=utf-8")


def text_reply(content: str, status: int = 200) -> Reply:
    """Return plain text."""
    return Reply(status, content.encode(), "text/plain; charset=utf-8")


@lru_cache(maxsize=8)
def _bomb(padding_mib: int, body: bytes) -> bytes:
    """Compress blanks and ``body`` as one stream, without ever holding them all."""
    if not padding_mib:
        return gzip.compress(body)
    blanks = b" " * _MIB
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(blanks) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(padding_mib):
        checksum = zlib.crc32(blanks, checksum)
    checksum = zlib.crc32(body, checksum)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    tail = packer.compress(body) + packer.flush()
    size = (padding_mib * _MIB + len(body)) & 0xFFFFFFFF
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    end = checksum.to_bytes(4, "little") + size.to_bytes(4, "little")
    return head + block * padding_mib + tail + end
