"""What the Linux packages bring, looked at without installing them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaged.conftest import ROOT, made, need

pytest.importorskip("PyInstaller", reason="python3 dev.py package installs it")
if sys.platform != "linux":
    pytest.skip("Linux packages", allow_module_level=True)

import product
from linux import deb, manual, tree

LINT = ROOT / "packaging/linux/rpmlint.toml"


def output_of(*command: object, cwd: Path | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """The tree of a program that is one small binary."""
    program = tmp_path / "program"
    program.mkdir()
    (program / product.NAME).write_bytes(Path("/bin/true").read_bytes())
    (program / product.NAME).chmod(0o755)
    tree.plant(tmp_path / "root", program)
    return tmp_path / "root"


def test_menu_entry_and_software_center_data_are_valid(planted: Path) -> None:
    need("desktop-file-validate", "appstreamcli")
    (entry,) = planted.glob("usr/share/applications/*.desktop")
    (about,) = planted.glob("usr/share/metainfo/*.xml")
    assert output_of("desktop-file-validate", entry) == ""
    output_of("appstreamcli", "validate", "--no-net", "--pedantic", about)


def test_the_menu_entry_names_an_existing_program_and_icon(planted: Path) -> None:
    entry = (planted / "usr/share/applications/h2r-link.desktop").read_text()
    fields = dict(line.split("=", 1) for line in entry.splitlines() if "=" in line)
    assert (planted / "usr/bin" / fields["Exec"].removesuffix(" %f")).resolve().is_file()
    icons = list(planted.glob(f"usr/share/icons/hicolor/*/apps/{fields['Icon']}.*"))
    assert {"scalable", "16x16", "48x48", "256x256"} <= {icon.parts[-3] for icon in icons}


def test_the_file_type_is_registered_and_opens_the_program(planted: Path) -> None:
    need("update-mime-database", "update-desktop-database")
    share = planted / "usr/share"
    output_of("update-mime-database", share / "mime")
    assert "*.h2rlink" in (share / "mime/globs").read_text()
    output_of("update-desktop-database", share / "applications")
    known = (share / "applications/mimeinfo.cache").read_text()
    assert f"{product.FILE_TYPE}=h2r-link.desktop;" in known


def test_the_manual_page_is_valid_and_lists_every_command(tmp_path: Path) -> None:
    need("man")
    page = tmp_path / "h2r-link.1"
    page.write_text(manual.page())
    done = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(page)],
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", "MANROFFSEQ": ""},
        check=False,
    )
    assert done.returncode == 0
    assert not [line for line in done.stderr.splitlines() if "privileges" not in line]
    for command in ("address", "check", "capsule", "practice", "tour", "selftest"):
        assert f".SS {command}\n" in page.read_text()


@pytest.mark.parametrize(
    ("older", "newer"),
    [("1.0.0rc1", "1.0.0"), ("1.0.0.dev1", "1.0.0"), ("1.0.0a1", "1.0.0b1"), ("1.9.0", "1.10.0")],
)
def test_debian_sorts_versions_in_release_order(older: str, newer: str) -> None:
    need("dpkg")
    output_of(
        "dpkg", "--compare-versions", tree.debian_version(older), "lt", tree.debian_version(newer)
    )


def test_the_package_is_the_same_every_time(
    planted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("dpkg-deb", "dpkg-shlibdeps")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    made_once = deb.build(planted, tmp_path, pack="gzip").read_bytes()
    for path in planted.rglob("*"):
        if not path.is_symlink():
            os.utime(path)
    assert deb.build(planted, tmp_path, pack="gzip").read_bytes() == made_once


def test_package_dependencies_match_the_binaries(planted: Path) -> None:
    need("dpkg-shlibdeps")
    names = [entry.split()[0] for entry in deb.dependencies(planted)]
    assert names == sorted({"ca-certificates", "libc6", "libdbus-1-3"})


def test_lintian_finds_nothing_unexplained() -> None:
    need("lintian")
    package = made("*.deb")
    found = output_of("lintian", "--allow-root", "--fail-on", "error,warning", package)
    assert found == ""


def test_debian_and_rpm_packages_contain_the_same_files() -> None:
    need("rpm", "dpkg-deb", "tar")
    unpacked = output_of("sh", "-c", 'dpkg-deb --fsys-tarfile "$0" | tar -t', made("*.deb"))
    debian = {name.lstrip(".") for name in unpacked.splitlines() if not name.endswith("/")}
    rpm = set(output_of("rpm", "-qpl", made("*.rpm")).splitlines())
    assert {name for name in debian if "lintian" not in name} - rpm == set()
    # Of the rpm's own names only folders are left: a package names those it owns.
    extra = rpm - debian
    assert extra == {name for name in extra if any(file.startswith(f"{name}/") for file in debian)}


def test_the_rpm_requires_system_libraries_and_provides_no_bundled_ones() -> None:
    need("rpm")
    package = made("*.rpm")
    asked, offered = (
        output_of("rpm", "-qp", f"--{what}", package) for what in ("requires", "provides")
    )
    assert "libxcb-cursor.so.0" in asked
    assert "libssl.so.3" in asked
    assert not [line for line in asked.splitlines() if line.startswith(("libQt6", "libpython"))]
    assert ".so" not in offered


def test_rpmlint_finds_nothing_unexplained() -> None:
    need("rpmlint")
    done = subprocess.run(
        ["rpmlint", "--config", LINT, made("*.rpm")], capture_output=True, text=True, check=False
    )
    assert re.search(r" 0 errors, 0 warnings", done.stdout), done.stdout + done.stderr


def test_an_rpm_installation_can_be_limited_to_some_languages() -> None:
    need("rpm")
    listed = output_of("rpm", "-qp", "--qf", "[%{FILELANGS} %{FILENAMES}\\n]", made("*.rpm"))
    of = dict(line.split(" ", 1)[::-1] for line in listed.splitlines())
    base = "/usr/lib/h2r-link/_internal/wizard/resources"
    assert of[f"{base}/locale/de/LC_MESSAGES/h2r-link.mo"] == "de"
    assert of[f"{base}/instructions/fr/keys.md"] == "fr"
    assert of[f"{base}/instructions/en/keys.md"] == ""
    assert of[f"{base}/rights.toml"] == ""
