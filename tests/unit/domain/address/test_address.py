"""Addresses: every row of the table gives its result, and any text can be parsed."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wizard.domain.address import hosts
from wizard.domain.address.address import Address
from wizard.domain.address.hosts import Kind
from wizard.domain.address.reading import LONGEST, ParsedAddress, read_address
from wizard.domain.credentials.clean import Stripped
from wizard.domain.faults.fault import Fault, Field, Step

Row = dict[str, str]
TABLE = Path(__file__).parents[3] / "data" / "addresses.jsonl"
ROWS: list[Row] = [json.loads(line) for line in TABLE.read_text("utf-8").splitlines()]
GROUPS = tuple(dict.fromkeys(row["group"] for row in ROWS))
CLOUD = "na.myconnectwise.net"
STAGING = "staging.connectwisedev.com"
SANDBOX = "sandbox-eu.myconnectwise.net"
OWN = "cw.contoso.example"


def name_of(row: Row) -> str:
    # By a name with a backslash pytest does not always find a test again.
    return f"{row['group']}: {row['input'][:60]!a}".replace("\\", "/")


def in_group(name: str) -> list[Row]:
    return [row for row in ROWS if row["group"] == name]


def reading_of(text: str) -> ParsedAddress:
    """Read an address that is meant to be accepted."""
    reading = read_address(text)
    assert reading.accepted, reading.problem
    return reading


def address_of(text: str) -> Address:
    address = reading_of(text).address
    assert address is not None
    return address


def fault_of(text: str) -> Fault:
    problem = read_address(text).problem
    assert problem is not None, "it was accepted"
    return problem.fault


@pytest.mark.parametrize("group", GROUPS)
def test_every_address_of_the_table_gives_its_result(group: str) -> None:
    for row in in_group(group):
        reading = read_address(row["input"])
        address, problem = reading.address, reading.problem
        assert (problem.fault.value if problem else None) == row.get("fault"), row
        assert (address.kind.value if address else None) == row.get("kind"), row
        assert (address.api_base if address else None) == row.get("api_base"), row
        assert reading.company_hint == row.get("hint", ""), row
        assert (problem.suggestion if problem else "") == row.get("suggestion", ""), row
        if address:
            assert address.netloc == row["host"], row
            assert reading.release == row.get("release", ""), row
        else:
            assert reading.host == row.get("host", reading.host).partition(":")[0], row
            assert reading.release == row.get("release", reading.release), row


def test_the_table_is_large_and_has_no_duplicates() -> None:
    groups = Counter(row["group"] for row in ROWS)
    assert max(Counter(row["input"] for row in ROWS).values()) == 1
    assert groups["seen"] == 56
    assert groups["look-alikes"] >= 60
    assert groups["own names"] >= 40
    assert groups["wrapped links"] >= 30
    assert len(ROWS) >= 650


@pytest.mark.parametrize("fault", sorted({row["fault"] for row in ROWS if "fault" in row}))
def test_a_refused_address_says_why_and_leads_to_its_page(fault: str) -> None:
    for row in ROWS:
        if row.get("fault") != fault:
            continue
        problem = read_address(row["input"]).problem
        assert problem is not None, row
        assert problem.affects == (Field.SITE,), row
        assert problem.step is Step.SITE, row
        assert "{" not in problem.message.replace(row["input"], "") or "{" in row["input"], row
        assert problem.message.endswith((".", "?")), row
        assert problem.fix.endswith((".", "?")), row


@pytest.mark.parametrize("row", in_group("look-alikes"), ids=name_of)
def test_a_suggested_host_is_a_cloud_host_and_is_accepted(row: Row) -> None:
    problem = read_address(row["input"]).problem
    assert problem is not None
    if problem.suggestion:
        assert address_of(problem.suggestion).kind is not Kind.ON_PREMISES
        assert problem.suggestion in problem.fix


@pytest.mark.parametrize("row", in_group("own names"), ids=name_of)
def test_an_on_premises_name_is_not_taken_for_a_lookalike(row: Row) -> None:
    for spelling in (row["input"], row["input"].upper(), row["input"] + ":8443/v4_6_release"):
        assert address_of(spelling).kind is Kind.ON_PREMISES


def test_connectwise_domains_are_never_on_premises() -> None:
    for label in ("acme", "www", "api", "na1", "sandbox-eu1", "x-api-na", "4"):
        for domain in hosts.DOMAINS:
            reading = read_address(f"{label}.{domain}")
            assert not reading.address or reading.address.kind is not Kind.ON_PREMISES


class TestUserPart:
    @pytest.mark.parametrize(
        "text",
        [
            f"https://hunter2@{CLOUD}/v2025_1",
            f"https://admin:hunter2@{CLOUD}",
            f"https://hunter2:x@{OWN}:8443/a?b#c",
            f"https://a@hunter2@{OWN}",
            f"https://hunter2\uff20{OWN}",
            f"https://hunter2@{CLOUD}.evil.example",
            "https://hunter2@acme.hostedrmm.com",
            "https://hunter2@8.8.8.8",
            f"see https://hunter2@{OWN}/x now",
            f"https://a/hunter2@{OWN}",
            f"https://{OWN}/hunter2@x",
            f"hunter2@{OWN}",
        ],
    )
    def test_user_info_is_never_shown(self, text: str) -> None:
        reading = read_address(text)
        shown = [reading.typed, reading.host, repr(reading.address)]
        if reading.problem:
            shown += [reading.problem.message, reading.problem.fix, repr(reading.problem)]
        assert "hunter2" not in " ".join(shown)

    def test_removing_user_info_is_reported(self) -> None:
        assert Stripped.USER in reading_of(f"https://admin@{OWN}").removed

    def test_a_cloud_name_in_user_info_is_reported_as_a_trick(self) -> None:
        reading = read_address(f"https://{CLOUD}@evil.example/")
        assert reading.problem is not None
        assert reading.problem.message.startswith(
            "…@evil.example looks like a ConnectWise cloud address"
        )


class TestNotes:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (f"htps://{CLOUD}", (Stripped.SCHEME,)),
            (f"https :// {CLOUD}", (Stripped.SCHEME,)),
            (f" {CLOUD}\n", (Stripped.BLANKS, Stripped.LINE_ENDS)),
            (f"“{CLOUD}”", (Stripped.QUOTES,)),
            (f"URL: {CLOUD}", (Stripped.LABEL,)),
            (f"\u200b{CLOUD}", (Stripped.INVISIBLE,)),
            (f"https://{CLOUD}/v2025_1/ConnectWise.aspx?x=1", (Stripped.SURROUNDINGS,)),
            (f"our site is {CLOUD}", (Stripped.SURROUNDINGS,)),
            (f"{CLOUD} (API: api-{CLOUD})", (Stripped.SURROUNDINGS,)),
            (f"<https://{CLOUD}>", (Stripped.SURROUNDINGS,)),
            (f"https://urldefense.com/v3/__https://{CLOUD}__;!!A!b$", (Stripped.SURROUNDINGS,)),
            (f"**https://{CLOUD}**", (Stripped.SURROUNDINGS,)),
            (CLOUD, ()),
            (f"https://{CLOUD}", ()),
            (f"HTTPS://{CLOUD}/", ()),
            (f"http://{OWN}", ()),
        ],
    )
    def test_everything_removed_is_reported(self, text: str, said: tuple[Stripped, ...]) -> None:
        assert reading_of(text).removed == said

    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ("C:\\x\\y", "it contains a backslash, like a file path"),
            ("https://na.\tmyconnectwise.net", "it contains a tab"),
            ("https://na.\nmyconnectwise.net", "it contains a line break"),
            ("https://cw.con\u200dtoso.example", "it contains a hidden character (U+200D)"),
            ("admin@contoso.example", "it's an e-mail address"),
            ("ftp://cw.contoso.example", "it doesn't begin with https://"),
            ("/etc/hosts", "it's a file path"),
            ("*.myconnectwise.net", "it contains *, a placeholder for any name"),
            ("8.8.8.8", "it's a public IP address"),
            ("0.0.0.0", "no server can have this IP address"),
            ("cw.contoso.example:x", "the part after the colon isn't a port number"),
            ("cw. contoso.example", "it contains a space"),
            ("ask our admin", "it doesn't contain an address"),
            (f"{CLOUD} or {OWN}", "it contains more than one address"),
            ("https://?x", "it has no server name"),
            ("cw.contoso.example%00", "“cw.contoso.example%00” can't be a server name"),
            ("p\u0430ypal.example", "mixes letters from several alphabets"),
            ("fe80::1%eth0", "the part after % is valid on one computer only"),
            ("[::ffff:10.0.0.5]", "an IPv4 address is written without ::ffff:"),
        ],
    )
    def test_the_reason_for_refusal_is_given(self, text: str, part: str) -> None:
        problem = read_address(text).problem
        assert problem is not None
        assert part in problem.message

    @pytest.mark.parametrize(
        ("text", "product"),
        [
            ("acme.hostedrmm.com", "ConnectWise Automate"),
            ("cw.contoso.example/cwa/api/v1", "ConnectWise Automate"),
            ("acme.screenconnect.com", "ConnectWise ScreenConnect"),
            ("openapi.service.itsupport247.net", "ConnectWise RMM (Asio)"),
            ("openapi.service.euplatform.connectwise.com", "ConnectWise RMM (Asio)"),
            ("msp.quosal.com", "ConnectWise CPQ"),
            ("sellapi.quosalsell.com", "ConnectWise CPQ"),
            ("home.connectwise.com", "ConnectWise Home"),
            ("manage.connectwise.com", "another ConnectWise site"),
            ("psa.connectwise.com", "another ConnectWise site"),
            ("asio.connectwise.com", "ConnectWise's Asio platform"),
            ("sts.connectwise.com", "ConnectWise's sign-in service"),
            ("acme.halopsa.com", "HaloPSA"),
            ("help.contoso.example/Host#Access", "ConnectWise ScreenConnect"),
            ("protect-us.mimecast.com/s/AbC", "a filter that rewrites links in messages"),
            ("bit.ly/3abc", "a link shortener"),
        ],
    )
    def test_another_product_is_named(self, text: str, product: str) -> None:
        problem = read_address(text).problem
        assert problem is not None
        assert f"belongs to {product}, not to ConnectWise PSA." in problem.message

    def test_a_secret_in_the_field_is_not_quoted(self) -> None:
        for secret in (
            "AbCdEfGh12345678",
            "0f8fad5b-d9cb-469f-a165-70867728950e",
            "YWNtZStwdWJsaWM6cHJpdmF0ZQ==",
            "Ab+/Cd12345678=",
            "AbCdEfGh1234",
            "AbCdEfGh12345678AbCdEfGh12345678",
            "x" * 70,
            f"{CLOUD}|contoso|AbCdEfGh12345678",
            f"{CLOUD};contoso;AbCdEfGh12345678",
            f"{OWN},AbCdEfGh12345678",
            f'{{"site":"{CLOUD}","key":"AbCdEfGh12345678"}}',
            "<your key AbCdEfGh12345678>",
            "https://{AbCdEfGh12345678}/x",
            "/login/AbCdEfGh12345678",
        ):
            reading = read_address(secret)
            assert reading.problem is not None
            text = f"{reading!r} {reading.problem.message} {reading.problem.fix}".casefold()
            assert secret.casefold() not in text
            assert "abcdefgh12345678" not in text

    def test_a_secret_in_the_path_is_not_shown(self) -> None:
        guid = "0f8fad5b-d9cb-469f-a165-70867728950e"
        reading = reading_of(f"https://{CLOUD}/v4_6_release/AbCdEfGh12345678/{guid}/Home.aspx")
        assert reading.typed == f"https://{CLOUD}/v4_6_release/…/…/Home.aspx"
        plain = f"https://{CLOUD}/v2025_1//ConnectWise.aspx"
        assert reading_of(plain).typed == plain


class TestLength:
    def test_a_long_deep_link_is_read(self) -> None:
        link = f"https://{CLOUD}/v2025_1/ConnectWise.aspx?state=" + "A" * 100_000
        assert reading_of(link).release == "v2025_1"

    def test_a_long_text_is_refused_even_if_it_begins_with_an_address(self) -> None:
        problem = read_address(f"{OWN} " + "word " * LONGEST).problem
        assert problem is not None
        assert "too long for an address" in problem.message

    def test_a_truncated_name_is_never_accepted(self) -> None:
        assert fault_of("a" * (LONGEST - 10) + ".contoso.example") is Fault.ADDRESS_UNREADABLE

    def test_leading_spaces_do_not_count(self) -> None:
        assert reading_of(" " * 3 * LONGEST + CLOUD).host == CLOUD

    @pytest.mark.parametrize("filler", [" ", "h ", "(", "a.", "-", "://", "“;", "a-a ", "\u200b"])
    def test_no_text_takes_long_to_parse(self, filler: str) -> None:
        reading = read_address("x" + filler * 500_000 + "x")
        assert not reading.accepted


class TestAddress:
    def test_the_practice_server_is_the_only_one_over_plain_http(self) -> None:
        assert address_of("http://127.0.0.1:8080").origin == "http://127.0.0.1:8080"
        assert address_of("http://[::1]:8080").origin == "http://[::1]:8080"
        assert address_of(f"http://{OWN}:8080").origin == f"https://{OWN}:8080"
        assert address_of("http://127.0.0.2").origin == "https://127.0.0.2"

    def test_an_address_can_be_changed_to_https(self) -> None:
        assert address_of("http://127.0.0.1:8080").secured().origin == "https://127.0.0.1:8080"
        assert address_of("http://127.0.0.1").secured().origin == "https://127.0.0.1"
        assert address_of(OWN).secured() == address_of(OWN)

    @pytest.mark.parametrize(
        ("text", "web", "api"),
        [
            (CLOUD, CLOUD, f"api-{CLOUD}"),
            (f"api-{CLOUD}", CLOUD, f"api-{CLOUD}"),
            (STAGING, STAGING, f"api-{STAGING}"),
            (SANDBOX, SANDBOX, SANDBOX),
            (f"api-{OWN}", f"api-{OWN}", f"api-{OWN}"),
            (f"{OWN}:8443", f"{OWN}:8443", f"{OWN}:8443"),
        ],
    )
    def test_web_and_api_host_are_derived(self, text: str, web: str, api: str) -> None:
        address = address_of(text)
        assert (address.web_host, address.api_host) == (web, api)

    def test_only_a_valid_release_is_used_in_the_api_base(self) -> None:
        cloud, own = Address(CLOUD), Address(OWN)
        assert cloud.base_at("h", "v2025_1") == "https://h/v2025_1/apis/3.0"
        assert own.base_at("h", "v2025_1") == "https://h/v4_6_release/apis/3.0"
        for hostile in ("v4_6_development", "", "../v2025_1", "v2025_1/..", "V2025_1", "v\uff12_1"):
            assert cloud.base_at("h", hostile) == "https://h/v4_6_release/apis/3.0"

    def test_an_ip_address_is_recognized(self) -> None:
        assert [address_of(text).literal for text in ("10.0.0.5", "::1", OWN)] == [
            True,
            True,
            False,
        ]


labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
pieces = st.sampled_from(
    [
        *("https://", "http://", "htps:/", "://", "/", "//", ":", "@", "?", "#", "%2F", "\\", " "),
        *(
            "\t",
            "\n",
            ".",
            "-",
            "_",
            "*",
            "<",
            ">",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            '"',
            "'",
            ",",
            ";",
        ),
        *(
            "na",
            "api-",
            "sandbox-",
            "myconnectwise",
            "connectwise",
            ".net",
            ".com",
            CLOUD,
            OWN,
            "xn--",
        ),
        *(
            "127.0.0.1",
            "::1",
            "10.0.0.5",
            "8443",
            "443",
            "v2025_1",
            "v4_6_release",
            "/apis/3.0",
            "\u0430",
        ),
        *(
            "\u200b",
            "\u202e",
            "\x1b[31m",
            "\x00",
            "\ud800",
            "。",
            "\uff1a",
            "\uff20",
            "ß",
            "☕",
            "Company ID: ",
        ),
        *(
            "/login/companyinfo/",
            "companyName=",
            "mailto:",
            "your",
            "URL: ",
            "é",
            "\u0301",
            "\uff10",
        ),
    ]
)
texts = st.one_of(
    st.text(max_size=80),
    st.lists(st.one_of(pieces, labels), max_size=14).map("".join),
    st.builds("{}{}".format, st.text(max_size=6), st.just(CLOUD)),
)
names = st.lists(labels, min_size=2, max_size=4).map(".".join)


@given(texts)
@example("http://" + "/" * 50)
@example("[" * 60)
def test_any_text_is_parsed_or_refused_and_parsing_is_idempotent(text: str) -> None:
    reading = read_address(text)
    assert (reading.address is None) is (reading.problem is not None)
    if reading.address:
        again = read_address(reading.address.text)
        assert again.address == reading.address
        assert again.release == reading.release
        assert not {Stripped.SCHEME, Stripped.USER} & set(again.removed)


@given(texts)
def test_displayed_text_is_sanitized(text: str) -> None:
    reading = read_address(text)
    shown = reading.typed + reading.host + reading.release
    if reading.problem:
        shown += reading.problem.message + reading.problem.fix
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert "@" not in reading.typed
    assert "?" not in reading.typed
    assert "#" not in reading.typed
    assert len(reading.typed) <= 200


@given(texts)
def test_keys_can_only_go_to_the_typed_host_or_its_api_host(text: str) -> None:
    address = read_address(text).address
    if address:
        assert address.api_host in {address.netloc, f"api-{address.netloc}"}
        twin = address.api_host != address.netloc
        assert not twin or address.kind in {Kind.CLOUD, Kind.STAGING}
        assert re.fullmatch(r"[a-z0-9.-]+|\[[0-9a-f:]+\]", address.host)
        assert address.host.removesuffix(".") in address.api_base
        assert address.secure or address.host in {"127.0.0.1", "[::1]"}


@given(
    st.text(
        st.characters(
            exclude_characters="/?#\\@\uff20\ufe6b", exclude_categories=["Cc", "Cf", "Cs"]
        )
    )
    .map(str.strip)
    .filter(bool),
    names,
)
def test_user_info_is_always_removed(user: str, host: str) -> None:
    marked = f"q{user}q"
    reading = read_address(f"https://{marked}@{host}/")
    assert "@" not in reading.typed
    assert marked not in reading.typed


@given(labels.filter(lambda label: 1 <= len(label) <= 9), names)
def test_a_lookalike_domain_is_never_accepted_as_the_cloud(label: str, host: str) -> None:
    for hostile in (f"{CLOUD}.{host}", f"{label}.{CLOUD}", f"{label}{CLOUD}"):
        address = read_address(f"https://{hostile}/").address
        known = address is not None and address.kind is Kind.CLOUD
        assert not address or (
            known and re.fullmatch(r"[a-z]{3}\.myconnectwise\.net", address.host)
        )


@given(st.integers(0, len(CLOUD) - 1), st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789-"))
def test_a_typo_in_the_cloud_domain_is_never_on_premises(at: int, letter: str) -> None:
    slips = (
        CLOUD[:at] + letter + CLOUD[at + 1 :],
        CLOUD[:at] + CLOUD[at + 1 :],
        CLOUD[:at] + letter + CLOUD[at:],
    )
    for slip in slips:
        address = read_address(f"https://{slip}").address
        assert not address or address.kind is Kind.CLOUD, slip


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("https://x.myconnectwise.net/release_version/apis", "release_version"),
        ("https://nnaa.myconnectwise.net", "nnaa.myconnectwise.net"),
        ("https://xn--p-8sbe.contoso.example", "xn--p-8sbe.contoso.example"),
    ],
)
def test_the_error_is_named(text: str, named: str) -> None:
    problem = read_address(text).problem
    assert problem
    assert named in problem.message
    assert f"X{named}" not in problem.message


def test_removed_text_is_reported_for_refused_addresses_too() -> None:
    assert read_address(" “someone@contoso.example” ").removed == (
        Stripped.BLANKS,
        Stripped.QUOTES,
    )


def test_the_practice_server_keeps_its_release() -> None:
    address = address_of("http://127.0.0.1:8080/v2025_1")
    assert (address.secure, address.release, address.port) == (False, "v2025_1", 8080)


@pytest.mark.parametrize(
    ("text", "surrounded"),
    [
        ("https://na.myconnectwise.net", False),
        ("https://na.myconnectwise.net/", False),
        ("https://na.myconnectwise.net/v2025_1/services", True),
        ("https://na.myconnectwise.net?companyName=x", True),
        ("https://10.0.0.999/login/x", True),
    ],
)
def test_text_around_the_host_is_reported_whether_or_not_it_is_accepted(
    text: str, surrounded: bool
) -> None:
    assert (Stripped.SURROUNDINGS in read_address(text).removed) is surrounded


@pytest.mark.parametrize(("text", "typed"), [("contoso", ""), ("cw.msp.example", "cw.msp.example")])
def test_text_that_does_not_look_like_an_address_is_not_quoted(text: str, typed: str) -> None:
    assert read_address(text).typed == typed
