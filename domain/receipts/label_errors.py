"""How a receipt says no to another lot, date or serial."""

from domain.errors import Rejected


class ReceiptLabelUnchanged(Rejected):
    """The receipt says that already."""

    code = "receipt.label_unchanged"

    def __init__(self, number: str, line: int) -> None:
        super().__init__(
            f"Line {line} of receipt {number} says so already; state the lot, date or serials that"
            " differ.",
            line=line,
        )


class ReceiptNothingToRelabel(Rejected):
    """All of the line went back to the supplier, or never came."""

    code = "receipt.nothing_to_relabel"

    def __init__(self, number: str, line: int) -> None:
        super().__init__(
            f"Nothing is left of line {line} of receipt {number}, so no label of it can be wrong.",
            line=line,
        )


class ReceiptLabelOfSeller(Rejected):
    """The seller's stock says which lot left it."""

    code = "receipt.label_of_seller"

    def __init__(self, number: str, facility: str) -> None:
        super().__init__(
            f"The goods of receipt {number} came out of the stock of {facility}, under the label"
            " that they have there; return them, have them corrected there, and receive them anew.",
            facility=facility,
        )


class ReceiptOwnLabel(Rejected):
    """Of controlled goods a second person says what the label says."""

    code = "receipt.own_label"

    def __init__(self, number: str, line: int, person: str) -> None:
        super().__init__(
            f"{person} counted the controlled goods of line {line} of receipt {number}; somebody"
            " else has to read their label again.",
            line=line,
            person=person,
        )
