"""The sentences about legal entities, calendars and budgets: a part of `sentences.py`."""

from typing import Final

BUDGET_SENTENCES: Final[dict[str, str]] = {
    "legal_entity.registered": "{who} registered legal entity {legal_entity}, {name}, with books in"
    " {currency} and fiscal years from {first_month}",
    "legal_entity.facility_added": "{who} added facility {facility}, {name}",
    "legal_entity.closing_set": "{who} set when order lines close by themselves:"
    " {closing_percents}",
    "legal_entity.small_difference_caps_set": "{who} capped what is written off of small"
    " differences in a day: {small_difference_caps}",
    "legal_entity.holidays_set": "{who} set the holidays of {year}{of_facility}: {holidays_told}",
    "legal_entity.facility_receiving_set": "{who} set how {facility} receives:"
    " requesters {desktop_or_dock}",
    "legal_entity.registration_recorded": "{who} recorded DEA registration {registration} of"
    " {facility} until {expires_on}: {registered_for}",
    "legal_entity.transfer_pricing_set": "{who} set that its goods go to other legal entities at"
    " cost plus {markup_percent:counted} %",
    "legal_entity.budget_control_set": "{who} set budget control to {control}",
    "accounting_calendar.period_opened": "{opened_by} opened period {period}, month {fiscal_month}"
    " of fiscal year {fiscal_year}",
    "accounting_calendar.period_soft_closed": "{closed_by} closed period {period} to goods",
    "accounting_calendar.period_closed": "{closed_by} closed period {period}",
    "accounting_calendar.period_reopened": "{reopened_by} re-opened period {period}",
    "exchange_rate.recorded": "{recorded_by} recorded that one {from_currency} counts {rate}"
    " {to_currency} from {starts_on} on, by word of {source:words}",
    "journal_correction.posted": "{who} kept what {source[number]} posted as it stood, and added"
    " what version {version} of the journal makes of it",
    "budget_line.loaded": "{who} loaded the budget of {fiscal_year}: {amount:money}",
    "budget_line.corrected": "{who} corrected the budget that was loaded for {fiscal_year} to"
    " {amount:money}",
    "budget_line.transferred": "{who} transferred {budget_moved} in {fiscal_year}",
    "budget_line.override_granted": "{who} let {document[number]} go beyond the budget of"
    " {fiscal_year} by {amount:money}",
    "budget_line.pre_encumbered": "{amount:money} of {fiscal_year} reserved for"
    " {funds_for}{beyond_budget}",
    "budget_line.pre_encumbrance_released": "{amount:money} of {fiscal_year} no longer reserved for"
    " {funds_for}",
    "budget_line.encumbered": "{amount:money} of {fiscal_year} encumbered by"
    " {funds_for}{beyond_budget}",
    "budget_line.encumbrance_adjusted": "{more_or_less} of {fiscal_year} encumbered by"
    " {funds_for}{beyond_budget}",
    "budget_line.encumbrance_liquidated": "{amount:money} of {fiscal_year} liquidated for"
    " {funds_for}",
    "budget_line.residual_released": "{amount:money} of {fiscal_year} left over by {funds_for} are"
    " free again",
    "budget_line.expenditure_recorded": "{amount:money} of {fiscal_year} spent on"
    " {funds_for}{beyond_budget}",
    "budget_line.year_carried_forward": "{who} ended {fiscal_year}: {reserved:money} reserved and"
    " {open:money} open go on in the next year, with {amount:money} of budget",
    "budget_line.year_lapsed": "{who} ended {fiscal_year}: {amount:money} of budget lapsed,"
    " {reserved:money} reserved and {open:money} open go on without cover",
}
