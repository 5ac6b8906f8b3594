"""The Company ID, the two keys and the Client ID: read once from what people paste."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass

from wizard.domain.clean import Cleaned, Removed, clean, named
from wizard.domain.faults import Blame, Fault
from wizard.domain.problem import Problem
from wizard.domain.wording import mark, tr

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
_KEY = re.compile(r"[A-Za-z0-9+/=_-]*")
_NOT_IN_COMPANY = "./\\:+"
_DASHES = "‐‑‒–—―−﹘﹣－"
_BRACES = "{}()[]<>"
LOGIN_NAMES = frozenset({"hire2retire"})

_WHERE = {
    Blame.SITE: mark("It stands in the browser's address bar."),
    Blame.COMPANY_ID: mark("It stands in the Company box of the ConnectWise sign-in page."),
    Blame.PUBLIC_KEY: mark("It stands on the API Keys tab of the API member."),
    Blame.PRIVATE_KEY: mark("ConnectWise shows it once, when the pair is made."),
    Blame.CLIENT_ID: mark("It stands on the Client ID page of ConnectWise's developer site."),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How one pasted value was understood: accepted ``text``, or a problem; and what was taken off."""

    text: str = ""
    problem: Problem | None = None
    removed: tuple[Removed, ...] = ()
    label: Blame | None = None

    @property
    def accepted(self) -> bool:
        """Whether there is a value to use."""
        return self.problem is None and bool(self.text)


def missing(value: Blame) -> Problem:
    """The problem of an empty value."""
    details = {"field": value.label, "where": tr(_WHERE[value])}
    return Problem(Fault.VALUE_MISSING, details, only_blames=(value,))


def read_company_id(pasted: str) -> Reading:
    """Read a Company ID: the short name of the sign-in page."""
    cleaned = clean(pasted)
    found = next((c for c in cleaned.text if c in _NOT_IN_COMPANY or not c.isprintable()), "")
    return _reading(Blame.COMPANY_ID, cleaned, _unreadable(Blame.COMPANY_ID, found) if found else None)


def read_public_key(pasted: str, company_id: str = "") -> Reading:
    """Read a public key; ``company+`` in front of it is taken off when it is the Company ID."""
    cleaned = clean(pasted)
    prefix = f"{company_id}+".casefold()
    if company_id and cleaned.text.casefold().startswith(prefix):
        rest = clean(cleaned.text[len(company_id) + 1 :])
        cleaned = Cleaned(rest.text, (*cleaned.removed, Removed.COMPANY), cleaned.label)
    return _reading(Blame.PUBLIC_KEY, cleaned, _key_problem(Blame.PUBLIC_KEY, cleaned, company_id))


def read_private_key(pasted: str, company_id: str = "") -> Reading:
    """Read a private key."""
    cleaned = clean(pasted)
    return _reading(Blame.PRIVATE_KEY, cleaned, _key_problem(Blame.PRIVATE_KEY, cleaned, company_id))


def read_client_id(pasted: str) -> Reading:
    """Read a Client ID: a GUID; braces are taken off, typographic dashes made plain."""
    cleaned = clean(pasted)
    text, removed = cleaned.text, list(cleaned.removed)
    if text.strip(_BRACES) != text:
        text = clean(text.strip(_BRACES)).text
        removed.append(Removed.BRACES)
    plain = text.translate(dict.fromkeys(map(ord, _DASHES), "-"))
    if plain != text:
        removed.append(Removed.DASHES)
    cleaned = Cleaned(plain, tuple(removed), cleaned.label)
    return _reading(Blame.CLIENT_ID, cleaned, _client_id_problem(cleaned))


def compare_keys(public: Reading, private: Reading) -> Problem | None:
    """What only both keys together show: swapped labels, the same key twice."""
    if public.label is Blame.PRIVATE_KEY or private.label is Blame.PUBLIC_KEY:
        return Problem(Fault.KEYS_SWAPPED)
    if public.text and public.text == private.text:
        return Problem(Fault.KEYS_SAME_TWICE)
    return None


