"""Parses an address: find it, split it, classify the host, report what was stripped."""

from __future__ import annotations

import re

from wizard.domain.address import hostnames, hosts, lookalikes, other_products
from wizard.domain.address.address import Address
from wizard.domain.address.extract import find_address, incomplete, unreadable
from wizard.domain.address.hosts import Kind
from wizard.domain.address.link_wrappers import wrapped_in
from wizard.domain.address.parts import Parts, host_and_port, split, unknown_cloud_host
from wizard.domain.credentials.classify import is_secret
from wizard.domain.credentials.clean import Stripped, clean
from wizard.domain.credentials.credentials import missing
from wizard.domain.credentials.placeholders import is_sample, sample_in
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault, Field
from wizard.domain.faults.problem import Problem
from wizard.domain.text import tr

LONGEST = 2000
_PRACTICE_HOSTS = {"127.0.0.1", "[::1]"}
_FILE_NAME = re.compile(r".*\.(?:aspx?|rails|html?|php|json|xml|txt|log|pdf|exe|docx?|xlsx?|csv)")


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """Result of parsing a pasted address.

    ``typed`` is safe to show: no user part, no query; "" if the text does not look like an address.
    """

    typed: str = ""
    address: Address | None = None
    problem: Problem | None = None
    company_hint: str = ""
    removed: tuple[Stripped, ...] = ()
    host: str = ""
    release: str = ""
    folder: str = ""

    @property
    def hint(self) -> str:
        """Advice about an accepted address before Hire2Retire uses it, or ""."""
        if self.address is None:
            return ""
        if hosts.is_private(self.address.host):
            return tr("Hire2Retire's cloud can't reach a name that exists only in your network.")
        if self.folder:
            return tr("The folder “{folder}” in the address isn't used.").format(folder=self.folder)
        return ""

    @property
    def accepted(self) -> bool:
        """Whether there is an address to use."""
        return self.address is not None


def read_address(pasted: str) -> ParsedAddress:
    """Parse a ConnectWise address from any text; never raises."""
    too_long = len(pasted) > LONGEST and len(pasted.strip()) > LONGEST
    cleaned = clean(pasted.strip()[:LONGEST] if too_long else pasted)
    removed = list(cleaned.removed)
    if not cleaned.text:
        return ParsedAddress(problem=missing(Field.SITE), removed=cleaned.removed)
    if _is_reference(cleaned.text):
        what = sample_in(cleaned.text)
        return _refused(Problem(Fault.ADDRESS_PLACEHOLDER, {"what": what}), removed)
    if is_secret(cleaned.text):
        return _refused(unreadable(tr("it looks like a key or a Client ID")), removed)
    # Only the host counts, so a long deep link may be cut; a long text may not.
    if too_long and re.search(r"\s", cleaned.text):
        return _refused(unreadable(tr("it's too long for an address")), removed)
    found = _find(cleaned.text, removed)
    return _refused(found, removed) if isinstance(found, Problem) else _judge(found, removed)


def _is_reference(text: str) -> bool:
    """Whether the text is only a mask or a vault reference; neither looks like an address."""
    if re.match(r"op://|@microsoft\.keyvault", text, re.IGNORECASE):
        return True
    if re.match(r"[A-Za-z_$][\w.:]*[(\[][\"'](?!https?:)", text):
        return True  # System.get_env("…"): a call that looks the address up
    return is_sample(text) and not re.search(r"\w\.\w|^https?:|^[<{$\[]|^[.\s]+$", text)


def _find(text: str, removed: list[Stripped], wrappings: int = 4) -> Parts | Problem:
    """Find the address in a text, also the one in a link of a mail filter around it."""
    found = find_address(text, removed)
    if isinstance(found, Problem):
        return found
    parts = split(found)
    inner = wrapped_in(parts.authority.casefold(), parts.path, parts.query)
    if not inner or not wrappings:
        return parts
    removed.append(Stripped.SURROUNDINGS)
    return _find(inner, removed, wrappings - 1)


def _refused(problem: Problem, removed: list[Stripped]) -> ParsedAddress:
    return ParsedAddress(problem=problem, removed=tuple(dict.fromkeys(removed)))


def _judge(parts: Parts, removed: list[Stripped]) -> ParsedAddress:
    if parts.user:
        removed.append(Stripped.USER)
    if parts.path.strip("/") or parts.query:
        removed.append(Stripped.SURROUNDINGS)
    noted = tuple(dict.fromkeys(removed))
    found = host_and_port(parts)
    if isinstance(found, Problem):
        return ParsedAddress(problem=found, removed=noted, release=parts.release)
    host, port = found
    typed = parts.typed if "." in host or ":" in host else ""
    problem = _refuse_host(host, parts)
    return ParsedAddress(
        typed=typed,
        address=None if problem else _address(host, port, parts),
        problem=problem,
        company_hint="" if problem else parts.company_hint,
        removed=noted,
        host=host,
        release=parts.release,
        folder=parts.folder,
    )


def _address(host: str, port: int | None, parts: Parts) -> Address:
    if parts.plain and host in _PRACTICE_HOSTS:
        return Address(host, port or 80, parts.release, secure=False)
    upgraded = 443 if parts.plain and port == 80 else port
    return Address(host, upgraded or 443, parts.release)


def _refuse_host(host: str, parts: Parts) -> Problem | None:
    """Return why a well-formed host is not a ConnectWise PSA, or None."""
    if hostnames.ip_literal(host):
        return None
    rules = (
        *(_placeholder, _incomplete, _other_product, _look_alike, _mixed_scripts),
        _abbreviation,
    )
    return next(filter(None, (rule(host, parts) for rule in rules)), None)


def _placeholder(host: str, parts: Parts) -> Problem | None:
    if hosts.is_placeholder(host):
        return Problem(Fault.ADDRESS_PLACEHOLDER, {"what": host})
    if "release_version" in parts.path.lower():
        return Problem(Fault.ADDRESS_PLACEHOLDER, {"what": "release_version"})
    return None


def _incomplete(host: str, _parts: Parts) -> Problem | None:
    if "." in host and host not in hosts.DOMAINS and not _FILE_NAME.fullmatch(host):
        return None
    internal = "." not in host and not hosts.completed(host)
    return incomplete(host, hosts.completed(host), internal=internal)


def _other_product(host: str, parts: Parts) -> Problem | None:
    product = other_products.product_at(parts.path) or other_products.product_of(host)
    if not product:
        return None
    return Problem(Fault.ADDRESS_OTHER_PRODUCT, {"host": host, "product": tr(product)})


def _look_alike(host: str, parts: Parts) -> Problem | None:
    if hosts.resembles_cloud(host):
        return unknown_cloud_host(host, hosts.suggestion_for(host))
    if hosts.kind_of(host) is Kind.ON_PREMISES and lookalikes.names_cloud(parts.user):
        # The name in front of @ is only a user name: the keys would go to the host behind it.
        return unknown_cloud_host(f"…@{host}", "")
    return None


def _mixed_scripts(host: str, _parts: Parts) -> Problem | None:
    if hostnames.mixes_scripts(host):
        return unreadable(tr("{host} mixes letters from several alphabets").format(host=host))
    return None


def _abbreviation(host: str, _parts: Parts) -> Problem | None:
    """Whether it is an abbreviation such as n.a.: no domain ends with a single letter."""
    if len(host.rpartition(".")[2]) > 1:
        return None
    return incomplete(host)
