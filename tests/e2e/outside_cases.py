"""Cases from public bug reports, replayed by the fault servers and judged by the output.

``reports.jsonl`` and ``more_reports.jsonl`` in ``tests/data`` have one case a line. A case of kind
``reply`` names five values, the servers that answer (rules first, else a sound ConnectWise PSA) and
what the program may say.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.faultserver import (
    Authority,
    Board,
    FaultProxy,
    FaultServer,
    ProxyRules,
    Reply,
    Request,
    Resolver,
    RightRow,
    Script,
    SignIn,
    Tenant,
    healthy,
    json_reply,
    tls,
)
from tests.unit.linktest.linking import rights
from wizard.__main__ import main
from wizard.domain.rights import Level
from wizard.domain.scope import Scope, Ticket

DATA = Path(__file__).parents[1] / "data"
_TABLE_READS = {
    table.name: table.read.partition("?")[0]
    for right in rights().rights
    for table in right.tables
    if table.read
}
_TRUTH = {
    "company_id": "acmemsp",
    "public_key": "Ab3dEf6hIj9kLm2n",
    "private_key": "Zy8xWv5uTs2rQp1o",
    "client_id": "1b2c3d4e-5f60-4a7b-8c9d-0e1f2a3b4c5d",
}
PATIENCE_S = 60.0  # no case of a response is about time, and a busy computer takes its own
_BOARD_PARTS = {"statuses": ["New", "Closed"], "types": ["Onboarding"], "teams": ["Service Team"]}


def cases(kind: str) -> list[dict[str, Any]]:
    """Read the cases of one kind: reply, paste or address."""
    files = (DATA / "reports.jsonl", DATA / "more_reports.jsonl")
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return [case for case in map(json.loads, lines) if case["kind"] == kind]


@dataclass(frozen=True)
class Outcome:
    """What the program printed, and what the servers were asked."""

    code: int
    document: dict[str, Any]
    said_aside: str
    requests: tuple[Request, ...]

    @property
    def faults(self) -> set[str]:
        """Every fault of the report, warnings included."""
        rows = [row["fault"] for row in self.document["checks"]]
        return {f for f in (*rows, *(w["fault"] for w in self.document["warnings"])) if f}

    @property
    def sentences(self) -> str:
        """Every sentence about a problem: messages, fixes, evidence and warnings."""
        rows = self.document["checks"]
        texts = [row[name] for row in rows for name in ("message", "fix", "evidence")]
        texts += [warning["message"] for warning in self.document["warnings"]]
        return "\n".join(text for text in texts if text)

    @property
    def summary(self) -> str:
        """Exit code, verdict and every problem, short enough for a failed assertion."""
        lines = [f"exit {self.code}: {self.document['summary']}"]
        for row in self.document["checks"]:
            if row["fault"]:
                sentences = (row["message"], row["fix"], row["evidence"])
                lines.append(f"{row['id']} {row['status']} {row['fault']}: {sentences}")
        lines += [f"warning {w['fault']}: {w['message']}" for w in self.document["warnings"]]
        return "\n".join(lines)

    def fits(self, wanted: Mapping[str, Any]) -> bool:
        """Whether one alternative of ``expect.any`` holds."""
        if self.code not in wanted["exit"]:
            return False
        if "say" in wanted and not re.search(wanted["say"], self.sentences):
            return False
        if "verdict" in wanted:
            return bool(self.document["verdict"] == wanted["verdict"])
        states = wanted.get("status", ["failed"])
        return any(
            row["id"] in wanted["check"]
            and row["status"] in states
            and row["fault"] in wanted["fault"]
            for row in self.document["checks"]
        )

    def verify(self, expect: Mapping[str, Any]) -> None:
        """Assert everything that a case expects."""
        shown = self.summary
        assert any(self.fits(wanted) for wanted in expect["any"]), shown
        if "must_say" in expect:
            assert re.search(expect["must_say"], self.sentences), shown
        if "must_not_say" in expect:
            assert not re.search(expect["must_not_say"], self.sentences), shown
        assert not self.faults & set(expect.get("not_fault", ())), shown
        if expect.get("no_auth"):
            assert not [request for request in self.requests if request.signed]


class Outside:
    """Starts the servers of a case and runs ``h2r-link check`` or ``address`` in this process."""

    def __init__(
        self,
        authority: Authority,
        resolver: Resolver,
        running: ExitStack,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        folder: Path,
    ) -> None:
        self._authority = authority
        self._resolver = resolver
        self._running = running
        self._patch = monkeypatch
        self._capsys = capsys
        self._folder = folder

    def check(self, case: Mapping[str, Any]) -> Outcome:
        """Run ``check --from - --json`` on the values, or on the text, of a case."""
        given = case["input"]
        truth = {**_TRUTH, **given.get("truth", {})}
        servers = self._serve(given["servers"], truth, _scope(given.get("values", {})))
        for name, value in given.get("env", {}).items():
            self._patch.setenv(name, value.format(proxy=self._proxy))
        text = given["text"] if "text" in given else json.dumps(given["values"])
        timeout_s = given.get("timeout", PATIENCE_S)
        code, out, aside = self._run(
            text, "check", "--from", "-", "--json", "--timeout", f"{timeout_s:g}"
        )
        asked = tuple(request for server in servers for request in server.requests)
        return Outcome(code, json.loads(out), aside, asked)

    def address(self, text: str) -> tuple[int, dict[str, Any]]:
        """Run ``address TEXT --json``."""
        code, out, _ = self._run("", "address", text, "--json")
        return code, json.loads(out)

    def _run(self, given: str, *arguments: str) -> tuple[int, str, str]:
        path = self._folder / "input"
        path.write_bytes(given.encode())
        with path.open(encoding="utf-8") as opened:
            self._patch.setattr(sys, "stdin", opened)
            code = main(list(arguments))
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def _serve(
        self, described: list[dict[str, Any]], truth: Mapping[str, Any], scope: Scope
    ) -> list[FaultServer]:
        """Start every server; names lead to it, with a proxy through the proxy alone."""
        started = [self._psa(d, truth, scope) for d in described if d["role"] == "psa"]
        routes = {
            (name, 443): server.address
            for d, server in zip(described, started, strict=False)
            for name in d["names"]
        }
        for described_proxy in (d for d in described if d["role"] == "proxy"):
            mode = described_proxy["mode"]
            proxy = FaultProxy(routes, ProxyRules(refusal=None if mode == "ok" else _reply(mode)))
            self._running.enter_context(proxy)
            name, port = described_proxy["names"][0], proxy.address[1]
            self._resolver.maps(name, proxy, port=port)
            self._proxy = f"{name}:{port}"
        return started

    _proxy = ""

    def _psa(
        self, described: Mapping[str, Any], truth: Mapping[str, Any], scope: Scope
    ) -> FaultServer:
        layer = tls(self._authority, *described["names"])
        server = FaultServer(script_of(described, truth, scope), tls=layer)
        self._running.enter_context(server)
        for name in described["names"]:
            self._resolver.maps(name, server)
        return server


@pytest.fixture
def outside(
    trusted: Authority,
    resolver: Resolver,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Iterator[Outside]:
    """The program in a world that a case describes."""
    with ExitStack() as running:
        yield Outside(trusted, resolver, running, monkeypatch, capsys, tmp_path)


def script_of(described: Mapping[str, Any], truth: Mapping[str, Any], scope: Scope) -> Script:
    """Return the script of a described PSA: its rules over a sound ConnectWise."""
    script = healthy(_tenant(described, truth, scope))
    for part, names in _BOARD_PARTS.items():
        rows = [{"id": n, "name": name} for n, name in enumerate(names, 1)]
        script = script.api(f"/service/boards/*/{part}", _if_signed(json_reply(rows)))
    if described.get("mysecurity") == "forbidden":
        script = script.api("/system/mySecurity", SignIn.NO_PERMISSION)
    for table in described.get("tables_denied", ()):
        script = script.api(_TABLE_READS[table], SignIn.NO_PERMISSION)
    for rule in reversed(described.get("rules", [])):
        script = script.on("*", _when(rule["on"], _reply(rule["do"])))
    return script


def _tenant(described: Mapping[str, Any], truth: Mapping[str, Any], scope: Scope) -> Tenant:
    cloud = bool(described.get("cloud"))
    boards = described.get("boards", [[1, "Service"]])
    tenant = Tenant(
        **{n: truth[n] for n in ("company_id", "public_key", "private_key", "client_id")},
        codebase="v2025_1/" if cloud else "v4_6_release/",
        site_url=described.get("api_host"),
        is_cloud=cloud,
        boards=tuple(Board(*board) for board in boards),
        rights=_role(scope),
    )
    levels = described.get("levels", {})
    changed = (replace(row, **levels.get(row.function, {})) for row in tenant.rights)
    return replace(tenant, rights=tuple(changed))


def _role(scope: Scope) -> tuple[RightRow, ...]:
    """Exactly the rights that the scope needs."""
    return tuple(
        RightRow(
            right.module,
            right.function,
            **{column.value: str(level or Level.NONE) for column, level in right.needed.items()},
        )
        for right in rights().needed(scope)
    )


def _scope(values: Mapping[str, Any]) -> Scope:
    switches = ("closes_tickets", "maps_contacts", "maps_owners")
    tickets = frozenset(map(Ticket, values.get("tickets", ["service"])))
    return Scope(tickets, *(bool(values.get(name)) for name in switches))


def _when(on: str, reply: Reply) -> Callable[[Request], Reply | None]:
    fits: Callable[[Request], bool]
    if on == "lookup":
        fits = _is_lookup
    elif on in {"auth", "signed_in"}:
        fits = _is_signed
    else:
        pattern = re.compile(on.removeprefix("path:"))
        fits = lambda request: bool(pattern.search(request.path))  # noqa: E731
    return lambda request: reply if fits(request) else None


def _is_lookup(request: Request) -> bool:
    return request.path.startswith("/login/companyinfo/")


def _is_signed(request: Request) -> bool:
    return request.signed


def _if_signed(reply: Reply) -> Callable[[Request], Reply | None]:
    return lambda request: reply if request.signed else None


def _reply(described: Mapping[str, Any]) -> Reply:
    """Return the described reply; a page where nothing else is said."""
    headers = described.get("headers", {})
    pairs = headers.items() if isinstance(headers, dict) else headers
    if "json" in described:
        body, kind = json.dumps(described["json"]).encode(), "application/json; charset=utf-8"
    else:
        body, kind = described.get("body", "").encode(), "text/html; charset=utf-8"
    return Reply(
        described.get("status", 200),
        body,
        described.get("type", kind),
        tuple((name, value) for name, value in pairs),
    )
