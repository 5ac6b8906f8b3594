"""Parses the Company ID, the two keys and the Client ID."""

from __future__ import annotations

import re
from dataclasses import field, replace
from uuid import UUID

from wizard.domain.credentials import classify
from wizard.domain.credentials.clean import (
    LONGEST,
    Cleaned,
    Stripped,
    clean,
    describe_character,
    without_zero_width,
)
from wizard.domain.credentials.placeholders import sample_in
from wizard.domain.credentials.sign_ins import user_name
from wizard.domain.dataclass import dataclass
from wizard.domain.faults.fault import Fault, Field
from wizard.domain.faults.problem import Problem
from wizard.domain.text import N_, tr

# No Company ID holds a full stop.
_HOST = re.compile(r"(?:[\w-]+\.){2,}[a-z]{2,}(?:[:/]|$)", re.IGNORECASE)
_NOT_IN_A_KEY = re.compile(r"[^A-Za-z0-9+/=_-]")
_NOT_IN_COMPANY = "./\\:+"
LOGIN_NAMES = frozenset({"hire2retire"})

_WHERE = {
    Field.SITE: N_("It's in the browser's address bar while ConnectWise PSA is open."),
    Field.COMPANY_ID: N_("It's in the Company box of the ConnectWise sign-in page."),
    Field.PUBLIC_KEY: N_("It's on the API Keys tab of the API member."),
    Field.PRIVATE_KEY: N_(
        "ConnectWise shows it only once. If you can't see it anymore, create a new pair."
    ),
    Field.CLIENT_ID: N_("It's on the Client ID page of the ConnectWise developer site."),
}
_LABELLED_AS = {
    Field.SITE: N_("a web address"),
    Field.COMPANY_ID: N_("a Company ID"),
    Field.PUBLIC_KEY: N_("a public key"),
    Field.PRIVATE_KEY: N_("a private key"),
    Field.CLIENT_ID: N_("a Client ID"),
}
_KEYS = {Field.PUBLIC_KEY, Field.PRIVATE_KEY}
_SIGN_IN = N_("a complete sign-in: Company ID, public key, and private key")


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """Result of parsing one value: accepted ``text`` or a problem, and what was stripped.

    ``text`` may be a secret and is not part of the ``repr``.
    """

    text: str = field(default="", repr=False)
    problem: Problem | None = None
    removed: tuple[Stripped, ...] = ()
    label: Field | None = None

    @property
    def accepted(self) -> bool:
        """Whether there is a value to use."""
        return self.problem is None and bool(self.text)


def missing(value: Field) -> Problem:
    """Return the problem of an empty value."""
    details = {"field": value.label, "where": tr(_WHERE[value])}
    return Problem(Fault.VALUE_MISSING, details, only_affects=(value,))


def read_company_id(pasted: str) -> ParsedValue:
    """Parse a Company ID: the short name on the sign-in page."""
    cleaned = clean(pasted)
    return _reading(Field.COMPANY_ID, cleaned, _company_id_problem(cleaned))


def read_public_key(pasted: str, company_id: str = "") -> ParsedValue:
    """Parse a public key; a leading ``company+`` is stripped if it is the Company ID."""
    cleaned = without_zero_width(clean(pasted))
    company, plus, key = cleaned.text.partition("+")
    if company_id and plus and company.strip().casefold() == company_id.casefold():
        rest = clean(key)
        removed = dict.fromkeys((*cleaned.removed, Stripped.COMPANY, *rest.removed))
        cleaned = Cleaned(rest.text, tuple(removed), rest.label or cleaned.label)
    return _reading(Field.PUBLIC_KEY, cleaned, _key_problem(Field.PUBLIC_KEY, cleaned, company_id))


def read_private_key(pasted: str, company_id: str = "") -> ParsedValue:
    """Parse a private key."""
    cleaned = without_zero_width(clean(pasted))
    problem = _key_problem(Field.PRIVATE_KEY, cleaned, company_id)
    user = user_name(cleaned.text)
    alone = user is None or not user.private
    if company_id and alone and cleaned.text.casefold().startswith(f"{company_id.casefold()}+"):
        # That is a user name, and what stands behind the plus is the public key.
        cleaned = replace(cleaned, label=Field.PUBLIC_KEY)
    return _reading(Field.PRIVATE_KEY, cleaned, problem)


