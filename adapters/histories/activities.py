"""The table of activities: what each of the 42 means here, and when no command follows by design.

An activity that reaches the domain is *accepted* when all its commands were, *rejected* with the
code of the first refusal, or *explained* by this table: a status step, or already true because of
an earlier event. The modules named after capabilities hold the mapping itself.
"""

from enum import StrEnum
from typing import Final, NamedTuple


class Activity(StrEnum):
    """The activities as the histories spell them."""

    SERVICE_ENTRY = "Record Service Entry Sheet"
    GOODS_RECEIPT = "Record Goods Receipt"
    INVOICE_RECEIPT = "Record Invoice Receipt"
    SUPPLIER_INVOICE = "Vendor creates invoice"
    CLEAR_INVOICE = "Clear Invoice"
    CREATE_ORDER = "Create Purchase Order Item"
    CHANGE_QUANTITY = "Change Quantity"
    REMOVE_BLOCK = "Remove Payment Block"
    CANCEL_INVOICE = "Cancel Invoice Receipt"
    SUPPLIER_CREDIT = "Vendor creates debit memo"
    CHANGE_PRICE = "Change Price"
    CHANGE_APPROVAL = "Change Approval for Purchase Order"
    CREATE_REQUISITION = "Create Purchase Requisition Item"
    CHANGE_DELIVERY = "Change Delivery Indicator"
    CANCEL_RECEIPT = "Cancel Goods Receipt"
    CONFIRMATION = "Receive Order Confirmation"
    SRM_TRANSFER = "SRM: In Transfer to Execution Syst."
    SRM_CREATED = "SRM: Created"
    SRM_COMPLETE = "SRM: Complete"
    SRM_AWAITING = "SRM: Awaiting Approval"
    SRM_DOCUMENT_COMPLETED = "SRM: Document Completed"
    SRM_ORDERED = "SRM: Ordered"
    RELEASE_ORDER = "Release Purchase Order"
    SRM_TRANSMITTED = "SRM: Change was Transmitted"
    DELETE_LINE = "Delete Purchase Order Item"
    CANCEL_SUBSEQUENT = "Cancel Subsequent Invoice"
    REACTIVATE_LINE = "Reactivate Purchase Order Item"
    CHANGE_STORAGE = "Change Storage Location"
    SRM_DELETED = "SRM: Deleted"
    SUBSEQUENT_INVOICE = "Record Subsequent Invoice"
    UPDATE_CONFIRMATION = "Update Order Confirmation"
    BLOCK_LINE = "Block Purchase Order Item"
    SET_BLOCK = "Set Payment Block"
    RELEASE_REQUISITION = "Release Purchase Requisition"
    SRM_TRANSFER_FAILED = "SRM: Transfer Failed (E.Sys.)"
    CHANGE_CURRENCY = "Change Currency"
    CHANGE_FINAL_INVOICE = "Change Final Invoice Indicator"
    SRM_TRANSACTION_COMPLETED = "SRM: Transaction Completed"
    CHANGE_TERMS = "Change payment term"
    SRM_INCOMPLETE = "SRM: Incomplete"
    SRM_HELD = "SRM: Held"
    CHANGE_REJECTION = "Change Rejection Indicator"


class Meaning(NamedTuple):
    """The commands that follow, and when none does (none: always one does)."""

    commands: str
    explained: str | None = None


_STATUS: Final = Meaning("none", "always: a status step of the requisition")
_TRANSMISSION: Final = Meaning("RecordTransmission")

