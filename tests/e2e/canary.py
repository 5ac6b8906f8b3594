"""Secrets that are easy to find, and where to look for them."""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.faultserver.healthy import Tenant

PRIVATE_KEY = "hunter2PrivateKy"
CLIENT_ID = "c0ffee00-dead-4bad-8ace-c0ffee00beef"
PROXY_PASSWORD = "hunter2%Sw0rdfish9"
PUBLIC_KEY = "sesamePublicKey1"
COMPANY_ID = "sesamecompany"
TENANT = Tenant(COMPANY_ID, "Sesame Test", PUBLIC_KEY, PRIVATE_KEY, CLIENT_ID)
_CUT_TO = 8


@dataclass(frozen=True)
class Trace:
    """One secret found: which, and where."""

    secret: str
    place: str


def values(site: str) -> dict[str, object]:
    """The five values as ``check --from`` reads them."""
    return {
        "site": site,
        "company_id": COMPANY_ID,
        "public_key": PUBLIC_KEY,
        "private_key": PRIVATE_KEY,
        "client_id": CLIENT_ID,
    }


def disguises(secret: str) -> set[bytes]:
    """The secret as it may lie about: plain, cut, in percent codes, in Base64, in UTF-16."""
    plain = secret.encode()
    return {
        plain[:_CUT_TO],
        plain[-_CUT_TO:],
        quote(secret, safe="").encode(),
        secret.encode("utf-16-le"),
        *(_in_base64(plain, before) for before in range(3)),
    }


def _in_base64(plain: bytes, before: int) -> bytes:
    """The part that is the same in Base64 in any context, after ``before`` bytes of its group."""
    text = base64.b64encode(b"\0" * before + plain)
    return text[4 if before else 0 :].rstrip(b"=")[:-2]


SECRETS = {
    "private key": disguises(PRIVATE_KEY),
    "Client ID": disguises(CLIENT_ID) | disguises(CLIENT_ID.replace("-", "")),
    "proxy password": disguises(PROXY_PASSWORD),
}
CONNECTION = {"public key": disguises(PUBLIC_KEY), "Company ID": disguises(COMPANY_ID)}


def found(content: bytes, place: str, *, connection: bool = False) -> list[Trace]:
    """Which secrets ``content`` holds; with ``connection`` public key and Company ID count, too."""
    wanted = SECRETS | (CONNECTION if connection else {})
    return [
        Trace(name, place)
        for name, forms in wanted.items()
        if any(re.search(re.escape(form), content, re.IGNORECASE) for form in forms)
    ]


def found_in_files(home: Path, kept: tuple[str, ...] = ()) -> list[Trace]:
    """Which secrets lie in files or names below ``home``.

    Public key and Company ID may lie in the folders named ``kept``, and nowhere else.
    """
    traces = []
    for folder, _, names in os.walk(home):
        for name in names:
            path = Path(folder, name)
            own = path.parent.name not in kept
            content = path.read_bytes() if path.is_file() else b""
            traces += found(content + b"\0" + os.fsencode(path), str(path), connection=own)
    return traces


def found_in_process(pid: int) -> list[Trace]:
    """Which secrets other programs could read of a running one; Linux only."""
    traces = []
    for name in ("cmdline", "environ"):
        try:
            content = Path(f"/proc/{pid}/{name}").read_bytes()
        except PermissionError:
            continue
        traces += found(content, name, connection=True)
    return traces
