from __future__ import annotations

import getpass
import os
import platform
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.storage.examples import NOW
from wizard import __version__
from wizard.base.traceback_summary import TracebackSummary
from wizard.documents import support_facts
from wizard.documents.support_facts import program_facts, system_facts
from wizard.documents.support_file import SupportInfo, support_info
from wizard.domain.check import Check, Status
from wizard.domain.faults.fault import Fault, Field
from wizard.domain.faults.problem import Problem
from wizard.domain.proxy_choice import ProxySource, ProxyUsed
from wizard.domain.report import CheckResult, Choices, Report, ReportWarning, Site
from wizard.domain.rights import Level, Levels, Right, RightRow, Source
from wizard.domain.scope import Need

GUID = "11111111-2222-4333-8444-555555555555"
CANARY = "hunter2"
RIGHT = Right(
    "Service Desk",
    "Service Tickets",
    Levels(Level.ALL, Level.ALL, Level.NONE, Level.ALL),
    Need.ALWAYS,
    CANARY,
)


def report(**changes: object) -> Report:
    """A report with the canary in every place that can quote text from outside."""
    refused = Problem(Fault.KEYS_REFUSED, {"host": CANARY}, CANARY, suggestion=CANARY)
    row = CheckResult(Check.SIGN_IN, Status.FAILED, "", refused, 43.2, 401, GUID)
    others = (
        CheckResult(check, Status.PASSED, CANARY) for check in Check if check is not Check.SIGN_IN
    )
    base = Report(
        rows=(row, *others),
        rights=(RightRow(RIGHT, Levels(Level.NONE), Source.MY_SECURITY),),
        warnings=(ReportWarning(Fault.SITE_REDIRECTED, CANARY),),
        site=Site(CANARY, CANARY, CANARY, CANARY, CANARY, CANARY, True, CANARY),
        started=NOW,
        duration_ms=912.3,
        requests=12,
        choices=Choices((CANARY,), (CANARY,), (CANARY,), (CANARY,), CANARY),
        proxy=ProxyUsed(f"{CANARY}:3128", ProxySource.ENVIRONMENT),
        issuer="DigiCert Global Root G2",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def refused_certificate(issuer: str) -> Report:
    details = dict.fromkeys(Fault.TLS_UNTRUSTED.entry.placeholders, CANARY)
    details["issuer"] = issuer
    row = CheckResult(Check.CERTIFICATE, Status.FAILED, "", Problem(Fault.TLS_UNTRUSTED, details))
    return report(rows=(row,), issuer="", site=Site(host=f"{CANARY}.example.test:8443"))


def test_a_test_is_listed_check_by_check() -> None:
    text = support_info(NOW, report()).render()
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert f"sign_in failed keys.refused HTTP 401 43 ms request {GUID}" in lines
    assert "rights passed" in lines
    assert "Verdict: not_ready" in lines
    assert "Duration: 912 ms, 12 requests" in lines
    assert "Proxy: environment" in lines
    assert "Certificate issued by: DigiCert" in lines
    assert "Warnings: site.redirected" in lines
    missing = "Service Desk › Service Tickets: missing add, edit, inquire (mySecurity)"
    assert missing in lines


def test_no_text_of_other_parties_is_included() -> None:
    info = support_info(NOW, report())
    assert CANARY not in f"{info.render()} {info!r}"


@given(st.sampled_from(Fault), st.text(min_size=1, max_size=30))
def test_no_evidence_of_a_fault_is_included(fault: Fault, words: str) -> None:
    quoted = f"{CANARY}{words}"
    details = dict.fromkeys(fault.entry.placeholders, quoted)
    problem = Problem(fault, details, quoted, (Field.SITE,), quoted, 500, quoted)
    rows = tuple(
        CheckResult(check, Status.FAILED, "", problem, 1.0, 500, quoted) for check in Check
    )
    assert CANARY not in support_info(NOW, report(rows=rows, issuer="")).render()


@pytest.mark.parametrize(
    ("issuer", "shown"),
    [
        ("Let's Encrypt R11", "Let's Encrypt"),
        (f"{CANARY} Zscaler Intermediate Root CA", "Zscaler"),
        (f"{CANARY} Ltd Root CA", "another certificate authority"),
        (f"{CANARY}.example.test", "another certificate authority"),
    ],
)
def test_no_company_name_is_included_from_a_certificate(issuer: str, shown: str) -> None:
    for tested in (refused_certificate(issuer), report(issuer=issuer)):
        text = support_info(NOW, tested).render()
        assert f"Certificate issued by: {shown}\n" in text
        assert CANARY not in text


def test_unknown_facts_are_marked_as_unknown() -> None:
    passed = tuple(CheckResult(check, Status.PASSED, "") for check in Check)
    text = support_info(NOW, report(issuer="", proxy=None, warnings=(), rows=passed)).render()
    for line in ("Certificate issued by: unknown", "Proxy: none", "Warnings: none"):
        assert f"  {line}\n" in text
    assert "Proxy: environment" in support_info(NOW, report()).render()
    assert "Link test: not run" in support_info(NOW).render()


def test_display_vault_crash_and_log_are_included_if_present() -> None:
    bare = support_info(NOW).render()
    for title in ("Display", "Vault", "Defect", "Log"):
        assert f"\n{title}\n" not in bare
    full = support_info(
        NOW,
        display=(("Scale", "2"),),
        vault="GNOME Keyring\x1b[31m",
        defect=TracebackSummary(("KeyError",), ("wizard/a.py:1 f",)),
        log=["2026-05-12T09:30:00.000Z started"],
    ).render()
    assert "\nDisplay\n  Scale: 2\n" in full
    assert "\nVault\n  Name: GNOME Keyring\n" in full
    assert "\nDefect\n  KeyError\n    wizard/a.py:1 f\n" in full
    assert "\nLog\n  2026-05-12T09:30:00.000Z started\n" in full


def test_the_file_is_plain_text_for_any_editor() -> None:
    text = support_info(NOW, report()).render()
    assert text.startswith("h2r-link support file, 2026-05-12T09:30:00+00:00\n")
    assert text.endswith("\n")
    assert "\r" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_collected_facts_do_not_change() -> None:
    info = support_info(NOW, report())
    with pytest.raises(AttributeError):
        info.vault = CANARY  # type: ignore[misc]
    assert isinstance(hash(info), int)
    assert info.render() == replace(info).render()


def test_the_versions_in_use_are_listed() -> None:
    facts = dict(program_facts())
    assert facts["h2r-link"] == __version__
    assert facts["Installed"] == "from source"
    assert facts["requests"] == metadata.version("requests")
    assert facts["Python"].startswith(platform.python_version())


def test_missing_package_metadata_is_handled(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", absent)
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.delitem(sys.modules, "ssl", raising=False)
    facts = dict(program_facts())
    assert "requests" not in facts
    assert facts["Installed"] == "yes"
    assert facts["OpenSSL"] == "not loaded"


def test_the_computer_and_its_user_are_not_named() -> None:
    text = f"{system_facts()} {program_facts()}"
    for name in (socket.gethostname(), os.environ["HOME"], str(Path.cwd())):
        assert name not in text
    if getpass.getuser() not in {"root", "runner"}:
        assert getpass.getuser() not in text


def test_environment_variables_are_listed_by_name_and_only_safe_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR"):
        monkeypatch.delenv(name, raising=False)
    assert dict(system_facts())["Set in the environment"] == "none"
    monkeypatch.setenv("https_proxy", f"http://ada:{CANARY}@proxy.example.test")
    monkeypatch.setenv("SSL_CERT_FILE", f"/home/{CANARY}/ca.pem")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")
    monkeypatch.setenv("XDG_SESSION_TYPE", f"{CANARY}\n{CANARY}")
    facts = dict(system_facts())
    assert facts["Set in the environment"] == "HTTPS_PROXY, SSL_CERT_FILE"
    assert (facts["XDG_CURRENT_DESKTOP"], facts["XDG_SESSION_TYPE"]) == ("ubuntu:GNOME", "?")
    assert CANARY not in str(facts)


def no_file() -> dict[str, str]:
    raise OSError


@pytest.mark.parametrize("release", [no_file, dict])
def test_without_a_release_file_the_system_is_named_by_its_kernel(
    monkeypatch: pytest.MonkeyPatch, release: Callable[[], dict[str, str]]
) -> None:
    monkeypatch.setattr(support_facts.platform, "freedesktop_os_release", release)
    assert dict(system_facts())["System"].startswith(platform.system())


def test_the_release_file_names_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        support_facts.platform, "freedesktop_os_release", lambda: {"PRETTY_NAME": "Debian 12"}
    )
    kernel = f"{platform.system()} {platform.release()}"
    assert dict(system_facts())["System"] == f"Debian 12, {kernel}"
    assert isinstance(support_info(NOW), SupportInfo)
