"""How far back an act may be dated: whatever is judged by its day would else be a matter of choice.

Prices, credentials, tolerances and budgets hold on days. Papers of a few days ago are entered
daily; what is older needs a role of its own, which is held beside the one that permits the act.
Imports of other systems send their commands under their own days and are not bound by this.
"""

from datetime import datetime, timedelta
from typing import Final

from application.access import permits
from application.errors import Forbidden
from application.roles import ROLES, Permission

BACKDATED_DAYS_MAX: Final = 7


def require_timely(effective_at: datetime, now: datetime, roles: frozenset[str]) -> None:
    """Raises `Forbidden` where the act would lie too far back for whoever holds these roles."""
    if effective_at >= now - timedelta(days=BACKDATED_DAYS_MAX):
        return
    if permits(roles, Permission.BACKDATE):
        return
    holders = sorted(role for role, duties in ROLES.items() if Permission.BACKDATE in duties)
    raise Forbidden(
        f"effective_at lies more than {BACKDATED_DAYS_MAX} days back; leave it out, or have"
        f" somebody enter this who also holds the role {', '.join(holders)}.",
        permission=Permission.BACKDATE.value,
        field="effective_at",
    )
