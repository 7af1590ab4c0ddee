"""How a receipt says no to labels, inspections, witnesses and corrections. The rest: `errors`."""

from decimal import Decimal

from domain.errors import Rejected


class ReceiptNotReconciled(Rejected):
    """Accepted and rejected are not all that was looked at."""

    code = "receipt.not_reconciled"

    def __init__(self, line: int, whole: Decimal, accepted: Decimal, rejected: Decimal) -> None:
        super().__init__(
            f"On line {line} {whole} were counted, but {accepted} accepted and {rejected} rejected;"
            " say of each whether it is accepted or rejected.",
            line=line,
            counted=str(whole),
            accepted=str(accepted),
            rejected=str(rejected),
        )


class ReceiptRejectionUnexplained(Rejected):
    """The supplier will ask why."""

    code = "receipt.rejection_unexplained"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Goods of line {line} are rejected or held back without a reason; state reason_code.",
            line=line,
        )


class ReceiptInspectionTooLarge(Rejected):
    """More than stands there was judged."""

    code = "receipt.inspection_too_large"

    def __init__(self, line: int, asked: Decimal, bucket: str, here: Decimal) -> None:
        super().__init__(
            f"{asked} of line {line} cannot be judged: {here} stand as {bucket}; name another"
            " bucket, or less.",
            line=line,
            asked=str(asked),
            bucket=bucket,
            here=str(here),
        )


class ReceiptInspectedByBuyer(Rejected):
    """Whoever bought the goods, or changed what is bought, does not judge them."""

    code = "receipt.inspected_by_buyer"

    def __init__(self, number: str, person: str, rule: str) -> None:
        super().__init__(
            f"{person} bought what receipt {number} brought, or acted on its order, and does not"
            f" judge it; another person has to, or rule {rule} be overridden for {person} first.",
            person=person,
            rule=rule,
        )


class ReceiptRecalled(Rejected):
    """Unsafe goods stay in quarantine until the recall is lifted or they go back."""

    code = "receipt.recalled"

    def __init__(self, line: int, recall: str) -> None:
        super().__init__(
            f"Goods of line {line} fall under recall {recall}; reject or return them, or wait until"
            " it is lifted.",
            line=line,
            recall=recall,
        )


class ReceiptWitnessMissing(Rejected):
    """A second person has to count controlled goods first."""

    code = "receipt.witness_missing"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"The goods of line {line} are controlled and were counted by one person only; let a"
            " second one witness the receipt.",
            line=line,
        )


class ReceiptNothingToWitness(Rejected):
    """No line waits for a second person."""

    code = "receipt.nothing_to_witness"

    def __init__(self, number: str) -> None:
        super().__init__(f"No line of receipt {number} waits for a witness.")


class ReceiptSelfWitnessed(Rejected):
    """One person is not two."""

    code = "receipt.self_witnessed"

    def __init__(self, number: str, person: str) -> None:
        super().__init__(
            f"{person} has counted receipt {number}; somebody else has to witness it.",
            person=person,
        )


class ReceiptCorrectionTooLow(Rejected):
    """What went back to the supplier had come."""

    code = "receipt.correction_too_low"

    def __init__(self, number: str, line: int, asked: Decimal, returned: Decimal) -> None:
        super().__init__(
            f"Line {line} of receipt {number} cannot have been {asked}: {returned} of it went back"
            " already, and less than nothing never came.",
            line=line,
            asked=str(asked),
            returned=str(returned),
        )


class ReceiptNothingCorrected(Rejected):
    """The receipt says that already."""

    code = "receipt.nothing_corrected"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Receipt {number} says so already; state the quantities that were really counted."
        )


class ReceiptLabelOfOtherItem(Rejected):
    """The label names an item that was not ordered on this line."""

    code = "receipt.label_of_other_item"

    def __init__(self, line: int, gtin: str) -> None:
        super().__init__(
            f"GTIN {gtin} on the label is none of the item on order line {line}; put the goods"
            " aside, or have the GTIN assigned to the item.",
            purchase_order_line=line,
            gtin=gtin,
        )


class ReceiptLabelContradicts(Rejected):
    """Label and line, or two labels, say different things."""

    code = "receipt.label_contradicts"

    def __init__(self, line: int, what: str, stated: str, label: str) -> None:
        super().__init__(
            f"On order line {line} the {what} is {stated}, but a label says {label}; count each"
            f" {what} on a line of its own.",
            purchase_order_line=line,
            what=what,
            stated=stated,
            label=label,
        )