def read_client_id(pasted: str) -> ParsedValue:
    """Parse a Client ID: the only GUID in a text."""
    cleaned = without_zero_width(clean(pasted))
    if sample_in(cleaned.text):
        return _reading(Field.CLIENT_ID, cleaned, _sample(Field.CLIENT_ID, cleaned.text))
    bare = classify.without_braces(cleaned.text)
    while bare != cleaned.text and len(bare) <= LONGEST:
        inner = clean(bare)
        removed = dict.fromkeys((*cleaned.removed, Stripped.BRACES, *inner.removed))
        cleaned = Cleaned(inner.text, tuple(removed), inner.label or cleaned.label)
        bare = classify.without_braces(cleaned.text)
    plain = classify.with_plain_dashes(bare)
    if plain != bare:
        cleaned = Cleaned(plain, (*cleaned.removed, Stripped.DASHES), cleaned.label)
    if re.fullmatch(r"[0-9A-Fa-f]{32}", plain):
        plain = str(UUID(plain)) if plain.islower() else str(UUID(plain)).upper()
        cleaned = Cleaned(plain, (*cleaned.removed, Stripped.DASHES_ADDED), cleaned.label)
    found = classify.guids_in(plain)
    if found != [plain] and len(found) == 1:
        cleaned = Cleaned(found[0], (*cleaned.removed, Stripped.TEXT), Field.CLIENT_ID)
    return _reading(Field.CLIENT_ID, cleaned, _client_id_problem(cleaned))


def compare_keys(public: ParsedValue, private: ParsedValue) -> Problem | None:
    """Return a problem that only both keys together show: identical or swapped keys."""
    if public.text and public.text == private.text:
        return Problem(Fault.KEYS_SAME_TWICE)
    if private.problem and private.text.partition("+")[2] and not _in_front(public, private):
        return None
    if public.label is private.label is Field.PRIVATE_KEY:
        return _mixed_up(Field.PUBLIC_KEY, tr(_LABELLED_AS[Field.PRIVATE_KEY]))
    if public.label is private.label is Field.PUBLIC_KEY:
        return _mixed_up(Field.PRIVATE_KEY, tr(_LABELLED_AS[Field.PUBLIC_KEY]))
    if public.label is Field.PRIVATE_KEY or private.label is Field.PUBLIC_KEY:
        return Problem(Fault.KEYS_SWAPPED)
    return None


def _in_front(public: ParsedValue, private: ParsedValue) -> bool:
    """Whether the public key stands in the private key's field, and another text in its own."""
    return bool(public.text) and private.text.partition("+")[2] != public.text


def key_as_company_id() -> Problem:
    """Return the problem of a key pasted as the Company ID."""
    return _unreadable(Field.COMPANY_ID, tr("a key"))


def key_as_client_id() -> Problem:
    """Return the problem of a key pasted as the Client ID."""
    return _mixed_up(Field.CLIENT_ID, tr("a key"))


def _reading(value: Field, cleaned: Cleaned, problem: Problem | None) -> ParsedValue:
    problem = problem if cleaned.text else missing(value)
    one_line = len(cleaned.text.splitlines()) < 2
    return ParsedValue(cleaned.text, problem, cleaned.removed, cleaned.label if one_line else None)


def _unreadable(value: Field, what: str) -> Problem:
    details = {"field": value.label, "what": what, "where": tr(_WHERE[value])}
    return Problem(Fault.VALUE_UNREADABLE, details, only_affects=(value,))


def _sample(value: Field, text: str) -> Problem:
    what = sample_in(text) or tr("a masked value")
    details = {"field": value.label, "what": what, "where": tr(_WHERE[value])}
    return Problem(Fault.VALUE_PLACEHOLDER, details, only_affects=(value,))


def _mixed_up(value: Field, what: str) -> Problem:
    details = {"field": value.label, "what": what, "where": tr(_WHERE[value])}
    return Problem(Fault.KEYS_MIXED_UP, details, only_affects=(value,))


