"""The sentences of price agreements.

How they are filled is told in `sentences.py`.
"""

from typing import Final

AGREEMENT_SENTENCES: Final = {
    "price_agreement.drafted": "{who} drafted {kind:words} price agreement {number}"
    " ({description}) in {currency}, from {starts_on}{lasting}{capped}{following}",
    "price_agreement.signed": "{signed_by} recorded that both sides signed on {signed_on}",
    "price_agreement.activated": "{who} opened the agreement for orders",
    "price_agreement.expiring": "The agreement ends on {ends_on}: a successor is due",
    "price_agreement.expired": "The agreement ended on {ends_on}",
    "price_agreement.terminated": "{terminated_by} ended the agreement as of {terminated_on}",
    "price_agreement.renewal_drafted": "{drafted_by} drafted {successor[number]} to follow the"
    " agreement from {starts_on} on",
    "price_agreement.renewal_dropped": "{successor[number]} came to nothing and does not follow"
    " the agreement",
    "price_agreement.renewed": "From {succeeded_on} on {successor[number]} follows the agreement",
    "price_agreement.prices_proposed": "{proposed_by} proposed {prices_told} (proposal {proposal})",
    "price_agreement.prices_confirmed": "{confirmed_by} confirmed proposal {proposal}:"
    " {versions_told}",
    "price_agreement.prices_declined": "{declined_by} declined proposal {proposal}",
    "price_agreement.price_correction_published": "{confirmed_by} published correction"
    " {correction} of past prices: {versions_told}; orders keep the price that they had",
    "price_agreement.price_claim_raised": "{raised_by} claimed {amount:money} back for"
    " {lines_claimed}, by correction {correction} (claim {claim})",
    "price_agreement.tier_requested": "{requested_by} asked for tier {tier:words} for {facility}",
    "price_agreement.tier_confirmed": "{confirmed_by} confirmed tier {tier:words} for {facility}"
    " from {effective_from}",
    "price_agreement.tier_lapsed": "{facility} has no prices of tier {tier:words} from {lapsed_on}"
    " on",
    "price_agreement.consumption_recorded": "Order {purchase_order[number]} {drawn}",
    "price_agreement.cap_reached": "With order {purchase_order[number]} the cap is reached",
    "price_agreement.cap_exceeded": "Order {purchase_order[number]} goes beyond the cap and its"
    " allowance",
}
