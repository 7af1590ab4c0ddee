"""What opens one tenant's rows to a reader of the database: a pass that only the instance can make.
And seals, by which functions of the log believe what the instance says of its epochs.

A login alone sees no tenant. `log.enter` and `read.enter` (migration 0009) compare the pass with
the key that `roles.py` stores, and seal the tenant for the rest of the transaction: nothing that a
reader may set, call or inject enters another one.
"""

import hmac
from typing import Final

import psycopg

BLOCK_BYTES: Final = 64  # of SHA-256
_INNER: Final = 0x36
_OUTER: Final = 0x5C
_STORE: Final = (
    "INSERT INTO log.entry_key AS k (inner_key, outer_key) VALUES (%s, %s)"
    " ON CONFLICT (only_row) DO UPDATE"
    " SET inner_key = excluded.inner_key, outer_key = excluded.outer_key"
    " WHERE k.inner_key <> excluded.inner_key"
)


class TenantPasses:
    """Makes the pass of any tenant; belongs to code that knows whose request it serves."""

    def __init__(self, secret: bytes) -> None:
        """`secret` is the instance's, from which the passwords derive too."""
        self._key = _entry_key(secret)

    def of(self, tenant: str) -> bytes:
        """HMAC-SHA-256 over the tenant's name, for `log.enter` and `read.enter`."""
        return hmac.digest(self._key, b"purvey.pass.1\0" + tenant.encode(), "sha256")


def seal_of(secret: bytes, purpose: str, words: str) -> bytes:
    """HMAC-SHA-256 over words that a function of the log is to believe; it compares `log.sign`.

    `purpose` names the function and the form of its words, so that no seal serves another one.
    """
    return hmac.digest(_entry_key(secret), f"{purpose}\0{words}".encode(), "sha256")


def store_entry_key(connection: psycopg.Connection, secret: bytes) -> None:
    """Let the database know passes that derive from this secret, and no others.

    It computes HMAC out of `sha256` alone, so the key goes there in the two forms that are hashed.
    """
    key = _entry_key(secret).ljust(BLOCK_BYTES, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in key) for pad in (_INNER, _OUTER))
    connection.execute(_STORE, [inner, outer])


def _entry_key(secret: bytes) -> bytes:
    return hmac.digest(secret, b"purvey entry", "sha256")
