"""Set-up of every test: its own home folder, English, no network beyond this computer."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Generator, Iterator
from functools import wraps
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.measuring import PROGRAMS, is_measured, measuring  # before anything it measures
from tests.windows import under_wine
from wizard.base import language
from wizard.cli.off_screen import draw_off_screen
from wizard.domain import text

pytest_plugins = ["tests.faultserver.fixtures", *(["tests.windows.gaps"] if under_wine() else [])]

HOMES = {
    "HOME": "home",
    "USERPROFILE": "home",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
    # Windows itself names the folder; platformdirs asks this variable first.
    "WIN_PD_OVERRIDE_LOCAL_APPDATA": "local",
    "WIN_PD_OVERRIDE_APPDATA": "roaming",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_RUNTIME_DIR": "runtime",
    "XDG_STATE_HOME": "state",
}
STRANGERS = (
    "ALL_PROXY",
    "CURL_CA_BUNDLE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "LANGUAGE",
    "LC_ALL",
    "LC_MESSAGES",
    "NO_PROXY",
    "PYTHON_KEYRING_BACKEND",
    "QT_SCALE_FACTOR",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "SSLKEYLOGFILE",
)
# Each of their tests takes seconds, also on a computer that does nothing else.
LONG = {
    f"test_{name}.py"
    for name in (
        *("benchmarks", "canary", "companion", "detours", "extending", "killed", "screen_reader"),
        *("soak", "ticket", "tour", "window"),
    )
}
DOCUMENTATION = (ip_network("192.0.2.0/24"), ip_network("2001:db8::/32"))
_foreign: list[str] = []
_session_home = pytest.StashKey[Path]()

settings.register_profile("local", deadline=None, max_examples=100)
settings.register_profile(
    "mutants",
    deadline=None,
    derandomize=True,
    max_examples=40,
    # Each mutant runs the tests again, in a fork of the process that ran them before.
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    max_examples=200,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)


class ForeignHost(BaseException):
    """A test tried to reach another computer; not an `Exception`, so that none can hide it."""


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_session_home] = home = Path(tempfile.mkdtemp(prefix="h2r-"))
    for name, folder in HOMES.items():
        (home / folder).mkdir(mode=0o700, exist_ok=True)
        os.environ[name] = str(home / folder)
    for name in STRANGERS:
        os.environ.pop(name, None)
        os.environ.pop(name.lower(), None)
    os.environ["LANG"] = "C.UTF-8"
    os.environ["FONTCONFIG_FILE"] = str(Path(__file__).parent / "data/fonts.conf")
    if os.environ.setdefault("QT_QPA_PLATFORM", "offscreen") == "offscreen":
        draw_off_screen()
    os.environ.setdefault("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    settings.load_profile("ci" if os.environ.get("CI") else "local")
    _keep_home()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start each worker with its share of the long tests, so that none is left for the end."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.path.name in LONG]
    rest = [item for item in items if item.path.name not in LONG]
    # pytest-xdist hands out the list in as many parts as there are workers.
    parts = [
        rest[len(rest) * n // workers : len(rest) * (n + 1) // workers] for n in range(workers)
    ]
    items[:] = [item for n, part in enumerate(parts) for item in (*long[n::workers], *part)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    measuring.trace(on=is_measured(item.nodeid))
    return (yield)


def pytest_unconfigure(config: pytest.Config) -> None:
    measuring.save()
    shutil.rmtree(config.stash[_session_home], ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def no_automatic_gc() -> None:
    """Collected by a worker thread, a closed window's garbage crashes (see `gui_thread_gc`)."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            break


@pytest.fixture(autouse=True)
def restored_language() -> Iterator[None]:
    """Restore the language: the next test on this worker expects English."""
    before = text._language.catalogue, language._spoken, language._explicit
    yield
    catalogue, language._spoken, language._explicit = before
    text.install(catalogue)


@pytest.fixture
def measured_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure the programs that the test starts: some modules run nowhere else.

    No others: killed, a measured program leaves half a file.
    """
    for name, value in PROGRAMS.items() if measuring else ():
        monkeypatch.setenv(name, value)


@pytest.fixture
def untraced() -> Iterator[None]:
    """Measure no coverage: where time is compared, it is to be the program's, not the tracer's."""
    with measuring.paused():
        yield


@pytest.fixture(autouse=True)
def logging_stays_enabled() -> Iterator[None]:
    """Fail a test that leaves logging disabled, as `hardening.harden` does."""
    before = logging.root.manager.disable
    yield
    after, logging.root.manager.disable = logging.root.manager.disable, before
    assert after == before, "hardens the process of all tests: let it do so in a child"


@pytest.fixture(autouse=True)
def only_this_computer() -> Iterator[list[str]]:
    """Fail a test that tried to reach another computer, also in a thread.

    Yields:
        The hosts that were refused; a test that wants a refusal clears the list.
    """
    _foreign.clear()
    yield _foreign
    assert not _foreign, f"wanted to speak to {_foreign}"


def _keep_home() -> None:
    """Refuse other computers where Python opens a connection or looks up a name.

    No audit hook: one written in Python and a tracer such as coverage hinder each other when
    threads start (CPython 3.11: "another trace function is being installed").
    """
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, _guarded_method(name, getattr(socket.socket, name)))
    for name in ("getaddrinfo", "gethostbyname"):
        setattr(socket, name, _guarded_look_up(name, getattr(socket, name)))


def _guarded_method(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def guarded(self: socket.socket, *args: Any) -> Any:
        address = args[-1] if args else None
        host = address[0] if isinstance(address, tuple) else ""
        if not (_is_here(host) or (name != "sendto" and _is_dead_end(self, host))):
            _refuse(f"socket.{name}", host)
        return original(self, *args)

    return guarded


def _guarded_look_up(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def guarded(host: object, *args: Any, **options: Any) -> Any:
        if not (_is_here(host) or _cannot_be_asked(host)):
            _refuse(f"socket.{name}", host)
        return original(host, *args, **options)

    return guarded


def _refuse(event: str, host: object) -> None:
    _foreign.append(str(host))
    raise ForeignHost(f"{event}: {host!r}")


def _is_here(host: object) -> bool:
    name = host.decode("latin-1") if isinstance(host, bytes | bytearray) else host
    if not isinstance(name, str) or name in {"", "localhost"}:
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _cannot_be_asked(host: object) -> bool:
    """Whether a label is too long: Python refuses such a name before any lookup."""
    try:
        return isinstance(host, str) and not host.encode("idna")
    except UnicodeError:
        return True


def _is_dead_end(opened: object, host: object) -> bool:
    """Whether connecting sends nothing: TCP to multicast, which the kernel refuses, and UDP.

    UDP only to addresses of documentation, which nobody has: sending is not looked at.
    """
    if not isinstance(opened, socket.socket):
        return False
    try:
        if opened.type == socket.SOCK_DGRAM:
            return any(ip_address(str(host)) in network for network in DOCUMENTATION)
        return opened.type == socket.SOCK_STREAM and ip_address(str(host)).is_multicast
    except ValueError:
        return False
