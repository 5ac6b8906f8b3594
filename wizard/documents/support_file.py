"""The support file: diagnostic facts from an allow-list, without secrets.

Only ids, numbers, versions and names of well-known authorities go in. The address, the company, the
public key and every sentence that may quote them stay out, so nothing has to be taken out again.
The file is read by people who help: its words are English in every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from wizard.base.traceback_summary import TracebackSummary
from wizard.documents.support_facts import Facts, program_facts, system_facts
from wizard.domain.check import Check
from wizard.domain.dataclass import dataclass
from wizard.domain.report import CheckResult, Report
from wizard.domain.rights import RightRow
from wizard.domain.sanitize import sanitize
from wizard.storage.log import request_id

_NAME_LIMIT = 120
# Told by the word of this list, never by the certificate's: a private authority names its company.
_AUTHORITIES = (
    "Amazon",
    "DigiCert",
    "Entrust",
    "GlobalSign",
    "GoDaddy",
    "Google Trust Services",
    "Let's Encrypt",
    "Microsoft",
    "Sectigo",
    "Cisco Umbrella",
    "Fortinet",
    "Netskope",
    "Palo Alto Networks",
    "Sophos",
    "Zscaler",
)


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """Facts about one check; "" or None if there is nothing to report."""

    id: str
    status: str
    fault: str = ""
    http_status: int | None = None
    duration_ms: float | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class LinkTestFacts:
    """Facts about a link test.

    ``issuers`` are well-known authorities that the issuer's name speaks of; ``rights`` pairs of a
    needed right and how it compares.
    """

    verdict: str
    started: datetime
    duration_ms: float
    requests: int
    proxy: str
    issuers: tuple[str, ...]
    checks: tuple[CheckFacts, ...]
    rights: Facts
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SupportInfo:
    """Contents of a support file; `render` returns its text."""

    at: datetime
    program: Facts
    system: Facts
    display: Facts = ()
    vault: str = ""
    test: LinkTestFacts | None = None
    defect: TracebackSummary | None = None
    log: tuple[str, ...] = ()

    def render(self) -> str:
        """Return the text of the file, identical to the preview."""
        return "\n".join(_lines(self))


def support_info(
    at: datetime,
    report: Report | None = None,
    *,
    display: Facts = (),
    vault: str = "",
    defect: TracebackSummary | None = None,
    log: Iterable[str] = (),
) -> SupportInfo:
    """Collect the contents of a support file.

    ``vault`` is the vault's name or the id of the fault that keeps it closed; ``log`` are lines of
    `LogFolder.tail`.
    """
    return SupportInfo(
        at=at,
        program=program_facts(),
        system=system_facts(),
        display=display,
        vault=sanitize(vault, _NAME_LIMIT),
        test=_test(report) if report else None,
        defect=defect,
        log=tuple(log),
    )


def _test(report: Report) -> LinkTestFacts:
    return LinkTestFacts(
        verdict=report.verdict.value,
        started=report.started,
        duration_ms=report.duration_ms,
        requests=report.requests,
        # Neither its address nor its user is included.
        proxy=report.proxy.source.value if report.proxy else "none",
        issuers=_issuers(report),
        checks=tuple(map(_check, report.rows)),
        rights=tuple(map(_right, report.rights)),
        warnings=tuple(warning.fault.value for warning in report.warnings),
    )


def _issuers(report: Report) -> tuple[str, ...]:
    """Return the well-known authorities in the issuer's name; omit every other name."""
    problem = report.row(Check.CERTIFICATE).problem
    issuer = report.issuer or (problem.details.get("issuer", "") if problem else "")
    known = tuple(name for name in _AUTHORITIES if name.casefold() in issuer.casefold())
    return known or (("another certificate authority",) if issuer else ())


def _check(row: CheckResult) -> CheckFacts:
    return CheckFacts(
        id=row.check.value,
        status=row.status.value,
        fault=row.problem.fault.value if row.problem else "",
        http_status=row.http_status,
        duration_ms=row.duration_ms,
        request_id=request_id(row.request_id),
    )


def _right(row: RightRow) -> tuple[str, str]:
    cells = (*(column.value for column in (*row.missing(), *row.unknown())), *row.denied)
    compared = f"{row.verdict.value} {', '.join(cells)}".rstrip()
    return row.right.title, f"{compared} ({row.source.value})"


def _lines(info: SupportInfo) -> Iterator[str]:
    yield f"h2r-link support file, {info.at.isoformat(timespec='seconds')}"
    yield "It contains no keys, Client ID, passwords, addresses, or Company ID."
    yield from _section("Program", info.program)
    yield from _section("System", info.system)
    yield from _section("Display", info.display)
    yield from _section("Vault", (("Name", info.vault),) if info.vault else ())
    yield from _test_lines(info.test) if info.test else ("", "Link test: not run")
    if info.defect:
        yield from ("", "Defect", *(f"  {line}" for line in str(info.defect).splitlines()))
    if info.log:
        yield from ("", "Log", *(f"  {line}" for line in info.log))
    yield ""


def _test_lines(test: LinkTestFacts) -> Iterator[str]:
    yield from _section(
        "Link test",
        (
            ("Verdict", test.verdict),
            ("Started", test.started.isoformat(timespec="seconds")),
            ("Duration", f"{test.duration_ms:.0f} ms, {test.requests} requests"),
            ("Proxy", test.proxy),
            ("Certificate issued by", ", ".join(test.issuers) or "unknown"),
            ("Warnings", ", ".join(test.warnings) or "none"),
        ),
    )
    yield from ("", "Checks")
    yield from (f"  {_check_line(check)}" for check in test.checks)
    yield from _section("Permissions", test.rights)


def _check_line(check: CheckFacts) -> str:
    parts = (
        f"{check.id:<12}{check.status:<9}",
        check.fault,
        f"HTTP {check.http_status}" if check.http_status else "",
        "" if check.duration_ms is None else f"{check.duration_ms:.0f} ms",
        f"request {check.request_id}" if check.request_id else "",
    )
    return "  ".join(filter(None, parts)).rstrip()


def _section(title: str, facts: Facts) -> Iterator[str]:
    if facts:
        yield from ("", title, *(f"  {name}: {value}" for name, value in facts))
