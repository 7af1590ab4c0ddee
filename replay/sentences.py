"""Each fact as a sentence that a person reads without knowing the code.

A sentence names the event's own values in braces (`{purchase_order[number]}`), with a form where
needed (`{amount:money}`), and passages that a function tells: the `..._details.py` beside this.
Every event type has one. The reason ends it.
"""

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Final

from domain.event import Recorded
from replay.agreement_details import AGREEMENT_DETAILS
from replay.agreement_sentences import AGREEMENT_SENTENCES
from replay.answer_details import ANSWER_DETAILS
from replay.bill_sentences import BILL_SENTENCES
from replay.budget_details import BUDGET_DETAILS
from replay.budget_sentences import BUDGET_SENTENCES
from replay.carried_details import CARRIED_DETAILS
from replay.catalogue_details import CATALOGUE_DETAILS
from replay.catalogue_sentences import CATALOGUE_SENTENCES
from replay.dealing_details import DEALING_DETAILS
from replay.ending_sentences import ENDING_DETAILS, ENDING_SENTENCES
from replay.intercompany_sentences import INTERCOMPANY_SENTENCES
from replay.invoice_details import INVOICE_DETAILS
from replay.order_details import ORDER_DETAILS
from replay.order_sentences import ORDER_SENTENCES
from replay.prepayment_sentences import PREPAYMENT_SENTENCES
from replay.price_sentences import PRICE_DETAILS, PRICE_SENTENCES
from replay.rebate_sentences import REBATE_DETAILS, REBATE_SENTENCES
from replay.receipt_details import RECEIPT_DETAILS
from replay.recovery_sentences import RECOVERY_DETAILS, RECOVERY_SENTENCES
from replay.request_details import REQUEST_DETAILS
from replay.request_sentences import REQUEST_SENTENCES
from replay.shared_cost_sentences import SHARED_COST_DETAILS, SHARED_COST_SENTENCES
from replay.stock_details import STOCK_DETAILS
from replay.store_sentences import STORE_SENTENCES
from replay.supplier_sentences import SUPPLIER_DETAILS, SUPPLIER_SENTENCES
from replay.tolerance_sentences import TOLERANCE_DETAILS, TOLERANCE_SENTENCES
from replay.wording import Told, counted, words


def sentence(event: Recorded, before: object = None) -> str:
    """What happened, who did it, and why, in one sentence.

    `before` is the document's state before the event; known, the sentence tells former values too.
    """
    told = Told(event, before)
    text = _Sentence(told).format(SENTENCES[event.type])
    reason = event.data.get("reason_code") or (event.metadata.get("reason") or {}).get("code")
    return f"{text}; reason: {words(reason)}." if reason else f"{text}."


class _Sentence(Formatter):
    """Fills braces with the event's values, or with the passage of that name."""

    def __init__(self, told: Told) -> None:
        self._told = told

    def get_value(
        self, key: int | str, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> object:
        name = str(key)
        return _DETAILS[name](self._told) if name in _DETAILS else self._told.data[name]

    def format_field(self, value: object, format_spec: str) -> str:
        match format_spec:
            case "":
                return str(value)
            case "money":
                return self._told.money(str(value))
            case "counted":
                return counted(str(value))
            case "words":
                return words(str(value))
            case _:
                raise ValueError(f"no form of a value is called {format_spec!r}")


_DETAILS: Final = {
    **REQUEST_DETAILS,
    **CATALOGUE_DETAILS,
    **AGREEMENT_DETAILS,
    **DEALING_DETAILS,
    **ENDING_DETAILS,
    **REBATE_DETAILS,
    **ORDER_DETAILS,
    **CARRIED_DETAILS,
    **RECEIPT_DETAILS,
    **STOCK_DETAILS,
    **SUPPLIER_DETAILS,
    **ANSWER_DETAILS,
    **BUDGET_DETAILS,
    **TOLERANCE_DETAILS,
    **SHARED_COST_DETAILS,
    **PRICE_DETAILS,
    **RECOVERY_DETAILS,
    **INVOICE_DETAILS,
}

SENTENCES: Final[dict[str, str]] = {
    **SUPPLIER_SENTENCES,
    **BUDGET_SENTENCES,
    **TOLERANCE_SENTENCES,
    **CATALOGUE_SENTENCES,
    "number.claimed": "{number_holder} took the {kind:words} number {number_claimed}",
    "number.released": "{number_holder} gave the number back",
    **AGREEMENT_SENTENCES,
    **REQUEST_SENTENCES,
    **ORDER_SENTENCES,
    **STORE_SENTENCES,
    **BILL_SENTENCES,
    **PREPAYMENT_SENTENCES,
    **RECOVERY_SENTENCES,
    **INTERCOMPANY_SENTENCES,
    **ENDING_SENTENCES,
    **SHARED_COST_SENTENCES,
    **PRICE_SENTENCES,
    **REBATE_SENTENCES,
}
