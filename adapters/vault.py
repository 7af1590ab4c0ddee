"""Seals text that may name a person, so that it can be erased from a log that never forgets.

Each subject of each tenant has a key of its own, a file that only its owner may read. Erasing the
key makes every text sealed under it unreadable, while the ciphertexts, and with them all hashes
over the events, stay as they are. Backups of the key folder must be erased as well.
"""

import base64
import hashlib
import hmac
import re
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.private_file import create_private, sync_folder
from adapters.system import random_bytes
from application.errors import Failed
from domain.event import SealedText
from domain.ids import CODE_PATTERN

KEY_BYTES: Final = 32  # AES-256
NONCE_BYTES: Final = 12  # Random: no key seals anywhere near the 2**32 texts that would allow.
FINGERPRINTS: Final = "FINGERPRINTS"  # No person is spelled so; its key makes a tenant's.
PURPOSE: Final = "purvey.sealed_text.1"  # What is sealed here can be opened as nothing else.


class SealBroken(Exception):
    """The ciphertext was altered, or belongs to another tenant or subject."""


class KeyDamaged(Failed):
    """A person's key is none, so nothing can be sealed for that person, nor read."""

    code = "vault.key_damaged"

    def __init__(self, key: Path, fault: str) -> None:
        super().__init__(
            f"The key {key} {fault}, so what is sealed under it can neither be read nor written."
            " Nothing was recorded. Put the copy of a backup in its place, from its folder"
            " secrets/keys, then send again.",
        )


class FileVault:
    """`application.ports.Vault` over a folder of keys: `<folder>/<tenant>/<subject>.key`."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder when there is none, and closes it to everyone else."""
        self._folder = folder
        _private_folder(folder)

    def seal(self, tenant: str, subject: str, text: str) -> SealedText:
        """Ciphertext that only `open` with the same subject's key can read. Raises KeyDamaged."""
        key = self._key(tenant, subject) or self._new_key(tenant, subject)
        nonce = random_bytes(NONCE_BYTES)
        box = nonce + AESGCM(key).encrypt(nonce, text.encode(), _context(tenant, subject))
        return SealedText(subject=subject, box=base64.b64encode(box).decode())

    def open(self, tenant: str, sealed: SealedText) -> str | None:
        """The text, or none when the subject's key was erased; `SealBroken` when it is not ours."""
        key = self._key(tenant, sealed.subject)
        if key is None:
            return None
        try:
            box = base64.b64decode(sealed.box, validate=True)
            nonce, ciphertext = box[:NONCE_BYTES], box[NONCE_BYTES:]
            text = AESGCM(key).decrypt(nonce, ciphertext, _context(tenant, sealed.subject))
        except (ValueError, InvalidTag) as error:
            if self.was_erased(tenant, sealed.subject):
                return None  # Sealed under the key before this one.
            raise SealBroken(f"A text sealed for {sealed.subject} was altered.") from error
        return text.decode()

    def fingerprint(self, tenant: str, text: str) -> str:
        """A keyed digest: account numbers are too short to be hidden by a plain one."""
        key = self._key(tenant, FINGERPRINTS) or self._new_key(tenant, FINGERPRINTS)
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def erase(self, tenant: str, subject: str) -> None:
        """Make all that was sealed for the subject unreadable for ever. Repeating it is harmless.

        What is sealed for the same subject from now on gets a key of its own.
        """
        path = self._path(tenant, subject, "key")
        if not path.exists():
            return
        create_private(self._path(tenant, subject, "erased"), b"")
        path.unlink(missing_ok=True)
        sync_folder(path.parent)

    def was_erased(self, tenant: str, subject: str) -> bool:
        """Whether a key of the subject was erased."""
        return self._path(tenant, subject, "erased").exists()

    def _key(self, tenant: str, subject: str) -> bytes | None:
        path = self._path(tenant, subject, "key")
        try:
            key = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise KeyDamaged(path, f"cannot be read ({error.strerror})") from error
        if len(key) != KEY_BYTES:
            raise KeyDamaged(path, f"has {len(key)} bytes instead of {KEY_BYTES}")
        return key

    def _new_key(self, tenant: str, subject: str) -> bytes:
        _private_folder(self._folder / tenant)
        create_private(self._path(tenant, subject, "key"), random_bytes(KEY_BYTES))
        key = self._key(tenant, subject)  # Of several processes one was first.
        assert key is not None, "a key that was just made is there"
        return key

    def _path(self, tenant: str, subject: str, kind: str) -> Path:
        for name in (tenant, subject):
            if not re.fullmatch(CODE_PATTERN, name):
                raise ValueError(f"{name!r} is no code of a tenant or subject")
        return self._folder / tenant / f"{subject}.{kind}"


def _context(tenant: str, subject: str) -> bytes:
    """Bound to the ciphertext: moved to another tenant or subject it does not open."""
    return "\0".join((PURPOSE, tenant, subject)).encode()


def _private_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
