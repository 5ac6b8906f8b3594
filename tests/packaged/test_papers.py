"""Files beside the packages: bill of materials, checksums, manifests, workflows, licenses."""

from __future__ import annotations

import hashlib
import json
import plistlib
import re
import struct
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.packaged.conftest import ROOT, need

pytest.importorskip("PyInstaller", reason="python3 dev.py package installs it")

import bill
import images
import make
import notices
import product
from macos.application import information
from windows import catalogues

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def test_the_bill_of_materials_is_valid_cyclonedx() -> None:
    pytest.importorskip("cyclonedx")
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill.bill())) is None


def test_the_bill_of_materials_lists_the_locked_runtime_packages_only() -> None:
    parts = {part["name"]: part for part in bill.bill()["components"]}
    locked = re.findall(r"(?m)^([\w.-]+)==", product.RUNTIME_LOCK.read_text("utf-8"))
    assert set(parts) == {*locked, "python"}
    assert not {"pip", "pytest", "pyinstaller"} & set(parts)
    assert all(part["version"] for part in parts.values())


def test_every_part_of_the_bill_of_materials_is_required_by_another() -> None:
    document = bill.bill()
    asked = {need for entry in document["dependencies"] for need in entry["dependsOn"]}
    refs = {part["bom-ref"] for part in document["components"] if part["name"] != "python"}
    assert asked == refs


def test_the_bill_of_materials_is_reproducible() -> None:
    assert bill.bill() == bill.bill()


def test_check_sums_are_read_by_sha256sum(tmp_path: Path) -> None:
    need("sha256sum")
    (tmp_path / "a.deb").write_bytes(b"one")
    (tmp_path / "b.exe").write_bytes(b"two")
    make.checksums(tmp_path)
    make.checksums(tmp_path)
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    subprocess.run(command, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    assert len((tmp_path / "SHA256SUMS").read_text().splitlines()) == 2


def test_manifests_carry_version_address_and_sums(tmp_path: Path) -> None:
    setup = tmp_path / f"h2r-link-{product.VERSION}-setup-x64.exe"
    managed = tmp_path / f"h2r-link-{product.VERSION}-x64.msi"
    setup.write_bytes(b"setup")
    managed.write_bytes(b"managed")
    made = catalogues.write(tmp_path)
    texts = {path.name: path.read_text() for path in made}
    assert not [
        name for name, text in texts.items() if re.search(r"\$\{?(version|setup|name)", text)
    ]
    assert texts["h2r-link.installer.yaml"].count(hashlib.sha256(b"setup").hexdigest().upper()) == 2
    assert hashlib.sha256(b"managed").hexdigest().upper() in texts["chocolateyInstall.ps1"]
    ET.fromstring(texts["h2r-link.nuspec"])
    assert all(f"PackageVersion: {product.VERSION}\n" in texts[n] for n in texts if "yaml" in n)


def test_without_an_installer_no_manifest_is_written(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        catalogues.write(tmp_path)


def test_the_licenses_of_the_libraries_are_included() -> None:
    text = notices.text()
    for name in ("requests", "keyring", "pyside6-essentials", "cryptography"):
        assert re.search(rf"(?m)^{name} \d", text)
    for title in ("GNU LESSER GENERAL PUBLIC LICENSE", "GNU GENERAL PUBLIC LICENSE", "PSF"):
        assert title in text


def test_every_package_has_the_same_version() -> None:
    import wizard

    assert wizard.__version__ == product.VERSION
    assert information()["CFBundleShortVersionString"] == ".".join(map(str, product.numbers()))


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("1.2.3", (1, 2, 3)), ("0.10.0rc2", (0, 10, 0)), ("2.0.0.dev1", (2, 0, 0))],
)
def test_windows_gets_a_version_of_three_numbers(
    version: str, numbers: tuple[int, int, int]
) -> None:
    assert product.numbers(version) == numbers


def test_the_macos_property_list_is_valid() -> None:
    info = plistlib.loads(plistlib.dumps(information()))
    assert re.fullmatch(r"[A-Za-z0-9.-]+", info["CFBundleIdentifier"])
    assert info["NSHighResolutionCapable"] is True
    (opened,), (exported,) = info["CFBundleDocumentTypes"], info["UTExportedTypeDeclarations"]
    assert opened["LSItemContentTypes"] == [exported["UTTypeIdentifier"]]
    assert exported["UTTypeTagSpecification"]["public.filename-extension"] == ["h2rlink"]
    rights = plistlib.loads((ROOT / "packaging/macos/entitlements.plist").read_bytes())
    assert all(name.startswith("com.apple.security.cs.") for name in rights)
    assert "com.apple.security.get-task-allow" not in rights


def test_the_icons_of_windows_and_macos_hold_every_size(tmp_path: Path) -> None:
    images.write_ico(tmp_path / "a.ico")
    images.write_icns(tmp_path / "a.icns")
    ico = (tmp_path / "a.ico").read_bytes()
    entries = [struct.unpack_from("<BBBBHHII", ico, 6 + 16 * i) for i in range(ico[4])]
    assert [entry[0] or 256 for entry in entries] == list(images.ICO_SIZES)
    assert all(ico[e[7] : e[7] + 8] == b"\x89PNG\r\n\x1a\n" for e in entries)
    assert entries[-1][6] + entries[-1][7] == len(ico)
    icns = (tmp_path / "a.icns").read_bytes()
    assert icns[:4] == b"icns"
    assert int.from_bytes(icns[4:8], "big") == len(icns)
    assert {b"ic07", b"ic08", b"ic09", b"ic10"} <= set(re.findall(rb"ic\d\d", icns))


@pytest.mark.skipif(sys.platform != "linux", reason="the tool is Debian's")
def test_another_program_reads_the_icon_of_macos(tmp_path: Path) -> None:
    need("icns2png")
    images.write_icns(tmp_path / "a.icns")
    result = subprocess.run(
        ["icns2png", "-l", "a.icns"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "10 elements total" in result.stdout


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_ci_workflows_are_valid_and_safe(workflow: Path) -> None:
    tools = Path(sys.executable).parent
    if not (tools / "zizmor").exists():
        pytest.skip("needs zizmor: python3 dev.py package installs it")
    form = [tools / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", workflow]
    safety = [tools / "zizmor", "--offline", "--quiet", workflow]
    for command in (form, safety):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_commit(workflow: Path) -> None:
    used = re.findall(r"uses: (\S+)", workflow.read_text("utf-8"))
    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) for action in used)
