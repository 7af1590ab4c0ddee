"""Documents count once a second person verified them, through their last day."""

from dataclasses import replace
from typing import Final

import pytest

from domain.suppliers.documents import (
    record_deadlines,
    reject_document,
    submit_document,
    verify_document,
)
from domain.suppliers.errors import (
    SupplierIdentifierInvalid,
    SupplierUnknownPart,
    SupplierWrongStatus,
)
from domain.suppliers.events import SupplierDebarred, SupplierEvent
from domain.suppliers.evidence_commands import (
    RecordSupplierCredentialDeadlines,
    RejectSupplierDocument,
    SubmitSupplierDocument,
    VerifySupplierDocument,
)
from domain.suppliers.evidence_errors import (
    SupplierDateImpossible,
    SupplierDocumentDecided,
    SupplierDocumentIncomplete,
    SupplierDutiesMixed,
    SupplierNothingDue,
)
from domain.suppliers.evidence_events import (
    SupplierCredentialExpired,
    SupplierCredentialExpiring,
    SupplierDocumentRejected,
)
from domain.suppliers.state import SUPPLIER
from domain.suppliers.terms import DocumentType
from tests.domain.scenario import given
from tests.domain.suppliers import (
    HASH,
    MEDLINE,
    NOW,
    at,
    day,
    proposed,
    submitted,
    supplier,
    verified,
)

PROPOSED: Final = proposed()
W9: Final = SubmitSupplierDocument(
    now=NOW, supplier_id=MEDLINE, document_type="w9", content_hash=HASH, submitted_by="adam"
)


def verify_by(person: str, document: int = 1, on: int = 0) -> VerifySupplierDocument:
    return VerifySupplierDocument(
        now=at(on), supplier_id=MEDLINE, document=document, verified_by=person
    )


def reject(document: int = 1) -> RejectSupplierDocument:
    return RejectSupplierDocument(
        now=NOW, supplier_id=MEDLINE, document=document, rejected_by="dora", reason_code="revoked"
    )


def due(on: int) -> RecordSupplierCredentialDeadlines:
    return RecordSupplierCredentialDeadlines(now=at(on), supplier_id=MEDLINE)


def expiring(document: int, last: int) -> SupplierCredentialExpiring:
    return SupplierCredentialExpiring(document=document, document_type="coi", expires_on=day(last))


def expired(document: int, last: int) -> SupplierCredentialExpired:
    return SupplierCredentialExpired(document=document, document_type="coi", expires_on=day(last))


def test_documents_are_numbered_as_they_come() -> None:
    given(SUPPLIER, PROPOSED).when(submit_document, W9).then(submitted())
    given(SUPPLIER, PROPOSED, submitted()).when(submit_document, W9).then(submitted(document=2))


@pytest.mark.parametrize("kind", ["coi", "licence", "dea", "state_registration"])
def test_what_ends_has_to_say_when(kind: DocumentType) -> None:
    endless = replace(W9, document_type=kind, reference="AB1234563")
    given(SUPPLIER, PROPOSED).when(submit_document, endless).rejected(
        SupplierDocumentIncomplete, document_type=kind
    )


def test_a_document_that_is_over_or_begins_behind_its_end_is_refused() -> None:
    history = given(SUPPLIER, PROPOSED)
    history.when(submit_document, replace(W9, expires_on=day(-1))).rejected(
        SupplierDateImpossible, field="expires_on"
    )
    backwards = replace(W9, expires_on=day(1), begins_on=day(2))
    history.when(submit_document, backwards).rejected(SupplierDateImpossible, field="begins_on")
    history.when(submit_document, replace(W9, expires_on=day(0))).then(submitted(expires_on=day(0)))


def test_a_dea_registration_states_a_number_with_the_right_check_digit() -> None:
    dea = replace(W9, document_type="dea", expires_on=day(300))
    history = given(SUPPLIER, PROPOSED)
    history.when(submit_document, dea).rejected(SupplierDocumentIncomplete)
    history.when(submit_document, replace(dea, reference="AB1234567")).rejected(
        SupplierIdentifierInvalid, scheme="dea"
    )
    told = submitted("dea", day(300)).model_copy(update={"reference": "AB1234563"})
    history.when(submit_document, replace(dea, reference="AB1234563")).then(told)


def test_a_debarred_supplier_sends_nothing_in() -> None:
    debarred = SupplierDebarred(debarred_by="cleo", reason_code="excluded")
    given(SUPPLIER, PROPOSED, debarred).when(submit_document, W9).rejected(SupplierWrongStatus)


