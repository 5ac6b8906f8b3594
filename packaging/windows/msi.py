"""The MSI, the installer for fleets (Intune, group policy, RMM), compiled by wixl."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import time
import uuid
from pathlib import Path
from xml.etree import ElementTree as ET

import images
import product
from windows import test_build
from windows.setup import contents

_NAMESPACE = uuid.UUID(product.UPGRADE_CODE)
_CHECK = Path(__file__).parent / "running.c"
# Of its own, so that an MSI and a Setup.exe on one computer do not mix their files and shortcuts.
_FOLDER = f"{product.NAME}-managed"
_FOR_ALL = 'NOT Installed AND (UserSID = "S-1-5-18" OR (MsiRunningElevated AND NOT CURRENTUSER))'
_MINE = "Installed AND MYBEFORE AND NOT ALLBEFORE"
_FREE = "NOT INSTALLFOLDER"
_KEY = f"Software\\{product.NAME}"
_ALONE = "NOT UPGRADINGPRODUCTCODE"
_BELOW = (
    "Installed OR NOT INSTALLFOLDER OR NOT (ALLUSERS = 1 OR MsiRunningElevated OR UserSID = "
    '"S-1-5-18") OR CURRENTUSER OR (INSTALLFOLDER ~<< ProgramFiles64Folder AND NOT '
    'INSTALLFOLDER >< "..")'
)


def build(payload: Path, folder: Path, version: str = product.VERSION) -> Path:
    """Pack the folder of the frozen Windows program into ``folder``; return the MSI.

    Raises:
        CalledProcessError: the compiler, wixl or msibuild failed.
    """
    stage = product.BUILD / "msi"
    shutil.rmtree(stage, ignore_errors=True)
    shutil.copytree(payload, stage / "payload")
    for path in (stage / "payload").rglob("*"):
        os.utime(path, (product.source_date(), product.source_date()))
    images.write_ico(stage / "icon.ico")
    _compile_check(stage / "running.dll")
    source = stage / f"{product.NAME}.wxs"
    ET.ElementTree(_source(stage, version)).write(source, "utf-8", xml_declaration=True)
    installer = folder / f"{product.NAME}-{version}-x64.msi"
    # From its folder: wixl wants every path relative.
    _run(["wixl", "--arch", "x64", "--output", str(installer), source.name], stage)
    # WORKAROUND wixl 0.101: it writes 4 where the format says -1 for "of the user or of all users".
    _run(["msibuild", str(installer), "-q", "UPDATE Registry SET Root = -1 WHERE Root = 4"])
    _name_package(installer, stage, version)
    _date_package(installer)
    return installer


def _compile_check(library: Path) -> None:
    options = ["-shared", "-Os", "-s", "-Wall", "-Werror", "-Wl,--no-insert-timestamp"]
    options += [f'-DMUTEX=L"{product.MUTEX}"', "-o", str(library), str(_CHECK), "-lmsi"]
    _run(["x86_64-w64-mingw32-gcc-posix", *options])


def _name_package(installer: Path, stage: Path, version: str) -> None:
    """Give the package a code that follows from its content; wixl would draw lots."""
    content = hashlib.sha256(version.encode())
    for path in contents(stage):
        content.update(path.relative_to(stage).as_posix().encode() + path.read_bytes())
    code = _braced(uuid.uuid5(_NAMESPACE, content.hexdigest()))
    said = [f"{product.NAME} {version}", product.PUBLISHER, "x64;1033", code]
    _run(["msibuild", str(installer), "-s", *said])


def _date_package(installer: Path) -> None:
    """Write the time of the source over the times of the build, which stand nowhere else."""
    content = bytearray(installer.read_bytes())
    date = _file_time(product.source_date()).to_bytes(8, "little")
    hour = _file_time(3600) - _file_time(0)
    for found in re.finditer(rb"\x40\x00\x00\x00(.{8})", bytes(content), re.DOTALL):
        recorded = int.from_bytes(found[1], "little")
        if abs(recorded - _file_time(time.time())) < hour:
            content[found.start(1) : found.end()] = date
    installer.write_bytes(content)


def _file_time(seconds: float) -> int:
    """Return a time as Windows counts: tenths of a microsecond since 1601."""
    return int((seconds + 11_644_473_600) * 10_000_000)


def _source(stage: Path, version: str) -> ET.Element:
    wix = ET.Element("Wix", xmlns="http://schemas.microsoft.com/wix/2006/wi")
    item = _add(
        wix,
        "Product",
        Id=_braced(uuid.uuid5(_NAMESPACE, version)),
        Name=product.TITLE,
        Version=".".join(map(str, product.numbers(version))),
        Manufacturer=product.PUBLISHER,
        UpgradeCode=product.UPGRADE_CODE,
        Language="1033",
    )
    _add(item, "Package", InstallerVersion="500", Compressed="yes", Description=product.SUMMARY)
    newer = f"A newer version of {product.TITLE} is installed. To go back, uninstall it first."
    _add(item, "MajorUpgrade", DowngradeErrorMessage=newer)
    _add(item, "Media", Id="1", Cabinet="program.cab", EmbedCab="yes")
    _properties(item)
    if test_build.is_marked(stage / "payload" / f"{product.NAME}.exe"):
        _add(item, "Property", Id="TESTBUILD", Value=test_build.MARK)
    _actions(item)
    feature = _add(item, "Feature", Id="Program", Level="1", Title=product.NAME)
    for component in _tree(item, stage / "payload"):
        _add(feature, "ComponentRef", Id=component)
    return wix


def _properties(item: ET.Element) -> None:
    icon = _add(item, "Icon", Id="program.ico", SourceFile="icon.ico")
    values = {
        "ALLUSERS": "2",
        "MSIINSTALLPERUSER": "1",
        "ARPPRODUCTICON": icon.get("Id", ""),
        "ARPURLINFOABOUT": product.HOMEPAGE,
        "ARPNOMODIFY": "1",
        "ARPNOREPAIR": "1",
    }
    for name, value in values.items():
        _add(item, "Property", Id=name, Value=value)
    for name, root in (("ALLBEFORE", "HKLM"), ("MYBEFORE", "HKCU")):
        found = _add(item, "Property", Id=name)
        search = {"Root": root, "Key": _KEY, "Name": "Folder", "Type": "raw", "Win64": "yes"}
        _add(found, "RegistrySearch", Id=f"Find{name}", **search)
    message = f"For all users, {product.TITLE} must be installed below Program Files."
    _add(item, "Condition", Message=message).text = _BELOW


def _actions(item: ET.Element) -> None:
    place = f"[LocalAppDataFolder]Programs\\{_FOLDER}\\"
    _add(item, "Binary", Id="Running", SourceFile="running.dll")
    steps = _add(item, "InstallExecuteSequence")
    # Name, what it does, when (before 800 folders are not yet fixed), on which condition.
    for name, does, when, condition in (
        ("ForAll", {"Property": "ALLUSERS", "Value": "1"}, "1", _FOR_ALL),
        ("ForMe", {"Property": "ALLUSERS", "Value": "{}"}, "2", "CURRENTUSER"),
        ("StillMine", {"Property": "ALLUSERS", "Value": "{}"}, "51", _MINE),
        ("CheckRunning", {"BinaryKey": "Running", "DllEntry": "CheckRunning"}, "110", _ALONE),
        ("AllBefore", _folder_is("[ALLBEFORE]"), "111", f"{_FREE} AND ALLBEFORE AND ALLUSERS = 1"),
        ("MyBefore", _folder_is("[MYBEFORE]"), "112", f"{_FREE} AND MYBEFORE AND NOT ALLUSERS = 1"),
        ("MyFolder", _folder_is(place), "113", f"{_FREE} AND NOT ALLUSERS = 1"),
    ):
        _add(item, "CustomAction", Id=name, Impersonate="yes", **does)
        _add(steps, "Custom", Action=name, Sequence=when).text = condition


def _folder_is(place: str) -> dict[str, str]:
    return {"Property": "INSTALLFOLDER", "Value": place}


def _tree(item: ET.Element, payload: Path) -> list[str]:
    """Add folders, files and the shortcut; return the names of the components."""
    root = _add(item, "Directory", Id="TARGETDIR", Name="SourceDir")
    programs = _add(root, "Directory", Id="ProgramFiles64Folder")
    folders = {Path(): _add(programs, "Directory", Id="INSTALLFOLDER", Name=_FOLDER)}
    menu = _add(root, "Directory", Id="ProgramMenuFolder")
    named = [_memory(folders[Path()])]
    named += [_file_type(folders[Path()])]
    named += [_shortcut(_add(menu, "Directory", Id="MenuFolder", Name=product.NAME))]
    for path in contents(payload):
        inside = path.relative_to(payload)
        named.append(_component(_folder(folders, inside.parent), inside))
    return named


def _folder(folders: dict[Path, ET.Element], inside: Path) -> ET.Element:
    if inside not in folders:
        above = _folder(folders, inside.parent)
        folders[inside] = _add(above, "Directory", Id=_id("D", inside), Name=inside.name)
    return folders[inside]


def _component(folder: ET.Element, inside: Path) -> str:
    name, guid = _id("C", inside), _braced(uuid.uuid5(_NAMESPACE, inside.as_posix()))
    component = _add(folder, "Component", Id=name, Guid=guid, Win64="yes")
    _add(
        component, "File", Id=_id("F", inside), Source=f"payload/{inside.as_posix()}", KeyPath="yes"
    )
    return name


def _memory(folder: ET.Element) -> str:
    """Note the folder, so that an upgrade and the removal find it again."""
    guid = _braced(uuid.uuid5(_NAMESPACE, "memory"))
    component = _add(folder, "Component", Id="Memory", Guid=guid, Win64="yes")
    mark = {"Root": "HKMU", "Key": _KEY, "Name": "Folder"}
    _add(component, "RegistryValue", Type="string", Value="[INSTALLFOLDER]", KeyPath="yes", **mark)
    return "Memory"


def _file_type(folder: ET.Element) -> str:
    """Let a double click on a request or an answer open the program."""
    guid = _braced(uuid.uuid5(_NAMESPACE, "file type"))
    component = _add(folder, "Component", Id="FileType", Guid=guid, Win64="yes")
    kind, ending = f"{_FOLDER}.file", f".{product.FILE_ENDING}"
    program = f"[INSTALLFOLDER]{product.NAME}-gui.exe"
    for key, name, value in (
        (kind, "", product.FILE_TITLE),
        (f"{kind}\\DefaultIcon", "", f"{program},0"),
        (f"{kind}\\shell\\open\\command", "", f'"{program}" "%1"'),
        (ending, "", kind),
        (f"{ending}\\OpenWithProgids", kind, ""),
    ):
        place = {"Root": "HKMU", "Key": f"Software\\Classes\\{key}", "Type": "string"}
        named = {"Name": name} if name else {}
        _add(component, "RegistryValue", Value=value, **place, **named)
    component[0].set("KeyPath", "yes")
    return "FileType"


def _shortcut(menu: ET.Element) -> str:
    guid = _braced(uuid.uuid5(_NAMESPACE, "menu"))
    component = _add(menu, "Component", Id="Menu", Guid=guid, Win64="yes")
    target = f"[INSTALLFOLDER]{product.NAME}-gui.exe"
    shortcut = _add(component, "Shortcut", Id="Menu", Name=product.TITLE, Target=target)
    shortcut.set("WorkingDirectory", "INSTALLFOLDER")
    _add(component, "RemoveFolder", Id="Menu", On="uninstall")
    mark = {"Root": "HKCU", "Key": _KEY, "Name": "managed"}
    _add(component, "RegistryValue", Type="integer", Value="1", KeyPath="yes", **mark)
    return "Menu"


def _add(above: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(above, name, attributes)


def _id(kind: str, inside: Path) -> str:
    return kind + hashlib.sha256(inside.as_posix().encode()).hexdigest()[:30]


def _braced(code: uuid.UUID) -> str:
    return f"{{{str(code).upper()}}}"


def _run(command: list[str], folder: Path | None = None) -> None:
    subprocess.run(command, cwd=folder, stdout=2, check=True)
