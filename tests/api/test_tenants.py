"""No tenant sees, finds or changes what belongs to another; the routes come from the document."""

import re
from collections.abc import Mapping
from typing import Final

from tests.api.case import Story, tell_case
from tests.api.office import Office, refused
from tests.api.openapi import Document

UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
EACH: Final = 3  # names of a path's own kind of document, and as many others
NUMBER: Final = re.compile(r'"((?:SUP|ITEM|REQ|PO|GR|SR|INV|CM)-[0-9]+)"')


def known(office: Office, document: Document) -> set[str]:
    """Every id and number that the tenant's lists tell."""
    text = " ".join(
        office.get(path.removeprefix("/v1/"), limit=500).text for path in document.lists
    )
    return {*UUID.findall(text), *NUMBER.findall(text)}


def test_no_list_and_no_question_tells_of_another_tenant(
    case: Story, office: Office, document: Document
) -> None:
    office.do("suppliers", {"name": "Our own"}, "sam")
    office.see("suppliers")
    secrets = known(case.office, document)
    assert len(secrets) > 40
    asked = [path for path in document.queries if "{" not in path]
    for path in asked:
        text = office.get(path.removeprefix("/v1/")).text
        leaked = [secret for secret in secrets if secret in text]
        assert not leaked, (path, leaked)
    ours = known(office, document)
    assert ours
    assert not ours & secrets


def by_list(office: Office, document: Document) -> dict[str, list[str]]:
    """The ids and numbers that each list tells, by its path."""
    texts = {path: office.get(path.removeprefix("/v1/"), limit=500).text for path in document.lists}
    return {
        path: sorted({*UUID.findall(text), *NUMBER.findall(text)}) for path, text in texts.items()
    }


def tried(secrets: Mapping[str, list[str]], path: str, turn: int) -> list[str]:
    """A few names for a path: of its own kind of document, and others that take turns."""
    own = secrets.get("/".join(path.split("/")[:3]), [])
    others = sorted({each for names in secrets.values() for each in names})
    return [
        *own[turn % 3 :: 3][:EACH],
        *(others[(turn * EACH + n) % len(others)] for n in range(EACH)),
    ]


def test_no_document_of_another_tenant_is_found_by_id_or_number(
    case: Story, office: Office, document: Document
) -> None:
    secrets = by_list(case.office, document)
    for turn, path in enumerate(path for path in document.queries if "{" in path):
        for secret in tried(secrets, path, turn):
            filled = document.filled(path, secret)
            refused(office.get(filled.removeprefix("/v1/")), 404, "document.not_found")


def test_no_command_reaches_a_document_of_another_tenant(
    case: Story, office: Office, document: Document
) -> None:
    secrets = {
        path: [name for name in names if UUID.fullmatch(name)]
        for path, names in by_list(case.office, document).items()
    }
    for turn, path in enumerate(path for path in document.commands if "{" in path):
        for each in tried(secrets, path, turn):
            filled = document.filled(path, each)
            response = office.post(filled.removeprefix("/v1/"), document.example(path), "somebody")
            refused(response, 404, "document.not_found")


def test_another_tenant_may_use_the_same_ids_and_numbers(
    case: Story, office: Office, document: Document
) -> None:
    same = tell_case(office, document)
    for story in (case, same):
        assert story.office.see("purchase-orders/PO-4001")["data"]["number"] == "PO-4001"
    assert known(case.office, document) >= set(NUMBER.findall(office.get("invoices").text))


def test_a_token_or_key_of_another_tenant_opens_nothing(case: Story, office: Office) -> None:
    office.do("suppliers", {"name": "Our own"}, "sam")
    own = office.see("suppliers")
    assert len(own["data"]) == 1
    place = case.office.see("suppliers", limit=1)["next"] or ""
    if place:
        assert "Northside" not in office.get("suppliers", after=place).text
