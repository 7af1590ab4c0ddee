"""The duties of the trade, and which role carries which of them. `access.py` asks for them."""

from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    """One duty of the trade."""

    REQUISITION = "requisition"
    REQUISITION_FOR_OTHERS = "requisition_for_others"
    VALIDATE_REQUISITIONS = "validate_requisitions"
    APPROVE = "approve"
    ADMINISTER_APPROVALS = "administer_approvals"
    ORDER = "order"
    JUDGE_SUBSTITUTES = "judge_substitutes"
    CLOSE_ORDERS = "close_orders"
    RECEIVE = "receive"
    INSPECT = "inspect"
    SIGN_ORDER_FORMS = "sign_order_forms"
    KEEP_STOCK = "keep_stock"
    ADJUST_STOCK = "adjust_stock"
    CAPTURE_INVOICES = "capture_invoices"
    HOLD_INVOICES = "hold_invoices"
    REMATCH_INVOICES = "rematch_invoices"
    SHORT_PAY_INVOICES = "short_pay_invoices"
    RELEASE_HOLDS = "release_holds"
    APPROVE_INVOICES = "approve_invoices"
    VOID_INVOICES = "void_invoices"
    SCHEDULE_PAYMENTS = "schedule_payments"
    PAY = "pay"
    WRITE_OFF = "write_off"
    MAINTAIN_TOLERANCES = "maintain_tolerances"
    PROPOSE_SUPPLIERS = "propose_suppliers"
    CLEAR_SUPPLIERS = "clear_suppliers"
    VERIFY_BANK_DETAILS = "verify_bank_details"
    MAINTAIN_CATALOGUE = "maintain_catalogue"
    DECIDE_ITEMS = "decide_items"
    MANAGE_RECALLS = "manage_recalls"
    MAINTAIN_LEGAL_ENTITIES = "maintain_legal_entities"
    KEEP_PERIODS = "keep_periods"
    RECORD_EXCHANGE_RATES = "record_exchange_rates"
    CORRECT_JOURNAL = "correct_journal"
    SET_STANDARD_COSTS = "set_standard_costs"
    MAINTAIN_BUDGETS = "maintain_budgets"
    OVERRIDE_BUDGETS = "override_budgets"
    MAINTAIN_AGREEMENTS = "maintain_agreements"
    GRANT_DUTY_OVERRIDES = "grant_duty_overrides"
    REVIEW_DUTY_OVERRIDES = "review_duty_overrides"
    BACKDATE = "backdate"
    READ = "read"


_DECIDES_AND_CHECKS: Final = frozenset(
    {Permission.APPROVE, Permission.VALIDATE_REQUISITIONS, Permission.READ}
)
CLINICIANS: Final = ("anaesthetist", "nurse", "pharmacist", "physician")

ROLES: Final[dict[str, frozenset[Permission]]] = {
    "requester": frozenset({Permission.REQUISITION, Permission.READ}),
    "manager": frozenset({Permission.REQUISITION, Permission.APPROVE, Permission.READ}),
    "value_analysis": _DECIDES_AND_CHECKS | {Permission.DECIDE_ITEMS, Permission.JUDGE_SUBSTITUTES},
    "director": frozenset({Permission.APPROVE, Permission.OVERRIDE_BUDGETS, Permission.READ}),
    "finance": _DECIDES_AND_CHECKS
    | {Permission.CLOSE_ORDERS, Permission.VERIFY_BANK_DETAILS, Permission.OVERRIDE_BUDGETS},
    "controller": frozenset(
        {
            Permission.MAINTAIN_LEGAL_ENTITIES,
            Permission.KEEP_PERIODS,
            Permission.SET_STANDARD_COSTS,
            Permission.RECORD_EXCHANGE_RATES,
            Permission.CORRECT_JOURNAL,
            Permission.MAINTAIN_BUDGETS,
            Permission.WRITE_OFF,
            Permission.READ,
        }
    ),
    "requisition_checker": frozenset({Permission.VALIDATE_REQUISITIONS, Permission.READ}),
    "pharmacy_therapeutics": frozenset({Permission.DECIDE_ITEMS, Permission.READ}),
    # Takes requests back, and neither asks nor decides.
    "approval_administrator": frozenset({Permission.ADMINISTER_APPROVALS, Permission.READ}),
    # Asks in the name of others only: who wants something himself is a requester too.
    "buyer": frozenset(
        {
            Permission.ORDER,
            Permission.RELEASE_HOLDS,
            Permission.REQUISITION_FOR_OTHERS,
            Permission.READ,
        }
    ),
    "receiver": frozenset({Permission.RECEIVE, Permission.INSPECT, Permission.READ}),
    "inspector": frozenset({Permission.INSPECT, Permission.READ}),
    # Clinicians ask for what they use; some items are for some of them only.
    **dict.fromkeys(CLINICIANS, frozenset({Permission.REQUISITION, Permission.READ})),
    "registrant": frozenset({Permission.SIGN_ORDER_FORMS, Permission.READ}),
    "stock_keeper": frozenset({Permission.KEEP_STOCK, Permission.READ}),
    # Whoever keeps the stock must not be able to make his losses disappear.
    "stock_controller": frozenset({Permission.ADJUST_STOCK, Permission.READ}),
    "ap_clerk": frozenset(
        {
            Permission.CAPTURE_INVOICES,
            Permission.HOLD_INVOICES,
            Permission.SHORT_PAY_INVOICES,
            Permission.REMATCH_INVOICES,
            Permission.READ,
        }
    ),
    "ap_manager": frozenset(
        {
            Permission.CAPTURE_INVOICES,
            Permission.HOLD_INVOICES,
            Permission.SHORT_PAY_INVOICES,
            Permission.REMATCH_INVOICES,
            Permission.RELEASE_HOLDS,
            Permission.APPROVE_INVOICES,
            Permission.VOID_INVOICES,
            Permission.SCHEDULE_PAYMENTS,
            Permission.READ,
        }
    ),
    # Who works on holds must not be the one to widen the limits that place them.
    "policy_admin": frozenset(
        {Permission.MAINTAIN_TOLERANCES, Permission.REMATCH_INVOICES, Permission.READ}
    ),
    "treasury": frozenset({Permission.PAY, Permission.READ}),
    "supplier_admin": frozenset({Permission.PROPOSE_SUPPLIERS, Permission.READ}),
    # A supplier who is stopped, or is not any more, has his bills judged again in that request.
    "credentialing": frozenset(
        {Permission.CLEAR_SUPPLIERS, Permission.REMATCH_INVOICES, Permission.READ}
    ),
    "item_master": frozenset({Permission.MAINTAIN_CATALOGUE, Permission.READ}),
    "recall_coordinator": frozenset({Permission.MANAGE_RECALLS, Permission.READ}),
    "contract_master": frozenset(
        {Permission.MAINTAIN_AGREEMENTS, Permission.RELEASE_HOLDS, Permission.READ}
    ),
    # Who lets a rule be broken in an emergency, and who judges it afterwards.
    "duty_administrator": frozenset({Permission.GRANT_DUTY_OVERRIDES, Permission.READ}),
    "duty_reviewer": frozenset({Permission.REVIEW_DUTY_OVERRIDES, Permission.READ}),
    # Held beside another role, by whoever enters papers of long ago.
    "late_entry": frozenset({Permission.BACKDATE, Permission.READ}),
    "auditor": frozenset({Permission.READ}),
}
