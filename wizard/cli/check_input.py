"""The five values of ``h2r-link check --from``: JSON, or any text that holds them."""

from __future__ import annotations

import codecs
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from wizard.cli.output import UnusableInputError
from wizard.domain.faults.fault import Field
from wizard.domain.pasted_text.notes import not_taken
from wizard.domain.pasted_text.parse import LONGEST, Pasted, parse_pasted
from wizard.domain.scope import Scope, Ticket
from wizard.domain.secret import Secret
from wizard.domain.text import tr
from wizard.domain.values.values import FieldTexts
from wizard.storage.json_fields import read_exact, read_flag, set_of

LARGEST = 1024 * 1024
_NAMES = {
    *("site", "company_id", "public_key", "private_key", "client_id"),
    *("tickets", "closes_tickets", "maps_contacts", "maps_owners"),
}
T = TypeVar("T")


def read_typed(source: str, say: Callable[[str], None] = lambda _: None) -> FieldTexts:
    """Read the values from a file, or with ``-`` from standard input: JSON, or any text.

    ``say`` is called with the names of the values found in a text.

    Raises:
        UnusableInputError: not readable, nothing in it, or a wrong type; never quotes the input.
    """
    text = _from_input() if source == "-" else _from_file(Path(source))
    document, rest = _first_value(text)
    if not isinstance(document, dict) or (document and _NAMES.isdisjoint(document)):
        return _from_text(text, say)
    if rest.strip() and source != "-":
        raise UnusableInputError(tr("the input contains more than one JSON value."))
    return typed_from(document)


def _from_text(text: str, say: Callable[[str], None]) -> FieldTexts:
    """Read a text as *Paste all five* does."""
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST:
        raise UnusableInputError(tr("the input is too large."))
    pasted = parse_pasted(text)
    if not pasted.found and not pasted.choices:
        raise UnusableInputError(tr("the input contains none of the five values."))
    for line in describe_pasted(pasted):
        say(line)
    return FieldTexts(
        pasted.site, pasted.company_id, pasted.public_key, pasted.private_key, pasted.client_id
    )


def describe_pasted(pasted: Pasted) -> Iterator[str]:
    """Say which values were taken from a text and which were not; never a value."""
    if pasted.found:
        yield tr("Found in the text: {values}.").format(values=_labels(pasted.found))
    lacking = [value for value in pasted.lacking if value not in pasted.choices]
    if lacking:
        yield tr("Not found: {values}.").format(values=_labels(lacking))
    yield from not_taken(pasted)
    if pasted.loosely:
        sentence = tr("Check {values}: the name in the text doesn't mention ConnectWise.")
        yield sentence.format(values=_labels(pasted.loosely))


def _labels(values: Iterable[Field]) -> str:
    return ", ".join(value.label for value in values)


def typed_from(document: object) -> FieldTexts:
    """Read the values from a JSON document.

    Raises:
        UnusableInputError: a value of a wrong type, or a kind of ticket that is not known.
    """
    if not isinstance(document, dict):
        raise UnusableInputError(tr("the input isn't a JSON object."))

    def text(name: str) -> str:
        wrong = tr("{name} in the input isn't a string.").format(name=name)
        return _read(read_exact, document.get(name, ""), wrong)

    def switch(name: str) -> bool:
        wrong = tr("{name} in the input is neither true nor false.").format(name=name)
        return _read(read_flag, document.get(name, False), wrong)

    return FieldTexts(
        site=text("site"),
        company_id=text("company_id"),
        public_key=text("public_key"),
        private_key=Secret(text("private_key")),
        client_id=Secret(text("client_id")),
        scope=Scope(
            _tickets(document.get("tickets", ["service"])),
            closes_tickets=switch("closes_tickets"),
            maps_contacts=switch("maps_contacts"),
            maps_owners=switch("maps_owners"),
        ),
    )


def _read(reader: Callable[[object], T], value: object, wrong: str) -> T:
    try:
        return reader(value)
    except (TypeError, ValueError):
        raise UnusableInputError(wrong) from None


def _tickets(kinds: object) -> frozenset[Ticket]:
    wrong = tr("tickets in the input must be a list of service, project, or both.")
    tickets = _read(set_of(lambda kind: Ticket(read_exact(kind))), kinds, wrong)
    if not tickets:
        raise UnusableInputError(wrong)
    return tickets


def _from_file(path: Path) -> str:
    """Read a file; links and pipes (such as the shell's) are allowed, but the length is limited."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError):
        raise UnusableInputError(tr("the file with the values can't be read.")) from None
    return decoded(data)


def _from_input() -> str:
    """Read until one JSON value is complete, or else to the end.

    The writer may keep the pipe open after the value.
    """
    if sys.stdin is None:
        raise UnusableInputError(tr("standard input is closed."))
    data = b""
    while chunk := _next_chunk():
        data += chunk
        if _may_be_complete(data):
            text = decoded(data)
            if _first_value(text)[0] is not None:
                return text
        elif len(data) > LARGEST:
            break
    return decoded(data)


def _next_chunk() -> bytes:
    try:
        return os.read(sys.stdin.fileno(), 65536)
    except (OSError, ValueError):
        raise UnusableInputError(tr("standard input can't be read.")) from None


def _may_be_complete(data: bytes) -> bool:
    """Whether it ends with a closing bracket or white space: a cheap test before parsing again."""
    return data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1] in {b"{", b"["} and (
        data.rstrip(b" \t\r\n\0")[-1:] in {b"}", b"]"} or b"}" in data
    )


def decoded(data: bytes) -> str:
    """Return what a file or a pipe holds as text: UTF-8, or what programs on Windows write instead.

    Raises:
        UnusableInputError: there is more than the program takes.
    """
    if len(data) > LARGEST:
        raise UnusableInputError(tr("the input is too large."))
    return data.decode(_encoding(data), "replace")


def _encoding(data: bytes) -> str:
    """Guess the encoding from the byte order mark, or from the zero bytes of UTF-16.

    Windows PowerShell writes UTF-16, older editors the code page of Western Europe.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if data[1:2] == b"\0":
        return "utf-16-le"
    if data[:1] == b"\0":
        return "utf-16-be"
    try:
        data.decode()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _first_value(text: str) -> tuple[object, str]:
    """Return the first JSON value of a text, or None, and the rest of the text."""
    text = text.lstrip("\ufeff \t\r\n")
    try:
        document, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None, text
    return document, text[end:]
