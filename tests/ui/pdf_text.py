"""Reads the words of a PDF that Qt has written, page by page."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_MAPPED = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>")
_SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> ?Tj|(ET)\b")


def pages_of(pdf: bytes) -> list[str]:
    """Return the words of each page; what is drawn at one go stands on one line."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    fonts = {number: _letters(objects, body) for number, body in objects.items()}
    pages = [body for body in objects.values() if b"/Type /Page\n" in body]
    return [_words(_stream(objects[_reference(page, b"Contents")]), fonts) for page in pages]


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/%s (\d+) 0 R" % name, body)
    assert found, name
    return int(found[1])


def _stream(body: bytes) -> bytes:
    head, _, content = body.partition(b"stream\n")
    content = content.rpartition(b"\nendstream")[0]
    return zlib.decompress(content) if b"FlateDecode" in head else content


def _letters(objects: dict[int, bytes], body: bytes) -> dict[int, str]:
    """What the glyphs of a font stand for; nothing for what is no font."""
    if b"/ToUnicode" not in body:
        return {}
    letters: dict[int, str] = {}
    table = _stream(objects[_reference(body, b"ToUnicode")])
    for low, high, text in _MAPPED.findall(table):
        first = int(text, 16)
        for step in range(int(high, 16) - int(low, 16) + 1):
            letters[int(low, 16) + step] = chr(first + step)
    return letters | _listed(table)


def _listed(table: bytes) -> dict[int, str]:
    """Ranges whose letters stand in a list of their own."""
    letters: dict[int, str] = {}
    for low, listed in re.findall(
        rb"<([0-9a-fA-F]{4})> <[0-9a-fA-F]{4}> \[(.*?)\]", table, re.DOTALL
    ):
        for step, text in enumerate(re.findall(rb"<([0-9a-fA-F]+)>", listed)):
            letters[int(low, 16) + step] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return letters


def _words(content: bytes, fonts: dict[int, dict[int, str]]) -> str:
    letters: dict[int, str] = {}
    text = ""
    for font, shown, end in _SHOWN.findall(content):
        if font:
            letters = fonts[int(font)]
        elif end:
            text += "\n"
        for place in range(0, len(shown), 4):
            text += letters.get(int(shown[place : place + 4], 16), "?")
    return text
