"""Firewall rule for an on-premises server, as a page and as a message to RoboMQ."""

from __future__ import annotations

from html import escape

from wizard.documents import html as paper
from wizard.domain.address.address import Address
from wizard.domain.hire2retire import SourceAddresses
from wizard.domain.text import tr


def title_of(address: Address) -> str:
    """Return the title of the page."""
    return tr("Firewall rule for ConnectWise PSA at {host}").format(host=address.netloc)


def rule(address: Address, sources: SourceAddresses) -> tuple[tuple[str, str], ...]:
    """Return the rule as pairs of name and value."""
    return (
        (tr("Direction"), tr("inbound, from the internet")),
        (tr("From"), _sources(sources)),
        (tr("To"), address.host),
        (tr("Protocol and port"), f"TCP {address.port} (HTTPS)"),
    )


def unproven() -> tuple[str, ...]:
    """Return what a test from inside the network can't verify."""
    return (
        tr("That the firewall lets Hire2Retire in: this computer may already be inside it."),
        tr("That the server name resolves to the same server on the internet."),
        tr(
            "That Hire2Retire trusts the certificate: this computer may know a certificate "
            "authority (CA) that others don't."
        ),
        tr(
            "That nothing between the internet and the server inspects TLS or blocks the API's "
            "paths."
        ),
    )


def page(address: Address, sources: SourceAddresses, language: str) -> str:
    """Return the HTML document; ``language`` is the language of its texts, such as ``de``."""
    advice = tr(
        "Allow the API's path /v4_6_release/apis/3.0 and the lookup /login/companyinfo. Don't ask "
        "for a client certificate, and don't inspect TLS on this rule."
    )
    return paper.html_document(
        title_of(address),
        language,
        paper.pairs(rule(address, sources)),
        f"<p>{escape(advice)}</p>",
        *paper.section(
            tr("What a test from inside your network can't show"),
            (tr("Not checked"),),
            ((line,) for line in unproven()),
        ),
        *paper.section(
            tr("Message to RoboMQ"),
            (tr("Text"),),
            ((line,) for line in message(address).strip().splitlines() if line),
        ),
    )


def message(address: Address) -> str:
    """Return the message that asks RoboMQ for the addresses."""
    lines = (
        tr("We're linking Hire2Retire to our on-premises ConnectWise PSA at {host}."),
        tr("Our firewall only lets in known addresses, so we need to know:"),
        tr("1. Which IP addresses or ranges does Hire2Retire connect from?"),
        tr("2. How do you announce changes to them?"),
        tr("We'll allow TCP port {port} from those addresses to {host}, and nothing else."),
    )
    return "\n".join(lines).format(host=address.host, port=address.port) + "\n"


def _sources(sources: SourceAddresses) -> str:
    if not sources.addresses or sources.read_on is None:
        return tr("Hire2Retire's cloud. RoboMQ hasn't published its addresses: ask for them.")
    known = tr("{addresses} (read on {day}, {source})")
    return known.format(
        addresses=", ".join(sources.addresses),
        day=sources.read_on.isoformat(),
        source=sources.source,
    )
