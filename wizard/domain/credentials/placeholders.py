"""Detects sample text, masks and unresolved variables in place of a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from wizard.domain.credentials.classify import is_guid, is_secret, with_plain_dashes, without_braces
from wizard.domain.text import N_, tr

_VARIABLE = re.compile(
    r"\$[\w{(]|\{\{|#\{|%[A-Za-z_]\w*%|@microsoft\.keyvault"
    r"|\b(?:op|vault|keyvault|akv|secretref|secrets?|bws|keeper|lastpass|doppler|ssm|awssm|gcpsm)://"
    r"|(?:^|/)secrets/|^\{[a-z]+\}|^!(?:vault|secret|env)\b|^(?:env|ssm|keyring):\S"
    r"|^(?:ref\+|secretref:|vault:|keyvault:|arn:aws:|!ref\b|!sub\b|enc\[)"
    r"|(?:process\.env|import\.meta\.env|os\.environ|os\.getenv|getenv|secrets)(?:[.\[(]|$)"
    r"|^(?:var|local|data|config|settings|env|self|args|options|opts)\.[A-Za-z_][\w.]*$"
    r"|^\{[A-Za-z_][\w.:-]*\}$|^__[A-Za-z]\w*__$|^_[A-Z]+(?:_[A-Z]+)+_$"
    r"|^@\{?[A-Za-z_][\w.]*\("
    # A call or an entry that a program looks up: System.get_env("X"), ENV['X'], Get-Secret -Name X.
    r"|^\(?[A-Za-z_$][\w.:>$-]*\s*[(\[]\s*[\"':]|^\(?(?:get|read|import|unprotect)-[a-z]{3,40}\b",
    re.IGNORECASE,
)
_FRAMED = re.compile(r"<[^<>]*[A-Za-z][^<>]*>|\[[A-Za-z][^\[\]]*\]|\([A-Za-z][^()]*\)")
_MASK = re.compile(
    r"\*{3,}|[•●∙◦▪■·]{3,}|\.{4,}|^…+$|…{2,}|_{4,}|\?{3,}|#{4,}|(?:^|[_-])x{4,}(?:[_-]|$)",
    re.IGNORECASE,
)
_ONLY_MARKS = re.compile(r"[*•●∙◦▪■·.…_?#xX\s-]{3,}")
_FILLED = re.compile(r"n/a|passw[o0]rd", re.IGNORECASE)
_WORDS = re.compile(r"[A-Za-z]+|[0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])(?!Wise)|(?<=[A-Z])(?=[A-Z][a-z])")
_MARKERS = frozenset(
    {
        *("your", "here", "placeholder", "example", "sample", "dummy", "changeme", "insert"),
        *("replace", "replaceme", "redacted", "todo", "tbd", "fixme", "enter", "paste", "put"),
        *("fill", "removed", "hidden", "masked", "omitted", "undefined", "null", "none", "string"),
        *("change", "fake", "some", "secret", "confidential", "unset", "missing"),
        *("fillme", "setme", "supply", "provide", "ihr", "ihre", "votre", "changethis", "tbc"),
    }
)
_FIELD = frozenset(
    {
        *("public", "private", "pub", "priv", "key", "company", "client", "id", "companyid"),
        *("clientid", "publickey", "privatekey", "pubkey", "privkey", "yourcompany"),
        *("companyname", "yourcompanyid", "yourpublickey", "yourprivatekey", "yourclientid"),
        *("yourkey", "apikey", "yourcompanyname", "identifier", "guid", "value", "loginid"),
        *("uuid", "cwclientid", "cwpublickey", "cwprivatekey", "cwcompanyid"),
    }
)
_FILL = frozenset(
    {
        *("the", "my", "an", "actual", "real", "own", "connectwise", "cw", "cwm", "psa", "manage"),
        *("api", "name", "with", "by", "from", "in", "of", "me", "this", "it", "up", "to", "new"),
        *("text", "login", "member", "integration", "x", "xx", "xxx", "for", "msp", "and", "or"),
        *(
            "user",
            "short",
            "code",
            "goes",
            "generated",
            "site",
            "url",
            "token",
            "data",
            "not",
            "set",
        ),
    }
)
_RUNS = ("0123456789" * 3, "0123456789abcdef" * 2, "1234567890abcdef" * 2)
_LETTERS = "abcdefghij"


def sample_in(text: str) -> str:
    """Return the kind of placeholder in ``text``, or ""; a random key never matches."""
    text = text.strip()
    if is_guid(text):
        return tr(_MANUAL) if _is_sample_guid(text) else ""
    return next((tr(what) for what, fits in _KINDS if fits(text)), "") or _quoted_words(text)


def is_sample(text: str) -> bool:
    """Whether ``text`` is a placeholder."""
    return bool(sample_in(text))


def _is_variable(text: str) -> bool:
    return bool(_VARIABLE.search(text))


def _is_framed(text: str) -> bool:
    return bool(_FRAMED.fullmatch(text)) and not is_secret(text[1:-1])


def _is_masked(text: str) -> bool:
    return bool(_MASK.search(text) or _ONLY_MARKS.fullmatch(text))


def _is_sample_guid(text: str) -> bool:
    """The GUIDs of manuals: all zeros, counting up, or letters that do, group by group."""
    guid = with_plain_dashes(without_braces(text)).casefold()
    groups = guid.split("-")
    if len(set(guid)) == 2 or all(any(group in run for run in _RUNS) for group in groups):
        return True
    one_each = all(len(set(group)) == 1 for group in groups)
    return one_each and "".join(group[0] for group in groups) in _LETTERS


def _is_field(words: Sequence[str]) -> bool:
    """Whether they are the name of a value and no more: ``public_key``, ``clientid``."""
    fields = [word for word in words if word in _FIELD]
    return bool(fields) and (
        len(fields) > 1
        or words[-1]
        not in {
            "company",
            "client",
            "key",
            "id",
            "public",
            "private",
            "value",
            "pub",
            "priv",
            "guid",
            "identifier",
        }
    )


def _quoted_words(text: str) -> str:
    """The words of instructions, such as ``your_public_key``, which are safe to quote."""
    if len(text) > 60 or not re.fullmatch(r"[A-Za-z0-9 _./-]+", text):
        return ""
    if _FILLED.fullmatch(text):
        return f"“{text}”"
    words = [word.lower() for word in _WORDS.findall(_HUMP.sub(" ", text))]
    known = all(
        word in _MARKERS or word in _FIELD or word in _FILL or len(word) == 1 for word in words
    )
    marked = any(word in _MARKERS or word.startswith("your") for word in words) or _is_field(words)
    return f"“{text}”" if words and known and marked else ""


_MANUAL = N_("a Client ID from a manual")
_KINDS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (N_("a variable that wasn't replaced"), _is_variable),
    (N_("a note in brackets"), _is_framed),
    (N_("a masked value"), _is_masked),
)
