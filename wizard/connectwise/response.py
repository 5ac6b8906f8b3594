"""One HTTP response: status, headers, body, and the kind of its body."""

from __future__ import annotations

import codecs
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from wizard.connectwise.budget import Budget, TooMuchDataError
from wizard.connectwise.json_body import NOT_JSON, read_json
from wizard.domain.sanitize import redact, sanitize
from wizard.domain.text import tr

WORDS_LIMIT = 2000
_PAGE_HEAD = 20_000
_LONGEST_TEXT = 65_536
_KEPT = 4 * _LONGEST_TEXT  # bytes: no character takes more than four
# Charsets of web pages that decode in one pass; others, such as punycode, could take for ever.
_CHARSET = re.compile(
    r"charset=[\"']?"
    r"(utf-?8|utf-?(?:16|32)(?:-?[bl]e)?|(?:us-)?ascii|iso-?8859-\d{1,2}|latin-?1"
    r"|(?:windows-|cp)125\d|koi8-[ru]|shift_jis|euc-(?:jp|kr)|gb2312|gbk|gb18030|big5)(?![\w-])",
    re.IGNORECASE,
)
_NOTICE = 1500
# A shorter one may be a part of any word; keys of ConnectWise have 16 characters.
_SHORTEST_SECRET = 8
_PAGE = re.compile(r"<html|<!doctype html", re.IGNORECASE)
# It stops at the next one, so that no page takes long.
_UNSEEN = re.compile(r"<(script|style)\b[^<>]*>(?:(?!</?\1\b).)*</\1>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]*>([^<]*)", re.IGNORECASE)


# Codes of ConnectWise's own that need no message beside them to be known.
_CODES = {"connectwiseapi", "security", "invalidobject", "apifindcondition"}
_UNREAD = object()


