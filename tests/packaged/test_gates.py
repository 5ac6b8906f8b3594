"""Every gate accepts good packages and rejects bad ones."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.packaged.conftest import need

pytest.importorskip("PyInstaller", reason="python3 dev.py package installs it")

from PyInstaller.archive.writers import CArchiveWriter, ZlibArchiveWriter

import bundle
import elf
import pe
import product
import verify_bundle as gate


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    program = tmp_path / "program"
    (program / "_internal" / "certifi").mkdir(parents=True)
    (program / "_internal" / "certifi" / "cacert.pem").write_text("public authorities")
    (program / "_internal" / "libQt6Core.so.6").write_bytes(b"\x7fELF")
    return program


def put(folder: Path, name: str, content: bytes = b"x") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def binary(**asks: object) -> elf.Binary:
    return elf.Binary(Path("libx.so"), **asks)


@pytest.mark.parametrize(("total", "met"), [(36_000_000, True), (36_000_001, False)])
def test_a_package_keeps_within_its_size_limit(total: int, met: bool) -> None:
    assert gate.size(".deb", total, gate.DEB_BYTES).met is met


@pytest.mark.parametrize(("number", "met"), [(170, True), (171, False)])
def test_the_number_of_files_is_limited(number: int, met: bool) -> None:
    assert gate.count(number).met is met


@pytest.mark.parametrize(
    "name",
    [
        "libgtk-3.so.0",
        "libQt6WebEngineCore.so.6",
        "libQt6Qml.so.6",
        "libqgtk3.so",
        "opengl32sw.dll",
    ],
)
def test_a_forbidden_library_is_found_as_a_file_and_as_a_dependency(
    folder: Path, name: str
) -> None:
    assert gate.no_forbidden(folder, ["libQt6Core.so.6"]).met
    assert name in gate.no_forbidden(folder, [name]).found
    put(folder, f"_internal/{name}")
    assert name in gate.no_forbidden(folder, []).found


def test_a_development_module_in_the_package_is_found() -> None:
    good = ["wizard.domain.steps", "json.decoder", "requests.sessions", "_pyi_rth_utils"]
    assert gate.no_foreign_modules(good).met
    assert gate.no_foreign_modules([*good, "hypothesis.core"]).found == "hypothesis"


@pytest.mark.parametrize(
    ("hooks", "modules", "marked", "found"),
    [
        ((), gate.SIGNATURES, True, "none"),
        (("pyi_rth_inspect",), gate.SIGNATURES, True, "pyi_rth_inspect"),
        ((), {"signature_bootstrap"}, True, "shibokensupport"),
        ((), gate.SIGNATURES, False, "files.dir"),
    ],
)
def test_a_module_that_slows_startup_is_found(
    folder: Path, hooks: tuple[str, ...], modules: set[str], marked: bool, found: str
) -> None:
    script, archive, program = put(folder, "script.py"), folder / "PYZ.pyz", folder / product.NAME
    code = {name: compile("", name, "exec") for name in modules}
    ZlibArchiveWriter(str(archive), [(name, "", "PYMODULE") for name in modules], code)
    scripts = [
        (name, str(script), True, "s") for name in ("pyiboot01_bootstrap", *hooks, "__main__")
    ]
    CArchiveWriter(str(program), [*scripts, ("PYZ.pyz", str(archive), False, "z")], "libpython.so")
    if marked:
        put(folder, "_internal/shiboken6/files.dir", b"")
    assert gate.quick_start(program).found == found


@pytest.mark.skipif(sys.platform != "linux", reason="compiles a Linux program")
@pytest.mark.parametrize(("flag", "met"), [("-pie", True), ("-no-pie", False)])
def test_a_program_at_a_fixed_address_is_found(tmp_path: Path, flag: str, met: bool) -> None:
    need("gcc", "readelf")
    source, program = put(tmp_path, "main.c", b"int main(void) { return 0; }"), tmp_path / "main"
    subprocess.run(["gcc", "-fPIE", flag, source, "-o", program], check=True)
    assert gate.position_independent(*elf.read([program])).met is met


@pytest.mark.parametrize("path", ["/home/builder/lib", "/usr/local/lib", "relative"])
def test_a_run_path_outside_the_package_is_found(path: str) -> None:
    own = binary(run_path=("$ORIGIN", "$ORIGIN/../lib"))
    assert gate.no_foreign_run_path([own]).met
    assert path in gate.no_foreign_run_path([own, binary(run_path=(path,))]).found


def test_a_newer_c_library_than_promised_is_found() -> None:
    major, minor = product.GLIBC_FLOOR
    assert gate.glibc([binary(glibc=(major, minor)), binary()]).met
    assert not gate.glibc([binary(), binary(glibc=(major, minor + 1))]).met


def test_the_path_of_the_build_is_found_in_binaries_too(folder: Path) -> None:
    assert gate.no_build_path(folder, ["/home/builder/h2r"]).met
    put(folder, "_internal/lib.so", b"\x7fELF\0\0/home/builder/h2r/wizard\0")
    assert gate.no_build_path(folder, ["/home/builder/h2r"]).found == "_internal/lib.so"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("_internal/server.pem", b"x"),
        ("_internal/tests/data.txt", b"x"),
        ("_internal/wizard/notes.txt", b"-----BEGIN " + b"PRIVATE KEY-----"),
    ],
)
def test_a_test_key_is_found(folder: Path, name: str, content: bytes) -> None:
    assert gate.no_test_secret(folder).met
    put(folder, name, content)
    assert gate.no_test_secret(folder).found == name


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is a script")
@pytest.mark.parametrize(
    ("answer", "code", "met"),
    [
        ({"parts": [{"id": "qt", "ok": True, "message": ""}]}, 0, True),
        ({"parts": [{"id": "qt", "ok": False, "message": "gone"}]}, 1, False),
        ({"parts": [{"id": "qt", "ok": True, "message": ""}]}, 1, False),
        ("no report", 0, False),
    ],
)
def test_an_incomplete_program_is_found(folder: Path, answer: object, code: int, met: bool) -> None:
    program = put(folder, product.NAME)
    program.write_text(f"#!/bin/sh\necho '{json.dumps(answer)}'\nexit {code}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    assert gate.selftest(folder).met is met


def test_a_program_that_does_not_start_is_found(folder: Path) -> None:
    assert not gate.selftest(folder).met


@pytest.mark.parametrize(
    "spoil",
    [
        lambda copy: put(copy, "_internal/more.txt"),
        lambda copy: put(copy, "_internal/libQt6Core.so.6", b"\x7fELG"),
        lambda copy: (copy / "_internal/libQt6Core.so.6").unlink(),
    ],
    ids=["more", "other", "less"],
)
def test_a_build_that_is_not_reproducible_is_found(
    folder: Path, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    again = tmp_path / "again"
    for path in gate.files_in(folder):
        put(again, str(path.relative_to(folder)), path.read_bytes())
    assert gate.identical(folder, again).met
    spoil(again)
    assert not gate.identical(folder, again).met


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux libraries")
def test_the_dependencies_of_a_library_are_read() -> None:
    core = pytest.importorskip("PySide6.QtCore").__file__
    (read,) = elf.read([Path(core)])
    assert elf.is_elf(Path(core))
    assert not elf.is_elf(Path(__file__))
    assert any(name.startswith("libQt6Core") for name in read.needed)
    assert "$ORIGIN" in {part.partition("/")[0] for part in read.run_path}
    assert (2, 2) < read.glibc < (3, 0)


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6\\plugins\\styles\\qmodernwindowsstyle.dll", True),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", True),
        ("PySide6/Qt/translations/qtbase_ja.qm", False),
        ("PySide6/opengl32sw.dll", False),
        ("keyring-25.7.0.dist-info/METADATA", False),
        ("wizard/resources/locale/de/LC_MESSAGES/h2r-link.mo", True),
        ("wizard/resources/locale/de/LC_MESSAGES/h2r-link.po", False),
        ("libpython3.11.so.1.0", True),
        ("libssl.so.3", False),
    ],
)
def test_only_used_files_are_packaged(target: str, wanted: bool) -> None:
    assert bundle.wanted(target, f"/usr/lib/{target}") is wanted


def test_each_cpp_runtime_library_is_packaged_once_where_it_is_loaded_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    of = {"python/VCRUNTIME140.dll": (14, 0), "qt/VCRUNTIME140.dll": (14, 44)}
    monkeypatch.setattr(pe, "version", lambda path: of.get(path.as_posix(), (14, 44)))
    found = [
        ("PySide6\\MSVCP140.dll", "qt/MSVCP140.dll", "BINARY"),
        ("PySide6\\MSVCP140_1.dll", "qt/MSVCP140_1.dll", "BINARY"),
        ("PySide6\\VCRUNTIME140.dll", "qt/VCRUNTIME140.dll", "BINARY"),
        ("shiboken6\\MSVCP140.dll", "qt/MSVCP140.dll", "BINARY"),
        ("vcruntime140.dll", "python/VCRUNTIME140.dll", "BINARY"),
        ("shiboken6\\shiboken6.abi3.dll", "shiboken6.abi3.dll", "BINARY"),
        ("other\\shiboken6.abi3.dll", "shiboken6.abi3.dll", "BINARY"),
    ]
    assert sorted(bundle.one_cpp_runtime(found)) == [
        ("PySide6\\MSVCP140_1.dll", "qt/MSVCP140_1.dll", "BINARY"),
        ("other\\shiboken6.abi3.dll", "shiboken6.abi3.dll", "BINARY"),
        ("shiboken6\\MSVCP140.dll", "qt/MSVCP140.dll", "BINARY"),
        ("shiboken6\\shiboken6.abi3.dll", "shiboken6.abi3.dll", "BINARY"),
        ("vcruntime140.dll", "qt/VCRUNTIME140.dll", "BINARY"),
    ]


WHOLE = pe.Program(
    Path("h2r-link.exe"),
    console=True,
    manifest=(Path(pe.__file__).parent / "windows/program.manifest").read_text("utf-8"),
    icons=(16, 32, 48, 256),
    texts=(("ProductVersion", product.VERSION), ("CompanyName", product.PUBLISHER)),
)


@pytest.mark.parametrize(
    ("spoilt", "message"),
    [
        ({"manifest": WHOLE.manifest.replace("PerMonitorV2", "")}, "manifest without PerMonitorV2"),
        ({"manifest": ""}, "manifest without asInvoker"),
        ({"icons": ()}, "icon of ()"),
        ({"icons": (16, 32)}, "icon of (16, 32)"),
        ({"texts": (("ProductVersion", "0.0.1"),)}, "no version resource"),
        ({"console": False}, "wrong subsystem"),
        ({"unhardened": ("NX_COMPAT",)}, "without NX_COMPAT"),
    ],
)
def test_a_windows_program_with_wrong_version_information_is_found(
    spoilt: dict[str, object], message: str
) -> None:
    assert gate.presents_itself(WHOLE, console=True).met
    found = gate.presents_itself(replace(WHOLE, **spoilt), console=True)
    assert not found.met
    assert message in found.found


def test_each_system_packages_only_its_own_vault_backend() -> None:
    for system in ("linux", "win32", "darwin"):
        excluded = bundle.excluded_modules(system)
        assert not set(bundle.vault_modules(system)) & set(excluded)
        others = {"linux", "win32", "darwin"} - {system}
        assert all(bundle.vault_modules(other)[0] in excluded for other in others)
