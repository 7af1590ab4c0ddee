"""Who may send which command: the table of duties, and the check that every command passes.

Roles are static duties. Segregation of duties on one document (nobody approves what he asked for)
is judged in the domain, on what people did. An AI only proposes: no command here is open to it.
"""

from functools import lru_cache
from typing import Final

from application.acting import act_in_own_name
from application.errors import Forbidden
from application.roles import ROLES as ROLES
from application.roles import Permission as Permission
from domain.accounting_calendars import commands as accounting_calendars
from domain.agreements import commands as agreements
from domain.approvals import commands as approvals
from domain.budgets import commands as budgets
from domain.catalogue import commands as catalogue
from domain.credit_memos import commands as credit_memos
from domain.duty_overrides import commands as duty_overrides
from domain.event import Actor, Command
from domain.exchange_rates import commands as exchange_rates
from domain.intercompany_bills import commands as intercompany_bills
from domain.invoices import commands as invoices
from domain.invoices import disputes, short_pay
from domain.invoices import payment_commands as payments
from domain.journal_corrections import commands as journal_corrections
from domain.legal_entities import commands as legal_entities
from domain.prepayments import commands as prepayments
from domain.purchase_orders import commands as purchase_orders
from domain.purchase_orders import control_commands as order_control
from domain.purchase_orders import usage_commands as usages
from domain.rebates import commands as rebates
from domain.receipts import commands as receipts
from domain.receipts import return_request_commands as return_requests
from domain.recoveries import commands as recoveries
from domain.requisitions import commands as requisitions
from domain.shipments import commands as shipments
from domain.stock import commands as stock
from domain.suppliers import commands as suppliers
from domain.suppliers import evidence_commands as supplier_evidence
from domain.tolerances import commands as tolerances
from domain.unordered_deliveries import commands as unordered_deliveries

