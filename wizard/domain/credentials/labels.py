"""Labels in front of values in notes, files, scripts and mails."""

from __future__ import annotations

import re

from wizard.domain.faults.fault import Field

QUOTES = "\"'`´‘’‚‛“”„‟«»‹›＂＇"
_LONGEST = 200
_MARKS = r"(?:-{1,2}|[*•–]\s*|\d+[.)]\s*)?(?:\[[a-z]+\])?(?:[a-z.]+\[[\"'])?\$?(?:env:)?"
# "API", "CW_", "2)", "-", "[string]$": what stands before the name of a value, on its line and
# too short for a key.
_LEAD = rf"(?:[-*•–]\s*)?{_MARKS}(?:[a-z0-9]{{1,14}}(?:[^\S\r\n]|[_-])+){{0,3}}?(?:cwm?)?"
_NAMES = {
    Field.PRIVATE_KEY: (
        r"(?:(?:priv(?:ate)?|(?<!client[\s_-])secret)[\s_-]*(?:api[\s_-]*)?(?:key)?"
        r"|(?:private?r?|privé|geheime[rn]?)[\s_-]*(?:schl(?:ü|ue)ssel|sleutel)"
        r"|cl[ée]\s(?:privée|secrète)|clave\s(?:privada|secreta))"
    ),
    Field.PUBLIC_KEY: (
        r"(?:pub(?:lic)?[\s_-]*(?:api[\s_-]*)?(?:key)?"
        r"|(?:ö|oe)ffentlicher\s(?:schl(?:ü|ue)ssel)|(?:publieke|openbare)\ssleutel"
        r"|cl[ée]\spublique|clave\sp[úu]blica)"
    ),
    Field.CLIENT_ID: (
        r"(?:client[\s_-]*(?:id|guid)|(?:id|identifiant|identificador)\s(?:de\s)?client[e]?)"
    ),
    Field.COMPANY_ID: (
        r"(?:company(?:[\s_-]*(?:id|name|identifier|short[\s_-]*name))?"
        r"|(?:firma|firmen|unternehmens?|bedrijfs?|société|entreprise|empresa)(?:[\s_-]*id)?"
        r"|(?:id|identifiant|identificador)\s(?:de\s)?(?:la\s|l['’])?"
        r"(?:société|entreprise|empresa))"
    ),
    Field.SITE: (
        r"(?:connectwise|site|server|psa|manage|base|api|login|cw|web)?[\s_-]*"
        r"(?:url|uri|address|host(?:[\s_-]*name)?|fqdn|site|server|link|adresse|adres"
        r"|dirección|serveur|servidor|sitio)"
    ),
    None: (
        r"(?:key|value|id|pass(?:word|wort)?|kennwort|wachtwoord|contraseña|mot\sde\spasse"
        r"|user(?:[\s_-]*name)?|login)"
    ),
}
_BEHIND = rf"[{QUOTES}]?\]?(?:\s*\([^)]*\))?\s*"
_SIGN = r"(?:[:：]+\s*(?!//)|=>\s*|[=＝]\s*(?=[^\s=])|->\s*|→\s*|\.{3,}\s*)"
_END = rf"{_BEHIND}(?:{_SIGN}|\t\s*|\r?\n\s*|\s[-–—|]\s+)"
# "server:8443" is a name and its port.
_NO_PORT = r"(?!(?<=[:：])\d+(?:/|$))"
_LABELLED = {
    value: re.compile(
        _LEAD + names + _END + (_NO_PORT if value is Field.SITE else ""), re.IGNORECASE
    )
    for value, names in _NAMES.items()
}
_TWO_WORDS = {
    Field.PRIVATE_KEY: r"private\s+(?:api\s+)?key",
    Field.PUBLIC_KEY: r"public\s+(?:api\s+)?key",
    Field.CLIENT_ID: r"client\s+id",
    Field.COMPANY_ID: r"company\s+id",
    Field.SITE: r"(?!)",
}
_WITHOUT_SIGN = {
    value: re.compile(rf"(?:{words}|-{{1,2}}{_NAMES[value]})\s+(?=\S+$)", re.IGNORECASE)
    for value, words in _TWO_WORDS.items()
}


def strip_label(text: str) -> tuple[str, Field | None] | None:
    """Strip a label; return the rest and the value it names, or None."""
    for patterns in (_LABELLED, _WITHOUT_SIGN):
        for value, pattern in patterns.items():
            found = pattern.match(text, 0, _LONGEST)
            if found:
                return text[found.end() :].rstrip(" ,;"), value
    return None
