"""Sealed text opens for its subject alone, and for nobody once the subject's key is erased."""

import base64
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.vault import FileVault, KeyDamaged, SealBroken
from domain.event import SealedText

TEXT = "Dr. Ada Example asked for the larger size"


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    return FileVault(tmp_path / "keys")


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_again(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    vault = FileVault(tmp_path_factory.getbasetemp() / "keys")
    assert vault.open("demo", vault.seal("demo", "person-1", text)) == text


def test_the_same_text_is_never_sealed_alike(vault: FileVault) -> None:
    assert vault.seal("demo", "person-1", TEXT) != vault.seal("demo", "person-1", TEXT)


def test_another_vault_over_the_same_folder_opens_it(vault: FileVault, tmp_path: Path) -> None:
    sealed = vault.seal("demo", "person-1", TEXT)
    assert FileVault(tmp_path / "keys").open("demo", sealed) == TEXT


def test_an_erased_subject_cannot_be_read_any_more(vault: FileVault, tmp_path: Path) -> None:
    sealed = vault.seal("demo", "person-1", TEXT)
    other = vault.seal("demo", "person-2", TEXT)
    vault.erase("demo", "person-1")
    vault.erase("demo", "person-1")
    assert vault.open("demo", sealed) is None
    assert vault.open("demo", other) == TEXT
    assert not list((tmp_path / "keys/demo/person-1").glob("*.key"))


def test_text_sealed_after_an_erasure_opens_and_the_older_does_not(vault: FileVault) -> None:
    older = vault.seal("demo", "person-1", TEXT)
    vault.erase("demo", "person-1")
    newer = vault.seal("demo", "person-1", "new words")
    assert vault.open("demo", older) is None
    assert vault.open("demo", newer) == "new words"


def test_text_moved_to_another_tenant_or_subject_does_not_open(vault: FileVault) -> None:
    sealed = vault.seal("demo", "person-1", TEXT)
    vault.seal("demo", "person-2", TEXT)
    vault.seal("other", "person-1", TEXT)
    with pytest.raises(SealBroken):
        vault.open("demo", SealedText(subject="person-2", box=sealed.box))
    with pytest.raises(SealBroken):
        vault.open("other", sealed)


def test_a_key_copied_to_another_subject_does_not_open_its_text(
    vault: FileVault, tmp_path: Path
) -> None:
    sealed = vault.seal("demo", "person-1", TEXT)
    shutil.copytree(tmp_path / "keys/demo/person-1", tmp_path / "keys/demo/person-2")
    with pytest.raises(SealBroken):
        vault.open("demo", SealedText(subject="person-2", box=sealed.box))


@pytest.mark.parametrize("box", ["", "AAAA", "not base64!", base64.b64encode(bytes(40)).decode()])
def test_a_box_that_nobody_sealed_is_refused(vault: FileVault, box: str) -> None:
    vault.seal("demo", "person-1", TEXT)
    with pytest.raises(SealBroken):
        vault.open("demo", SealedText(subject="person-1", box=box))


def test_every_changed_byte_of_a_box_is_noticed(vault: FileVault) -> None:
    sealed = vault.seal("demo", "person-1", TEXT)
    box = base64.b64decode(sealed.box)
    for index in range(len(box)):
        altered = box[:index] + bytes([box[index] ^ 1]) + box[index + 1 :]
        with pytest.raises(SealBroken):
            vault.open(
                "demo",
                SealedText(subject="person-1", box=base64.b64encode(altered).decode()),
            )


def test_only_the_owner_may_read_the_keys(vault: FileVault, tmp_path: Path) -> None:
    vault.seal("demo", "person-1", TEXT)
    modes = {path.suffix: path.stat().st_mode & 0o777 for path in (tmp_path / "keys").rglob("*.*")}
    assert modes == {".key": 0o600, ".made": 0o600}
    for folder in ("keys/demo", "keys/demo/person-1"):
        assert (tmp_path / folder).stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["", "..", "../person", "a/b", ".hidden", "a\0b", "x" * 65])
def test_a_name_that_leads_elsewhere_is_refused(vault: FileVault, name: str) -> None:
    with pytest.raises(ValueError, match="no code"):
        vault.seal("demo", name, TEXT)
    with pytest.raises(ValueError, match="no code"):
        vault.seal(name, "person-1", TEXT)


def test_processes_that_seal_first_at_once_share_one_key(vault: FileVault) -> None:
    with ThreadPoolExecutor(8) as threads:
        sealed = list(threads.map(lambda _: vault.seal("demo", "person-1", TEXT), range(64)))
    assert {vault.open("demo", each) for each in sealed} == {TEXT}


def test_sealing_erasing_and_reading_at_once_meet_no_error(vault: FileVault) -> None:
    def ask(turn: int) -> str | None:
        if turn % 4 == 0:
            vault.erase("demo", "person-1")
        return vault.open("demo", vault.seal("demo", "person-1", TEXT))

    with ThreadPoolExecutor(8) as threads:
        assert {TEXT} <= set(threads.map(ask, range(128))) <= {TEXT, None}


def test_a_damaged_key_is_named_with_what_to_do(vault: FileVault, tmp_path: Path) -> None:
    sealed = vault.seal("demo", "person-1", TEXT)
    key = _key(tmp_path, "person-1")
    key.write_bytes(key.read_bytes()[:7])
    for ask in (lambda: vault.seal("demo", "person-1", TEXT), lambda: vault.open("demo", sealed)):
        with pytest.raises(KeyDamaged, match=rf"{key.name} has 7 bytes instead of 32"):
            ask()


def test_a_key_that_was_spoilt_or_lost_is_not_made_anew(vault: FileVault, tmp_path: Path) -> None:
    vault.fingerprint("demo", "account 1")
    key = _key(tmp_path, "FINGERPRINTS")
    content = key.read_bytes()
    key.write_bytes(content[::-1])
    with pytest.raises(KeyDamaged, match="does not fit its digest"):
        vault.fingerprint("demo", "account 1")
    key.unlink()
    with pytest.raises(KeyDamaged, match=f"is missing.*remove what is left of it and {key.stem}"):
        vault.fingerprint("demo", "account 1")
    key.with_suffix(".made").unlink()
    assert vault.fingerprint("demo", "account 1")
    assert _key(tmp_path, "FINGERPRINTS").read_bytes() != content


@pytest.mark.parametrize("left", [".key", ".made", ".key.unfinished"])
def test_what_a_killed_erasure_left_is_no_key_and_goes_with_the_next(
    vault: FileVault, tmp_path: Path, left: str
) -> None:
    """The machine stopped behind the mark; also what a killed write had begun."""
    sealed = vault.seal("demo", "person-1", TEXT)
    key = _key(tmp_path, "person-1")
    content = key.read_bytes()
    vault.erase("demo", "person-1")
    key.with_name(key.stem + left).write_bytes(content)
    assert vault.open("demo", sealed) is None
    newer = vault.seal("demo", "person-1", "new words")
    assert vault.open("demo", sealed) is None
    assert vault.open("demo", newer) == "new words"
    vault.erase("demo", "person-1")
    assert [each.suffix for each in key.parent.iterdir()] == [".erased"]


def _key(folder: Path, subject: str) -> Path:
    (key,) = (folder / "keys/demo" / subject).glob("*.key")
    return key