TABLE: Final[dict[Activity, Meaning]] = {
    Activity.SERVICE_ENTRY: Meaning("RecordServiceEntry, into the receipt that accepts it"),
    Activity.GOODS_RECEIPT: Meaning(
        "PostReceipt; of a service AcceptServiceReceipt over its pending entries,"
        " after a RecordServiceEntry of its own where none is pending"
    ),
    Activity.INVOICE_RECEIPT: Meaning(
        "LinkInvoice of the oldest captured one; CaptureInvoice with the order where none waits"
    ),
    Activity.SUPPLIER_INVOICE: Meaning(
        "CaptureInvoice", "its invoice receipt of the same local day has captured it"
    ),
    Activity.CLEAR_INVOICE: Meaning(
        "RecordPayment of the oldest payable invoice", "nothing is open: netted against a reversal"
    ),
    Activity.CREATE_ORDER: Meaning(
        "CreatePurchaseOrder (AddPurchaseOrderLine where the order stands), SubmitPurchaseOrder,"
        " and IssuePurchaseOrder unless somebody has to approve"
    ),
    Activity.CHANGE_QUANTITY: Meaning("ImplementChangeOrder"),
    Activity.REMOVE_BLOCK: Meaning(
        "ReleaseInvoiceHold by a second person", "no hold stands: released by the re-match"
    ),
    Activity.CANCEL_INVOICE: Meaning(
        "VoidInvoice while unpaid; otherwise, or where the supplier's credit waits or goods went"
        " back, PostCreditMemo over all of it"
    ),
    Activity.SUPPLIER_CREDIT: Meaning("CaptureCreditMemo, posted with the cancel it belongs to"),
    Activity.CHANGE_PRICE: Meaning("ImplementChangeOrder"),
    Activity.CHANGE_APPROVAL: Meaning(
        "ApproveStep, with IssuePurchaseOrder after the last step", "no step is open"
    ),
    Activity.CREATE_REQUISITION: Meaning("CreateRequisition, SubmitRequisition"),
    Activity.CHANGE_DELIVERY: Meaning(
        "ClosePurchaseOrderLine for receiving, or ReopenPurchaseOrderLine when closed or more comes"
    ),
    Activity.CANCEL_RECEIPT: Meaning(
        "ReverseReceipt of the latest one; ReturnGoods of billed goods that the supplier credits"
    ),
    Activity.CONFIRMATION: Meaning(
        "RecordAcknowledgement; in one of eight cases as a back-order that AcceptSupplierChange"
        " takes, where nothing follows as a substitute after ApproveSubstitution"
    ),
    Activity.SRM_TRANSFER: _TRANSMISSION,
    Activity.SRM_CREATED: Meaning("CreateRequisition"),
    Activity.SRM_COMPLETE: Meaning("SubmitRequisition"),
    Activity.SRM_AWAITING: _STATUS,
    Activity.SRM_DOCUMENT_COMPLETED: Meaning("ApproveStep of the requisition"),
    Activity.SRM_ORDERED: Meaning(
        "CreatePurchaseOrder from the requisition; ImplementChangeOrder in a repeated cycle",
        "the order was made from its requisition before",
    ),
    Activity.RELEASE_ORDER: Meaning("as Change Approval for Purchase Order", "no step is open"),
    Activity.SRM_TRANSMITTED: _TRANSMISSION,
    Activity.DELETE_LINE: Meaning(
        "CancelPurchaseOrderLine; ClosePurchaseOrderLine once received or invoiced"
    ),
    Activity.CANCEL_SUBSEQUENT: Meaning("PostCreditMemo on price alone, captured before if needed"),
    Activity.REACTIVATE_LINE: Meaning(
        "ReopenPurchaseOrderLine or ReleasePurchaseOrderHold, whichever undoes the latest"
    ),
    Activity.CHANGE_STORAGE: Meaning("ImplementChangeOrder"),
    Activity.SRM_DELETED: Meaning("WithdrawRequisition of its cycle, or CancelPurchaseOrderLine"),
    Activity.SUBSEQUENT_INVOICE: Meaning("LinkInvoice or CaptureInvoice of a debit on price alone"),
    Activity.UPDATE_CONFIRMATION: Meaning("RecordAcknowledgement"),
    Activity.BLOCK_LINE: Meaning("PlacePurchaseOrderHold"),
    Activity.SET_BLOCK: Meaning("PlaceInvoiceHold"),
    Activity.RELEASE_REQUISITION: Meaning("ApproveStep of the requisition"),
    Activity.SRM_TRANSFER_FAILED: Meaning("RecordTransmission with an error"),
    Activity.CHANGE_CURRENCY: Meaning("ImplementChangeOrder"),
    Activity.CHANGE_FINAL_INVOICE: Meaning("ClosePurchaseOrderLine for invoicing"),
    Activity.SRM_TRANSACTION_COMPLETED: _STATUS,
    Activity.CHANGE_TERMS: Meaning("ImplementChangeOrder"),
    Activity.SRM_INCOMPLETE: _STATUS,
    Activity.SRM_HELD: _STATUS,
    Activity.CHANGE_REJECTION: Meaning("RecordAcknowledgement that rejects the line"),
}


def as_markdown() -> str:
    """The table for the documentation."""
    head = "| activity | commands | no command |\n|---|---|---|\n"
    rows = (
        f"| {activity} | {meaning.commands} | {meaning.explained or ''} |\n"
        for activity, meaning in TABLE.items()
    )
    return head + "".join(rows)
