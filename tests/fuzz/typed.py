"""Targets for what people paste: addresses, single values, all five at once, proxies."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from tests.fuzz.oracle import (
    assert_keys_stay,
    assert_one_place,
    assert_showable,
    assert_tellable,
    is_showable,
)
from wizard.connectwise.transport.proxy import (
    ProxyUnusableError,
    excepted,
    parse_proxy,
)
from wizard.domain.address.reading import read_address
from wizard.domain.credentials.clean import clean, describe_character
from wizard.domain.credentials.credentials import (
    compare_keys,
    read_client_id,
    read_company_id,
    read_private_key,
    read_public_key,
)
from wizard.domain.pasted_text.parse import LONGEST, Pasted, parse_pasted
from wizard.domain.proxy_choice import ProxySource
from wizard.domain.secret import Secret
from wizard.domain.values.values import FieldTexts, parse_values, storable

# It looks like no value of any kind, so it is nowhere taken for one that may be quoted.
CANARY = "Zq7wXk9v"


def text_of(data: bytes) -> str:
    """Any text, lone surrogates included."""
    return data.decode("utf-8", "surrogateescape")


def address(data: bytes) -> None:
    reading = read_address(text_of(data))
    assert (reading.address is None) is (reading.problem is not None)
    assert_tellable(reading.problem)
    assert_showable(reading.typed, reading.host, reading.release, reading.company_hint)
    assert not {"@", "?", "#"} & set(reading.typed)
    if reading.address is None:
        return
    found = reading.address
    assert_keys_stay(found, found.api_host)
    host = found.api_host.removesuffix(f":{found.port}") if found.port != 443 else found.api_host
    assert_one_place(found.api_base, found.scheme, host, found.port)
    again = read_address(found.text)
    assert (again.address, again.typed) == (found, found.text)
    assert found.secured().secure


def single(data: bytes) -> None:
    text, company = text_of(data), text_of(data[:12])
    cleaned = clean(text)
    assert clean(cleaned.text).text == cleaned.text
    public, private = read_public_key(text, company), read_private_key(text, company)
    for read in (read_company_id, read_private_key, read_client_id, read_public_key):
        reading = read(text)
        assert reading.accepted is (reading.problem is None)
        assert_tellable(reading.problem)
        if reading.accepted:
            again = read(reading.text)
            assert (again.text, again.removed, again.problem) == (reading.text, (), None)
            assert is_showable(reading.text)
            company_id = read is read_company_id
            assert company_id or (reading.text.isascii() and " " not in reading.text)
        marked = read(CANARY + text)
        assert_tellable(marked.problem, CANARY)
        assert CANARY not in repr(marked)
    assert_tellable(compare_keys(public, private))
    assert all(is_showable(describe_character(char)) for char in text[:20])


def five(data: bytes) -> None:
    site, company, public, private, client_id, *_ = *text_of(data).split("\n"), *[""] * 5
    typed = FieldTexts(site, company, public, Secret(private), Secret(client_id))
    reading = parse_values(typed)
    assert (reading.values is None) is bool(reading.problems)
    for problem in reading.problems:
        assert_tellable(problem)
    kept = storable(typed)
    assert storable(FieldTexts(*kept)) == kept
    if reading.values is None:
        return
    values = reading.values
    bare = replace(values, private_key=Secret(""), client_id=Secret(""))
    assert repr(values) == repr(bare)
    assert {values.private_key.reveal(), values.client_id.reveal()} <= {*values.hidden}
    again = parse_values(
        FieldTexts(values.address.text, *kept[1:], values.private_key, values.client_id)
    ).values
    assert again is not None
    assert (again.company_id, again.public_key) == kept[1:]


def paste(data: bytes) -> None:
    text = text_of(data)
    found = parse_pasted(text)
    assert {*found.found, *found.lacking} and found.unmatched >= 0
    assert found.unnamed_keys <= found.unmatched
    empty = Pasted(
        unmatched=found.unmatched,
        unnamed_keys=found.unnamed_keys,
        loosely=found.loosely,
        companies=found.companies,
    )
    assert repr(found) == repr(empty)
    if len(text) > LONGEST:
        assert not found.found
    labelled = {
        "company_id": found.company_id,
        "public_key": found.public_key,
        "private_key": found.private_key.reveal(),
    }
    for name, value in labelled.items():
        if value and clean(value).text == value and len(value.split()) == 1 and "," not in value:
            assert clean(f"{name}: {value}").text == clean(value).text


def proxy(data: bytes) -> None:
    text = text_of(data)
    with suppress(ProxyUnusableError):
        found = parse_proxy(text, ProxySource.ENVIRONMENT)
        assert 0 <= found.port < 65536
        assert_showable(found.shown)
        assert repr(found) == repr(replace(found, user="", password=Secret("")))
        assert "@" not in found.url
    try:
        parse_proxy(f"http://u:{CANARY}@{text}", ProxySource.EXPLICIT)
    except ProxyUnusableError as unusable:
        assert CANARY not in repr(unusable)
        assert_showable(str(unusable))
    excepted("https://api-na.myconnectwise.net/x", text)
    excepted("https://[fd00::5]:8443/x", text)
