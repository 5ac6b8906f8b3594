"""Setup.exe of a release is compiled by an NSIS without known weaknesses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.packaged.conftest import ROOT
from windows import setup, test_build


@pytest.mark.parametrize(
    "version", ["v3.08-3+deb12u1", "v3.09", "v3.0", "v3.1", "v3.10", "v2.51", "", "v-unknown"]
)
def test_a_release_refuses_an_nsis_that_is_known_to_be_bad(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "compiler_version", lambda: version)
    (tmp_path / "h2r-link.exe").write_bytes(b"of a release")
    with pytest.raises(setup.WeakCompilerError, match=r"needs NSIS 3\.11 or newer.*CVE-2025-43715"):
        setup.build(tmp_path, tmp_path)
    assert list(tmp_path.iterdir()) == [tmp_path / "h2r-link.exe"]


@pytest.mark.parametrize("version", ["v3.11", "v3.11-1", "3.12", "v4.0"])
def test_newer_nsis_versions_are_accepted(version: str) -> None:
    setup.refuse_weak(version)


def test_a_test_build_accepts_any_nsis_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CompilingError(Exception):
        pass

    def compile_(*_: object, **__: object) -> None:
        raise CompilingError

    monkeypatch.setattr(setup, "compiler_version", lambda: "v3.08")
    monkeypatch.setattr(setup.subprocess, "run", compile_)
    monkeypatch.setattr(setup.product, "BUILD", tmp_path)
    monkeypatch.setattr(setup.images, "write_ico", lambda path: None)
    (tmp_path / "h2r-link.exe").write_bytes(test_build.MARK.encode("utf-16-le"))
    with pytest.raises(CompilingError):
        setup.build(tmp_path, tmp_path)


def jobs() -> list[str]:
    workflow = (ROOT / ".github/workflows/release.yml").read_text("utf-8")
    section = workflow.partition("\njobs:\n")[2]
    return re.split(r"^  (?=[a-z-]+:\n)", section, flags=re.MULTILINE)[1:]


def test_a_job_in_debian_uses_the_python_of_debian() -> None:
    """actions/setup-python knows none there and would end the job before anything is compiled."""
    in_debian = [job for job in jobs() if re.search(r"(container|image): debian:", job)]
    assert [job.partition(":")[0] for job in in_debian] == ["test", "windows-compiled"]
    for job in in_debian:
        assert "uses: actions/setup-python" not in job
        assert "python3-venv" in job
        assert "run: python3 dev.py" in job


def test_the_signing_key_is_only_in_jobs_that_install_and_compile_nothing() -> None:
    signing = [job for job in jobs() if "secrets.AUTHENTICODE" in job]
    assert [job.partition(":")[0] for job in signing] == [
        "windows-signed-program",
        "windows-installers",
    ]
    for job in signing:
        assert "environment: release" in job
        assert "dev.py" not in job
        assert "pip" not in job
        assert job.index("apt-get install") < job.index("sign.pfx") < job.index("rm -f")