DUTIES_REMEMBERED: Final = 4_096  # Callers hold few sets of roles, each asked for few duties.
PERMISSIONS: Final[dict[type[Command], Permission]] = {
    legal_entities.RegisterLegalEntity: Permission.MAINTAIN_LEGAL_ENTITIES,
    legal_entities.AddLegalEntityFacility: Permission.MAINTAIN_LEGAL_ENTITIES,
    legal_entities.SetLegalEntityClosing: Permission.MAINTAIN_LEGAL_ENTITIES,
    legal_entities.SetLegalEntityHolidays: Permission.MAINTAIN_LEGAL_ENTITIES,
    legal_entities.SetSmallDifferenceCaps: Permission.MAINTAIN_LEGAL_ENTITIES,
    legal_entities.SetFacilityReceiving: Permission.MAINTAIN_LEGAL_ENTITIES,
    legal_entities.RecordFacilityRegistration: Permission.MAINTAIN_LEGAL_ENTITIES,
    legal_entities.SetLegalEntityBudgetControl: Permission.MAINTAIN_LEGAL_ENTITIES,
    legal_entities.SetTransferPricing: Permission.MAINTAIN_LEGAL_ENTITIES,
    accounting_calendars.OpenAccountingPeriod: Permission.KEEP_PERIODS,
    accounting_calendars.SoftCloseAccountingPeriod: Permission.KEEP_PERIODS,
    accounting_calendars.CloseAccountingPeriod: Permission.KEEP_PERIODS,
    accounting_calendars.ReopenAccountingPeriod: Permission.KEEP_PERIODS,
    exchange_rates.RecordExchangeRate: Permission.RECORD_EXCHANGE_RATES,
    journal_corrections.PostJournalCorrection: Permission.CORRECT_JOURNAL,
    budgets.LoadBudget: Permission.MAINTAIN_BUDGETS,
    budgets.TransferBudget: Permission.MAINTAIN_BUDGETS,
    budgets.CarryBudgetForward: Permission.MAINTAIN_BUDGETS,
    budgets.LapseBudget: Permission.MAINTAIN_BUDGETS,
    budgets.GrantBudgetOverride: Permission.OVERRIDE_BUDGETS,
    suppliers.ProposeSupplier: Permission.PROPOSE_SUPPLIERS,
    suppliers.ActivateSupplier: Permission.CLEAR_SUPPLIERS,
    suppliers.PlaceSupplierHold: Permission.CLEAR_SUPPLIERS,
    suppliers.ReleaseSupplierHold: Permission.CLEAR_SUPPLIERS,
    suppliers.BeginSupplierWatch: Permission.CLEAR_SUPPLIERS,
    suppliers.EndSupplierWatch: Permission.CLEAR_SUPPLIERS,
    suppliers.ClassifySupplier: Permission.CLEAR_SUPPLIERS,
    suppliers.ActivateSupplierConditionally: Permission.CLEAR_SUPPLIERS,
    suppliers.ChangeSupplierLegalEntities: Permission.CLEAR_SUPPLIERS,
    suppliers.AgreeSelfBilling: Permission.CLEAR_SUPPLIERS,
    suppliers.EndSelfBilling: Permission.CLEAR_SUPPLIERS,
    suppliers.SuspendSupplier: Permission.CLEAR_SUPPLIERS,
    suppliers.DeactivateSupplier: Permission.CLEAR_SUPPLIERS,
    suppliers.ReinstateSupplier: Permission.CLEAR_SUPPLIERS,
    suppliers.DebarSupplier: Permission.CLEAR_SUPPLIERS,
    suppliers.LiftSupplierDebarment: Permission.CLEAR_SUPPLIERS,
    suppliers.MergeSupplier: Permission.CLEAR_SUPPLIERS,
    suppliers.RecordSupplierIdentifier: Permission.PROPOSE_SUPPLIERS,
    suppliers.RemoveSupplierIdentifier: Permission.PROPOSE_SUPPLIERS,
    suppliers.RecordSupplierSite: Permission.PROPOSE_SUPPLIERS,
    suppliers.CloseSupplierSite: Permission.PROPOSE_SUPPLIERS,
    suppliers.AgreeSupplierPaymentTerms: Permission.MAINTAIN_AGREEMENTS,
    supplier_evidence.RecordSupplierScreening: Permission.CLEAR_SUPPLIERS,
    supplier_evidence.AdjudicateSupplierMatch: Permission.CLEAR_SUPPLIERS,
    supplier_evidence.SubmitSupplierDocument: Permission.PROPOSE_SUPPLIERS,
    supplier_evidence.VerifySupplierDocument: Permission.CLEAR_SUPPLIERS,
    supplier_evidence.RejectSupplierDocument: Permission.CLEAR_SUPPLIERS,
    supplier_evidence.RecordSupplierCredentialDeadlines: Permission.CLEAR_SUPPLIERS,
    supplier_evidence.ProposeSupplierBankDetails: Permission.PROPOSE_SUPPLIERS,
    supplier_evidence.VerifySupplierBankDetails: Permission.VERIFY_BANK_DETAILS,
    supplier_evidence.RejectSupplierBankDetails: Permission.VERIFY_BANK_DETAILS,
    supplier_evidence.RecordSupplierRisk: Permission.CLEAR_SUPPLIERS,
    catalogue.RequestCatalogueItem: Permission.MAINTAIN_CATALOGUE,
    catalogue.ActivateCatalogueItem: Permission.MAINTAIN_CATALOGUE,
    catalogue.RetireCatalogueItem: Permission.MAINTAIN_CATALOGUE,
    catalogue.DefineCatalogueItemHandling: Permission.MAINTAIN_CATALOGUE,
    catalogue.AssignCatalogueItemGtin: Permission.MAINTAIN_CATALOGUE,
    catalogue.WithdrawCatalogueItemGtin: Permission.MAINTAIN_CATALOGUE,
    catalogue.StartValueAnalysis: Permission.MAINTAIN_CATALOGUE,
    catalogue.RecordCommitteeDecision: Permission.DECIDE_ITEMS,
    catalogue.RestrictCatalogueItem: Permission.DECIDE_ITEMS,
    catalogue.LiftCatalogueItemRestriction: Permission.DECIDE_ITEMS,
    catalogue.ChangeCatalogueItemConversion: Permission.MAINTAIN_CATALOGUE,
    catalogue.PhaseOutCatalogueItem: Permission.MAINTAIN_CATALOGUE,
    catalogue.SetStandardCost: Permission.SET_STANDARD_COSTS,
    catalogue.MapSupplierItem: Permission.MAINTAIN_CATALOGUE,
    catalogue.UnmapSupplierItem: Permission.MAINTAIN_CATALOGUE,
    catalogue.DeclareSubstitute: Permission.MAINTAIN_CATALOGUE,
    catalogue.ApproveSubstitute: Permission.DECIDE_ITEMS,
    catalogue.WithdrawSubstitute: Permission.MAINTAIN_CATALOGUE,
    catalogue.PlaceCatalogueItemRecall: Permission.MANAGE_RECALLS,
    catalogue.LiftCatalogueItemRecall: Permission.MANAGE_RECALLS,
    agreements.DraftPriceAgreement: Permission.MAINTAIN_AGREEMENTS,
    agreements.RenewPriceAgreement: Permission.MAINTAIN_AGREEMENTS,
    agreements.SignPriceAgreement: Permission.MAINTAIN_AGREEMENTS,
    agreements.ActivatePriceAgreement: Permission.MAINTAIN_AGREEMENTS,
    agreements.ReviewPriceAgreementExpiry: Permission.MAINTAIN_AGREEMENTS,
    agreements.TerminatePriceAgreement: Permission.MAINTAIN_AGREEMENTS,
    agreements.ProposePrices: Permission.MAINTAIN_AGREEMENTS,
    agreements.BackdatePrices: Permission.MAINTAIN_AGREEMENTS,
    agreements.ConfirmPrices: Permission.MAINTAIN_AGREEMENTS,
    agreements.DeclinePrices: Permission.MAINTAIN_AGREEMENTS,
    agreements.RaisePriceClaim: Permission.MAINTAIN_AGREEMENTS,
    agreements.RequestTier: Permission.MAINTAIN_AGREEMENTS,
    agreements.ConfirmTier: Permission.MAINTAIN_AGREEMENTS,
    agreements.LapseTier: Permission.MAINTAIN_AGREEMENTS,
    requisitions.CreateRequisition: Permission.REQUISITION,
    requisitions.ChangeRequisition: Permission.REQUISITION,
    requisitions.AddRequisitionLine: Permission.REQUISITION,
    requisitions.ChangeRequisitionLine: Permission.REQUISITION,
    requisitions.RemoveRequisitionLine: Permission.REQUISITION,
    requisitions.SubmitRequisition: Permission.REQUISITION,
    requisitions.WithdrawRequisition: Permission.REQUISITION,
    requisitions.CancelRequisitionLine: Permission.REQUISITION,
    requisitions.RecordValidation: Permission.VALIDATE_REQUISITIONS,
    requisitions.PickRequisitionLine: Permission.KEEP_STOCK,
    requisitions.ReleaseRequisitionPick: Permission.KEEP_STOCK,
    requisitions.IssueRequisitionLine: Permission.KEEP_STOCK,
    requisitions.ReturnIssuedRequisitionLine: Permission.KEEP_STOCK,
    requisitions.CancelRequisition: Permission.REQUISITION,
    requisitions.ExpireRequisition: Permission.REQUISITION,
    requisitions.RecordMissedRatification: Permission.REQUISITION,
    approvals.ApproveStep: Permission.APPROVE,
    approvals.RejectStep: Permission.APPROVE,
    approvals.ReturnStep: Permission.APPROVE,
    purchase_orders.CreatePurchaseOrder: Permission.ORDER,
    purchase_orders.AddPurchaseOrderLine: Permission.ORDER,
    purchase_orders.SubmitPurchaseOrder: Permission.ORDER,
    purchase_orders.RecordOrderForm: Permission.SIGN_ORDER_FORMS,
    purchase_orders.IssuePurchaseOrder: Permission.ORDER,
    purchase_orders.RecordTransmission: Permission.ORDER,
    purchase_orders.RecordAcknowledgement: Permission.ORDER,
    purchase_orders.RecordAcknowledgementOverdue: Permission.ORDER,
    purchase_orders.ApproveSubstitution: Permission.JUDGE_SUBSTITUTES,
    purchase_orders.AcceptSupplierChange: Permission.ORDER,
    purchase_orders.RejectSupplierChange: Permission.ORDER,
    purchase_orders.RecordBackorder: Permission.ORDER,
    purchase_orders.ReleaseBackorder: Permission.ORDER,
    purchase_orders.CancelBackorder: Permission.ORDER,
    order_control.RecallPurchaseOrderSubmission: Permission.ORDER,
    order_control.RecallSubmissionAsAdministrator: Permission.ADMINISTER_APPROVALS,
    order_control.CancelPurchaseOrder: Permission.ORDER,
    order_control.AcceptOverReceipt: Permission.ORDER,
    order_control.RecordAsn: Permission.ORDER,
    order_control.RecordDeliveryOverdue: Permission.ORDER,
    order_control.RatifyEmergencyOrder: Permission.APPROVE,
    order_control.RecordRatificationOverdue: Permission.APPROVE,
    order_control.FinallyClosePurchaseOrder: Permission.CLOSE_ORDERS,
    order_control.WriteOffPurchaseOrderResidue: Permission.WRITE_OFF,
    order_control.RemoveFinalClose: Permission.CLOSE_ORDERS,
    purchase_orders.ImplementChangeOrder: Permission.ORDER,
    purchase_orders.PlacePurchaseOrderHold: Permission.ORDER,
    purchase_orders.ReleasePurchaseOrderHold: Permission.ORDER,
    purchase_orders.CancelPurchaseOrderLine: Permission.ORDER,
    purchase_orders.ClosePurchaseOrderLine: Permission.ORDER,
    purchase_orders.ReopenPurchaseOrderLine: Permission.ORDER,
    usages.RecordUsage: Permission.RECEIVE,
    usages.WithdrawUsage: Permission.RECEIVE,
    receipts.PostDesktopReceipt: Permission.REQUISITION,
    receipts.PostReceipt: Permission.RECEIVE,
    receipts.RecordServiceEntry: Permission.RECEIVE,
    receipts.AcceptServiceReceipt: Permission.RECEIVE,
    receipts.ReverseReceipt: Permission.RECEIVE,
    receipts.ReturnGoods: Permission.RECEIVE,
    receipts.CorrectReceipt: Permission.RECEIVE,
    receipts.WitnessReceipt: Permission.RECEIVE,
    return_requests.RequestReturn: Permission.ORDER,
    return_requests.AuthorizeReturn: Permission.ORDER,
    return_requests.WithdrawReturnRequest: Permission.ORDER,
    receipts.AskForRecount: Permission.ORDER,
    receipts.RecordRecount: Permission.RECEIVE,
    receipts.RecordInspection: Permission.INSPECT,
    receipts.QuarantineReceipt: Permission.INSPECT,
    unordered_deliveries.RecordUnorderedDelivery: Permission.RECEIVE,
    unordered_deliveries.MatchUnorderedDelivery: Permission.RECEIVE,
    unordered_deliveries.SendUnorderedDeliveryBack: Permission.RECEIVE,
    stock.OpenStockItem: Permission.KEEP_STOCK,
    stock.IssueStock: Permission.KEEP_STOCK,
    stock.ReturnIssuedStock: Permission.KEEP_STOCK,
    stock.MoveStock: Permission.KEEP_STOCK,
    stock.TransferStock: Permission.KEEP_STOCK,
    stock.ReceiveConsignment: Permission.KEEP_STOCK,
    stock.ConsumeConsignment: Permission.KEEP_STOCK,
    stock.ReverseConsumption: Permission.KEEP_STOCK,
    stock.ReturnConsignment: Permission.KEEP_STOCK,
    stock.CountStock: Permission.ADJUST_STOCK,
    stock.ScrapStock: Permission.ADJUST_STOCK,
    shipments.DispatchShipment: Permission.KEEP_STOCK,
    shipments.ReceiveShipment: Permission.RECEIVE,
    shipments.WriteOffShipmentLoss: Permission.ADJUST_STOCK,
    shipments.TakeShipmentBack: Permission.KEEP_STOCK,
    duty_overrides.GrantDutyOverride: Permission.GRANT_DUTY_OVERRIDES,
    duty_overrides.RevokeDutyOverride: Permission.GRANT_DUTY_OVERRIDES,
    duty_overrides.ReviewDutyOverride: Permission.REVIEW_DUTY_OVERRIDES,
    tolerances.ProposeTolerances: Permission.MAINTAIN_TOLERANCES,
    tolerances.PublishTolerances: Permission.MAINTAIN_TOLERANCES,
    tolerances.DeclineTolerances: Permission.MAINTAIN_TOLERANCES,
    invoices.CaptureInvoice: Permission.CAPTURE_INVOICES,
    invoices.LinkInvoice: Permission.CAPTURE_INVOICES,
    invoices.LinkInvoiceByRule: Permission.CAPTURE_INVOICES,
    invoices.UnlinkInvoice: Permission.CAPTURE_INVOICES,
    invoices.ApproveInvoiceWithoutOrder: Permission.APPROVE_INVOICES,
    invoices.SelfBill: Permission.CAPTURE_INVOICES,
    invoices.SelfCredit: Permission.CAPTURE_INVOICES,
    intercompany_bills.IssueIntercompanyBill: Permission.CAPTURE_INVOICES,
    invoices.RematchInvoice: Permission.REMATCH_INVOICES,
    invoices.PlaceInvoiceHold: Permission.HOLD_INVOICES,
    invoices.LengthenInvoiceHold: Permission.HOLD_INVOICES,
    invoices.ReleaseInvoiceHold: Permission.RELEASE_HOLDS,
    disputes.RaiseInvoiceDispute: Permission.HOLD_INVOICES,
    disputes.ResolveInvoiceDispute: Permission.RELEASE_HOLDS,
    short_pay.ShortPayInvoice: Permission.SHORT_PAY_INVOICES,
    short_pay.WriteBackInvoiceDispute: Permission.VOID_INVOICES,
    payments.SchedulePayment: Permission.SCHEDULE_PAYMENTS,
    payments.WithdrawPayment: Permission.SCHEDULE_PAYMENTS,
    payments.RecordPaymentFailure: Permission.PAY,
    invoices.RecordPayment: Permission.PAY,
    payments.VoidPayment: Permission.PAY,
    invoices.VoidInvoice: Permission.VOID_INVOICES,
    prepayments.RequestPrepayment: Permission.CAPTURE_INVOICES,
    prepayments.PayPrepayment: Permission.PAY,
    prepayments.RecordPrepaymentCredit: Permission.CAPTURE_INVOICES,
    credit_memos.CaptureCreditMemo: Permission.CAPTURE_INVOICES,
    credit_memos.PostCreditMemo: Permission.CAPTURE_INVOICES,
    credit_memos.ApplyCreditMemo: Permission.SCHEDULE_PAYMENTS,
    credit_memos.RecordSupplierRefund: Permission.PAY,
    rebates.ProposeRebate: Permission.MAINTAIN_AGREEMENTS,
    rebates.ConfirmRebate: Permission.MAINTAIN_AGREEMENTS,
    rebates.DeclineRebate: Permission.MAINTAIN_AGREEMENTS,
    rebates.CountRebatePurchases: Permission.MAINTAIN_AGREEMENTS,
    rebates.EarnRebate: Permission.CAPTURE_INVOICES,
    rebates.ClaimRebate: Permission.MAINTAIN_AGREEMENTS,
    rebates.CreditRebate: Permission.CAPTURE_INVOICES,
    rebates.RecordRebateReceipt: Permission.PAY,
    rebates.DisputeRebate: Permission.MAINTAIN_AGREEMENTS,
    rebates.SettleRebateDispute: Permission.WRITE_OFF,
    recoveries.OpenRecovery: Permission.CAPTURE_INVOICES,
    recoveries.AssignRecovery: Permission.HOLD_INVOICES,
    recoveries.RecordRecoveryRefund: Permission.PAY,
    recoveries.WriteOffRecovery: Permission.WRITE_OFF,
    recoveries.CloseRecovery: Permission.VOID_INVOICES,
}


