"""The policy of requisitions as data, in one numbered version: any change is a new one."""

from dataclasses import dataclass
from typing import Final

from domain.event import PolicyVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class RequisitionPolicy:
    """How long a requisition stands, how soon an emergency is agreed to, what seems asked twice."""

    version: PolicyVersion
    expiry_days: int  # after it was needed or submitted, whichever is later
    ratify_days: int  # after an emergency was submitted
    duplicate_days: int  # in which the same wish of the same person is noticed
    duplicate_percent: int  # of the larger one, by which quantities of wishes in words may differ
    rounds_up_to_packs: bool  # an order may take a part of a pack more than is left, never a pack


REQUISITION_POLICY: Final = RequisitionPolicy(
    version=PolicyVersion(id="requisition", version=4),
    expiry_days=90,
    ratify_days=3,
    duplicate_days=7,
    duplicate_percent=50,
    rounds_up_to_packs=True,
)
