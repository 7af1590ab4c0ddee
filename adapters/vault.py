"""Seals text that may name a person, so that it can be erased from a log that never forgets.

Each subject of each tenant has a key of its own, a file that only its owner may read
(`key_files.py`). Erasing the key makes every text sealed under it unreadable, while the
ciphertexts, and with them all hashes over the events, stay as they are. Backups of the key folder
must be erased as well.
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
    DIGEST,
    GONE,
    KEY_BYTES,
    Mark,
    digest_of,
    fault_of,
    former_keys,
    is_digest,
    mark_of,
    told_digest,
    write_mark,
)
from adapters.private_file import create_private, sync_folder
from adapters.system import random_bytes
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
            f" {key.with_suffix(DIGEST).name}: a new key is made, and what was sealed is lost.",
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
        """The text, or none when the subject's key was erased; `SealBroken` when it is not ours.

        What a restore put in another key's place was sealed under either.
        """
        keys = self._keys(tenant, sealed.subject)
        if not keys:
            return None
        context = _context(tenant, sealed.subject)
        opened = (_opened(key, sealed.box, context) for key in keys)
        text = next((each for each in opened if each is not None), None)
        if text is None and not self.was_erased(tenant, sealed.subject):
            raise SealBroken(f"A text sealed for {sealed.subject} was altered.")
        return text  # None: sealed under the key before this one.

    def fingerprint(self, tenant: str, text: str) -> str:
        """A keyed digest: account numbers are too short to be hidden by a plain one."""
        key = self._key(tenant, FINGERPRINTS) or self._new_key(tenant, FINGERPRINTS)
        return _fingerprint(key, text)

    def is_fingerprint(self, tenant: str, text: str, fingerprint: str) -> bool:
        """Whether it is the text's. Makes no key: without one it is nobody's. Raises KeyDamaged."""
        key = self._key(tenant, FINGERPRINTS)
        return key is not None and hmac.compare_digest(_fingerprint(key, text), fingerprint)

    def erase(self, tenant: str, subject: str) -> None:
        """Make all that was sealed for the subject unreadable for ever. Repeating it is harmless.

        What is sealed for the same subject from now on gets a key of its own. Where the home has
        lost the key, the mark keeps a backup's away all the same.
        """
        path = self._path(tenant, subject, "key")
        files = [each for each in (path, *former_keys(path)) if each.exists()]
        digests = {digest_of(each.read_bytes()) for each in files}
        if told := told_digest(path):
            digests.add(told)  # of a key that was lost or spoilt
        mark = mark_of(path) or Mark()
        erased = mark.erased | mark.since | {each for each in digests if is_digest(each)}
        if erased == mark.erased:  # Of a key that was lost nothing is known but that it is erased.
            erased |= {digest_of(random_bytes(KEY_BYTES))}
        _private_folder(path.parent)
        write_mark(path, Mark(erased))
        for each in (*files, path.with_suffix(DIGEST)):
            each.unlink(missing_ok=True)
        sync_folder(path.parent)

    def was_erased(self, tenant: str, subject: str) -> bool:
        """Whether a key of the subject was erased."""
        return self._path(tenant, subject, "erased").exists()

    def _keys(self, tenant: str, subject: str) -> list[bytes]:
        """The subject's key and what it was before, where another one took its place."""
        key = self._key(tenant, subject)
        formers = former_keys(self._path(tenant, subject, "key"))
        return [*([key] if key is not None else []), *(each.read_bytes() for each in formers)]

    def _key(self, tenant: str, subject: str) -> bytes | None:
        path = self._path(tenant, subject, "key")
        fault = fault_of(path)
        if fault == GONE:  # Or another process makes it in this very moment.
            return None
        if fault is not None:
            raise KeyDamaged(path, fault)
        return path.read_bytes()

    def _new_key(self, tenant: str, subject: str) -> bytes:
        """Raises KeyDamaged where the subject had one, and nobody erased it."""
        path = self._path(tenant, subject, "key")
        told = told_digest(path)
        if told is not None and not path.exists():
            mark = mark_of(path)
            if mark is None or told not in mark.erased:
                raise KeyDamaged(path, GONE)
            path.with_suffix(DIGEST).unlink(missing_ok=True)  # An erasure was killed before it.
        _private_folder(self._folder / tenant)
        create_private(path, random_bytes(KEY_BYTES))
        key = self._key(tenant, subject)  # Of several processes one was first.
        assert key is not None, "a key that was just made is there"
        create_private(path.with_suffix(DIGEST), digest_of(key).encode())
        return key

    def _path(self, tenant: str, subject: str, kind: str) -> Path:
        for name in (tenant, subject):
            if not re.fullmatch(CODE_PATTERN, name):
                raise ValueError(f"{name!r} is no code of a tenant or subject")
        return self._folder / tenant / f"{subject}.{kind}"


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


def _private_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
