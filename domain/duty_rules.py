"""The table of rules of segregation of duties: who took which part bars whom from which act.

`duties.py` asks it. Duties that no history decides are roles (`application/access.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Part = Literal[
    "requester",
    "buyer",
    "editor",
    "unapproved_editor",
    "submitter",
    "decider",
    "receiver",
    "witness",
    "confirmer",
    "return_asker",
    "supplier_proposer",
    "bank_details_proposer",
    "override_granter",
    "override_user",
    "capturer",
    "hold_placer",
    "pricer",
    "hold_releaser",
    "payment_scheduler",
    "payer",
    "bank_details_verifier",
    "closer",
    "dispatcher",
]
Act = Literal[
    "approve",
    "receive",
    "send_return",
    "issue",
    "witness",
    "inspect",
    "recount",
    "accept",
    "ratify",
    "verify_bank_details",
    "grant_override",
    "review_override",
    "release_hold",
    "schedule_payment",
    "pay",
    "void_payment",
    "write_off",
    "bill",
    "capture",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRule:
    """Who took this part does not do this act on a document of these kinds.

    Nobody may override an absolute one: two people are the whole point of it.
    """

    name: str
    part: Part
    act: Act
    documents: tuple[str, ...]
    is_absolute: bool = False


# Whoever lets others break a rule, or judges that they did, had no hand in the document.
_HANDS: Final[tuple[Part, ...]] = (
    "requester",
    "buyer",
    "editor",
    "unapproved_editor",
    "submitter",
    "decider",
    "receiver",
    "witness",
    "confirmer",
    "return_asker",
    "override_user",
    "dispatcher",
)
# Nobody takes an invoice alone from its capture to the bank.
_INVOICED: Final[tuple[tuple[str, Part, Act], ...]] = (
    ("approve_own_capture", "capturer", "approve"),
    ("approve_own_release", "hold_releaser", "approve"),
    ("release_own_capture", "capturer", "release_hold"),
    ("release_own_hold", "hold_placer", "release_hold"),
    ("release_own_price", "pricer", "release_hold"),
    ("release_own_bank_details", "bank_details_proposer", "release_hold"),
    ("release_bank_details_verified", "bank_details_verifier", "release_hold"),
    ("schedule_own_capture", "capturer", "schedule_payment"),
    ("schedule_own_release", "hold_releaser", "schedule_payment"),
    ("pay_own_capture", "capturer", "pay"),
    ("pay_own_release", "hold_releaser", "pay"),
    ("pay_own_schedule", "payment_scheduler", "pay"),
    ("pay_to_own_bank_details", "bank_details_proposer", "pay"),
    ("pay_to_bank_details_verified", "bank_details_verifier", "pay"),
    ("void_own_payment", "payer", "void_payment"),
    ("write_off_own_capture", "capturer", "write_off"),
    ("write_off_own_release", "hold_releaser", "write_off"),
    ("write_off_own_payment", "payer", "write_off"),
)
_BOUGHT: Final[tuple[tuple[str, Part], ...]] = (("own_order", "buyer"), ("own_change", "editor"))
_ON_RECEIPTS: Final[tuple[Act, ...]] = ("witness", "inspect")
# Whoever has the goods ordered or takes them in does not say what is owed for them.
_BILLED: Final[tuple[tuple[str, Part], ...]] = (*_BOUGHT, ("own_count", "receiver"))
# Whoever had a hand in an order, or closed it, does not give up alone what it leaves behind.
_WRITTEN_OFF: Final[tuple[tuple[str, Part], ...]] = (*_BILLED, ("own_close", "closer"))
_RATIFIED: Final[tuple[tuple[str, Part], ...]] = (
    *_BILLED,
    ("own_confirmation", "confirmer"),
    ("own_request", "requester"),
)
_ON_ORDERS: Final[tuple[tuple[Act, tuple[tuple[str, Part], ...]], ...]] = (
    ("ratify", _RATIFIED),
    ("bill", _BILLED),
    ("write_off", _WRITTEN_OFF),
)
# Who took in some of a shipment does not write the loss of another part of it off.
_DOCUMENTS_OF: Final = {"write_off_own_count": ("purchase_order", "shipment")}

RULES: Final = (
    DutyRule(
        name="approve_own_request",
        part="requester",
        act="approve",
        documents=("requisition", "purchase_order"),
        is_absolute=True,
    ),
    # Whoever changed lines, amounts or supplier since somebody last agreed to the document.
    DutyRule(
        name="approve_own_change",
        part="unapproved_editor",
        act="approve",
        documents=("requisition", "purchase_order"),
        is_absolute=True,
    ),
    # Whoever asks for the approval of what somebody else drafted.
    DutyRule(
        name="approve_own_submission",
        part="submitter",
        act="approve",
        documents=("requisition", "purchase_order"),
        is_absolute=True,
    ),
    DutyRule(
        name="approve_twice",
        part="decider",
        act="approve",
        documents=("requisition", "purchase_order"),
        is_absolute=True,
    ),
    # One person alone could send goods away and say that they came.
    DutyRule(
        name="receive_own_dispatch",
        part="dispatcher",
        act="receive",
        documents=("shipment",),
    ),
    DutyRule(
        name="write_off_own_dispatch",
        part="dispatcher",
        act="write_off",
        documents=("shipment",),
        is_absolute=True,
    ),
    # Receiving is also correcting, reversing, returning and accepting services. An editor is who
    # acted as a buyer beside the buyer: changed, submitted, issued, cancelled, closed, took more.
    DutyRule(
        name="receive_own_order",
        part="buyer",
        act="receive",
        documents=("purchase_order",),
    ),
    DutyRule(
        name="receive_own_change",
        part="editor",
        act="receive",
        documents=("purchase_order",),
    ),
    # Whoever has goods go back, or tells that the supplier takes them, does not send them away.
    DutyRule(
        name="send_own_return",
        part="return_asker",
        act="send_return",
        documents=("receipt",),
    ),
    DutyRule(
        name="issue_own_request",
        part="requester",
        act="issue",
        documents=("requisition",),
    ),
    # Inspecting is also doubting what was judged before; to hold back what was not is open to all.
    *(
        DutyRule(name=f"{act}_{name}", part=part, act=act, documents=("receipt",))
        for act in _ON_RECEIPTS
        for name, part in _BOUGHT
    ),
    DutyRule(
        name="witness_own_count",
        part="receiver",
        act="witness",
        documents=("receipt",),
        is_absolute=True,
    ),
    DutyRule(
        name="recount_own_count",
        part="receiver",
        act="recount",
        documents=("receipt",),
        is_absolute=True,
    ),
    # An emergency order was issued before anybody agreed, so that its ratifier is the only check.
    *(
        DutyRule(
            name=f"{act}_{name}",
            part=part,
            act=act,
            documents=_DOCUMENTS_OF.get(f"{act}_{name}", ("purchase_order",)),
            is_absolute=True,
        )
        for act, parts in _ON_ORDERS
        for name, part in parts
    ),
    # A requester's word at his desk, beyond the limit up to which it is enough.
    DutyRule(
        name="accept_own_confirmation",
        part="confirmer",
        act="accept",
        documents=("receipt",),
        is_absolute=True,
    ),
    DutyRule(
        name="verify_own_bank_details",
        part="bank_details_proposer",
        act="verify_bank_details",
        documents=("supplier",),
        is_absolute=True,
    ),
    DutyRule(
        name="verify_bank_details_of_own_supplier",
        part="supplier_proposer",
        act="verify_bank_details",
        documents=("supplier",),
        is_absolute=True,
    ),
    # Whoever brings a supplier in could bill us in his name.
    DutyRule(
        name="capture_of_own_supplier",
        part="supplier_proposer",
        act="capture",
        documents=("supplier",),
        is_absolute=True,
    ),
    *(
        DutyRule(name=name, part=part, act=act, documents=("invoice",), is_absolute=True)
        for name, part, act in _INVOICED
    ),
    *(
        DutyRule(
            name=f"grant_override_as_{part}",
            part=part,
            act="grant_override",
            documents=("duty_override",),
            is_absolute=True,
        )
        for part in _HANDS
    ),
    *(
        DutyRule(
            name=f"review_override_as_{part}",
            part=part,
            act="review_override",
            documents=("duty_override",),
            is_absolute=True,
        )
        for part in (*_HANDS, "override_granter")
    ),
)
RULE_BY_NAME: Final[Mapping[str, DutyRule]] = {rule.name: rule for rule in RULES}