def test_a_second_person_verifies_what_was_sent_in() -> None:
    history = given(SUPPLIER, PROPOSED, submitted())
    history.when(verify_document, verify_by("adam")).rejected(SupplierDutiesMixed, person="adam")
    history.when(verify_document, verify_by("dora")).then(verified())


def test_who_proposed_the_supplier_verifies_nothing_of_it() -> None:
    by_sam = submitted().model_copy(update={"submitted_by": "sam"})
    given(SUPPLIER, PROPOSED, by_sam).when(verify_document, verify_by("adam")).rejected(
        SupplierDutiesMixed, did="proposed the supplier"
    )


def test_a_document_is_decided_once_but_a_verified_one_may_be_revoked() -> None:
    history = given(SUPPLIER, PROPOSED, submitted(), verified())
    history.when(verify_document, verify_by("dora")).rejected(
        SupplierDocumentDecided, status="verified"
    )
    revoked = SupplierDocumentRejected(document=1, rejected_by="dora", reason_code="revoked")
    state = history.when(reject_document, reject()).then(revoked)
    assert not state.evidence.documents[1].counts_on(day(0))
    again = given(SUPPLIER, PROPOSED, submitted(), verified(), revoked)
    again.when(reject_document, reject()).rejected(SupplierDocumentDecided, status="rejected")
    again.when(verify_document, verify_by("dora")).rejected(SupplierDocumentDecided)


def test_an_unknown_document_is_told() -> None:
    history = given(SUPPLIER, PROPOSED, submitted())
    history.when(verify_document, verify_by("dora", 2)).rejected(SupplierUnknownPart, name="2")
    history.when(reject_document, reject(0)).rejected(SupplierUnknownPart, name="0")


def test_what_ended_while_it_waited_is_not_verified() -> None:
    history = given(SUPPLIER, PROPOSED, submitted("coi", day(1)))
    history.when(verify_document, verify_by("dora", on=1)).then(verified())
    history.when(verify_document, verify_by("dora", on=2)).rejected(
        SupplierDateImpossible, field="expires_on"
    )


# Day of the command, last day of the certificate, what is told.
DEADLINES: Final[list[tuple[int, int, SupplierEvent | None]]] = [
    (0, 31, None),
    (0, 30, expiring(1, 30)),
    (0, 0, expiring(1, 0)),
    (1, 0, expired(1, 0)),
    (99, 0, expired(1, 0)),
]


@pytest.mark.parametrize(("on", "last", "told"), DEADLINES)
def test_deadlines_are_told_a_month_ahead_and_once_they_are_over(
    on: int, last: int, told: SupplierEvent | None
) -> None:
    asked = given(SUPPLIER, PROPOSED, submitted("coi", day(last)), verified()).when(
        record_deadlines, due(on)
    )
    if told is None:
        asked.rejected(SupplierNothingDue)
    else:
        asked.then(told)


def test_each_document_is_told_of_once_before_and_once_behind_its_end() -> None:
    facts = (PROPOSED, submitted("coi", day(10)), verified(), expiring(1, 10))
    given(SUPPLIER, *facts).when(record_deadlines, due(5)).rejected(SupplierNothingDue)
    given(SUPPLIER, *facts).when(record_deadlines, due(11)).then(expired(1, 10))
    given(SUPPLIER, *facts, expired(1, 10)).when(record_deadlines, due(12)).rejected(
        SupplierNothingDue
    )


def test_a_document_that_another_one_follows_is_not_told_of() -> None:
    first = (submitted("coi", day(10)), verified())
    follower = submitted("coi", day(400), document=2)
    history = (PROPOSED, *first, follower)
    given(SUPPLIER, *history).when(record_deadlines, due(0)).then(expiring(1, 10))
    given(SUPPLIER, *history, verified(2)).when(record_deadlines, due(0)).rejected(
        SupplierNothingDue
    )
    late = follower.model_copy(update={"begins_on": day(12)})
    given(SUPPLIER, PROPOSED, *first, late, verified(2)).when(record_deadlines, due(0)).then(
        expiring(1, 10)
    )


def test_a_document_that_nobody_verified_is_not_told_of() -> None:
    given(SUPPLIER, PROPOSED, submitted("coi", day(1))).when(record_deadlines, due(0)).rejected(
        SupplierNothingDue
    )


def test_a_document_counts_from_its_first_through_its_last_day() -> None:
    coi = submitted("coi", day(3)).model_copy(update={"begins_on": day(1)})
    paper = supplier(PROPOSED, coi, verified()).evidence.documents[1]
    assert [paper.counts_on(day(number)) for number in range(5)] == [
        False,
        True,
        True,
        True,
        False,
    ]
