"""The cases at which systems of this kind fail, and the test that holds each of them.

`CASES` is the list as people know it, `TABLE` says which test stands for which case: a case without
a test, a test that is no longer there and a row that belongs to no case are named here.
"""

import ast
from functools import cache
from typing import Final

from tests.tidy.sources import ROOT

CASES: Final = """
invoice before receipt; receipt correction after match; receipt correction after it was scheduled;
receipt correction after payment; return after invoice, credit, billed again; substitution with
another unit of measure; substitution that does not convert; partial backorder cancelled by the
supplier; change order racing a receipt; two receivers of the last unit; two invoices for the last
unit; duplicate across fiscal year, entity, remit site and spelling; price backdated after
payment; blanket cap reached by releases in one moment; tier lapse between order and receipt;
credential that ends between approval and issue; policy published while a case is open; tolerances
published while invoices wait; hours across summer time; hours across holidays; tax by header or
by line; currencies without and with three decimals; a third of a unit; price of zero; negative
lines beside positive ones; rejected quantity billed; over-receipt within tolerance, then a
smaller order; order closed, then a late invoice; final close with goods received left over;
period closed, then late facts; events delivered twice; facts learned out of order; poison
message; events of an older form amid newer ones; rebuild while people ask; emergency order that
nobody ratifies; lot recalled between ship notice and receipt; serial received twice; evaluated
receipt settlement and a paper invoice; paper invoice first, then settlement; lot recalled on its
way between facilities; two who end the last of a shipment; rates that change while goods are on
their way
"""