def authorize(command: Command, actor: Actor, roles: frozenset[str]) -> None:
    """Raises `Forbidden` unless a person or service holds a role that permits the command.

    A person acts in his own name only. A service may name the person whose act it hands over from
    another system, but it cannot decide an approval for anybody.
    """
    needed = PERMISSIONS[type(command)]
    if actor.type == "ai":
        raise Forbidden("An AI may propose, never act: a person has to send this command.")
    if not permits(roles, needed):
        holders = sorted(role for role, duties in ROLES.items() if needed in duties)
        raise Forbidden(
            f"This needs one of the roles {', '.join(holders)}; you hold"
            f" {', '.join(sorted(roles)) or 'none'}.",
            permission=needed.value,
        )
    act_in_own_name(command, actor)
    claimed = getattr(command, "roles", roles)
    if actor.type == "human" and not claimed <= roles:
        raise Forbidden(
            f"The command claims the roles {', '.join(sorted(claimed - roles))}, which you do not"
            " hold; act in your own roles.",
            field="roles",
        )


@lru_cache(DUTIES_REMEMBERED)
def permits(roles: frozenset[str], needed: Permission) -> bool:
    """Whether any of the roles carries the duty. Unknown roles carry none."""
    return any(needed in ROLES.get(role, frozenset()) for role in roles)
