"""The two-person capsule: what both files hold, and when an answer is used."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wizard.domain.capsule import SentRequest, check_code
from wizard.domain.draft import ClientIdState, Draft, Environment
from wizard.domain.faults.fault import Fault, Step
from wizard.domain.scope import Scope, Ticket
from wizard.domain.secret import Secret
from wizard.domain.steps import next_step, previous_step, reachable, steps_of
from wizard.domain.values.field_texts import FieldTexts
from wizard.storage import age, capsules
from wizard.storage.capsule_files import (
    SIZE_LIMIT,
    Answer,
    CapsuleError,
    Request,
    SealedAnswer,
    UnreadableCapsuleError,
    draft_of,
    parse,
    read_capsule,
    seal,
)
from wizard.storage.drafts import DraftFolder
from wizard.storage.files import StorageError
from wizard.storage.saved_values import read_saved
from wizard.storage.vault.entry import Entry, VaultValue
from wizard.storage.vault.vault import MemoryVault, Vault, VaultError

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FILE = Path("contoso.h2rlink")
DRAFT = Draft(
    id="0123456789ab",
    created=NOW,
    name="Contoso MSP",
    environment=Environment.SANDBOX,
    scope=Scope(frozenset(Ticket), closes_tickets=True),
    site="https://na.myconnectwise.net",
    company_id="contoso",
    role_name="Hire2Retire role",
    member_id="H2R",
)
KEYS = FieldTexts(
    site=DRAFT.site,
    company_id="contoso",
    public_key="TestPublicKey001",
    private_key=Secret("TestPrivateKey01"),
    client_id=Secret("7d1f6a52-93c4-4e0b-8a6d-0b5f7c2e9d13"),
)


@dataclass
class Pair:
    """The requesting computer, and the request its colleague received."""

    drafts: DraftFolder
    vault: MemoryVault
    draft: Draft
    request: Request
    file: bytes

    def answer(self, typed: FieldTexts = KEYS, name: str = "Carol") -> SealedAnswer:
        return sealed(capsules.answer_file(self.request.about, typed, name))

    def open(self, answer: SealedAnswer, now: datetime = NOW) -> Answer:
        return capsules.open_answer(self.vault, self.draft, answer, now)


def binary(armor: str) -> bytes:
    lines = armor.splitlines()
    assert lines[0] == "-----BEGIN AGE ENCRYPTED FILE-----"
    return base64.b64decode("".join(lines[1:-1]))


def sealed(content: bytes) -> SealedAnswer:
    found = parse(content, FILE)
    assert isinstance(found, SealedAnswer)
    return found


def made(vault: Vault, draft: Draft, folder: Path) -> tuple[SentRequest, bytes]:
    folder.mkdir(exist_ok=True)
    path = folder / FILE
    sent = capsules.make_request(vault, draft, "Alice", NOW, path, wants_client_id=True)
    return sent, path.read_bytes()


def asked(folder: Path, draft: Draft = DRAFT) -> Pair:
    drafts, vault = DraftFolder(folder), MemoryVault()
    sent, content = made(vault, draft, folder)
    drafts.save(replace(draft, sent=sent))
    request = parse(content, FILE)
    assert isinstance(request, Request)
    return Pair(drafts, vault, drafts.load(draft.id), request, content)


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return asked(tmp_path / "connections")


def test_the_values_arrive_at_the_requesting_connection(pair: Pair) -> None:
    answer = pair.open(pair.answer())
    used = capsules.use_answer(pair.vault, pair.drafts, pair.draft, answer, NOW)
    assert pair.drafts.load(DRAFT.id) == used
    assert read_saved(pair.vault, used).typed == replace(KEYS, scope=DRAFT.scope)
    assert (used.step, used.client_id_state) == (Step.LINK, ClientIdState.HAVE)
    assert used.sent
    assert (used.sent.answered, used.sent.colleague) == (NOW, "Carol")
    # The private key is deleted, so the answer can't be decrypted any more.
    assert pair.vault.read(capsules.answer_entry(DRAFT.id, used.sent)) is None


def test_an_existing_client_id_is_kept_if_the_answer_has_none(pair: Pair, tmp_path: Path) -> None:
    first = pair.open(pair.answer())
    used = capsules.use_answer(pair.vault, pair.drafts, pair.draft, first, NOW)
    sent, content = made(pair.vault, used, tmp_path)
    again = parse(content, FILE)
    assert isinstance(again, Request)
    draft = replace(used, sent=sent)
    new = replace(KEYS, private_key=Secret("TestPrivateKey02"), client_id=Secret(""))
    answer = sealed(capsules.answer_file(again.about, new, "Carol"))
    opened = capsules.open_answer(pair.vault, draft, answer, NOW)
    used = capsules.use_answer(pair.vault, pair.drafts, draft, opened, NOW)
    saved = read_saved(pair.vault, used).typed
    assert (saved.private_key, saved.client_id) == (new.private_key, KEYS.client_id)


def test_without_a_client_id_the_connection_continues_at_that_step(pair: Pair) -> None:
    answer = pair.open(pair.answer(replace(KEYS, client_id=Secret(""))))
    used = capsules.use_answer(pair.vault, pair.drafts, pair.draft, answer, NOW)
    assert (used.step, used.client_id_state) == (Step.CLIENT_ID, ClientIdState.NOT_ASKED)


def test_request_and_answer_file_together_reveal_no_secret(pair: Pair) -> None:
    file = capsules.answer_file(pair.request.about, KEYS, "Carol")
    document = json.loads(file)
    assert set(document) == {"type", "version", "id", "encrypted"}
    bare = binary(document["encrypted"])
    assert bare.startswith(b"age-encryption.org/v1\n-> X25519 ")
    identity = pair.vault.read(capsules.answer_entry(DRAFT.id, pair.draft.sent))  # type: ignore[arg-type]
    assert identity
    secrets = (KEYS.private_key, KEYS.client_id, Secret(KEYS.public_key), identity.secret)
    for seen in (pair.file, file, bare):
        for secret in secrets:
            assert secret.reveal().encode() not in seen
        assert b"AGE-SECRET-KEY" not in seen
    assert b"Carol" not in file + bare


def test_the_request_contains_only_what_is_asked(pair: Pair) -> None:
    assert set(json.loads(pair.file)) == {
        *("type", "version", "id", "created", "sender", "recipient", "wants_client_id", "name"),
        *("environment", "site", "company_id", "scope", "role_name", "member_id"),
    }
    draft = draft_of(pair.request, NOW)
    assert (draft.site, draft.company_id, draft.scope) == (
        DRAFT.site,
        DRAFT.company_id,
        DRAFT.scope,
    )
    assert (draft.role_name, draft.member_id, draft.environment) == (
        DRAFT.role_name,
        DRAFT.member_id,
        DRAFT.environment,
    )


def test_the_size_of_an_answer_reveals_nothing_about_the_keys(pair: Pair) -> None:
    longer = replace(KEYS, private_key=Secret("TestPrivateKey01" * 3), client_id=Secret(""))
    sizes = set()
    for typed in (KEYS, longer):
        for name in ("", "Carol of Contoso"):
            bare = binary(pair.answer(typed, name).encrypted)
            # The header's length is random: age adds a line that means nothing.
            sizes.add(len(bare.partition(b"\n--- ")[2]))
    assert len(sizes) == 1


def test_no_other_computer_opens_an_answer(pair: Pair, tmp_path: Path) -> None:
    other = asked(tmp_path / "other")
    stolen = replace(pair.answer(), request_id=other.request.about.id)
    with pytest.raises(CapsuleError, match="can't be decrypted"):
        other.open(stolen)
    with pytest.raises(CapsuleError, match="isn't on this computer"):
        other.open(pair.answer())
    with pytest.raises(CapsuleError, match="isn't on this computer"):
        capsules.asked_by(pair.answer(), other.drafts.all().drafts)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"request_id": "f" * 32}, "isn't on this computer"),
        ({"host": "eu.myconnectwise.net"}, "different address or Company ID"),
        ({"company_id": "fabrikam"}, "different address or Company ID"),
        ({"public_key": "TestPrivateKey01"}, "can't be used"),
        ({"private_key": Secret("")}, "can't be used"),
    ],
)
def test_an_answer_is_bound_to_its_request_inside_the_encryption(
    pair: Pair, changed: dict[str, object], words: str
) -> None:
    answer = replace(pair.open(pair.answer()), **changed)  # type: ignore[arg-type]
    forged = replace(
        sealed(seal(answer, pair.request.about.recipient)), request_id=pair.request.about.id
    )
    with pytest.raises(CapsuleError, match=words) as refused:
        pair.open(forged)
    assert "TestPrivateKey01" not in refused.value.sentence
    assert pair.drafts.load(DRAFT.id) == pair.draft


def test_an_answer_can_be_used_once(pair: Pair) -> None:
    answer = pair.answer()
    used = capsules.use_answer(pair.vault, pair.drafts, pair.draft, pair.open(answer), NOW)
    with pytest.raises(CapsuleError, match="already opened on 2026-11-23"):
        capsules.open_answer(pair.vault, used, answer, NOW)


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (timedelta(days=14, seconds=1), "valid until 2026-12-07"),
        (timedelta(days=-1, seconds=-1), "in the future"),
        (timedelta(days=14), ""),
        (timedelta(days=-1), ""),
    ],
)
def test_an_answer_is_valid_for_fourteen_days(pair: Pair, later: timedelta, words: str) -> None:
    answer = pair.answer()
    if words:
        with pytest.raises(CapsuleError, match=words):
            pair.open(answer, NOW + later)
        with pytest.raises(CapsuleError, match=words):
            capsules.check_received(pair.request, (), NOW + later)
    # Nothing is lost by that: with the right date it opens.
    assert pair.open(answer, NOW if words else NOW + later).colleague == "Carol"


def test_a_newer_request_replaces_the_previous_one(pair: Pair, tmp_path: Path) -> None:
    sent, _ = made(pair.vault, pair.draft, tmp_path)
    newer = replace(pair.draft, sent=sent)
    with pytest.raises(CapsuleError, match="replaced by a newer request"):
        capsules.asked_by(pair.answer(), (newer,))


def test_a_lost_private_key_gives_one_sentence(pair: Pair) -> None:
    assert pair.draft.sent
    pair.vault.delete(capsules.answer_entry(DRAFT.id, pair.draft.sent))
    with pytest.raises(CapsuleError, match="no longer in this computer"):
        pair.open(pair.answer())


def test_a_connection_with_a_changed_host_accepts_no_answer(pair: Pair) -> None:
    answer = pair.answer()
    for changed in ({"site": "https://eu.myconnectwise.net"}, {"company_id": "fabrikam"}):
        moved = replace(pair.draft, **changed)  # type: ignore[arg-type]
        with pytest.raises(CapsuleError, match="This answer is for contoso at na"):
            capsules.open_answer(pair.vault, moved, answer, NOW)


def test_a_request_cannot_be_answered_on_the_computer_that_made_it(pair: Pair) -> None:
    with pytest.raises(CapsuleError, match="made on this computer"):
        capsules.check_received(pair.request, (pair.draft,), NOW)


def test_an_answer_in_progress_is_resumed(pair: Pair) -> None:
    begun = draft_of(pair.request, NOW)
    assert capsules.begun_before(pair.request, (pair.draft, begun)) == begun
    other = replace(pair.request, about=replace(pair.request.about, id="e" * 32))
    assert capsules.begun_before(other, (pair.draft, begun)) is None


def test_a_file_that_cannot_be_written_keeps_the_previous_request(
    pair: Pair, tmp_path: Path
) -> None:
    answer = pair.answer()
    path = tmp_path / "nowhere" / FILE
    with pytest.raises(StorageError):
        capsules.make_request(pair.vault, pair.draft, "", NOW, path, wants_client_id=True)
    assert pair.open(answer).colleague == "Carol"


class _FullDisk:
    def save(self, draft: Draft) -> None:
        raise StorageError("There is no space left.")


@pytest.mark.parametrize("again", [True, False], ids=["asked before", "never asked"])
def test_a_draft_that_cannot_be_saved_keeps_the_previous_request(
    pair: Pair, tmp_path: Path, again: bool
) -> None:
    answer, path = pair.answer(), tmp_path / "again.h2rlink"
    draft = pair.draft if again else replace(DRAFT, id="0" * 12)
    with pytest.raises(StorageError, match="no space"):
        capsules.make_saved_request(
            pair.vault, _FullDisk(), draft, "", NOW, path=path, wants_client_id=True
        )
    assert not path.exists()
    kept = pair.vault.read(Entry(draft.id, VaultValue.ANSWER_KEY, draft.company_id))
    assert (kept is not None) == again
    assert pair.open(answer).colleague == "Carol"


def test_a_request_needs_a_company_id(tmp_path: Path) -> None:
    for draft in (replace(DRAFT, site=""), replace(DRAFT, company_id="")):
        with pytest.raises(CapsuleError, match="Enter the ConnectWise address"):
            made(MemoryVault(), draft, tmp_path)
    assert list(tmp_path.iterdir()) == []


class _Forgetful:
    name, lasting, protected = "Forgetful", True, True

    def get(self, service: str, user: str) -> None:
        return None

    def put(self, service: str, user: str, text: Secret) -> None:
        pass

    def delete(self, service: str, user: str) -> bool:
        return False


def test_a_vault_that_does_not_store_makes_no_request(tmp_path: Path) -> None:
    with pytest.raises(VaultError) as refused:
        made(Vault(_Forgetful()), DRAFT, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert refused.value.problem.fault is Fault.VAULT_UNAVAILABLE


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b'"version": 1', b'"version": 2', "newer version of h2r-link"),
        (b"https://na.myconnectwise.net", b"na.myconnectwise.net.evil.example", "can't be used"),
        (b'"id"', b'"more": 1,\n  "id"', "isn't an h2r-link request"),
        (b'"sender"', b'"id"', "isn't an h2r-link request"),
        (b'"recipient": "age1', b'"recipient": "age2', "isn't an h2r-link request"),
        (b'"wants_client_id": true', b'"wants_client_id": 1', "isn't an h2r-link request"),
        (b'"service"', b'"nothing"', "isn't an h2r-link request"),
        (b"{", b"[", "isn't an h2r-link request"),
        (b'"h2r-link request"', b'["h2r-link request"]', "isn't an h2r-link request"),
        (b"+00:00", b"+99:99", "isn't an h2r-link request"),
    ],
)
def test_a_hostile_request_gives_one_sentence(
    pair: Pair, old: bytes, new: bytes, words: str
) -> None:
    assert old in pair.file
    with pytest.raises(CapsuleError, match=words) as refused:
        parse(pair.file.replace(old, new, 1), FILE)
    assert "\n" not in refused.value.sentence


def test_a_hostile_answer_gives_one_sentence(pair: Pair) -> None:
    answer = pair.answer()
    half = len(answer.encrypted) // 2
    other = "B" if answer.encrypted[half] == "A" else "A"
    for text in (
        "",
        answer.encrypted[:half],
        answer.encrypted[:half] + other + answer.encrypted[half + 1 :],
        age.encrypt(b"not what was asked for", pair.request.about.recipient),
        age.encrypt(b"[" * 20_000, pair.request.about.recipient),
    ):
        with pytest.raises(CapsuleError, match="can't be decrypted"):
            pair.open(replace(answer, encrypted=text))
    assert pair.open(answer).colleague == "Carol"


def test_untrusted_names_are_sanitized(pair: Pair) -> None:
    nasty = pair.file.replace(b'"Alice"', b'"\\u202eAl\\u001b[31mice\\n' + b"x" * 500 + b'"')
    request = parse(nasty, FILE)
    assert isinstance(request, Request)
    assert request.about.sender.isprintable()
    assert len(request.about.sender) <= 80


def test_a_file_that_is_not_a_small_regular_file_gives_one_sentence(
    tmp_path: Path, pair: Pair
) -> None:
    large, link, gone = (tmp_path / name for name in ("large", "link", "gone"))
    large.write_bytes(pair.file.ljust(SIZE_LIMIT + 1))
    link.symlink_to(large)
    for path in (large, link, gone, tmp_path):
        with pytest.raises(UnreadableCapsuleError):
            read_capsule(path)


def test_the_check_code_depends_only_on_the_public_key() -> None:
    digest = hashlib.sha256(b"age1test").hexdigest().upper()
    assert check_code("age1test").replace(" ", "") == digest[:12]


def test_a_colleague_sees_only_the_steps_in_connectwise(pair: Pair) -> None:
    draft = draft_of(pair.request, NOW)
    steps = (Step.ROLE, Step.MEMBER, Step.KEYS, Step.CLIENT_ID)
    assert steps_of(draft) == steps
    about = replace(pair.request.about, wants_client_id=False)
    assert steps_of(replace(draft, received=about)) == steps[:3]
    assert [next_step(step, steps) for step in steps] == [*steps[1:], None]
    assert [previous_step(step, steps) for step in steps] == [None, *steps[:-1]]
    seen = replace(draft, reached=frozenset(Step))
    assert [step for step in Step if reachable(seen, step)] == list(steps)
