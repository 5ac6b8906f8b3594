"""Hosts: their forms as text, their kind, and lookalikes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.domain.address import hostnames, hosts, lookalikes, other_products
from wizard.domain.address.hosts import Kind
from wizard.domain.address.other_products import PRODUCTS
from wizard.domain.address.scheme import SchemePart, take_scheme


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("na.myconnectwise.net", Kind.CLOUD),
        ("api-na.myconnectwise.net", Kind.CLOUD),
        ("abc.myconnectwise.net", Kind.CLOUD),
        ("abcd.myconnectwise.net", Kind.ON_PREMISES),
        ("n1.myconnectwise.net", Kind.ON_PREMISES),
        ("na.myconnectwise.net.example", Kind.ON_PREMISES),
        ("na.myconnectwise.net\n", Kind.ON_PREMISES),
        ("NA.myconnectwise.net", Kind.ON_PREMISES),
        ("sandbox-na.myconnectwise.net", Kind.SANDBOX),
        ("api-sandbox-na.myconnectwise.net", Kind.ON_PREMISES),
        ("staging.connectwisedev.com", Kind.STAGING),
        ("api-staging.connectwisedev.com", Kind.STAGING),
        ("staging.myconnectwise.net", Kind.ON_PREMISES),
        ("cw.contoso.example", Kind.ON_PREMISES),
    ],
)
def test_the_kind_follows_from_the_exact_name(host: str, kind: Kind) -> None:
    assert hosts.kind_of(host) is kind


@pytest.mark.parametrize(("domain", "product"), PRODUCTS)
def test_every_other_product_is_recognized_at_its_domain_and_subdomains(
    domain: str, product: str
) -> None:
    assert other_products.product_of(domain) == product
    assert other_products.product_of(f"www.{domain}") == product
    assert other_products.product_of(f"x{domain}") != product
    assert other_products.product_of(f"{domain}.contoso.example") == ""


def test_a_more_exact_domain_comes_first_in_the_list() -> None:
    domains = [domain for domain, _ in PRODUCTS]
    for place, domain in enumerate(domains):
        assert not any(hostnames.under(domain, earlier) for earlier in domains[:place])


@pytest.mark.parametrize(
    ("path", "product"),
    [
        ("/cwa/api/v1", "ConnectWise Automate"),
        ("//CWA//API", "ConnectWise Automate"),
        ("/LabTech", "ConnectWise Automate"),
        ("/automate/login", "ConnectWise Automate"),
        ("/Host", "ConnectWise ScreenConnect"),
        ("/Bin/ScreenConnect.Client.application", "ConnectWise ScreenConnect"),
        ("/App_Extensions/x", "ConnectWise ScreenConnect"),
        ("/adfs/ls/", "Microsoft AD FS"),
        ("/hosting", ""),
        ("/automated", ""),
        ("/bin", ""),
        ("/cwa/apis", ""),
        ("/labtechnician", ""),
        ("/v4_6_release/cwa/api", ""),
    ],
)
def test_some_products_are_recognized_by_their_path(path: str, product: str) -> None:
    assert other_products.product_at(path) == product


@pytest.mark.parametrize(
    ("label", "host"),
    [
        *((region, f"{region}.myconnectwise.net") for region in hosts.REGIONS),
        ("api-na", "api-na.myconnectwise.net"),
        ("sandbox-eu", "sandbox-eu.myconnectwise.net"),
        ("staging", "staging.connectwisedev.com"),
        ("api-staging", "api-staging.connectwisedev.com"),
        ("connectwisedev.com", "staging.connectwisedev.com"),
        ("myconnectwise.net", ""),
        ("sandbox-staging", ""),
        ("xx", ""),
        ("cwserver", ""),
    ],
)
def test_a_single_label_is_completed_to_a_cloud_host(label: str, host: str) -> None:
    assert hosts.completed(label) == host


class TestForms:
    @pytest.mark.parametrize(
        ("name", "form"),
        [
            ("CW.Contoso.Example.", "cw.contoso.example"),
            ("münchen.example", "xn--mnchen-3ya.example"),
            ("straße.example", "xn--strae-oqa.example"),
            ("r3---sn.example", "r3---sn.example"),
            ("a.b", "a.b"),
            ("x" * 63 + ".example", "x" * 63 + ".example"),
        ],
    )
    def test_the_ascii_form_is_idna_2008(self, name: str, form: str) -> None:
        assert hostnames.ascii_form(name) == form

    @pytest.mark.parametrize(
        "name",
        [
            *(
                "",
                ".",
                "a..b",
                ".a",
                "a..",
                "-a.example",
                "a-.example",
                "a_b.example",
                "a b.example",
            ),
            *(
                "x" * 64 + ".example",
                ".".join(["x" * 60] * 5),
                "☕.example",
                "xn--a",
                "xn---.example",
            ),
            *(
                "1.2.3",
                "a.1",
                "a.0x1f",
                "a.0x",
                "a%2e.example",
                "a/b.example",
                "a@b.example",
                "\ud800",
            ),
        ],
    )
    def test_an_unusable_name_is_refused(self, name: str) -> None:
        with pytest.raises(ValueError, match=r".*"):
            hostnames.ascii_form(name)

    def test_the_readable_form_keeps_undecodable_labels(self) -> None:
        assert hostnames.unicode_form("xn--mnchen-3ya.example") == "münchen.example"
        assert hostnames.unicode_form("xn--a.example") == "xn--a.example"

    def test_alphabets_are_compared_label_by_label(self) -> None:
        assert hostnames.mixes_scripts("p\u0430ypal.example")
        assert hostnames.mixes_scripts("xn--pypal-4ve.example")
        assert not hostnames.mixes_scripts("пример.example")
        assert not hostnames.mixes_scripts("例えa.example")
        assert not hostnames.mixes_scripts("a1-b.example")

    @pytest.mark.parametrize("text", ["10.0.0.5", "::1", "[::1]", "\uff11.1.1.1"])
    def test_ip_addresses_are_recognized(self, text: str) -> None:
        assert hostnames.ip_literal(text) is not None

    @pytest.mark.parametrize(
        "text", ["", "[]", "[10.0.0.5]", "[::1", "::1]", "10.0.0", "010.0.0.5"]
    )
    def test_other_texts_are_not_ip_addresses(self, text: str) -> None:
        assert hostnames.ip_literal(text) is None


class TestLookalikes:
    @pytest.mark.parametrize(
        ("one", "other", "edits"),
        [
            ("", "", 0),
            ("abc", "abc", 0),
            ("abc", "abd", 1),
            ("abc", "ab", 1),
            ("abc", "abcd", 1),
            ("abc", "acb", 1),
            ("abcd", "badc", 2),
            ("abc", "a", 2),
            ("abc", "xyz", 3),
            ("abc", "", 3),
            ("abcdef", "ghijkl", 3),
        ],
    )
    def test_the_edit_distance_counts_typos(self, one: str, other: str, edits: int) -> None:
        assert lookalikes.distance(one, other) == lookalikes.distance(other, one) == edits

    @pytest.mark.parametrize(
        "odd",
        [
            *(
                "myconnectw1se",
                "myc0nnectwise",
                "rnyconnectwise",
                "myconnectvvise",
                "myconnectwi\u0455e",
            ),
            *(
                "MYCONNECTWISE",
                "m\u0443connectwise",
                "my\u0441onnectwise",
                "myconnéctwise",
                "\uff4dyconnectwise",
            ),
            *(
                "xn--myconnctwise-geb",
                "my\U0001d41connectwise",
                "myconnectw\u0131se",
                "myco\u0578nectwise",
            ),
        ],
    )
    def test_a_confusable_name_has_the_skeleton_of_the_cloud(self, odd: str) -> None:
        assert lookalikes.skeleton(odd).replace(".", "") == "myconnectwise"

    def test_modified_letters_do_not_hide_a_lookalike(self) -> None:
        assert lookalikes.skeleton("mɏȼøɲꞑɇƈŧⱳɨʂɇ") == "myconnectwise"
        assert (
            lookalikes.skeleton(
                "\u1d0d\u028f\u1d04\u1d0f\u0274\u0274\u1d07\u1d04\u1d1b\u1d21\u026as\u1d07"
            )
            == "myconnectwise"
        )

    def test_invalid_punycode_is_compared_unchanged(self) -> None:
        assert lookalikes.skeleton("xn--ü.example") == "xn--u.exampie"

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("na.myconnectwise.net:443", True),
            ("https:%2F%2Fna.myconnectwise.net", True),
            ("staging.connectwisedev.com", True),
            ("staging.connectwise.dev", True),
            ("admin", False),
            ("connectwise.net", False),
        ],
    )
    def test_the_cloud_domain_is_found_in_a_text(self, text: str, found: bool) -> None:
        assert lookalikes.names_cloud(text) is found

    def test_the_cloud_domain_is_found_in_other_scripts_and_longer_labels(self) -> None:
        assert hosts.resembles_cloud("m\u0443connectwiselogin.evil.example")
        assert hosts.resembles_cloud("login-m\u0443conectwise.evil.example")
        assert not hosts.resembles_cloud("m\u0443connect.example")

    @given(st.text(max_size=30))
    def test_any_text_can_be_compared(self, text: str) -> None:
        assert hosts.resembles_cloud(text) in {True, False}
        suggested = hosts.suggestion_for(text)
        assert not suggested or hosts.kind_of(suggested) is not Kind.ON_PREMISES


class TestScheme:
    @pytest.mark.parametrize(
        ("text", "scheme", "rest"),
        [
            ("https://x", SchemePart(typed=True), "x"),
            ("HTTP://x", SchemePart(typed=True, plain=True), "x"),
            ("htps://x", SchemePart(typed=True, mended=True), "x"),
            ("https://http://x", SchemePart(typed=True, plain=True, mended=True), "x"),
            ("//x", SchemePart(typed=True, mended=True), "x"),
            ("http:x", SchemePart(typed=True, plain=True, mended=True), "x"),
            ("https.x", SchemePart(typed=True, mended=True), "x"),
            ("x", SchemePart(), "x"),
            ("ftp://x", SchemePart(), "ftp://x"),
            ("host:8443", SchemePart(), "host:8443"),
            ("hello://x", SchemePart(), "hello://x"),
            ("hxxps//x", SchemePart(), "hxxps//x"),
            ("http:8080", SchemePart(), "http:8080"),
            ("cw//x", SchemePart(), "cw//x"),
            ("hosts.example", SchemePart(), "hosts.example"),
            ("httpd.example", SchemePart(), "httpd.example"),
            ("https", SchemePart(), "https"),
            ("", SchemePart(), ""),
        ],
    )
    def test_a_scheme_is_removed_in_any_spelling(
        self, text: str, scheme: SchemePart, rest: str
    ) -> None:
        assert take_scheme(text) == (scheme, rest)


def test_a_generic_label_may_contain_hyphens() -> None:
    assert hosts.is_generic("company-name")
    assert not hosts.is_generic("company-x")


def test_a_hosting_domain_is_not_a_lookalike() -> None:
    assert not hosts.resembles_cloud("na.connectwise.net")
    assert not hosts.resembles_cloud("myconnectwise.connectwise.net")
