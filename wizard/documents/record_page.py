"""The record as an HTML page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from wizard.documents import html as paper
from wizard.domain.address.reading import read_address
from wizard.domain.faults.fault import Field
from wizard.domain.report import cloud_must_reach
from wizard.domain.rights import Column
from wizard.domain.text import N_, tr

if TYPE_CHECKING:
    from wizard.documents.records import Record

_ENVIRONMENT = {"production": N_("Production"), "sandbox": N_("Sandbox")}


def page(record: Record, language: str) -> str:
    """Return the HTML document; ``language`` is the language of its texts, such as ``de``."""
    title = title_of(record.connection, practice=record.practice)
    return paper.html_document(
        title,
        language,
        *_practice(record),
        f"<p><strong>{escape(_verdict(record))}</strong></p>",
        *_reach(record),
        paper.pairs(_facts(record)),
        *paper.section(tr("Permissions of the security role"), _rights_head(), _rights(record)),
        *paper.section(tr("Link test"), (tr("Check"), tr("Result"), ""), _checks(record)),
        *paper.section(
            tr("Changes since the last passed test"),
            (tr("Change"),),
            ((change,) for change in record.changes),
        ),
        *paper.section(tr("Versions"), (tr("Part"), tr("Version")), record.versions),
    )


def title_of(connection: str, *, practice: bool = False) -> str:
    """Return the title of a record."""
    words = (
        tr("Practice record: {connection}")
        if practice
        else tr("Record: {connection} linked to Hire2Retire")
    )
    return words.format(connection=connection)


def _practice(record: Record) -> Iterable[str]:
    if record.practice:
        words = tr("Practice: no real ConnectWise was tested, and nothing was linked.")
        yield f"<p><strong>{escape(words)}</strong></p>"


def _verdict(record: Record) -> str:
    if not record.summary:
        return tr("Not verified: the link wasn't tested.")
    return record.summary


def _reach(record: Record) -> Iterable[str]:
    """What the test of an on-premises server could not show."""
    address = read_address(record.site).address
    if record.proven and address and address.is_on_premises:
        yield f"<p>{escape(cloud_must_reach())}</p>"


def _facts(record: Record) -> Iterable[tuple[str, str]]:
    colleague = ((tr("Keys created by"), record.colleague),) if record.colleague else ()
    return (
        (tr("Linked by"), record.who),
        *colleague,
        (tr("Date"), record.at.isoformat(sep=" ", timespec="minutes")),
        (Field.SITE.label, record.site),
        (Field.COMPANY_ID.label, record.company_id),
        (tr("Environment"), tr(_ENVIRONMENT.get(record.environment, record.environment))),
        (Field.ROLE.label, record.role),
        (Field.MEMBER.label, record.member),
        (tr("Verified by the link test"), tr("yes") if record.proven else tr("no")),
        *(((tr("Test ticket"), record.ticket),) if record.ticket else ()),
    )


def _rights_head() -> tuple[str, ...]:
    return (
        tr("Permission"),
        *(tr("{column}: needed, granted").format(column=c.label) for c in Column),
    )


def _rights(record: Record) -> Iterable[tuple[str, ...]]:
    for line in record.rights:
        cells = zip(line.needed, line.granted, strict=True)
        yield (line.title, *(f"{needed}, {granted}" for needed, granted in cells))


def _checks(record: Record) -> Iterable[tuple[str, ...]]:
    return ((c.title, tr(c.outcome), c.sentence) for c in record.checks)
