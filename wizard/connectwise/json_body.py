"""JSON bodies, measured before they are parsed: a few kilobytes can describe gigabytes of objects.

Source: RFC 8259, section 9 (a parser may limit size and nesting).
"""

from __future__ import annotations

import json
import re
import sys
from typing import Final

from wizard.connectwise.budget import Allowance, TooMuchDataError


class _NotJson:
    """Type of `NOT_JSON`, since None means JSON null."""


NOT_JSON: Final = _NotJson()

DEEPEST = 100
MOST_VALUES = 400_000
# A string, closed or not, or one bracket. Possessive, so that no text takes more than one pass.
_PARTS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|([\[{])|([\]}])', re.DOTALL)
_BEGINS = re.compile(rb'\s*+[\[{"\d\-tfnNI]')
_BYTES_PER_CONTAINER = 256
_BYTES_PER_VALUE = 64


def read_json(body: bytes, parsed: Allowance | None = None) -> object:
    """Return the document, or `NOT_JSON`; ``parsed`` is charged with the memory that it takes.

    Raises:
        TooMuchDataError: too deep, or too many values.
    """
    encoding = json.detect_encoding(body[:4])
    try:
        if encoding not in {"utf-8", "utf-8-sig"}:
            body = body.decode(encoding).encode()
        body = body.removeprefix(b"\xef\xbb\xbf")
        if not _BEGINS.match(body):
            return NOT_JSON
        memory = _memory(body)
        text = _decoded(body)
        if parsed:
            parsed.take(memory + sys.getsizeof(text))
        return json.loads(text)
    except (ValueError, RecursionError):
        return NOT_JSON


def _decoded(body: bytes) -> str:
    """Decode as UTF-8 (RFC 8259), else with the encodings of older servers."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("latin-1")


def _memory(body: bytes) -> int:
    """Estimate the memory of a document, in bytes, without building it."""
    containers = depth = 0
    values = body.count(b",")
    if values >= MOST_VALUES:
        raise TooMuchDataError("more values than this test takes")
    for seen, part in enumerate(_PARTS.finditer(body), 1):
        kind = part.lastindex
        if kind == 1:
            containers += 1
            depth += 1
        elif kind == 2:
            depth -= 1
        if depth > DEEPEST or seen > MOST_VALUES:
            raise TooMuchDataError("more values than this test takes")
    return containers * _BYTES_PER_CONTAINER + values * _BYTES_PER_VALUE
