"""``h2r-link address TEXT``: shows how a pasted address is parsed."""

from __future__ import annotations

import argparse

from wizard.cli.output import print_json, wrapped
from wizard.domain.address.reading import ParsedAddress, read_address
from wizard.domain.text import tr


def run(options: argparse.Namespace) -> int:
    """Print the parsed address; return 0 if it is accepted, 1 if not."""
    reading = read_address(options.text)
    if options.json:
        print_json(to_json(reading))
    else:
        for line in _lines(reading):
            print(wrapped(line, "  ", ""))
    return 0 if reading.accepted else 1


def to_json(reading: ParsedAddress) -> dict[str, object]:
    """Return the document that address.schema.json describes."""
    address, problem = reading.address, reading.problem
    return {
        "schema": 1,
        "accepted": reading.accepted,
        "typed": reading.typed,
        "kind": address.kind.value if address else None,
        "host": address.netloc if address else reading.host or None,
        "release": reading.release or None,
        "api_base": address.api_base if address else None,
        "company_hint": reading.company_hint or None,
        "fault": problem.fault.value if problem else None,
        "message": _message(reading),
        "suggestion": (problem.suggestion or None) if problem else None,
    }


def _message(reading: ParsedAddress) -> str:
    if reading.problem:
        return f"{reading.problem.message} {reading.problem.fix}".strip()
    address = reading.address
    found = tr("ConnectWise PSA at {host}.").format(host=address.netloc if address else "")
    return f"{found} {reading.hint}".strip()


def _lines(reading: ParsedAddress) -> list[str]:
    lines = [_message(reading)]
    if reading.address:
        lines.append(tr("API: {base}").format(base=reading.address.api_base))
    if reading.company_hint:
        lines.append(tr("Company ID in the address: {hint}").format(hint=reading.company_hint))
    if reading.removed:
        lines.append(", ".join(removed.note for removed in reading.removed))
    return lines
