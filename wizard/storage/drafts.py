"""Stores drafts: one file per connection, plus a backup copy."""

from __future__ import annotations

import contextlib
import re
import time
from datetime import UTC, datetime
from pathlib import Path

from wizard.domain.dataclass import dataclass
from wizard.domain.draft import Draft
from wizard.domain.text import N_, tr
from wizard.storage.draft_errors import NewerVersionError, UnreadableDraftError
from wizard.storage.files import (
    StorageError,
    UnfitFileError,
    can_be_made,
    is_temporary,
    read_small,
    remove_all,
    storage_error,
    write_all,
)

SIZE_LIMIT = 1_000_000
_ID = re.compile(r"[0-9a-f]{12}")
_FILE = re.compile(rf"({_ID.pattern})\.json(?:\.bak)?")
_SET_ASIDE = re.compile(rf"({_ID.pattern})\.json(?:\.bak)?\.damaged-\w+")
_ABANDONED_AFTER_S = 3_600

_MENDED = N_(
    "{file} can't be used. It's kept as {kept}, and its last working copy is used instead."
)
_LOST = N_("{file} can't be used. It's kept as {kept}. There's no working copy of it.")
_SET_ASIDE_BEFORE = N_(
    "{kept} is a damaged connection without a working copy. Set the connection up again, "
    "then delete this file."
)
_NEWER = N_(
    "{file} was saved by a newer version of h2r-link (file version {version}). It wasn't "
    "changed. Use the newer version to continue."
)
_UNKNOWN = N_("There is no saved connection with this ID.")


@dataclass(frozen=True, slots=True)
class QuarantinedFile:
    """A file that could not be used and was kept; ``reason`` is shown to the user."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class LoadedDrafts:
    """All drafts, newest first, and the files that could not be used."""

    drafts: tuple[Draft, ...] = ()
    problems: tuple[QuarantinedFile, ...] = ()


class DraftFolder:
    """The folder ``connections``; created with the first draft."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def save(self, draft: Draft) -> None:
        """Write ``draft`` and its backup copy atomically.

        Raises:
            StorageError: the disk is full, read-only or gone, or a newer release wrote it.
        """
        from wizard.storage.draft_json import dump  # noqa: PLC0415 - the first paint does without

        file = self._file(draft.id)
        try:
            _read(file)
        except NewerVersionError as newer:
            raise StorageError(_say_newer(file, newer)) from None
        except (OSError, UnreadableDraftError):
            pass
        content = dump(draft)
        write_all({file: content, _copy_of(file): content})

    def load(self, draft_id: str) -> Draft:
        """Return one draft; quarantine a damaged file and return its backup copy.

        Raises:
            StorageError: there is none that can be used.
        """
        draft, problems = self._recover(draft_id)
        if draft is None:
            raise StorageError(problems[0].reason if problems else tr(_UNKNOWN))
        return draft

    def all(self) -> LoadedDrafts:
        """Return every draft; never raises, whatever the folder contains."""
        try:
            names = sorted(path.name for path in self.path.iterdir())
        except OSError as error:
            if isinstance(error, FileNotFoundError) and can_be_made(self.path):
                return LoadedDrafts()
            reason = storage_error(error, self.path, reading=True).sentence
            return LoadedDrafts(problems=(QuarantinedFile(self.path, reason),))
        self._sweep()
        ids = dict.fromkeys(found[1] for name in names if (found := _FILE.fullmatch(name)))
        found_all = [self._recover(draft_id) for draft_id in ids]
        drafts = [draft for draft, _ in found_all if draft]
        drafts.sort(key=lambda draft: (draft.created, draft.id), reverse=True)
        return LoadedDrafts(tuple(drafts), tuple(p for _, problems in found_all for p in problems))

    def lost(self) -> dict[str, QuarantinedFile]:
        """Return, by id, the quarantined files of connections without a usable copy."""
        try:
            names = sorted(path.name for path in self.path.iterdir())
        except OSError:
            return {}
        good = {found[1] for name in names if (found := _FILE.fullmatch(name))}
        aside = [found for name in names if (found := _SET_ASIDE.fullmatch(name))]
        return {
            found[1]: QuarantinedFile(
                self.path / found[0], tr(_SET_ASIDE_BEFORE).format(kept=found[0])
            )
            for found in aside
            if found[1] not in good
        }

    def remove(self, draft_id: str) -> tuple[Path, ...]:
        """Delete a draft, its backup copy and quarantined files; return what was deleted.

        The draft itself is deleted last, so that a kill in between doesn't restore an older copy.

        Raises:
            StorageError: a file could not be removed.
        """
        file = self._file(draft_id)
        others = [path for path in self.path.glob(f"*{draft_id}.json*") if path != file]
        return remove_all([*sorted(others), file])

    def _file(self, draft_id: str) -> Path:
        if not _ID.fullmatch(draft_id):
            raise StorageError(tr(_UNKNOWN))
        return self.path / f"{draft_id}.json"

    def _recover(self, draft_id: str) -> tuple[Draft | None, tuple[QuarantinedFile, ...]]:
        """Read the file, else its backup; rename damaged files, keep those of a newer release."""
        file = self._file(draft_id)
        damaged: list[tuple[Path, Path]] = []
        for path in (file, _copy_of(file)):
            try:
                return self._without_password(path), _quarantined_files(damaged, _MENDED)
            except FileNotFoundError:
                continue
            except NewerVersionError as newer:
                kept = QuarantinedFile(path, _say_newer(path, newer))
                return None, (kept, *_quarantined_files(damaged, _LOST))
            except OSError as error:
                kept = QuarantinedFile(path, storage_error(error, path, reading=True).sentence)
                return None, (kept, *_quarantined_files(damaged, _LOST))
            except UnreadableDraftError:
                damaged.append((path, _quarantine(path)))
        return None, _quarantined_files(damaged, _LOST)

    def _without_password(self, path: Path) -> Draft:
        """Read, and remove a proxy password that an earlier release stored, from both files."""
        from wizard.storage.draft_json import holds_password  # noqa: PLC0415 - as above

        content = _content(path)
        draft = _parsed(path, content)
        if holds_password(content):
            with contextlib.suppress(StorageError):
                self.save(draft)
        return draft

    def _sweep(self) -> None:
        """Remove temporary files of killed saves; those of a running save are younger."""
        for path in filter(is_temporary, self.path.glob(".*.tmp")):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _ABANDONED_AFTER_S:
                    path.unlink()


def _copy_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.bak")


def _read(path: Path) -> Draft:
    return _parsed(path, _content(path))


def _content(path: Path) -> bytes:
    try:
        return read_small(path, SIZE_LIMIT)
    except UnfitFileError:
        raise UnreadableDraftError("not a small file of this user's") from None


def _parsed(path: Path, content: bytes) -> Draft:
    from wizard.storage.draft_json import parse  # noqa: PLC0415 - as above

    draft = parse(content)
    if not path.name.startswith(f"{draft.id}.json"):
        raise UnreadableDraftError("of another connection")
    return draft


def _quarantine(path: Path) -> Path:
    """Rename a damaged file; if that is not possible, keep its name."""
    kept = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}")
    try:
        return path.rename(kept)
    except OSError:
        return path


def _quarantined_files(damaged: list[tuple[Path, Path]], text: str) -> tuple[QuarantinedFile, ...]:
    return tuple(
        QuarantinedFile(kept, tr(text).format(file=path.name, kept=kept.name))
        for path, kept in damaged
    )


def _say_newer(file: Path, newer: NewerVersionError) -> str:
    return tr(_NEWER).format(file=file.name, version=newer.version)
