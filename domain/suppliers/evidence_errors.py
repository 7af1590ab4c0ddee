"""How a supplier says no about screening, documents and bank details."""

from datetime import date

from domain.errors import Rejected


class SupplierNothingScreened(Rejected):
    """A screening looks into at least one list, and into each once."""

    code = "supplier.nothing_screened"

    def __init__(self, number: str, problem: str) -> None:
        super().__init__(f"Supplier {number}: {problem}; name each list once.", problem=problem)


class SupplierDateImpossible(Rejected):
    """The day cannot be what it is said to be."""

    code = "supplier.date_impossible"

    def __init__(self, number: str, field: str, day: date, problem: str) -> None:
        super().__init__(
            f"Supplier {number}: {field} {day} {problem}; correct the day.",
            field=field,
            day=day.isoformat(),
        )


class SupplierListOutdated(Rejected):
    """A newer edition of the list was looked into before."""

    code = "supplier.list_outdated"

    def __init__(self, number: str, name: str, list_date: date, known: date) -> None:
        super().__init__(
            f"Supplier {number} was screened against the list {name} of {known}; that of"
            f" {list_date} says nothing new. Use the newest edition.",
            exclusion_list=name,
            list_date=list_date.isoformat(),
            known=known.isoformat(),
        )


class SupplierNoMatch(Rejected):
    """There is nothing to judge: the supplier was not found in the list, or not looked for."""

    code = "supplier.no_match"

    def __init__(self, number: str, name: str) -> None:
        super().__init__(
            f"Supplier {number} has no open match in the list {name}; there is nothing to judge.",
            exclusion_list=name,
        )


class SupplierDutiesMixed(Rejected):
    """Two duties on one piece of evidence are of two people."""

    code = "supplier.duties_mixed"

    def __init__(self, number: str, person: str, did: str, act: str) -> None:
        super().__init__(
            f"{person} {did} and so cannot {act} of supplier {number}; a second person has to.",
            person=person,
            did=did,
        )


class SupplierDocumentIncomplete(Rejected):
    """This type of document has to state more."""

    code = "supplier.document_incomplete"

    def __init__(self, number: str, kind: str, missing: str) -> None:
        super().__init__(
            f"Supplier {number}: a document of type {kind} has to state its {missing}.",
            document_type=kind,
            missing=missing,
        )


class SupplierDocumentDecided(Rejected):
    """It was verified or rejected already."""

    code = "supplier.document_decided"

    def __init__(self, number: str, document: int, status: str) -> None:
        super().__init__(
            f"Document {document} of supplier {number} is {status}; submit a new one instead.",
            document=document,
            status=status,
        )


class SupplierNothingDue(Rejected):
    """No document expires soon that has not been told of."""

    code = "supplier.nothing_due"

    def __init__(self, number: str, days: int) -> None:
        super().__init__(
            f"No document of supplier {number} has expired, or expires within {days} days, that"
            " has not been told of before; ask again later."
        )


class SupplierBankDetailsPending(Rejected):
    """One change waits for its call-back at a time."""

    code = "supplier.bank_details_pending"

    def __init__(self, number: str, bank_details: int) -> None:
        super().__init__(
            f"Bank details {bank_details} of supplier {number} still wait for their call-back;"
            " verify or reject them first.",
            bank_details=bank_details,
        )


class SupplierBankDetailsDecided(Rejected):
    """They were verified or rejected already."""

    code = "supplier.bank_details_decided"

    def __init__(self, number: str, bank_details: int, status: str) -> None:
        super().__init__(
            f"Bank details {bank_details} of supplier {number} are {status}; propose new ones"
            " instead.",
            bank_details=bank_details,
            status=status,
        )


class SupplierAccountInvalid(Rejected):
    """The account or the bank's number cannot be right. The number itself is never repeated."""

    code = "supplier.account_invalid"

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(
            f"{field} {problem}; read it from the supplier's own document again.", field=field
        )
