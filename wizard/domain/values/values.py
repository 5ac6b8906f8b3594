"""Parses the five values together, in the order of Hire2Retire's form."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote

from wizard.domain.address.address import Address
from wizard.domain.address.reading import ParsedAddress, read_address
from wizard.domain.credentials.classify import is_secret
from wizard.domain.credentials.credentials import (
    ParsedValue,
    compare_keys,
    key_as_client_id,
    key_as_company_id,
    read_client_id,
    read_company_id,
    read_private_key,
    read_public_key,
)
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault, Field
from wizard.domain.faults.problem import Problem
from wizard.domain.scope import Scope
from wizard.domain.secret import Secret
from wizard.domain.values.field_texts import FieldTexts

__all__ = ["FieldTexts", "LinkValues", "ParsedValues", "parse_values"]


@dataclass(frozen=True, slots=True)
class LinkValues:
    """Five accepted values, ready for a link test."""

    address: Address
    company_id: str
    public_key: str
    private_key: Secret
    client_id: Secret
    scope: Scope
    typed: str = ""

    @property
    def hidden(self) -> tuple[str, ...]:
        """Texts to redact from a report: four of the values, in every encoding sent.

        Percent-encoded, in Base64 of both alphabets, and the Client ID without its dashes, too.
        """
        private_key, client_id = self.private_key.reveal(), self.client_id.reveal()
        values = (self.company_id, self.public_key, private_key, client_id)
        bare = client_id.replace("-", "")
        pairs = (f"{self.public_key}:{private_key}", f"{self.company_id}+{self.public_key}")
        token = f"{self.company_id}+{pairs[0]}"
        encoded = (token, *pairs, *values[1:], bare)
        sent = (form for text in encoded for form in _base64(text))
        return tuple(
            dict.fromkeys((*values, bare, *(quote(value, safe="") for value in values), *sent))
        )


@dataclass(frozen=True, slots=True)
class ParsedValues:
    """Result of parsing the five values; ``values`` is None if there is a problem.

    ``problems`` are in the order of Hire2Retire's form.
    """

    address: ParsedAddress
    values: LinkValues | None
    problems: tuple[Problem, ...]

    def problem_of(self, value: Field) -> Problem | None:
        """Return the first problem that affects ``value``."""
        return next((p for p in self.problems if value in p.affects), None)


def parse_values(typed: FieldTexts) -> ParsedValues:
    """Parse all five values; never raises."""
    address = read_address(typed.site)
    company = read_company_id(typed.company_id)
    public = read_public_key(typed.public_key, company.text)
    private = read_private_key(typed.private_key.reveal(), company.text)
    client_id = read_client_id(typed.client_id.reveal())
    problems = (
        *filter(None, (address.problem, _company_problem(company, public, private))),
        *_key_problems(public, private),
        *filter(None, (_client_id_problem(client_id, public, private),)),
    )
    if problems or address.address is None:
        return ParsedValues(address, None, problems)
    issued = issued_by_practice(public.text, private.text, client_id.text)
    values = LinkValues(
        address=address.address if issued else address.address.secured(),
        company_id=company.text,
        public_key=public.text,
        private_key=Secret(private.text),
        client_id=Secret(client_id.text),
        scope=typed.scope,
        typed=address.typed,
    )
    return ParsedValues(address, values, ())


def _base64(text: str) -> tuple[str, ...]:
    """Return Base64 of ``text``, also without padding and in the alphabet for URLs (RFC 4648)."""
    plain = b64encode(text.encode()).decode()
    safe = plain.replace("+", "-").replace("/", "_")
    return plain, safe, plain.rstrip("="), safe.rstrip("=")


def _key_problems(public: ParsedValue, private: ParsedValue) -> tuple[Problem, ...]:
    """The problems of both keys; what only both show takes the place of the single ones."""
    together = compare_keys(public, private)
    single = tuple(filter(None, (private.problem, public.problem)))
    if together and (together.fault is Fault.KEYS_SWAPPED or not single):
        return (together,)
    return single


def _company_problem(
    company: ParsedValue, public: ParsedValue, private: ParsedValue
) -> Problem | None:
    """The problem of the Company ID; a key shows by standing in its own field, too."""
    if company.accepted and is_secret(company.text) and company.text in {public.text, private.text}:
        return key_as_company_id()
    return company.problem


def _client_id_problem(
    client_id: ParsedValue, public: ParsedValue, private: ParsedValue
) -> Problem | None:
    """The problem of the Client ID; a key of any length shows by standing in its own field, too."""
    if client_id.problem and client_id.text and client_id.text in {public.text, private.text}:
        return key_as_client_id()
    return client_id.problem


def issued_by_practice(public_key: str, private_key: str, client_id: str) -> bool:
    """Whether the practice server issued these values: they carry its mark.

    Only such values may travel over plain HTTP, and only on this computer.
    """
    marked = public_key.startswith("Practice") and private_key.startswith("Practice")
    return marked and client_id.startswith("00000000-")


def storable(typed: FieldTexts) -> tuple[str, str, str]:
    """Return address, Company ID and public key as a draft may keep them: accepted text only.

    A refused text may be a secret in the wrong field, so it is not written to a file.
    """
    reading = parse_values(typed)
    blamed = {
        value for p in reading.problems if p.fault is not Fault.VALUE_MISSING for value in p.affects
    }
    address = reading.address.address
    company = "" if Field.COMPANY_ID in blamed else read_company_id(typed.company_id).text
    public = "" if Field.PUBLIC_KEY in blamed else read_public_key(typed.public_key, company).text
    return address.text if address else "", company, public
