"""All targets, each with examples to start from and a dictionary of useful words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.fuzz import answers, kept, typed
from tests.unit.storage.test_history import HISTORY
from wizard.base import assets
from wizard.domain.bound_secret import BoundSecret
from wizard.domain.draft import Draft
from wizard.domain.drift import History
from wizard.domain.secret import Secret
from wizard.storage.draft_json import dump
from wizard.storage.history_json import dump as dump_history
from wizard.storage.vault.entry import pack


@dataclass(frozen=True, slots=True)
class Target:
    """``hold`` parses any bytes and fails if an invariant is violated; ``examples`` are valid.

    ``longest`` is as much as ever comes, where it is less than a mebibyte.
    """

    hold: Callable[[bytes], None]
    examples: tuple[bytes, ...]
    longest: int = 1 << 20


WORDS = tuple(
    word.encode()
    for word in (
        *("https://", "htps:/", "http://", "://", "api-", "na.myconnectwise.net", "staging."),
        *("connectwisedev.com", "sandbox-eu.", "v4_6_release", "v2025_1/", "/apis/3.0", "%2F"),
        *("@", "#", "?", "[::1]", "127.0.0.1", "10.0.0.5", ":443", ":8080", "xn--", "//", "\\"),
        *("Public key: ", "Private key:", "Client ID\t", "Company: ", "company+", "Basic ", "{"),
        *("TestPublicKey001", "TestPrivateKey01", "11111111-2222-3333-4444-555555555555", "}"),
        *("contoso", "“", "\u202e", "\u200b", "\ufeff", "\x1b[31m", "\x00", "\n", "\r\n", "\t"),
        *('{"', '":', '",', "[", "]", "null", "true", "1e999", "-1", "\\ud800", "\\u202e", "\\n"),
        *('"code"', '"NotFound"', '"message"', '"errors"', '"id"', '"name"', '"SiteUrl"'),
        *('"Codebase"', '"CompanyName"', '"VersionCode"', '"IsCloud"', '"inquireLevel"', "All"),
        *("HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 407 ", "<html><title>", "</title>", "</", "9999"),
    )
)
_JSON = {
    "lookup": {
        "CompanyName": "Contoso",
        "Codebase": "v2025_1/",
        "VersionCode": "v2025.1",
        "VersionNumber": "v2025.1.1",
        "IsCloud": True,
        "SiteUrl": "api-na.myconnectwise.net",
    },
    "error": {"code": "NotFound", "message": "x", "errors": [{"field": "a", "message": "b"}]},
    "rights": [
        {
            "moduleName": "Service Desk",
            "moduleFunctionName": "Service Tickets",
            **{f"{part}Level": "All" for part in ("add", "edit", "delete", "inquire")},
        }
    ],
    "list": [
        {
            "id": 1,
            "name": "Help",
            "identifier": "catchall",
            "projectFlag": False,
            "description": "Phase",
            "board": {"id": 2, "name": "B"},
            "company": {"id": 3, "name": "C"},
        }
    ],
    "ticket": {"id": 5, "summary": answers.PLAN.summary, "closedFlag": True, "status": {"id": 7}},
    "input": {
        "site": "na.myconnectwise.net",
        "company_id": "contoso",
        "tickets": ["service", "project"],
        "closes_tickets": True,
    },
}
_BODY = {name: json.dumps(document).encode() for name, document in _JSON.items()}
_PAGE = b"<html><head><title>Maintenance</title><body>access denied client_id"
_ADDRESS = b"Address: https://user@na.myconnectwise.net:443/v2025_1/services/?companyName=contoso"
_VALUES = (
    *(b"na.myconnectwise.net", b"contoso", b"TestPublicKey001", b"TestPrivateKey01"),
    b"11111111-2222-3333-4444-555555555555",
)
_DRAFT = dump(Draft(kept.ID, datetime(2026, 5, 12, tzinfo=UTC), name="Contoso"))
_REPLIES = tuple(bytes([n, 0]) + body for n in (0, 6, 8, 10) for body in (*_BODY.values(), _PAGE))

TARGETS = {
    "address": Target(typed.address, (_ADDRESS, b"htps:// [fd00::5]:8443/", b"cw.contoso.example")),
    "single": Target(typed.single, (*_VALUES, b"Public key: \xe2\x80\x9ccontoso+TestPublicKey001")),
    "five": Target(typed.five, (b"\n".join(_VALUES), _ADDRESS + b"\nx\ny\nz\n")),
    "paste": Target(typed.paste, (b"Company: contoso, Client ID: " + _VALUES[4], _BODY["input"])),
    "proxy": Target(
        typed.proxy, (b"http://u:p@proxy.example:8080", b"*.example,10.0.0.0/8,[::1]"), 1 << 17
    ),
    "draft": Target(kept.draft, (_DRAFT, _DRAFT.replace(b"00:00+", b"00:00.5+"), b"{}")),
    "drafts": Target(kept.drafts, (_DRAFT, b"{}")),
    "history": Target(kept.history, (dump_history(HISTORY), dump_history(History()))),
    "capsule": Target(kept.capsule, kept.capsules_made(), 1 << 16),
    "capsule_values": Target(kept.capsule_values, (kept.values_made(), b"{}"), 1 << 16),
    "settings": Target(kept.settings, (b'{"language": "de"}', b"[]")),
    "vault": Target(
        kept.vault,
        (pack(1, BoundSecret("cw.contoso.example", Secret("x"))).reveal().encode(), b"{}"),
    ),
    "check_input": Target(kept.check_input, (_BODY["input"], b"\xef\xbb\xbf{}", b"{} {}")),
    "rights": Target(
        kept.rights, (assets.text("rights.toml").encode()[:3000], b"right = [1]"), 1 << 15
    ),
    "reply": Target(answers.reply, _REPLIES),
    "lookup": Target(answers.lookup, (_BODY["lookup"], b"null")),
    "company_url": Target(answers.company_url, (b"contoso", b"../%2f?#"), 1 << 15),
    "reach": Target(answers.reach, _REPLIES),
    "ticket": Target(answers.ticket, _REPLIES),
    "tunnel": Target(answers.tunnel, (b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.0 407 x\r\na: b\n\n")),
    "certificate": Target(
        answers.certificate,
        (b"Zscaler Root CA\nUnit\nhttp://x\ncw.example\nJun  1 12:00:00 2026 GMT",),
    ),
}
