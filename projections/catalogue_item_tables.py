"""The tables of the item master: items, their labels, who sells them, what may stand in."""

from typing import Final

from projections.projection import Table

ITEMS: Final = Table(
    name="catalogue_items",
    kind="entity",
    columns={
        "item_id": "text",
        "number": "text",
        "description": "text",
        "item_class": "text",
        "base_unit": "text",
        "packs": "jsonb",  # unit, base_unit, numerator, denominator of each
        "standard_costs": "jsonb",  # by legal entity, each from its day starts_on on
        "conversions": "jsonb",  # packs, each from its day starts_on on
        "gtin": "text",  # of the base unit, as the item was requested
        "manufacturer": "text",
        "manufacturer_number": "text",
        "controls": "text",  # lot, serial, expiry; comma separated
        "shelf_life_days_min": "integer",
        "cold_chain": "text",  # refrigerated | frozen | ultracold; null: none
        "hazardous": "boolean",
        "implant": "boolean",
        "udi_required": "boolean",
        "controlled_schedule": "text",  # I to V; null: not a controlled substance
        "recalls": "integer",  # that stand, of some units or of all
        # requested | under_analysis | approved | rejected | active | phase_out | retired
        "state": "text",
        "committee": "text",  # that has, or had, the item before it
        "trial_until": "date",
        "conditions": "jsonb",  # of the committee, as texts
        "only_at": "jsonb",  # the facilities that alone may buy it; empty: see not_at
        "not_at": "jsonb",  # the facilities that may not
        "departments": "jsonb",  # that it is for; empty: all
        "requester_roles": "jsonb",  # in which it has to be asked for; empty: any
        "restriction_reason": "text",  # of the committee
        "last_order_on": "date",  # of an item that is phased out
        "successor_id": "text",
        "successor_number": "text",
        "changed_at": "timestamptz",
    },
    key=("item_id",),
    selectors=("state", "item_class", "number"),
    order=("number",),
)
GTINS: Final = Table(
    name="catalogue_item_gtins",
    kind="entity",
    columns={
        "item_id": "text",
        "gtin": "text",
        "unit": "text",  # that the GTIN names: the each, the box, the case
        "item_number": "text",
    },
    key=("item_id", "gtin"),
    selectors=("gtin", "item_id"),
    order=("gtin",),
)
SUPPLIERS: Final = Table(
    name="catalogue_item_suppliers",
    kind="entity",
    columns={
        "item_id": "text",
        "supplier_id": "text",
        "part_number": "text",  # of the supplier
        "unit": "text",
        "gtin": "text",  # on the supplier's label, where it was told
        "item_number": "text",
        "supplier_number": "text",
    },
    key=("item_id", "supplier_id", "part_number"),
    selectors=("item_id", "supplier_id", "part_number"),
    order=("supplier_number", "part_number"),
)
SUBSTITUTES: Final = Table(
    name="catalogue_item_substitutes",
    kind="entity",
    columns={
        "item_id": "text",
        "substitute_id": "text",
        "item_number": "text",
        "substitute_number": "text",
        "clinically_equivalent": "boolean",
        "state": "text",  # declared | approved
        "declared_by": "text",
        "approved_by": "text",
    },
    key=("item_id", "substitute_id"),
    selectors=("item_id", "substitute_id"),
    order=("substitute_number",),
)
