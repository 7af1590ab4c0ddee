"""Verification opens what is sealed: a lost or spoilt key is told, an erased one is not."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from psycopg import AsyncConnection

from adapters.postgres.seal_check import check_seals
from adapters.vault import FileVault
from domain.event import Event, Reason, SealedText
from domain.suppliers.evidence_events import SupplierBankDetailsProposed
from replay.verify import Findings
from tests.adapters.backups.kept_keys import flip, key_of, lose
from tests.adapters.postgres.log_support import change, opened, save
from tests.conftest import Database

TEXT = "Ordered for Mr. Jones, room 12."


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    return FileVault(tmp_path / "keys")


@pytest.fixture
async def history(database: Database, vault: FileVault) -> Database:
    """Two sealed reasons of one person, one of another, and an event without any."""
    sealed = [vault.seal("demo", subject, TEXT) for subject in ("ann", "ann", "bob")]
    async with opened(database) as log:
        for number, text in enumerate([*sealed, None]):
            reason = Reason(code="audit", text=text) if text is not None else None
            await log.append(save(change(f"receipt/{number}", 0), reason=reason))
    return database


async def found(database: Database, vault: FileVault) -> Findings:
    url = database.role_url("purvey_relay")
    async with (
        await AsyncConnection.connect(url, autocommit=True) as relay,
        relay.transaction(),
    ):
        return await check_seals(relay, vault)


def lost(folder: Path, subject: str) -> None:
    """The bytes alone: its name still says that it was there."""
    key_of(folder, subject).unlink()


def damaged(folder: Path, subject: str) -> None:
    key_of(folder, subject).write_bytes(b"x")


def spoilt(folder: Path, subject: str) -> None:
    flip(key_of(folder, subject))


def another(folder: Path, subject: str) -> None:
    """It was lost with its name, and made anew."""
    lose(folder, subject)
    FileVault(folder).seal("demo", subject, TEXT)


async def test_what_opens_is_as_it_should_be(history: Database, vault: FileVault) -> None:
    assert await found(history, vault) == Findings(checked=3)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lose, "no mark says that it was erased"),
        (lost, "the key is damaged"),
        (damaged, "the key is damaged"),
        (spoilt, "the key is damaged"),
        (another, "does not open"),
    ],
)
async def test_a_key_that_was_not_erased_must_open_its_texts(
    history: Database,
    vault: FileVault,
    tmp_path: Path,
    spoil: Callable[[Path, str], None],
    words: str,
) -> None:
    spoil(tmp_path / "keys", "ann")
    findings = await found(history, vault)
    assert (findings.checked, findings.count, findings.contained) == (3, 2, 2)
    assert [(each.offset, each.tenant, each.position) for each in findings.faults] == [
        (1, "demo", 1),
        (2, "demo", 2),
    ]
    for each in findings.faults:
        assert (each.column, "sealed for ann" in each.what) == ("metadata", True)
        assert words in each.what


async def test_an_erased_text_is_as_it_should_be(history: Database, vault: FileVault) -> None:
    vault.erase("demo", "ann")
    assert (await found(history, vault)).count == 0
    vault.seal("demo", "ann", "another text")
    assert (await found(history, vault)).count == 0


async def test_a_text_that_was_sealed_for_somebody_else_is_told(
    database: Database, vault: FileVault
) -> None:
    box = vault.seal("demo", "ann", TEXT).box
    vault.seal("demo", "bob", TEXT)
    moved = Reason(code="audit", text=SealedText(subject="bob", box=box))
    async with opened(database) as log:
        await log.append(save(change("receipt/1", 0), reason=moved))
    assert (await found(database, vault)).count == 1


class Packed(Event):
    """A fact of somebody else's application on the same log."""

    TYPE: ClassVar[str] = "parcel.packed"

    contents: dict[str, str]


async def test_what_others_call_by_the_same_names_is_no_sealed_text(
    database: Database, vault: FileVault
) -> None:
    sealed = vault.seal("demo", "ann", "")
    vault.seal("demo", "bob", TEXT)
    own = [{"subject": "gloves", "box": each} for each in ("L", "bGFyZ2U=", "large")]
    moved = {"subject": "bob", "box": sealed.box}
    packed = [Packed(contents=each) for each in (*own, moved)]
    async with opened(database) as log:
        await log.append(save(change("parcel/1", 0, *packed)))
    findings = await found(database, vault)
    assert (findings.checked, [each.offset for each in findings.faults]) == (1, [4])


@pytest.mark.parametrize("spoil", [lose, lost, spoilt, another])
async def test_the_key_of_fingerprints_is_held_against_the_accounts(
    database: Database, vault: FileVault, tmp_path: Path, spoil: Callable[[Path, str], None]
) -> None:
    """Else nobody is told any more that another supplier gave the same account."""
    account = "021000021 000123456789"
    proposed = SupplierBankDetailsProposed(
        bank_details=1,
        scheme="us_ach",
        bank="021000021",
        masked="****6789",
        fingerprint=vault.fingerprint("demo", account),
        currency="USD",
        proposed_by="sam",
        details=vault.seal("demo", "supplier-1", f"{account} Ann Jones"),
    )
    async with opened(database) as log:
        await log.append(save(change("supplier/1", 0, proposed)))
    assert await found(database, vault) == Findings(checked=1)
    spoil(tmp_path / "keys", "FINGERPRINTS")
    (fault,) = (await found(database, vault)).faults
    assert (fault.column, "who gave the same account before" in fault.what) == ("payload", True)