@dataclass(frozen=True)
class Response:
    """A response with its body (empty if it was ``oversized``).

    ``tries`` counts the requests it took, this one included. ``limited``: it was rejected while the
    server accepted others, however slowly requests were sent. ``document`` is the body as JSON,
    once it was read: see `condensed`.
    """

    url: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    duration_ms: float = 0.0
    oversized: bool = False
    tries: int = 1
    limited: bool = False
    document: object = field(default=_UNREAD, repr=False)

    def condensed(self, budget: Budget) -> Response:
        """Read the body as JSON, then keep only its beginning, which is all that people see."""
        try:
            with budget.parsing:
                document = read_json(self.body, budget.parsed)
        except TooMuchDataError:
            return replace(self, body=b"", document=NOT_JSON, oversized=True)
        return replace(self, body=self.body.lstrip()[:_KEPT], document=document)

    def redacted(self, values: Iterable[str]) -> Response:
        """Return it without ``values`` in headers, text and JSON, as if they had never been there.

        Before anything is cut, so that no half of a key is left anywhere.
        """
        secrets = [value for value in values if len(value) >= _SHORTEST_SECRET]
        folded = [value.lower() for value in secrets]

        def clean(text: str) -> str:
            text = text[:_LONGEST_TEXT]  # in JSON it may have any length, and is copied here
            there = text.lower()
            return redact(text, secrets) if any(value in there for value in folded) else text

        text = clean(self.text)
        headers = {name: clean(value) for name, value in self.headers.items()}
        spelled_out = "\\" not in text and len(self.text) < _LONGEST_TEXT
        if text is self.text and spelled_out:
            return replace(self, headers=headers)
        document = _changed(self.json, clean) if self.is_json else NOT_JSON
        return replace(self, headers=headers, body=text.encode(), document=document)

    @property
    def request_id(self) -> str:
        """ConnectWise's request id, for a support case."""
        return sanitize(self.headers.get("x-cw-request-id", ""), 80)

    @cached_property
    def from_connectwise(self) -> bool:
        """Whether ConnectWise itself responded: its headers, or its error format."""
        if any(name.startswith("x-cw-") or name == "api-current-version" for name in self.headers):
            return True
        document = self.json
        if not isinstance(document, dict):
            return False
        code = document.get("code")
        named = isinstance(code, str) and code[:1].isalpha()
        has_message = isinstance(document.get("message"), str)
        return (named and has_message) or self.code in _CODES

    @property
    def leads_on(self) -> bool:
        """Whether it is a redirect (not every 3xx status is)."""
        moved = self.status in {301, 302, 303, 307, 308}
        return moved or (self.status < 400 and bool(self.headers.get("location")))

    @property
    def host(self) -> str:
        """The host that responded, with the port if one was given."""
        return self.url.partition("://")[2].partition("/")[0]

    @property
    def location(self) -> str:
        """The target of a redirect (sanitized), or ""."""
        return sanitize(self.headers.get("location", ""), 120)

    @property
    def leads_to_itself(self) -> bool:
        """Whether a redirect targets the requested URL, over HTTP or HTTPS."""
        asked, target = urlsplit(self.url), self.headers.get("location", "")
        try:
            next_page = urlsplit(urljoin(self.url, target))
            same_port = next_page.port in {None, 80, 443, asked.port}
        except ValueError:
            return False
        same_host = (next_page.hostname, next_page.path) == (asked.hostname, asked.path)
        return self.leads_on and bool(target) and same_host and same_port

    @cached_property
    def text(self) -> str:
        """Start of the body as text; an unknown or wrong charset is ignored."""
        declared = _CHARSET.search(self.headers.get("content-type", ""))
        likely = json.detect_encoding(self.body[:4])
        likely = "utf-8-sig" if likely == "utf-8" else likely
        for name in (likely, declared[1] if declared else "latin-1"):
            try:
                decoder = codecs.getincrementaldecoder(name)()
                return decoder.decode(self.body[:_KEPT], final=len(self.body) < _KEPT)[
                    :_LONGEST_TEXT
                ]
            except (UnicodeError, LookupError):
                continue
        return self.body[:_LONGEST_TEXT].decode("latin-1")

    @cached_property
    def json(self) -> object:
        """The body as JSON, or `NOT_JSON`."""
        if self.document is not _UNREAD:
            return self.document
        try:
            return read_json(self.body)
        except TooMuchDataError:
            return NOT_JSON

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON."""
        return self.json is not NOT_JSON

    @property
    def is_html(self) -> bool:
        """Whether the body is a web page, or a piece of one."""
        head = self.text[:_PAGE_HEAD].lstrip()
        if self.is_json or not head or self._is_xml:
            return False
        # Windows servers announce plain text as text/html, so a tag must be there.
        announced = "html" in self.headers.get("content-type", "").lower()
        return head.startswith("<") or (announced and bool(_TAG.search(head)))

    @property
    def _is_xml(self) -> bool:
        """Whether the body is data in XML; web pages may be announced so, too."""
        head = self.text[:_PAGE_HEAD].lstrip()
        announced = "xml" in self.headers.get("content-type", "").lower()
        data = head.startswith("<?xml") or (announced and head.startswith("<"))
        return data and not _PAGE.search(head)

    @cached_property
    def visible_text(self) -> str:
        """Visible text of the body: all of a short one, the title of a long one."""
        plain = re.sub(r"<[^<>]*>", " ", _UNSEEN.sub(" ", self.text[:_PAGE_HEAD]))
        short = " ".join(html.unescape(plain).split())
        title = _TITLE.search(self.text[:_PAGE_HEAD])
        return short if len(short) <= _NOTICE else title[1] if title else ""

    @property
    def error_message(self) -> str:
        """Error message of the server, title of a page, or start of the text.

        Sanitized, at most `WORDS_LIMIT` characters. To show it, redact first and truncate
        afterwards, so that no part of a key remains.
        """
        said = ": ".join(_error_words(self.json))
        if not said:
            head = self.text[:_PAGE_HEAD]
            said = _page_words(head) if self.is_html or self._is_xml else head
        return sanitize(said, WORDS_LIMIT)

    @property
    def code(self) -> str:
        """ConnectWise's error code, folded, or ""."""
        document = self.json
        if not isinstance(document, dict):
            return ""
        return str(document.get("code") or document.get("error") or "").casefold()

    @property
    def content_kind(self) -> str:
        """Kind of the body for a sentence, such as "a web page"."""
        if self.oversized:
            return tr("too much data")
        if not self.body.strip():
            return tr("an empty response (HTTP {status})").format(status=self.status)
        if self.is_html:
            return tr("a web page (HTTP {status})").format(status=self.status)
        if self.is_json or self._is_xml:
            return tr("other data (HTTP {status})").format(status=self.status)
        return tr("unreadable text (HTTP {status})").format(status=self.status)


def _changed(value: object, change: Callable[[str], str]) -> object:
    """Return JSON with every text in it changed; a copy could be large, so lists are kept."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        value[:] = (_changed(inner, change) for inner in value)
    elif isinstance(value, dict):
        value.update((name, _changed(inner, change)) for name, inner in value.items())
    return value


def _error_words(document: object) -> Iterator[str]:
    """Code and message of an error in ConnectWise's format, with messages about single fields."""
    if not isinstance(document, dict):
        return
    parts = [document.get("code") or document.get("error"), document.get("message")]
    errors = document.get("errors")
    for entry in errors[:3] if isinstance(errors, list) else ():
        if isinstance(entry, dict):
            parts += [entry.get("field"), entry.get("message")]
    yield from (part for part in parts if isinstance(part, str) and part.strip())


def _page_words(page: str) -> str:
    """The title of a web page, else its text without tags."""
    title = _TITLE.search(page)
    named = title and title[1].strip()
    plain = title[1] if title and named else re.sub(r"<[^<>]*>", " ", _UNSEEN.sub(" ", page))
    return html.unescape(plain)