def _reading(value: Blame, cleaned: Cleaned, problem: Problem | None) -> Reading:
    problem = problem if cleaned.text else missing(value)
    return Reading(cleaned.text, problem, cleaned.removed, cleaned.label)


def _unreadable(value: Blame, char: str) -> Problem:
    details = {"field": value.label, "what": named(char), "where": tr(_WHERE[value])}
    return Problem(Fault.VALUE_UNREADABLE, details, only_blames=(value,))


def _mixed_up(value: Blame, what: str) -> Problem:
    details = {"field": value.label, "what": what, "where": tr(_WHERE[value])}
    return Problem(Fault.KEYS_MIXED_UP, details, only_blames=(value,))


def _key_problem(value: Blame, cleaned: Cleaned, company_id: str) -> Problem | None:
    text = cleaned.text
    for what, recognised in _NOT_A_KEY:
        if recognised(text):
            return _mixed_up(value, tr(what))
    if cleaned.label is Blame.CLIENT_ID:
        return _mixed_up(value, tr("a Client ID"))
    if text.casefold() in LOGIN_NAMES | ({company_id.casefold()} if company_id else set()):
        return _mixed_up(value, tr("a name, not a key"))
    found = next((char for char in text if not _KEY.fullmatch(char)), "")
    return _unreadable(value, found) if found else None


def _client_id_problem(cleaned: Cleaned) -> Problem | None:
    text = cleaned.text
    if _GUID.fullmatch(text):
        return None
    if cleaned.label in {Blame.PUBLIC_KEY, Blame.PRIVATE_KEY} or _looks_like_key(text):
        return _mixed_up(Blame.CLIENT_ID, tr("a key"))
    if _is_token(text):
        return _mixed_up(Blame.CLIENT_ID, tr("an encoded sign-in"))
    return Problem(Fault.CLIENT_ID_MALFORMED, {"what": _guid_slip(text)})


def _guid_slip(text: str) -> str:
    """Say what keeps a text from being a GUID."""
    digits = re.sub(r"[-\s]", "", text)
    foreign = next((c for c in digits if c.lower() not in "0123456789abcdef"), "")
    if foreign:
        return tr("it contains {what}").format(what=named(foreign))
    if len(digits) == 31:
        return tr("it has 31 of 32 digits; the first or last may be missing")
    if len(digits) == 32:
        return tr("the dashes are missing or misplaced")
    return tr("it has {count} of 32 digits").format(count=len(digits))


def _looks_like_key(text: str) -> bool:
    """15 to 24 letters and digits, but not a torn GUID."""
    return bool(re.fullmatch(r"[A-Za-z0-9+/=]{15,24}", text)) and not re.fullmatch("[0-9a-fA-F]+", text)


def _is_token(text: str) -> bool:
    """Whether it is ``Basic …`` or the Base64 of ``company+public:private``."""
    if re.match(r"(?:authorization\s*:\s*)?basic\s+\S", text, re.I):
        return True
    if len(text) < 24 or not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", text):
        return False
    try:
        decoded = base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return ":" in decoded and decoded.isprintable()


def _is_guid(text: str) -> bool:
    plain = text.strip(_BRACES).translate(dict.fromkeys(map(ord, _DASHES), "-"))
    return bool(_GUID.fullmatch(plain))


def _is_login_name(text: str) -> bool:
    if re.fullmatch(r"[^\s@]+@[^\s@]+", text) or re.fullmatch(r"[\w-]+\\[\w.-]+", text):
        return True
    return bool(re.fullmatch(r"[A-Za-z]+\.[A-Za-z]+", text))


_NOT_A_KEY: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (mark("a Client ID"), _is_guid),
    (mark("an encoded sign-in"), _is_token),
    (mark("a log-in name"), _is_login_name),
    (mark("a web address"), lambda text: bool(re.match(r"https?:", text, re.I))),
)
