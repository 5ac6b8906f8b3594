"""The two-person capsule on the command line: two homes, a real vault, a real terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.desktop_session import Session, on_linux, session
from tests.e2e.program import COMMAND, Result, h2r_link
from wizard.domain.draft import Draft, new_draft
from wizard.storage.draft_json import parse
from wizard.storage.drafts import DraftFolder
from wizard.storage.lock import WINDOW_LOCK, FolderLock

pytestmark = on_linux
PUBLIC, PRIVATE = "TestPublicKey001", "TestPrivateKey01"
CLIENT_ID = "7d1f6a52-93c4-4e0b-8a6d-0b5f7c2e9d13"
TYPED = f"{PUBLIC}\n{PRIVATE}\n{CLIENT_ID}\n"


class Home:
    """One person's home, and how the program is run there."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.folder = folder
        self.env = {
            **env,
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder / "data"),
            "LOGNAME": folder.name,
        }
        self.drafts = DraftFolder(folder / "data/h2r-link/connections")

    def run(self, *arguments: str, given: str | None = None) -> Result:
        return h2r_link("capsule", *arguments, given=given, env=self.env)

    def draft(self) -> Draft:
        return next(iter(self.drafts.all().drafts))


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with session(tmp_path_factory.mktemp("alice")) as opened:
        opened.unlock()
        yield opened


@pytest.fixture
def alice(tmp_path: Path, desktop: Session) -> Home:
    """Has a connection without keys, and an open vault."""
    folder = tmp_path / "alice"
    folder.mkdir()
    home = Home(folder, desktop.env)
    draft = replace(
        new_draft(datetime.now(UTC)),
        name="Contoso MSP",
        site="https://na.myconnectwise.net",
        company_id="contoso",
    )
    home.drafts.save(draft)
    return home


@pytest.fixture
def carol(tmp_path: Path) -> Home:
    """Has nothing, not even a vault."""
    folder = tmp_path / "carol"
    folder.mkdir()
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    bus = {"DBUS_SESSION_BUS_ADDRESS": "disabled:", "XDG_RUNTIME_DIR": str(runtime)}
    return Home(folder, bus)


def test_two_people_link_without_sending_a_key(
    alice: Home, carol: Home, tmp_path: Path, desktop: Session
) -> None:
    request, answer = tmp_path / "contoso.h2rlink", tmp_path / "contoso-answer.h2rlink"
    made = alice.run("make", "Contoso MSP", str(request))
    assert (made.code, made.err) == (0, "")
    code = made.out.partition("Check code: ")[2].splitlines()[0]
    assert desktop.secret_tool("lookup", "service", f"h2r-link/{alice.draft().id}/answer_key")

    worked = carol.run("open", str(request), given=TYPED)
    assert worked.code == 0, worked.err
    assert f"Check code: {code}" in worked.out
    assert "Asked by: alice" in worked.out
    assert "Service Desk › Service Tickets" in worked.out
    assert answer.stat().st_mode & 0o077 == 0

    read = alice.run("answer", str(answer))
    assert (read.code, read.err) == (0, "")
    assert "carol created them" in " ".join(read.out.split())
    draft = alice.draft()
    assert (draft.public_key, draft.vault_host) == (PUBLIC, "na.myconnectwise.net")
    entry = f"h2r-link/{draft.id}"
    assert PRIVATE in desktop.secret_tool("lookup", "service", f"{entry}/private_key")
    assert CLIENT_ID in desktop.secret_tool("lookup", "service", f"{entry}/client_id")
    assert desktop.secret_tool("lookup", "service", f"{entry}/answer_key") == ""

    for seen in (made.out, worked.out + worked.err, read.out, _files(tmp_path)):
        for secret in (PRIVATE, CLIENT_ID):
            assert secret not in seen
    again = alice.run("answer", str(answer))
    assert (again.code, again.out) == (1, "")
    assert "already opened" in again.err


