"""Authentication at an HTTP proxy: the offered schemes, and Basic and Digest.

Sources: RFC 9110, "Proxy-Authenticate"; RFC 7617, "Basic" with UTF-8; RFC 7616, "Digest".
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from urllib.request import parse_http_list

from wizard.domain.dataclass import dataclass
from wizard.domain.secret import Secret

_HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}
_BEGINNING = re.compile(r"([!#$%&'*+.^`|~\w-]+)(?:\s+(.*))?", re.DOTALL)
_PARAMETER = re.compile(r"([\w*-]+)\s*=\s*(?!=)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One authentication scheme of a proxy; names of ``parameters`` are lower case."""

    kind: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def supported(self) -> bool:
        """Whether it accepts a user name and a password."""
        return self.kind.lower() == "basic" or self._digests

    @property
    def strength(self) -> int:
        """Preference: Digest doesn't reveal the password to an eavesdropper."""
        return self._digests + (self._digests and self._hash == "SHA-256")

    def authorization(self, user: str, password: Secret, place: str) -> str:
        """Return the header for ``CONNECT place``, the first answer to this challenge."""
        if not self._digests:
            pair = f"{user}:{password.reveal()}".encode()
            return "Basic " + base64.b64encode(pair).decode("ascii")
        return "Digest " + self._digest(user, password, place)

    @property
    def _hash(self) -> str:
        return self.parameters.get("algorithm", "MD5").upper().removesuffix("-SESS")

    @property
    def _digests(self) -> bool:
        offered = self.parameters.get("qop", "auth").lower().split(",")
        auth = "auth" in {quality.strip() for quality in offered}
        return self.kind.lower() == "digest" and self._hash in _HASHES and auth

    def _digest(self, user: str, password: Secret, place: str) -> str:
        given, own, count = self.parameters, secrets.token_hex(16), "00000001"
        nonce, realm = given.get("nonce", ""), given.get("realm", "")
        secret = self._hashed(user, realm, password.reveal())
        if given.get("algorithm", "").lower().endswith("-sess"):
            secret = self._hashed(secret, nonce, own)
        quality = (count, own, "auth") if "qop" in given else ()
        answer = self._hashed(secret, nonce, *quality, self._hashed("CONNECT", place))
        texts = {"username": user, "realm": realm, "nonce": nonce, "uri": place, "response": answer}
        if "opaque" in given:
            texts["opaque"] = given["opaque"]
        fields = [f'{name}="{_quoted(text)}"' for name, text in texts.items()]
        if "algorithm" in given:
            fields.append(f"algorithm={given['algorithm']}")
        if quality:
            fields += ["qop=auth", f"nc={count}", f'cnonce="{own}"']
        return ", ".join(fields)

    def _hashed(self, *parts: str) -> str:
        # The proxy chooses the hash; no security of ours rests on it.
        return _HASHES[self._hash](":".join(parts).encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class ProxyResponse:
    """Response of a proxy to CONNECT; header names are lower case, ``page`` may be truncated."""

    status: int
    reason: str
    headers: Sequence[tuple[str, str]] = ()
    page: bytes = b""

    def header(self, name: str) -> str:
        """The first header of that name, or ""."""
        return next((text for known, text in self.headers if known == name), "")

    @property
    def challenges(self) -> list[Challenge]:
        """The offered authentication schemes; a response that names none counts as Basic."""
        offers = [text for name, text in self.headers if name == "proxy-authenticate"]
        return list(_challenges(offers)) or [Challenge("Basic")]


class ProxySignIn:
    """Proxy authentication of one link test, shared by its connections.

    Nothing is sent before the proxy has asked: it says which kind it takes, and a proxy that takes
    Digest never sees the password. Each connection answers a nonce of its own, since proxies refuse
    counts of one nonce that arrive out of order.
    """

    def __init__(self, user: str = "", password: Secret | None = None) -> None:
        self._user = user
        self._password = password or Secret("")
        self._known = ""

    def authorization(self) -> str:
        """Return the preemptive header, based on earlier challenges, or ""."""
        return self._known

    def answer(self, response: ProxyResponse, place: str, sent: str) -> str:
        """Return the header for another ``CONNECT place``, or "" where no more can be tried.

        ``sent`` is the header that was refused.
        """
        usable = [challenge for challenge in response.challenges if challenge.supported]
        if response.status != 407 or sent or not self._user or not usable:
            return ""
        safest = max(usable, key=lambda challenge: challenge.strength)
        header = safest.authorization(self._user, self._password, place)
        self._known = header if header.startswith("Basic ") else ""
        return header


def _challenges(headers: list[str]) -> Iterator[Challenge]:
    kind, parameters = "", dict[str, str]()
    for item in (item for header in headers for item in parse_http_list(header)):
        parameter = _PARAMETER.fullmatch(item)
        begins = None if parameter else _BEGINNING.fullmatch(item)
        if begins:
            if kind:
                yield Challenge(kind, parameters)
            kind, parameters = begins[1], {}
            parameter = _PARAMETER.fullmatch(begins[2] or "")
        if parameter:
            parameters[parameter[1].lower()] = _unquoted(parameter[2].strip())
    if kind:
        yield Challenge(kind, parameters)


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text


def _quoted(text: str) -> str:
    return re.sub(r'(["\\])', r"\\\1", text)
