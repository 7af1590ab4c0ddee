"""Seals text that may name a person, so that it can be erased from a log that never forgets.

Each subject of each tenant has a key of its own, a file that only its owner may read
(`key_files.py`). Erasing the key makes every text sealed under it unreadable, while the
ciphertexts, and with them all hashes over the events, stay as they are. Backups learn of it with
the next look at the keys (`backups/keys.py`).
"""

import base64
import hashlib
import hmac
import re
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.key_files import (
    KEY_BYTES,
    MADE,
    NEVER,
    Held,
    add_key,
    erase_up_to,
    held,
    keyring_of,
    locked,
    name_of,
)
from adapters.private_file import private_folder
from adapters.system import random_bytes, unix_nanoseconds
from application.errors import Failed
from domain.event import SealedText
from domain.ids import CODE_PATTERN

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
            " secrets/keys, then send again. Where no backup has it, remove what is left of it and"
            f" {key.with_suffix(MADE).name}: a new key is made, and what was sealed is lost.",
        )


class FileVault:
    """`application.ports.Vault` over a folder of keys, `<folder>/<tenant>/<subject>/`."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder when there is none, and closes it to everyone else."""
        self._folder = folder
        private_folder(folder)

    def seal(self, tenant: str, subject: str, text: str) -> SealedText:
        """Ciphertext that only `open` with the same subject's key can read. Raises KeyDamaged."""
        key = self._key_in_place(tenant, subject)
        nonce = random_bytes(NONCE_BYTES)
        box = nonce + AESGCM(key).encrypt(nonce, text.encode(), _context(tenant, subject))
        return SealedText(subject=subject, box=base64.b64encode(box).decode())

    def open(self, tenant: str, sealed: SealedText) -> str | None:
        """The text, or none when the subject's key was erased; `SealBroken` when it is not ours.

        It was sealed under any of the keys: a restore may have brought one that the home had lost.
        Raises KeyDamaged where that may be the one that is damaged.
        """
        context = _context(tenant, sealed.subject)
        keys = self._keys(tenant, sealed.subject)
        sound = (each.content for each in keys if each.content is not None)
        opened = (_opened(key, sealed.box, context) for key in sound)
        text = next((each for each in opened if each is not None), None)
        if text is None:
            for each in keys:
                _require_sound(each)
            if keys and not self.was_erased(tenant, sealed.subject):
                raise SealBroken(f"A text sealed for {sealed.subject} was altered.")
        return text  # None: sealed under a key that was erased since.

    def fingerprint(self, tenant: str, text: str) -> str:
        """A keyed digest: account numbers are too short to be hidden by a plain one."""
        return _fingerprint(self._key_in_place(tenant, FINGERPRINTS), text)

    def is_fingerprint(self, tenant: str, text: str, fingerprint: str) -> bool:
        """Whether it is the text's, by the key in place.

        Makes no key: without one it is nobody's. Raises KeyDamaged.
        """
        for each in self._keys(tenant, FINGERPRINTS)[:1]:
            return hmac.compare_digest(_fingerprint(_require_sound(each), text), fingerprint)
        return False

    def erase(self, tenant: str, subject: str) -> None:
        """Make all that was sealed for the subject unreadable for ever. Repeating it is harmless.

        What is sealed for the same subject from now on gets a key of its own. The mark keeps every
        key of before away, also those that the home has lost and a backup brings.
        """
        folder = self._subject(tenant, subject)
        _require_folder(folder)
        with locked(folder):
            ring = keyring_of(folder)
            made = [key.name.made for key in ring.keys]  # Later than now where the clock went back.
            erase_up_to(folder, ring, max([unix_nanoseconds(), ring.erased + 1, *made]))

    def was_erased(self, tenant: str, subject: str) -> bool:
        """Whether a key of the subject was erased."""
        return keyring_of(self._subject(tenant, subject)).erased != NEVER

    def _key_in_place(self, tenant: str, subject: str) -> bytes:
        """The key for new text, made where there is none. Raises KeyDamaged."""
        folder = self._subject(tenant, subject)
        found = held(folder)
        if not found:
            _require_folder(folder)
            with locked(folder):
                found = held(folder)  # Of several processes one was first.
                if not found:
                    content = random_bytes(KEY_BYTES)
                    made = max(unix_nanoseconds(), keyring_of(folder).erased + 1)
                    add_key(folder, name_of(made, content), content)
                    return content
        return _require_sound(found[0])

    def _keys(self, tenant: str, subject: str) -> list[Held]:
        return held(self._subject(tenant, subject))

    def _subject(self, tenant: str, subject: str) -> Path:
        for name in (tenant, subject):
            if not re.fullmatch(CODE_PATTERN, name):
                raise ValueError(f"{name!r} is no code of a tenant or subject")
        return self._folder / tenant / subject


def _require_folder(folder: Path) -> None:
    if folder.is_file() or (folder.is_symlink() and not folder.exists()):
        raise KeyDamaged(folder, "is a file in the place of a folder of keys")


def _require_sound(held: Held) -> bytes:
    if held.content is None:
        raise KeyDamaged(held.key.file, held.fault or "is none")
    return held.content


def _opened(key: bytes, sealed: str, context: bytes) -> str | None:
    """The text; none where it was sealed under another key, for somebody else, or altered."""
    try:
        box = base64.b64decode(sealed, validate=True)
        return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], context).decode()
    except (ValueError, InvalidTag):
        return None


def _fingerprint(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _context(tenant: str, subject: str) -> bytes:
    """Bound to the ciphertext: moved to another tenant or subject it does not open."""
    return "\0".join((PURPOSE, tenant, subject)).encode()
