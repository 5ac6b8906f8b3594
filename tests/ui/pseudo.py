"""A pseudo-language: every translated text is 40 % longer and wrapped, so that others stand out."""

from __future__ import annotations

import gettext
import re

_MARK = "ẽ"
# A text that is cut in two at a full stop is still known by one of its marks.
_BREAKABLE = str.maketrans({"\u00a0": " ", "\u2060": ""})
_TORN = re.compile(rf"^\[{_MARK}+ [^\]]*$|^[^\[]* {_MARK}+\]$", re.DOTALL)
_WRAPPED = re.compile(rf"\[{_MARK}+ (?:(?!\[{_MARK}|{_MARK}\]).)*? {_MARK}+\]", re.DOTALL)


def wrap(text: str) -> str:
    """Return ``text`` as ``[ẽẽ … ẽẽ]``, at least 40 % longer; a mnemonic and places stay."""
    side = _MARK * max(1, round(len(text) * 0.2) - 2)
    return f"[{side} {text} {side}]"


def unwrapped(text: str) -> str:
    """Return what of ``text`` no catalogue has given; texts within texts are seen through."""
    # A line may not end there; the words are the same.
    before, text = "", text.translate(_BREAKABLE)
    while before != text:
        before, text = text, _WRAPPED.sub("", text)
    return _TORN.sub("", text)


class Pseudo(gettext.NullTranslations):
    """A catalogue that has every text."""

    def gettext(self, message: str) -> str:
        return wrap(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return wrap(msgid1 if n == 1 else msgid2)