def _files(folder: Path) -> str:
    """Everything that lies on both computers, and both files."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return "".join(path.read_bytes().decode("utf-8", "replace") for path in paths)


def test_on_a_terminal_no_value_is_shown(alice: Home, carol: Home, tmp_path: Path) -> None:
    request = tmp_path / "contoso.h2rlink"
    assert alice.run("make", "Contoso MSP", str(request)).code == 0
    code, shown = _on_a_terminal(
        [*COMMAND, "capsule", "open", str(request)],
        carol.env,
        {"Public key: ": PUBLIC, "Private key: ": PRIVATE, "Client ID: ": CLIENT_ID},
    )
    assert code == 0, shown
    assert not [value for value in (PUBLIC, PRIVATE, CLIENT_ID) if value in shown]
    assert alice.run("answer", str(tmp_path / "contoso-answer.h2rlink")).code == 0


def _on_a_terminal(
    command: list[str], env: Mapping[str, str], answers: dict[str, str]
) -> tuple[int, str]:
    """Run a command on a terminal of its own and answer its prompts as they come."""
    import pty

    child, terminal = pty.fork()
    if not child:
        os.execvpe(command[0], command, {**os.environ, **env})
    shown, left = "", dict(answers)
    while True:
        try:
            chunk = os.read(terminal, 4096)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk.decode("utf-8", "replace")
        for prompt in [prompt for prompt in left if prompt in shown]:
            os.write(terminal, left.pop(prompt).encode() + b"\n")
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ("", 2, "standard input ended"),
        (f"{PUBLIC}\n", 2, "standard input ended"),
        ("a b\n" * 3, 1, "No answer was written"),
        (f"a b\n{PUBLIC}\n{PRIVATE}\n\n", 0, ""),
        (f"{PUBLIC}\n{PUBLIC}\n\n", 1, "can't be used"),
    ],
)
def test_unusable_values_produce_no_answer_file(
    alice: Home, carol: Home, tmp_path: Path, given: str, code: int, words: str
) -> None:
    request = tmp_path / "contoso.h2rlink"
    assert alice.run("make", "Contoso MSP", str(request)).code == 0
    worked = carol.run("open", str(request), given=given)
    assert worked.code == code
    assert words in " ".join(worked.err.split())
    assert (tmp_path / "contoso-answer.h2rlink").exists() == (code == 0)


def test_an_unusable_file_gives_one_sentence_and_an_exit_code(
    alice: Home, carol: Home, tmp_path: Path
) -> None:
    request, other = tmp_path / "contoso.h2rlink", tmp_path / "letter.txt"
    other.write_text("Dear Carol")
    assert alice.run("make", "Contoso MSP", str(request)).code == 0
    for home, arguments, code in (
        (alice, ("make", "nobody", str(tmp_path / "x.h2rlink")), 2),
        (alice, ("make", "Contoso MSP", str(other)), 2),
        (alice, ("make", "Contoso MSP", str(tmp_path)), 2),
        (alice, ("make", "Contoso MSP", str(tmp_path / "gone" / "x.h2rlink")), 3),
        (carol, ("open", str(other)), 2),
        (carol, ("open", str(tmp_path / "gone")), 2),
        (carol, ("answer", str(request)), 2),
        (alice, ("open", str(request)), 1),
        (carol, ("answer", PRIVATE), 2),
        (carol, ("open", str(request), PRIVATE), 2),
    ):
        ended = home.run(*arguments)
        assert (ended.code, ended.out) == (code, ""), arguments
        assert ended.err.startswith("h2r-link: ")
        assert ended.err.count("\n") == 1
    assert other.read_text() == "Dear Carol"


@pytest.mark.parametrize("place", ["gone", "in the way"])
def test_no_value_is_requested_if_the_answer_cannot_be_written(
    alice: Home, carol: Home, tmp_path: Path, place: str
) -> None:
    request = tmp_path / "Größe, 日本 & Söhne.h2rlink"
    assert alice.run("make", "Contoso MSP", str(request)).code == 0
    (tmp_path / "in the way").write_text("a file where a folder would be")
    ended = carol.run("open", str(request), "--output", str(tmp_path / place / "x"), given=TYPED)
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith("h2r-link: ")
    assert ended.err.count("\n") == 1


def test_request_and_answer_files_never_overwrite_each_other(
    alice: Home, carol: Home, tmp_path: Path
) -> None:
    request, answer = tmp_path / "contoso.h2rlink", tmp_path / "contoso-answer.h2rlink"
    assert alice.run("make", "Contoso MSP", str(request)).code == 0
    assert carol.run("open", str(request), given=TYPED).code == 0
    before = request.read_bytes(), answer.read_bytes()
    for ended in (
        carol.run("open", str(request), "--output", str(request), given=TYPED),
        alice.run("make", "Contoso MSP", str(answer)),
    ):
        assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert (request.read_bytes(), answer.read_bytes()) == before
    # Its own kind is replaced, and what was asked first is still answered.
    assert carol.run("open", str(request), "--output", str(answer), given=TYPED).code == 0
    assert alice.run("answer", str(answer)).code == 0


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="only root gives files away")
def test_a_file_owned_by_another_user_is_reported_as_such(
    alice: Home, carol: Home, tmp_path: Path
) -> None:
    request = tmp_path / "contoso.h2rlink"
    assert alice.run("make", "Contoso MSP", str(request)).code == 0
    os.chown(request, 65_534, -1)
    refused = carol.run("open", str(request), given=TYPED)
    assert (refused.code, refused.out) == (2, "")
    assert "belongs to someone else" in refused.err


def test_without_a_vault_no_request_is_made(carol: Home, tmp_path: Path) -> None:
    draft = replace(new_draft(datetime.now(UTC)), site="na.myconnectwise.net", company_id="acme")
    carol.drafts.save(draft)
    made = carol.run("make", "acme", str(tmp_path / "acme.h2rlink"))
    assert (made.code, made.out) == (3, "")
    assert list(tmp_path.glob("*.h2rlink")) == []
    assert carol.draft() == draft


def test_no_request_is_made_while_the_window_is_open(alice: Home, tmp_path: Path) -> None:
    lock = FolderLock(Path(alice.env["XDG_RUNTIME_DIR"]) / "h2r-link", WINDOW_LOCK)
    assert lock.take()
    try:
        made = alice.run("make", "Contoso MSP", str(tmp_path / "contoso.h2rlink"))
    finally:
        lock.release()
    assert made.code == 3
    assert "is open" in made.err


def test_an_expired_answer_or_one_for_a_removed_connection_is_refused(
    alice: Home, carol: Home, tmp_path: Path
) -> None:
    request, answer = tmp_path / "contoso.h2rlink", tmp_path / "contoso-answer.h2rlink"
    assert alice.run("make", "Contoso MSP", str(request)).code == 0
    assert carol.run("open", str(request), given=TYPED).code == 0
    draft = alice.draft()
    assert draft.sent
    old = replace(draft.sent, created=draft.sent.created - timedelta(days=15))
    alice.drafts.save(replace(draft, sent=old))
    late = alice.run("answer", str(answer))
    assert (late.code, late.out) == (1, "")
    assert "valid until" in late.err
    alice.drafts.save(draft)
    kept = (alice.drafts.path / f"{draft.id}.json").read_bytes()
    assert parse(kept) == draft
    alice.drafts.remove(draft.id)
    gone = alice.run("answer", str(answer))
    assert (gone.code, gone.out) == (1, "")
    assert "isn't on this computer" in gone.err
    # With its connection back, nothing was lost.
    alice.drafts.save(draft)
    assert alice.run("answer", str(answer)).code == 0
