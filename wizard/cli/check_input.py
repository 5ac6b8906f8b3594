"""The five values of ``h2r-link check``, read as JSON or from a saved connection."""

from __future__ import annotations

import codecs
import json
import os
import sys
from pathlib import Path

from wizard.cli.output import Unusable
from wizard.domain.scope import Scope, Ticket
from wizard.domain.secret import Secret
from wizard.domain.values import Typed
from wizard.domain.wording import tr

LARGEST = 1024 * 1024
_TEXTS = ("site", "company_id", "public_key", "private_key", "client_id")
_SWITCHES = ("closes_tickets", "maps_contacts", "maps_owners")


def read_typed(source: str) -> Typed:
    """Read the values from a file, or with ``-`` one JSON value from standard input.

    Raises:
        Unusable: not readable, not JSON, or not of the described form; never quotes the input.
    """
    return typed_from(_from_input() if source == "-" else _from_file(Path(source)))


def typed_from(document: object) -> Typed:
    """Read the values from a JSON document.

    Raises:
        Unusable: a value of a wrong type, or a kind of ticket that is not known.
    """
    if not isinstance(document, dict):
        raise Unusable(tr("the input is not a JSON object."))
    for name in _TEXTS:
        if not isinstance(document.get(name, ""), str):
            raise Unusable(tr("{name} in the input is not a text.").format(name=name))
    for name in _SWITCHES:
        if not isinstance(document.get(name, False), bool):
            raise Unusable(tr("{name} in the input is neither true nor false.").format(name=name))
    return Typed(
        site=document.get("site", ""),
        company_id=document.get("company_id", ""),
        public_key=document.get("public_key", ""),
        private_key=Secret(document.get("private_key", "")),
        client_id=Secret(document.get("client_id", "")),
        scope=Scope(_tickets(document), *(document.get(name, False) for name in _SWITCHES)),
    )


def _tickets(document: dict[str, object]) -> frozenset[Ticket]:
    kinds = document.get("tickets", ["service"])
    known = [ticket.value for ticket in Ticket]
    if not isinstance(kinds, list) or not kinds or any(kind not in known for kind in kinds):
        raise Unusable(tr("tickets in the input is a list of service, project or both."))
    return frozenset(Ticket(kind) for kind in kinds)


def _from_file(path: Path) -> object:
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
    except (OSError, ValueError):
        raise Unusable(tr("the file with the values cannot be read.")) from None
    document, rest = _first_value(_decoded(text))
    if rest.strip():
        raise Unusable(tr("the input holds more than one JSON value."))
    return document


def _from_input() -> object:
    """Read until one JSON value is complete, so that a writer may keep the pipe open."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    text = ""
    while chunk := os.read(sys.stdin.fileno(), 65536):
        text += decoder.decode(chunk)
        if len(text) > LARGEST:
            raise Unusable(tr("the input is too large."))
        if _may_be_complete(text):
            try:
                return _first_value(text)[0]
            except Unusable:
                continue
    return _first_value(text)[0]


def _may_be_complete(text: str) -> bool:
    """Cheap test before parsing again: a value ends with a bracket, quote, or a line end."""
    return text.rstrip(" \t")[-1:] in {"}", "]", '"', "\n", "\r"} or "}" in text


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise Unusable(tr("the input is too large."))
    return data.decode("utf-8-sig", "replace")


def _first_value(text: str) -> tuple[object, str]:
    text = text.lstrip("\ufeff \t\r\n")
    try:
        document, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        # The original error would quote the input.
        raise Unusable(tr("the input is not JSON.")) from None
    return document, text[end:]