# The case, the file of its test, the test: both without `test_`.
TABLE: Final = """
invoice before receipt
    application/invoices
    an_invoice_before_its_receipt_waits_and_is_released_by_the_receipt
receipt correction after match
    application/receipt_judgement
    a_correction_below_what_was_invoiced_holds_the_invoice
receipt correction after it was scheduled
    application/invoice_payments
    a_receipt_corrected_down_takes_the_payment_out_of_its_run
receipt correction after payment
    application/recoveries
    a_receipt_correction_after_the_payment_is_recovery_work
return after invoice, credit, billed again
    application/bill_edge_cases
    return_after_invoice_then_credit_then_re_bill
substitution with another unit of measure
    application/bill_edge_cases
    substitution_with_different_uom_is_received_and_billed_in_either_unit
substitution that does not convert
    domain/substitutions
    packs_that_do_not_convert_exactly_need_a_stated_quantity
partial backorder cancelled by the supplier
    domain/backorders
    a_backorder_that_the_supplier_gives_up_in_part_is_cancelled_in_part
change order racing a receipt
    application/receipts
    a_change_order_that_races_a_receipt_never_falls_below_it
two receivers of the last unit
    application/receipts
    of_two_receivers_who_take_the_last_units_one_is_refused
two invoices for the last unit
    application/invoice_holds
    two_invoices_for_the_last_goods_meet_in_the_log_and_one_waits
duplicate across fiscal year, entity, remit site and spelling
    application/bill_edge_cases
    duplicate_across_fiscal_year_entity_remit_site_and_unicode
price backdated after payment
    application/agreed_prices
    a_correction_after_payment_leads_to_a_claim_over_what_was_billed
blanket cap reached by releases in one moment
    application/blankets
    two_releases_in_one_moment_cannot_pass_the_cap_together
tier lapse between order and receipt
    application/late_facts
    what_was_ordered_in_a_tier_comes_and_is_billed_at_its_price_after_the_lapse
credential that ends between approval and issue
    domain/supplier_eligibility
    a_credential_that_ends_between_approval_and_issue_stops_the_issue
policy published while a case is open
    application/requisitions
    the_route_keeps_its_facts_their_hash_and_the_policy_version
tolerances published while invoices wait
    application/tolerances
    a_published_version_judges_the_held_invoices_that_it_touches_and_only_these
hours across summer time
    projections/cycle_figures
    other_hours_and_another_zone_change_business_hours_alone
hours across holidays
    projections/cycle_figures
    holidays_of_the_facility_or_else_of_its_entity_are_no_business_hours
tax by header or by line
    domain/invoice_taxes
    tax_header_versus_line_rounding
currencies without and with three decimals
    application/late_facts
    every_currency_is_received_and_billed_in_its_own_places
a third of a unit
    application/late_facts
    thirds_of_a_unit_are_ordered_received_and_billed_to_nothing
price of zero
    application/invoice_holds
    free_goods_wait_for_their_receipt_and_owe_nothing
negative lines beside positive ones
    application/bill_edge_cases
    negative_lines_mixed_with_positive_ones_are_refused_and_leave_nothing
rejected quantity billed
    application/bill_edge_cases
    rejected_qty_billed_is_paid_once_it_went_back_and_was_credited
over-receipt within tolerance, then a smaller order
    domain/purchase_order_changes
    an_order_that_grew_shrinks_to_what_came_beyond_it_and_no_further
order closed, then a late invoice
    application/late_facts
    a_late_invoice_for_an_order_closed_for_good_waits_for_finance
final close with goods received left over
    application/order_residues
    final_close_with_grir_residue_is_written_off_by_a_second_person
period closed, then late facts
    application/accounting_calendars
    what_comes_late_into_a_closed_period_posts_to_the_next_open_one
events delivered twice
    adapters/postgres/read_store
    two_runners_side_by_side_apply_every_event_once
facts learned out of order
    replay/as_of
    what_was_learned_out_of_order_is_named
poison message
    adapters/postgres/read_store
    a_poison_event_parks_its_document_alone
events of an older form amid newer ones
    domain/upcasts
    an_upcast_leaves_the_stored_payload_as_it_is
rebuild while people ask
    adapters/postgres/read_side_by_side
    every_request_is_answered_rightly_while_what_it_asks_is_rebuilt
emergency order that nobody ratifies
    domain/order_control
    an_emergency_that_nobody_ratified_in_time_is_an_exception_told_once
lot recalled between ship notice and receipt
    application/receipt_judgement
    a_lot_recalled_after_its_ship_notice_is_quarantined_and_the_next_lot_is_not
serial received twice
    application/receipts
    serial_received_twice_is_refused_however_it_is_spelled_and_of_one_item_only
evaluated receipt settlement and a paper invoice
    application/bill_edge_cases
    ers_and_a_paper_invoice_for_the_same_receipt_are_not_both_paid
paper invoice first, then settlement
    application/self_billing
    what_the_supplier_billed_first_is_not_settled_again
lot recalled on its way between facilities
    application/shipments
    a_lot_recalled_on_its_way_is_quarantined_where_it_comes
two who end the last of a shipment
    application/shipments
    of_two_who_receive_the_last_of_it_one_is_told
rates that change while goods are on their way
    application/shipment_rates
    between_books_of_two_currencies_what_rates_did_on_the_way_is_realised
"""


def test_every_edge_case_has_a_test_and_every_row_is_a_case() -> None:
    assert sorted(held()) == sorted(listed())
    assert len(set(listed())) == len(listed()), "no case is told twice"


def test_every_test_that_stands_for_an_edge_case_is_there() -> None:
    missing = {case: test for case, test in held().items() if test[1] not in names_in(test[0])}
    assert missing == {}


def listed() -> list[str]:
    return [case.strip() for case in CASES.replace("\n", " ").split(";")]


def held() -> dict[str, tuple[str, str]]:
    """The file and the name of each case's test."""
    lines = [line.strip() for line in TABLE.strip().splitlines()]
    rows = list(zip(lines[::3], lines[1::3], lines[2::3], strict=True))
    found = {}
    for case, where, name in rows:
        folder, _, file = where.rpartition("/")
        found[case] = (f"tests/{folder}/test_{file}.py", f"test_{name}")
    assert len(found) == len(rows), "no case has two rows"
    return found


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests that the file has."""
    tree = ast.parse((ROOT / path).read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(each.name for each in tree.body if isinstance(each, kinds))
