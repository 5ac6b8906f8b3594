"""Process hardening, tested in a separate process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CANARY = "hunter2"
LINUX = sys.platform.startswith("linux")


def run(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run ``code`` after `harden` in a fresh Python."""
    program = f"from wizard.base.hardening import harden\nharden()\n{code}"
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_tls_session_keys_are_not_logged(tmp_path: Path) -> None:
    code = "import ssl; print(ssl.create_default_context().keylog_filename)"
    ended = run(code, SSLKEYLOGFILE=str(tmp_path / "keys"))
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "None\n", "")
    assert list(tmp_path.iterdir()) == []


TICKETS = """
openssl_conf = all
[all]
ssl_conf = tls
[tls]
system_default = every
[every]
Options = -SessionTicket
CipherString = ALL:aNULL:eNULL:@SECLEVEL=0
MinProtocol = TLSv1
"""
COUNTED = (
    "import ssl; print(bool(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).options & ssl.OP_NO_TICKET))"
)
DEBIANS = Path("/usr/bin/python3")
SYSTEMS = [sys.executable, *([str(DEBIANS)] if os.name == "posix" and DEBIANS.exists() else [])]


class TestVariablesOfLibraries:
    @pytest.mark.parametrize("python", SYSTEMS)
    @pytest.mark.parametrize("start", ["wizard.__main__", "wizard.base.hardening"])
    def test_an_openssl_configuration_in_the_environment_is_ignored(
        self, tmp_path: Path, python: str, start: str
    ) -> None:
        config = tmp_path / "openssl.cnf"
        config.write_text(TICKETS)

        def output_of(code: str) -> str:
            # Coverage in the child would load OpenSSL before the program's first line.
            env = {n: v for n, v in os.environ.items() if not n.startswith("COV")}
            env |= {"OPENSSL_CONF": str(config), "PYTHONPATH": str(ROOT)}
            command = [python, "-P", "-c", code]
            return subprocess.run(
                command, env=env, capture_output=True, text=True, check=False
            ).stdout

        if output_of(COUNTED) != "True\n":
            pytest.skip("this Python's OpenSSL takes no session options from a file")
        assert output_of(
            f"import {start}\nfrom wizard.base.hardening import harden; harden()\n{COUNTED}"
        ) == ("False\n")

    def test_nothing_has_loaded_openssl_before(self) -> None:
        code = "import sys, wizard.__main__; print({'_ssl', '_hashlib'} & set(sys.modules))"
        ended = subprocess.run(
            [sys.executable, "-S", "-c", code],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.stdout == "set()\n", ended.stderr

    @pytest.mark.parametrize(
        "name",
        [
            "OPENSSL_CONF",
            "OPENSSL_MODULES",
            "OPENSSL_ENGINES",
            "OPENSSL_CONF_INCLUDE",
            "KEYRING_PROPERTY_KEYCHAIN",
            "X_KEYRING_PROPERTY_APPID",
            "SSLKEYLOGFILE",
            "QLOGDIR",
        ],
    )
    def test_library_variables_are_removed_from_the_environment(self, name: str) -> None:
        # The C library's own view counts: that is what OpenSSL reads.
        if os.name == "nt":
            asked = f"ctypes.windll.kernel32.GetEnvironmentVariableW({name!r}, None, 0) or None"
            code = f"import ctypes; print({asked})"
        else:
            code = "import ctypes; c = ctypes.CDLL(None); c.getenv.restype = ctypes.c_char_p; "
            code += f"print(c.getenv(b'{name}'))"
        assert run(code, **{name: "x"}).stdout == "None\n"

    @pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
    def test_variables_for_the_system_certificates_are_kept(self, name: str) -> None:
        assert run(f"import os; print(os.environ['{name}'])", **{name: "here"}).stdout == "here\n"


@pytest.mark.skipif(not LINUX, reason="told by the kernel of Linux")
def test_no_core_dump_is_written_and_none_would_contain_memory() -> None:
    code = (
        "import pathlib, resource\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE))\n"
        "print(pathlib.Path('/proc/self/coredump_filter').read_text())"
    )
    assert run(code).stdout.split("\n")[:2] == ["(0, 0)", "00000000"]


@pytest.mark.skipif(not LINUX, reason="told by the kernel of Linux")
def test_the_process_stays_visible_to_the_desktop() -> None:
    assert run("import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))").stdout == "1\n"


@pytest.mark.skipif(not LINUX, reason="told by the kernel of Linux")
def test_the_process_is_not_dumpable_if_core_dumps_cannot_be_emptied() -> None:
    code = (
        "import ctypes, pathlib\nfrom wizard.base import hardening\n"
        "hardening._CORE_FILTER = pathlib.Path('/nowhere/filter')\nhardening.harden()\n"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    assert run(code).stdout == "0\n"


@pytest.mark.skipif(not LINUX, reason="told by the kernel of Linux")
@pytest.mark.parametrize(("command", "dumpable"), [("check", "0"), ("address", "1")])
def test_the_command_that_uses_stored_keys_is_not_dumpable(command: str, dumpable: str) -> None:
    code = (
        "import ctypes, sys, wizard.__main__ as program\n"
        f"sys.argv = ['h2r-link', '{command}', 'x']\n"
        "class Command:\n"
        "    @staticmethod\n"
        "    def run(_): return ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)\n"
        "real = program.import_module\n"
        f"carried_out = lambda name: name == 'wizard.cli.{command}'\n"
        "program.import_module = lambda name: Command if carried_out(name) else real(name)\n"
        "print(program.main())"
    )
    assert run(code).stdout == f"{dumpable}\n"


def core_of(folder: Path, first: str) -> bytes:
    """The core dump of a program that holds a secret and aborts, without a size limit."""
    code = (
        f"{first}\nimport os, resource\n"
        "hard = resource.getrlimit(resource.RLIMIT_CORE)[1]\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))\n"
        f"os.chdir({str(folder)!r})\nkey = 'hunter'.upper() + str(2000)\nos.abort()"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.mark.skipif(not LINUX, reason="told by the kernel of Linux")
def test_a_core_dump_written_anyway_contains_no_secret(tmp_path: Path) -> None:
    for name in ("plain", "hardened"):
        (tmp_path / name).mkdir()
    if b"HUNTER2000" not in core_of(tmp_path / "plain", ""):
        pytest.skip("this computer writes no cores into the working folder")
    hardened = core_of(
        tmp_path / "hardened", "from wizard.base import hardening; hardening._empty_core()"
    )
    assert hardened[:4] == b"\x7fELF"
    assert b"HUNTER2000" not in hardened


@pytest.mark.skipif(os.name == "nt", reason="signals are not what ends a program there")
def test_a_crashed_program_leaves_no_file(tmp_path: Path) -> None:
    ended = run(f"import os; os.chdir({str(tmp_path)!r}); os.abort()")
    assert ended.returncode < 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "code",
    [
        f"raise ValueError('{CANARY}')",
        f"from threading import Thread\nThread(target=int, args=['{CANARY}']).start()",
        f"from wizard.domain.scope import Need; Need('{CANARY}')",
        f"try: int('{CANARY}')\nexcept ValueError as e: raise KeyError('{CANARY}') from e",
    ],
)
def test_a_crash_is_reported_by_exception_type_only(code: str) -> None:
    ended = run(code)
    assert ended.stderr.startswith("h2r-link: a defect: ")
    assert "Error" in ended.stderr
    assert CANARY not in ended.stderr + ended.stdout


def test_frames_of_the_program_show_the_location() -> None:
    code = "from wizard.storage.log import LogFolder as L; L('/').log_event(None, None, 'x')"
    assert "wizard/storage/log.py:" in run(code).stderr


def test_a_native_crash_reports_no_value() -> None:
    code = f"import faulthandler, os\nfaulthandler.enable()\nkey = '{CANARY}'\nos.abort()"
    assert CANARY not in run(code, PYTHONFAULTHANDLER="1").stderr


def test_ctrl_c_prints_nothing() -> None:
    assert run("raise KeyboardInterrupt").stderr == ""


def test_a_thread_that_exits_prints_nothing() -> None:
    code = "import threading, sys; t = threading.Thread(target=sys.exit); t.start(); t.join()"
    assert run(code).stderr == ""


@pytest.mark.parametrize("stream", ["None", "open('/dev/full', 'w')"])
@pytest.mark.skipif(not LINUX, reason="a device of Linux that takes nothing")
def test_reporting_a_crash_without_a_usable_stream_raises_nothing(stream: str) -> None:
    code = f"import os, sys\nsys.stderr = {stream}\ntry: 1 / 0\n"
    code += (
        "except ZeroDivisionError as e: sys.excepthook(type(e), e, e.__traceback__)\nos._exit(7)"
    )
    assert run(code).returncode == 7


def test_a_system_that_refuses_does_not_stop_the_program() -> None:
    """In a fresh Python: hooks, log and protection would stay so for the tests that follow."""
    code = (
        "import os, sys\n"
        "from wizard.base import hardening\n"
        "def refuse(): raise OSError\n"
        "hardening._keep_memory = refuse\n"
        "sys.excepthook, os.environ['SSLKEYLOGFILE'] = None, 'keys'\n"
        "hardening.harden()\n"
        "assert 'SSLKEYLOGFILE' not in os.environ\n"
        "assert sys.excepthook is hardening._tell\n"
    )
    ended = run(code)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(
    "code",
    [
        "class Key:\n def __del__(self): raise ValueError('hunter2')\nkey = Key()\ndel key",
        "import warnings\nwarnings.warn('hunter2')",
        "import logging\nlogging.getLogger('urllib3').critical('hunter2')",
        "import logging\nlogging.getLogger('x').error('', exc_info=ValueError('hunter2'))",
    ],
    ids=["unraisable", "warning", "log", "exception in a log"],
)
def test_no_error_hook_of_python_quotes_a_value(code: str) -> None:
    ended = run(code)
    assert ended.returncode == 0
    assert CANARY not in ended.stdout + ended.stderr


def test_an_unraisable_exception_is_reported_by_type() -> None:
    code = "class Key:\n def __del__(self): raise ValueError('hunter2')\nkey = Key()\ndel key"
    assert "h2r-link: a defect: ValueError" in run(code).stderr
