"""Who may send which command: the check that every command passes (the table: `permissions.py`).

Roles are static duties. Segregation of duties on one document (nobody approves what he asked for)
is judged in the domain, on what people did. An AI only proposes: no command here is open to it.
"""

from functools import lru_cache
from typing import Final

from application.acting import act_in_own_name
from application.errors import Forbidden
from application.permissions import FOR_OTHERS, PERMISSIONS
from application.roles import ROLES, Permission
from domain.event import Actor, Command

DUTIES_REMEMBERED: Final = 4_096  # Callers hold few sets of roles, each asked for few duties.


def authorize(command: Command, actor: Actor, roles: frozenset[str]) -> None:
    """Raises `Forbidden` unless a person or service holds a role that permits the command.

    A person acts in his own name only. A service may name the person whose act it hands over from
    another system, but it cannot decide an approval for anybody.
    """
    needed = _needed(command, actor, roles)
    if actor.type == "ai":
        raise Forbidden("An AI may propose, never act: a person has to send this command.")
    require_permission(roles, needed)
    act_in_own_name(command, actor)
    claimed = getattr(command, "roles", roles)
    if actor.type == "human" and not claimed <= roles:
        raise Forbidden(
            f"The command claims the roles {', '.join(sorted(claimed - roles))}, which you do not"
            " hold; act in your own roles.",
            field="roles",
        )


def _needed(command: Command, actor: Actor, roles: frozenset[str]) -> Permission:
    """The duty that it takes: another one for what is done in the name of somebody else."""
    on_behalf = FOR_OTHERS.get(type(command))
    is_own = getattr(command, "requester_id", None) == actor.id
    if on_behalf is None or is_own or not permits(roles, on_behalf):
        return PERMISSIONS[type(command)]
    return on_behalf


def require_permission(roles: frozenset[str], needed: Permission) -> None:
    """Raises `Forbidden` unless one of the roles carries the duty."""
    if not permits(roles, needed):
        holders = sorted(role for role, duties in ROLES.items() if needed in duties)
        raise Forbidden(
            f"This needs one of the roles {', '.join(holders)}; you hold"
            f" {', '.join(sorted(roles)) or 'none'}.",
            permission=needed.value,
        )


@lru_cache(DUTIES_REMEMBERED)
def permits(roles: frozenset[str], needed: Permission) -> bool:
    """Whether any of the roles carries the duty. Unknown roles carry none."""
    return any(needed in ROLES.get(role, frozenset()) for role in roles)
