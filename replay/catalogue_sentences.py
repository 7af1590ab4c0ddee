"""The sentences of catalogue items.

How they are filled is told in `sentences.py`.
"""

from typing import Final

CATALOGUE_SENTENCES: Final = {
    "catalogue_item.requested": "{who} asked for item {number} in the catalogue: {description},"
    " {packs_and_controls}",
    "catalogue_item.handling_defined": "{who} laid down how the item is handled: {handling_rules}",
    "catalogue_item.gtin_assigned": "{who} named unit {unit} by GTIN {gtin}",
    "catalogue_item.gtin_withdrawn": "{who} took GTIN {gtin} off the item",
    "catalogue_item.activated": "{who} opened the item for orders",
    "catalogue_item.retired": "{who} retired the item",
    "catalogue_item.analysis_started": "{who} brought the item before the committee"
    " {committee:words}",
    "catalogue_item.committee_decided": "The committee {committee:words} {outcome} the item"
    " {votes}{conditions_and_trial}; recorded by {decided_by}",
    "catalogue_item.restricted": "{who} restricted the item: bought {where_bought}",
    "catalogue_item.restriction_lifted": "{who} opened the item for every facility",
    "catalogue_item.phase_out_started": "{who} announced that the item is ordered until"
    " {last_order_on}{then_successor}",
    "catalogue_item.conversion_changed": "{who} laid down that from {starts_on} on one"
    " {pack[unit]} holds {units_held}",
    "catalogue_item.standard_cost_set": "{decided_by} set the standard cost of one base unit for"
    " {legal_entity} from {starts_on} on: {unit_cost} {currency}",
    "catalogue_item.supplier_mapped": "{who} noted that supplier {supplier[number]} sells"
    " unit {unit} as {part_number}{under_gtin}",
    "catalogue_item.supplier_unmapped": "{who} noted that {part_number} of supplier"
    " {supplier[number]} no longer means the item",
    "catalogue_item.substitute_declared": "{who} named {substitute[number]} as a substitute,"
    " {how_equivalent}",
    "catalogue_item.substitute_approved": "{who} approved {substitute[number]} as a substitute",
    "catalogue_item.substitute_withdrawn": "{who} took back {substitute[number]} as a substitute",
    "catalogue_item.recall_placed": "{who} placed recall {recall} of class {recall_class} on"
    " {units_recalled}, by word of {source:words}",
    "catalogue_item.recall_lifted": "{who} lifted recall {recall}",
}
