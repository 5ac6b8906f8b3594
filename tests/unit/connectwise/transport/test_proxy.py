"""Which proxy is used and why, and that its credentials are never shown."""

from __future__ import annotations

import pytest

from tests.faultserver import (
    Authority,
    FaultProxy,
    FaultServer,
    ProxyFault,
    ProxyRules,
    Tenant,
    healthy,
    tls,
)
from tests.faultserver.fixtures import HOST, Sites
from tests.unit.connectwise.link import SHORT_S, SITE, Outcome, link, typed
from wizard.connectwise.transport.proxy import (
    ProxySetting,
    ProxyUnusableError,
    excepted,
    parse_proxy,
)
from wizard.domain.check import Check, Verdict
from wizard.domain.faults.fault import Fault
from wizard.domain.proxy_choice import ProxySource
from wizard.domain.secret import Secret

USER, PASSWORD = "proxyuser", "pröxy:t&st"
PERCENT = "pr%C3%B6xy%3At%26st"


def choose(setting: ProxySetting | None = None, url: str = SITE, host: str = HOST) -> str:
    proxy = (setting or ProxySetting()).choose(url, host)
    return f"{proxy.shown} ({proxy.source})" if proxy else ""


class TestChoice:
    def test_without_settings_there_is_no_proxy(self) -> None:
        assert choose() == ""

    @pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
    def test_the_environment_sets_the_proxy(
        self, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setenv(name, "http://proxy.example.test:3128")
        assert choose() == "proxy.example.test:3128 (environment)"

    def test_lower_case_variables_take_precedence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTPS_PROXY", "http://upper.example.test:1")
        monkeypatch.setenv("https_proxy", "http://lower.example.test:2")
        assert choose() == "lower.example.test:2 (environment)"

    def test_https_proxy_takes_precedence_over_all_proxy(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ALL_PROXY", "http://all.example.test:1")
        monkeypatch.setenv("HTTPS_PROXY", "http://https.example.test:2")
        assert choose() == "https.example.test:2 (environment)"

    def test_http_proxy_is_ignored(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://proxy.example.test:1")
        assert choose() == ""

    def test_an_explicit_setting_takes_precedence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.test:1")
        monkeypatch.setenv("NO_PROXY", "*")
        setting = ProxySetting(explicit="mine.example.test", system=lambda _: "system.test:1")
        assert choose(setting) == "mine.example.test:80 (explicit)"

    def test_the_system_chooses_the_proxy_by_url(self) -> None:
        asked = []
        setting = ProxySetting(system=lambda url: asked.append(url) or "system.example.test:8080")
        assert choose(setting) == "system.example.test:8080 (system)"
        assert asked == [SITE]

    def test_the_system_can_choose_a_direct_connection(self) -> None:
        assert choose(ProxySetting(system=lambda _: "")) == ""

    def test_no_proxy_also_applies_to_the_system_proxy(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("no_proxy", HOST)
        assert choose(ProxySetting(system=lambda _: "system.example.test:8080")) == ""

    def test_the_static_system_proxy_is_used(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("urllib.request.getproxies", lambda: {"https": "static.test:8080"})
        monkeypatch.setattr("urllib.request.proxy_bypass", lambda host: host == "here.test")
        assert choose() == "static.test:8080 (system)"
        assert choose(host="here.test") == ""

    def test_vault_credentials_are_used_if_the_setting_has_none(self) -> None:
        setting = ProxySetting("mine.example.test:1", USER, Secret(PASSWORD))
        proxy = setting.choose(SITE, HOST)
        assert proxy is not None
        assert proxy.user == USER
        own = ProxySetting("http://own:test@mine.example.test:1", USER, Secret(PASSWORD))
        assert own.choose(SITE, HOST).user == "own"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("exceptions", "url", "direct"),
    [
        ("*", "https://cw.example.test", True),
        ("cw.example.test", "https://cw.example.test", True),
        ("CW.Example.Test", "https://cw.example.test", True),
        ("example.test", "https://cw.example.test", True),
        (".example.test", "https://cw.example.test", True),
        ("*.example.test", "https://cw.example.test", True),
        ("ample.test", "https://cw.example.test", False),
        ("cw.example", "https://cw.example.test", False),
        ("other.test, cw.example.test", "https://cw.example.test", True),
        ("other.test cw.example.test", "https://cw.example.test", True),
        ("cw.example.test:443", "https://cw.example.test", True),
        ("cw.example.test:8443", "https://cw.example.test", False),
        ("cw.example.test:8443", "https://cw.example.test:8443", True),
        ("cw.example.test", "https://cw.example.test:8443", True),
        ("192.168.1.5", "https://192.168.1.5", True),
        ("192.168.0.0/16", "https://192.168.1.5", True),
        ("10.0.0.0/8", "https://192.168.1.5", False),
        ("8.1.5", "https://192.168.1.5", False),
        ("192.168.1.5:99", "https://192.168.1.5", False),
        ("::1", "https://[::1]:8443", True),
        ("[::1]", "https://[::1]", True),
        ("[::1]:8443", "https://[::1]:8443", True),
        ("[::1]:8443", "https://[::1]", False),
        ("fd00::/8", "https://[fd00::5]", True),
        ("cw.example.test.", "https://cw.example.test", True),
        (".example.test.", "https://cw.example.test", True),
        ("example.test", "https://cw.example.test.", True),
        ("cw.example.test.:443", "https://cw.example.test", True),
        ("10.1.2.3/24", "https://10.1.2.99", True),
        ("fd00::/8", "https://10.1.2.99", False),
        ("cw.example.test:https", "https://cw.example.test", False),
        ("", "https://cw.example.test", False),
        (" ,, . ", "https://cw.example.test", False),
    ],
)
def test_no_proxy_patterns_are_matched(exceptions: str, url: str, *, direct: bool) -> None:
    assert excepted(url, exceptions) is direct


class TestReading:
    @pytest.mark.parametrize(
        ("text", "shown", "user", "password"),
        [
            ("proxy.test:8080", "proxy.test:8080", "", ""),
            ("http://Proxy.Test", "proxy.test:80", "", ""),
            ("http://u:p%40ss@proxy.test:3128/", "proxy.test:3128", "u", "p@ss"),
            ("http://u:p@ss@proxy.test:3128", "proxy.test:3128", "u", "p@ss"),
            ("[::1]:3128", "[::1]:3128", "", ""),
        ],
    )
    def test_a_proxy_setting_is_parsed(
        self, text: str, shown: str, user: str, password: str
    ) -> None:
        proxy = parse_proxy(text, ProxySource.EXPLICIT)
        assert (proxy.shown, proxy.user, proxy.password.reveal()) == (shown, user, password)
        assert proxy.url == f"http://{shown}"

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("socks5://u:secret@proxy.test:1080", "doesn't support SOCKS5 "),
            ("socks5h://proxy.test", "doesn't support SOCKS5H"),
            ("socks4://proxy.test", "doesn't support SOCKS4"),
            ("https://u:secret@proxy.test", "doesn't support HTTPS"),
            ("http://:8080", "has no host name"),
            ("http://u:sec/ret@proxy.test:1", "can't be read"),
            ("http://u:secret@proxy.test:port", "can't be read"),
        ],
    )
    def test_an_unusable_proxy_setting_is_reported(self, text: str, why: str) -> None:
        with pytest.raises(ProxyUnusableError, match=why) as refused:
            parse_proxy(text, ProxySource.ENVIRONMENT)
        assert "secret" not in str(refused.value)
        assert refused.value.__cause__ is None

    def test_the_repr_contains_no_credentials(self) -> None:
        shown = repr(parse_proxy("http://user7:word7@proxy.test", ProxySource.EXPLICIT))
        assert "user7" not in shown
        assert "word7" not in shown


def assert_hidden(outcome: Outcome) -> None:
    assert USER not in outcome.text
    assert PASSWORD not in outcome.text
    assert USER not in repr(outcome.events)
    assert PASSWORD not in repr(outcome.events)


class TestAuthentication:
    RULES = ProxyRules(sign_in=(USER, PASSWORD))

    def test_with_the_right_password_of_the_environment(
        self, sites: Sites, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server = sites.start()
        with FaultProxy({(HOST, 443): server.address}, self.RULES) as proxy:
            url = f"http://{USER}:{PERCENT}@127.0.0.1:{proxy.port}"
            monkeypatch.setenv("HTTPS_PROXY", url)
            outcome = link()
        assert outcome.exit_code == 0, outcome.text
        assert str(outcome.report.proxy) == f"127.0.0.1:{proxy.port} (environment)"
        assert set(proxy.targets()) == {f"{HOST}:443"}
        assert all(request.authorization is None for request in proxy.requests)
        assert all(request.client_id is None for request in proxy.requests)
        assert all(request.proxy_authorization is None for request in server.requests)
        assert_hidden(outcome)

    def test_with_the_right_password_of_the_vault(self, sites: Sites) -> None:
        server = sites.start()
        with FaultProxy({(HOST, 443): server.address}, self.RULES) as proxy:
            setting = ProxySetting(f"127.0.0.1:{proxy.port}", USER, Secret(PASSWORD))
            outcome = link(proxy=setting)
        assert outcome.exit_code == 0, outcome.text
        assert_hidden(outcome)

    @pytest.mark.parametrize("password", ["", "wrong"])
    def test_with_a_wrong_password(self, sites: Sites, password: str) -> None:
        sites.start()
        with FaultProxy({}, self.RULES) as proxy:
            setting = ProxySetting(f"127.0.0.1:{proxy.port}", USER, Secret(password))
            outcome = link(proxy=setting)
        assert outcome.failed == [(Check.CONNECT, Fault.PROXY_SIGN_IN)]
        assert "didn't accept the user name or the password" in outcome.text
        first, second = proxy.requests
        assert first.proxy_authorization is None
        assert second.proxy_authorization is not None
        assert_hidden(outcome)


class TestRouting:
    def test_a_proxy_on_an_ipv6_address(self, sites: Sites) -> None:
        server = sites.start()
        with FaultProxy({(HOST, 443): server.address}, host="::1") as proxy:
            outcome = link(proxy=ProxySetting(f"[::1]:{proxy.port}"))
        assert outcome.exit_code == 0, outcome.text
        assert str(outcome.report.proxy) == f"[::1]:{proxy.port} (explicit)"

    def test_a_host_on_an_ipv6_address_behind_a_proxy(self, trusted: Authority) -> None:
        with (
            FaultServer(tls=tls(trusted, "::1"), host="::1") as server,
            FaultProxy({("::1", server.port): server.address}) as proxy,
        ):
            setting = ProxySetting(f"127.0.0.1:{proxy.port}")
            outcome = link(f"https://[::1]:{server.port}", proxy=setting)
        assert outcome.exit_code == 0, outcome.text
        assert set(proxy.targets()) == {f"[::1]:{server.port}"}

    def test_a_no_proxy_host_is_reached_directly(
        self, sites: Sites, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sites.start()
        with FaultProxy() as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
            monkeypatch.setenv("NO_PROXY", f"{HOST}:443")
            outcome = link()
        assert outcome.exit_code == 0, outcome.text
        assert outcome.report.proxy is None
        assert proxy.connections == 0

    def test_the_system_proxy_is_used(self, sites: Sites) -> None:
        server = sites.start()
        with FaultProxy({(HOST, 443): server.address}) as proxy:
            outcome = link(proxy=ProxySetting(system=lambda _: f"127.0.0.1:{proxy.port}"))
        assert outcome.exit_code == 0, outcome.text
        assert str(outcome.report.proxy) == f"127.0.0.1:{proxy.port} (system)"
        assert proxy.targets() != []

    def test_the_proxy_resolves_the_host_name(self, sites: Sites) -> None:
        server = sites.start()
        with FaultProxy({(HOST, 443): server.address}) as proxy:
            link(proxy=ProxySetting(f"127.0.0.1:{proxy.port}"))
        assert HOST not in sites._resolver.asked

    def test_a_proxy_name_that_is_not_found_is_reported(self, sites: Sites) -> None:
        outcome = link(proxy=ProxySetting("nowhere.example.test:8080"))
        assert outcome.failed == [(Check.CONNECT, Fault.PROXY_UNREACHABLE)]
        assert "its name wasn't found" in outcome.text

    def test_a_proxy_name_lookup_that_hangs_is_reported(self, sites: Sites) -> None:
        sites._resolver.hangs("proxy.example.test")
        outcome = link(proxy=ProxySetting("proxy.example.test:8080"), timeout_s=SHORT_S)
        assert outcome.failed == [(Check.CONNECT, Fault.PROXY_UNREACHABLE)]
        assert "it doesn't respond" in outcome.text

    def test_an_unreachable_proxy_is_reported(self, sites: Sites) -> None:
        sites._resolver.unreachable("proxy.example.test", 8080)
        outcome = link(proxy=ProxySetting("proxy.example.test:8080"))
        assert outcome.failed == [(Check.CONNECT, Fault.PROXY_UNREACHABLE)]
        assert "no network route" in outcome.text

    @pytest.mark.parametrize("kind", ["socks5", "https"])
    def test_an_unsupported_kind_of_proxy_is_reported(
        self, sites: Sites, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        server = sites.start()
        monkeypatch.setenv("ALL_PROXY", f"{kind}://{USER}:{PERCENT}@127.0.0.1:1")
        outcome = link()
        assert outcome.failed == [(Check.CONNECT, Fault.PROXY_UNREACHABLE)]
        assert f"doesn't support {kind.upper()} proxies" in outcome.text
        assert server.connections == 0
        assert_hidden(outcome)

    def test_practice_never_goes_through_a_proxy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        tenant = Tenant(
            public_key="PracticePublic16",
            private_key="PracticePrivate1",
            client_id="00000000-0000-4000-8000-000000000016",
        )
        with FaultProxy() as proxy, FaultServer(healthy(tenant)) as server:
            for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
                monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
            outcome = link(
                f"http://127.0.0.1:{server.port}",
                tenant=tenant,
                proxy=ProxySetting(f"127.0.0.1:{proxy.port}"),
            )
        assert outcome.report.verdict in {Verdict.READY, Verdict.READY_WITH_WARNINGS}, outcome.text
        assert outcome.report.proxy is None
        assert proxy.connections == 0

    def test_a_proxy_sees_no_keys(self, sites: Sites) -> None:
        with FaultProxy({}, ProxyFault.BLOCK_PAGE_200) as proxy:
            link(proxy=ProxySetting(f"127.0.0.1:{proxy.port}"))
        values = typed()
        for secret in (values.public_key, values.private_key.reveal(), values.client_id.reveal()):
            assert not any(request.holds(secret) for request in proxy.requests)
