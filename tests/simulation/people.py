"""Who works in the simulated network, and in which roles: two of most, so that duties are apart."""

from typing import Final

PEOPLE: Final[dict[str, frozenset[str]]] = {
    "nora": frozenset({"requester"}),
    "ned": frozenset({"requester"}),
    "mia": frozenset({"manager"}),
    "max": frozenset({"manager"}),
    "dora": frozenset({"director"}),
    "vera": frozenset({"value_analysis"}),
    "fay": frozenset({"finance"}),
    "bella": frozenset({"buyer"}),
    "boris": frozenset({"buyer"}),
    "rita": frozenset({"receiver"}),
    "rosa": frozenset({"receiver"}),
    "ines": frozenset({"inspector"}),
    "carl": frozenset({"ap_clerk"}),
    "clara": frozenset({"ap_clerk"}),
    "anna": frozenset({"ap_manager"}),
    "amir": frozenset({"ap_manager"}),
    "theo": frozenset({"treasury"}),
    "tina": frozenset({"treasury"}),
    "adam": frozenset({"supplier_admin"}),
    "cora": frozenset({"credentialing"}),
    "ivan": frozenset({"item_master"}),
    "fred": frozenset({"controller"}),
}


def holders(role: str) -> list[str]:
    """Everybody who may act in this role."""
    return [person for person, roles in PEOPLE.items() if role in roles]
