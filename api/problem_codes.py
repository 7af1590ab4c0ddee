"""Which code answers with which HTTP status: the only place where both are known.

Those of catalogue items, which are many, stand in `catalogue_codes.py`.

400 it cannot be read, 401 nobody known, 403 a duty forbids it, 404 there is no such thing, 408 who
asked has left or was too slow, 409 the state of the document forbids it (`conflict_codes.py`), 410
it is lost for good, 412 it moved on, 413 too large, 415 not JSON, 422 the values are wrong
(`unprocessable_codes.py`), 431 the head is too large, 500 our fault, 503 not now (`Retry-After`
where trying again may help).
"""

from typing import Final

from api.catalogue_codes import CATALOGUE_CODES
from api.conflict_codes import CONFLICT
from api.unprocessable_codes import UNPROCESSABLE

_CODES_BY_STATUS: Final[dict[int, tuple[str, ...]]] = {
    400: (
        "request.incomplete_body",
        "request.malformed_http",
        "request.malformed_json",
        "request.unreadable_path",
    ),
    401: ("access.unauthenticated",),
    403: (
        "access.forbidden",
        "accounting_calendar.self_reopened",
        "approval_case.not_a_person",
        "approval_case.own_bill",
        "approval_case.own_change",
        "approval_case.own_submission",
        "approval_case.repeated_approver",
        "approval_case.role_missing",
        "approval_case.self_approval",
        "budget_line.override_of_own",
        "catalogue_item.recall_self_lifted",
        "duty_override.not_independent",
        "intercompany_bill.duties_mixed",
        "invoice.duties_mixed",
        "invoice.hold_other_role",
        "prepayment.duties_mixed",
        "price_agreement.self_confirmed",
        "purchase_order.not_registrant",
        "purchase_order.ratified_by_buyer",
        "purchase_order.ratified_by_participant",
        "purchase_order.recalled_by_other",
        "purchase_order.received_by_buyer",
        "purchase_order.received_by_editor",
        "purchase_order.substitution_by_approver",
        "rebate.self_conceded",
        "rebate.self_confirmed",
        "recovery.own_opening",
        "purchase_order.substitution_by_buyer",
        "purchase_order.write_off_duties_mixed",
        "receipt.inspected_by_buyer",
        "receipt.own_return",
        "receipt.not_requester",
        "receipt.own_confirmation",
        "receipt.own_label",
        "receipt.own_recount",
        "receipt.self_witnessed",
        "requisition.of_another",
        "requisition.own_issue",
        "requisition.own_validation",
        "shipment.loss_duties_mixed",
        "shipment.received_by_dispatcher",
        "supplier.duties_mixed",
        "supplier.self_cleared",
        "tolerance_policy.self_published",
    ),
    404: (
        "document.not_found",
        "invoice.payment_not_scheduled",
        "invoice.payment_unknown",
        "invoice.unknown_dispute",
        "invoice.unknown_hold",
        "price_agreement.unknown_correction",
        "price_agreement.unknown_proposal",
        "query.unknown_query",
        "query.unknown_read_model",
        "request.unknown_path",
        "supplier.unknown_part",
        "tolerance_policy.unknown_proposal",
    ),
    405: ("request.method_not_allowed",),
    409: CONFLICT,
    408: ("request.client_gone", "request.too_slow"),
    410: ("request.token_lost",),
    412: ("document.version_mismatch",),
    413: (
        "event.too_large",
        "request.too_large",
        "request.too_many_values",
    ),
    415: ("request.unsupported_encoding", "request.unsupported_media_type"),
    421: ("request.unknown_host",),
    431: ("request.head_too_large",),
    422: UNPROCESSABLE,
    500: (
        "event.unreadable",
        "internal.error",
        "log.unreadable_types",
    ),
    503: (
        "database.outdated",
        "database.unavailable",
        "event.newer_program",
        "import.broken",
        "log.busy",
        "log.disk_full",
        "log.epoch_changed",
        "log.locked",
        "log.read_only",
        "log.unavailable",
        "log.unsound",
        "read_model.behind",
        "read_model.kept_unfit",
        "read_model.not_parked",
        "read_model.nothing_kept",
        "read_model.outdated",
        "read_model.rebuild_differs",
        "read_model.rebuild_interrupted",
        "read_model.rebuild_running",
        "read_model.stopped",
        "read_model.verify_running",
        "vault.key_damaged",
    ),
}

STATUS_BY_CODE: Final[dict[str, int]] = {
    code: status
    for table in (_CODES_BY_STATUS, CATALOGUE_CODES)
    for status, codes in table.items()
    for code in codes
}