def _company_id_problem(cleaned: Cleaned) -> Problem | None:
    text = cleaned.text
    if cleaned.label in {*_KEYS, Field.CLIENT_ID}:
        return _mixed_up(Field.COMPANY_ID, tr(_LABELLED_AS[cleaned.label]))
    if classify.is_guid(text):
        return _mixed_up(Field.COMPANY_ID, tr("a Client ID"))
    if classify.is_token(text):
        return _mixed_up(Field.COMPANY_ID, tr("an encoded sign-in"))
    what = _not_a_company(text)
    if what:
        return _unreadable(Field.COMPANY_ID, what)
    if sample_in(text):
        return _sample(Field.COMPANY_ID, text)
    found = next((c for c in text if c in _NOT_IN_COMPANY or not c.isprintable()), "")
    return _unreadable(Field.COMPANY_ID, describe_character(found)) if found else None


def _not_a_company(text: str) -> str:
    """Return what a text is instead of a Company ID, or ""."""
    if classify.is_web_address(text) or _HOST.match(text):
        return tr("a web address")
    if classify.is_e_mail(text):
        return tr("an e-mail address")
    user = user_name(text)
    if not user or not classify.is_secret(user.public):
        return ""
    return tr(_SIGN_IN) if user.private else tr("a Company ID and a public key together")


def _key_problem(value: Field, cleaned: Cleaned, company_id: str) -> Problem | None:
    text = cleaned.text
    what = classify.describe_non_key(text) or _not_one_key(text, company_id)
    if what:
        return _mixed_up(value, what)
    if len(_keys_in(text)) > 1:
        return _unreadable(value, tr("two values"))
    if sample_in(text) or not any(map(str.isalnum, text)):
        return _sample(value, text)
    if cleaned.label in _LABELLED_AS.keys() - _KEYS:
        return _mixed_up(value, tr(_LABELLED_AS[cleaned.label]))
    if not _is_key(text) and text.casefold() in {*LOGIN_NAMES, company_id.casefold()}:
        return _mixed_up(value, tr("a name, not a key"))
    found = _NOT_IN_A_KEY.search(text)
    return _unreadable(value, describe_character(found[0])) if found else None


def _is_key(text: str) -> bool:
    """Whether it can be nothing but a key."""
    return classify.is_key(text) and classify.is_secret(text)


def _keys_in(text: str) -> set[str]:
    """The words of a text that look like a key."""
    return {word for word in re.split(r"[\s:=]+", text) if classify.is_secret(word)}


def _not_one_key(text: str, company_id: str) -> str:
    """Describe a key field that contains more than a key, or return ""."""
    user = user_name(text)
    if user and user.private:
        return tr(_SIGN_IN)
    if user and company_id and user.company.casefold() == company_id.casefold():
        return tr("a public key with the Company ID in front")
    return ""


def _client_id_problem(cleaned: Cleaned) -> Problem | None:
    text = cleaned.text
    if classify.is_guid(text):
        return _sample(Field.CLIENT_ID, text) if sample_in(text) else None
    if cleaned.label in _KEYS or classify.is_key(text):
        return key_as_client_id()
    if classify.is_token(text):
        return _mixed_up(Field.CLIENT_ID, tr("an encoded sign-in"))
    if classify.is_login_name(text):
        return _mixed_up(Field.CLIENT_ID, tr("a user name"))
    if classify.is_web_address(text):
        return _mixed_up(Field.CLIENT_ID, tr("a web address"))
    return Problem(Fault.CLIENT_ID_MALFORMED, {"what": _guid_error(text)})


def _guid_error(text: str) -> str:
    """Return why a text is not a GUID."""
    if len(classify.guids_in(text)) > 1:
        return tr("it contains {what}").format(what=tr("two values"))
    foreign = re.search(r"[^0-9A-Fa-f\s-]", text) or re.search(r"\s", text)
    if foreign:
        return tr("it contains {what}").format(what=describe_character(foreign[0]))
    count = len(text.replace("-", ""))
    if count == 31:
        return tr("it has 31 of 32 digits, so the first or last may be missing")
    if count == 32:
        return tr("the dashes are missing or misplaced")
    if count < 32:
        return tr("it has {count} of 32 digits").format(count=count)
    return tr("it has {count} digits instead of 32").format(count=count)
