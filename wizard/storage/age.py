"""Encryption to one public key in the age format (X25519), as `pyrage` implements it.

Source: C2SP, "The age file encryption format", age-encryption.org/v1.
"""

from __future__ import annotations

import re

from wizard.domain.errors import WizardError
from wizard.domain.secret import Secret

_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")


class DecryptionError(WizardError):
    """The file was encrypted for another key or was modified; quotes nothing of it."""


def is_recipient(text: str) -> bool:
    """Return whether ``text`` is a public key that can be encrypted to."""
    from pyrage import RecipientError, x25519  # noqa: PLC0415 - not before it is needed

    if not _RECIPIENT.fullmatch(text):
        return False
    try:
        x25519.Recipient.from_str(text)
    except RecipientError:
        return False
    return True


def new_identity() -> tuple[Secret, str]:
    """Return a fresh private key and its public key."""
    from pyrage import x25519  # noqa: PLC0415 - as above

    identity = x25519.Identity.generate()
    return Secret(str(identity)), str(identity.to_public())


def encrypt(content: bytes, recipient: str) -> str:
    """Return ``content`` as an ASCII age file for `recipient`, which `is_recipient` accepts."""
    from pyrage import encrypt, x25519  # noqa: PLC0415 - as above

    sealed: bytes = encrypt(content, [x25519.Recipient.from_str(recipient)], armored=True)
    return sealed.decode("ascii")


def decrypt(text: str, identity: Secret) -> bytes:
    """Return the content of an ASCII age file.

    Raises:
        DecryptionError: it isn't one for this private key.
    """
    from pyrage import (  # noqa: PLC0415 - as above
        DecryptError,
        IdentityError,
        decrypt,
        x25519,
    )

    try:
        opened: bytes = decrypt(text.encode(), [x25519.Identity.from_str(identity.reveal())])
    except (DecryptError, IdentityError, UnicodeEncodeError):  # their texts may quote the input
        raise DecryptionError from None
    return opened
