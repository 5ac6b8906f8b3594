from __future__ import annotations

from datetime import date

import pytest

from wizard.base import assets
from wizard.documents import firewall_sheet
from wizard.domain.address.reading import read_address
from wizard.domain.hire2retire import SourceAddresses

NONE = 'version = 1\ndate = ""\nsource = ""\naddresses = []\n'
SOME = 'version = 1\ndate = "2026-11-29"\nsource = "A <page>"\naddresses = ["8.8.8.0/24"]\n'
ADDRESS = read_address("https://cw.example.test:8443").address
assert ADDRESS


def test_the_bundled_file_says_that_no_addresses_are_published() -> None:
    assert SourceAddresses.parse(assets.text("hire2retire.toml")) == SourceAddresses()
    assert SourceAddresses.parse(NONE) == SourceAddresses()


def test_published_addresses_are_listed_with_date_and_source() -> None:
    sources = SourceAddresses.parse(SOME)
    assert sources == SourceAddresses(("8.8.8.0/24",), date(2026, 11, 29), "A <page>")
    page = firewall_sheet.page(ADDRESS, sources, "en")
    assert "8.8.8.0/24 (read on 2026-11-29, A &lt;page&gt;)" in page


@pytest.mark.parametrize(
    "text",
    [
        SOME.replace("8.8.8.0/24", "10.0.0.0/8"),
        SOME.replace("8.8.8.0/24", "8.8.8.1/24"),
        SOME.replace("8.8.8.0/24", "robomq.example"),
        SOME.replace("2026-11-29", "soon"),
        SOME.replace("A <page>", ""),
        "version = 1\n",
    ],
    ids=["private", "host bits", "a name", "date", "source", "incomplete"],
)
def test_an_unreliable_address_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        SourceAddresses.parse(text)


def test_the_rule_names_host_port_and_what_is_unknown() -> None:
    rule = dict(firewall_sheet.rule(ADDRESS, SourceAddresses()))
    assert rule["To"] == "cw.example.test"
    assert rule["Protocol and port"] == "TCP 8443 (HTTPS)"
    assert "ask for them" in rule["From"]


def test_the_message_is_ready_to_send() -> None:
    message = firewall_sheet.message(ADDRESS)
    assert "cw.example.test" in message
    assert "8443" in message
    assert "{" not in message
