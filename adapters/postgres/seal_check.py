"""Checks that what is sealed in the log can still be opened, or that its key was erased on purpose.

A key that was lost or spoilt is told by nothing else: the ciphertext, and every hash over it, stay
as they are. Texts are found wherever they stand in the metadata or the payload of an event; of a
type that others declare, where they have the length that sealing gives. Beside an account stands
its fingerprint, by which the next one that asks for it is told: it must be made by the key that
makes them now.
"""

import base64
import re
from collections.abc import Iterator
from typing import Any, Final, LiteralString

import orjson
from psycopg import AsyncConnection

from adapters.vault import FINGERPRINTS, FileVault, KeyDamaged, SealBroken
from domain.event import SealedText
from domain.ids import CODE_PATTERN
from domain.registry import EVENTS
from replay.verify import NAMED_MAX, Fault, Findings

FETCHED: Final = 500
_CODE: Final = re.compile(CODE_PATTERN).fullmatch
PARTS: Final = ("metadata", "payload")
BOX_BYTES_MIN: Final = 28  # A nonce of 12 and a tag of 16, around no text at all.
# Bytes are looked for before anything is taken apart: few events hold any such text.
_SEALED: Final[LiteralString] = """
    SELECT "offset", tenant, position, type, metadata, payload FROM log.event
     WHERE position(convert_to('"box"', 'UTF8') IN payload) > 0
        OR position(convert_to('"box"', 'UTF8') IN metadata) > 0
     ORDER BY "offset"
"""


async def check_seals(connection: AsyncConnection, vault: FileVault) -> Findings:
    """Every sealed text of the log, as somebody who may read events, in a transaction."""
    checked, count = 0, 0
    faults: list[Fault] = []
    async with connection.cursor("sealed", binary=True) as cursor:
        await cursor.execute(_SEALED)
        cursor.itersize = FETCHED
        async for offset, tenant, position, kind, *parts in cursor:
            for column, content in zip(PARTS, parts, strict=True):
                for sealed, fingerprint in _sealed_in(content):
                    if kind not in EVENTS and not _is_box(sealed.box):
                        continue  # Somebody's own data that has the same two names.
                    checked += 1
                    what = _why_not_opened(vault, tenant, sealed, fingerprint)
                    if what is None:
                        continue
                    count += 1
                    if len(faults) < NAMED_MAX:
                        place = {"offset": offset, "tenant": tenant, "position": position}
                        faults.append(Fault(column=column, what=what, **place))
    return Findings(checked=checked, count=count, contained=count, faults=tuple(faults))


def _sealed_in(content: bytes) -> Iterator[tuple[SealedText, str | None]]:
    """The sealed texts of one document in JSON, with the fingerprint that stands beside.

    None where it is no document, which others tell.
    """
    if b'"box"' not in content:
        return
    try:
        waiting: list[tuple[Any, str | None]] = [(orjson.loads(content), None)]
    except orjson.JSONDecodeError:
        return
    while waiting:
        match waiting.pop():
            case {"subject": str(subject), "box": str(box), **rest}, beside if not rest and _CODE(
                subject
            ):
                yield SealedText(subject=subject, box=box), beside
            case dict(members), _:
                told = members.get("fingerprint")
                waiting += [(each, told) for each in members.values()]
            case list(elements), _:
                waiting += [(each, None) for each in elements]
            case _:
                pass  # A value that holds no other.


def _is_box(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) >= BOX_BYTES_MIN
    except ValueError:
        return False


def _why_not_opened(
    vault: FileVault, tenant: str, sealed: SealedText, fingerprint: str | None
) -> str | None:
    """What keeps a text from being read, other than that its key was erased; none where nothing.

    Also that its fingerprint is another one now.
    """
    try:
        text = vault.open(tenant, sealed)
        if text is not None and fingerprint is not None:
            return _why_another(vault, tenant, text, fingerprint)
        if text is None and not vault.was_erased(tenant, sealed.subject):
            return (
                f"the text sealed for {sealed.subject} cannot be read: the key is missing, and no"
                " mark says that it was erased; a backup may have it, in secrets/keys"
            )
    except SealBroken:
        return (
            f"the text sealed for {sealed.subject} does not open: it or the key was changed; a"
            " backup may have another key, in secrets/keys"
        )
    except KeyDamaged:
        return (
            f"the text sealed for {sealed.subject} cannot be read: the key is damaged; a backup may"
            " have a sound one, in secrets/keys"
        )
    return None


def _why_another(vault: FileVault, tenant: str, text: str, fingerprint: str) -> str | None:
    """The account stands in front of its text, its holder behind."""
    words = text.split(" ")
    starts = (" ".join(words[:count]) for count in range(1, len(words) + 1))
    try:
        if any(vault.is_fingerprint(tenant, start, fingerprint) for start in starts):
            return None
    except KeyDamaged:
        pass  # Said below, as for a key that is gone or another one.
    return (
        f"the account's fingerprint is none of the key {FINGERPRINTS}, so who gave the same account"
        " before is not told any more: the key was lost, spoilt or replaced; a backup may have it,"
        " in secrets/keys"
    )
